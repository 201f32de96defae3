"""The graph of the rule book as SVG: findings on the left, assessments, cards on the right.

In a browser the lines of a card or an assessment stand out while the pointer is on one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from service.rulebook.layout import CHARACTER, PAD, TOP, Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.rulebook.graph import Edge, Graph, Role
    from service.rulebook.layout import Box

_EDGE, _WAY = 16, 300
"""The margin of the drawing, and how far the columns are apart."""
_COLOURS = {"safety": "#7b3294", "diagnostic": "#1f5fa8", "companion": "#00796b", "management": "#4f7a28"}
_ASSESSMENT = "#8a6d3b"
_URGENCY = {"info": "#8fa3b8", "warning": "#e08a00", "critical": "#b3261e"}
_DASHES: dict[Role, str] = {"present": "", "absent": "7 4", "unknown": "2 4", "silences": "", "changes": "12 3 2 3"}
_SAYS: dict[Role, str] = {
    "present": "must be present",
    "absent": "must be recorded absent",
    "unknown": "must be unknown",
    "silences": "silences where present",
    "changes": "changes the indicator",
}
_STYLE = f"""
text {{ font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1b1b1b }}
.small {{ font-size: 10.5px; fill: #555 }}
.head {{ font-weight: bold; font-size: 14px }}
rect {{ fill: #fff; stroke-width: 1.2 }}
.finding {{ stroke: #999 }}
.assessment {{ stroke: {_ASSESSMENT} }}
path {{ fill: none; stroke-width: 1.4; opacity: .6 }}
.silences {{ stroke: #9a9a9a; stroke-width: .8; opacity: .45 }}
g:hover > path {{ opacity: 1; stroke-width: 2.6 }}
g:hover > .silences {{ stroke: #444; stroke-width: 1.6 }}
"""


def svg(graph: Graph, title: str) -> str:
    """The drawing."""
    painter = _Painter(Layout(graph))
    width, height = painter.lefts[3], painter.layout.bottom + _EDGE
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{_text(title)}</title>",
        f"<style>{_STYLE}</style>",
        '<rect width="100%" height="100%"/>',
        *painter.legend(title),
        *painter.cards(),
        *painter.assessments(),  # above the lines to cards, which may pass behind them
        *(painter.box(box, 0, 'class="finding"') for box in painter.layout.findings.values()),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Painter:
    layout: Layout

    @property
    def lefts(self) -> list[float]:
        """Where each column begins, and where the drawing ends."""
        first, second, third = self.layout.widths
        middle = _EDGE + first + _WAY
        last = middle + (second + _WAY if second else 0)
        return [_EDGE, middle, last, last + third + _EDGE]

    def legend(self, title: str) -> Iterator[str]:
        """What the lines mean, and the names of the columns."""
        yield f'<text class="head" x="{_EDGE}" y="24">{_text(title)}</text>'
        x: float = _EDGE
        for role, said in _SAYS.items():
            yield _line(f"M{x:.0f} 46h34", role, "#333")
            yield f'<text class="small" x="{x + 40:.0f}" y="50">{said}</text>'
            x += len(said) * CHARACTER + 54
        for left, name, width in zip(
            self.lefts, ("Findings", "Assessments", "Cards"), self.layout.widths, strict=False
        ):
            if width:
                yield f'<text class="head" x="{left:.0f}" y="{TOP - 14}">{name}</text>'

    def assessments(self) -> Iterator[str]:
        """Each assessment in a group with the lines that lead to it."""
        for name, box in self.layout.assessments.items():
            yield from ("<g>", *self._edges(name, _ASSESSMENT), self.box(box, 1, 'class="assessment"'), "</g>")

    def cards(self) -> Iterator[str]:
        """Each card in a group with the lines that lead to it; the bar on the left is its urgency."""
        for rule in self.layout.graph.rules:
            box, colour = self.layout.cards[rule.id], _COLOURS[rule.track]
            yield from ("<g>", *self._edges(rule.id, colour), self.box(box, 2, f'stroke="{colour}"', rule.card.summary))
            place = f'x="{self.lefts[2]:.0f}" y="{box.top:.1f}" width="4" height="{box.height}"'
            yield f'<rect {place} style="fill: {_URGENCY[rule.card.indicator.value]}"/></g>'

    def _edges(self, target: str, colour: str) -> Iterator[str]:
        """The lines to a sheet, those that silence it below the others."""
        for edge in sorted(self.layout.graph.edges, key=lambda one: one.role != "silences"):
            if edge.target == target:
                yield self._edge(edge, colour)

    def _edge(self, edge: Edge, colour: str) -> str:
        """From the right of one box to the left of another, to an arrow, or to a bar where it silences."""
        start, end = self.layout.source(edge), self.layout.target(edge)
        column = 0 if edge.source in self.layout.findings else 1
        x, to = (
            self.lefts[column] + self.layout.widths[column],
            self.lefts[2 if edge.target in self.layout.cards else 1],
        )
        bend = _WAY * 0.55
        tip = "m0 -5v10" if edge.role == "silences" else "l-7 -3.5m7 3.5l-7 3.5"
        curve = f"M{x:.0f} {start.middle:.1f}C{x + bend:.0f} {start.middle:.1f} {to - bend:.0f} {end.middle:.1f}"
        return _line(f"{curve} {to:.0f} {end.middle:.1f}{tip}", edge.role, colour, f"{edge.source} {_SAYS[edge.role]}")

    def box(self, box: Box, column: int, look: str, told: str = "") -> str:
        """A box with its lines of text."""
        left = self.lefts[column]
        place = (
            f'x="{left:.0f}" y="{box.top:.1f}" width="{self.layout.widths[column]:.0f}" height="{box.height}" rx="3"'
        )
        first, *others = (_text(line) for line in box.lines)
        texts = [f'<text x="{left + PAD:.0f}" y="{box.top + 14:.1f}">{first}</text>']
        texts += [f'<text class="small" x="{left + PAD:.0f}" y="{box.top + 30:.1f}">{line}</text>' for line in others]
        return f"<rect {place} {look}>{_told(told)}</rect>{''.join(texts)}"


def _line(path: str, role: Role, colour: str, told: str = "") -> str:
    dashes = f' stroke-dasharray="{_DASHES[role]}"' if _DASHES[role] else ""
    look = 'class="silences"' if role == "silences" else f'stroke="{colour}"{dashes}'
    return f'<path d="{path}" {look}>{_told(told)}</path>'


def _text(text: str) -> str:
    """Free text in XML, on one line; characters that XML cannot hold are left out."""
    return escape("".join(one for one in " ".join(text.split()) if one.isprintable()))


def _told(text: str) -> str:
    """What a browser shows while the pointer rests."""
    return f"<title>{_text(text)}</title>" if text else ""
