"""The words of a card that depend on the chart: which hip, what was found, what is not known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service.domain import BOTH, Certainty, Evidence, Finding, Order, Presence, Side, Sides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.rulebook.finding_sheets import FindingSheet

_ESCAPES = str.maketrans(
    {mark: f"\\{mark}" for mark in r"\`*_{}[]()#|~"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": " (at) "}
)


def escape(text: str) -> str:
    """Chart text for the middle of a Markdown line: no markup, no HTML, no links, not even bare ones (GFM).

    Characters without a shape are left out: those that turn the direction of writing can make a
    card read differently from what it says, and zero-width ones hide a link from this function.
    """
    line = " ".join(text.split())
    seen = line if line.isprintable() else "".join(filter(str.isprintable, line))
    return _WWW.sub(r"\1&#46;", seen.translate(_ESCAPES).replace("://", "&#58;//"))


_WWW = re.compile(r"(www)\.", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """A card text with each paragraph and each list item on one line of its own."""
    lines: list[str] = []
    for line in text.splitlines():
        follows = bool(lines) and bool(lines[-1]) and bool(line) and not line.startswith(("- ", "**"))
        if follows and not lines[-1].startswith(("- ", "**", "{")) and not line.startswith("{"):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def hip_in_words(sides: frozenset[Side], *, recorded: bool) -> str:
    """Which hip a card is about."""
    if not recorded:
        return (
            "the hip (the side was not recorded)"
            if sides == BOTH
            else f"the {_one(sides)} hip (the side was not recorded)"
        )
    return "both hips" if sides == BOTH else f"the {_one(sides)} hip"


def side_in_words(sides: Sides) -> str:
    """`left`, `right` or `both`."""
    return "both" if sides == BOTH else next(iter(sides)).value


def order_in_words(order: Order | None) -> str:
    """How a card calls the drafted order, after "the order": by the words of the chart, else by its reference."""
    if order is None:
        return ""
    return f"“{escape(_cut(order.words))}”" if order.words else escape(order.reference)


_LONGEST_NAME = 80


def _cut(words: str) -> str:
    """The name of an order, as long as a card can show."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1].rstrip()}…"


def _one(sides: frozenset[Side]) -> str:
    return next(iter(sides)).value


def found(findings: Iterable[tuple[FindingSheet, Finding]]) -> Iterator[str]:
    """A list item for each finding that counted, with its evidence."""
    for sheet, finding in findings:
        note = f" ({finding.note})" if finding.note else ""
        says = sheet.says if finding.presence is Presence.PRESENT else f"no {sheet.says}"
        told = _once(finding.evidence)
        proofs = "; ".join(dict.fromkeys(proof(one) for one in told[:_SHOWN]))
        more = len(told) - _SHOWN
        tail = f" and {more} more" if more > 0 else ""
        yield f"- {says[:1].upper()}{says[1:]}{note}" + (f": {proofs}{tail}" if proofs else "")


def _once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without what a record says again: of one text, one sentence."""
    found: dict[tuple[object, ...], Evidence] = {}
    for one in evidence:
        again = None if one.certainty is Certainty.READ_FROM_TEXT else one.element
        found.setdefault((one.reference, one.sides, one.certainty, again), one)
    return tuple(found.values())


_SHOWN = 3
"""How many records a card names for one finding; the response's extension has them all."""


_UNDATED = "Patient."
"""Elements that have no date of their own."""


def proof(evidence: Evidence) -> str:
    """One record: side, resource, date; what was read from text says so."""
    side = f"{'both sides' if evidence.sides == BOTH else _one(evidence.sides)}, " if evidence.sides else ""
    when = f", {evidence.when}" if evidence.when else "" if evidence.element.startswith(_UNDATED) else ", not dated"
    read = " (read from text, please confirm)" if evidence.certainty is Certainty.READ_FROM_TEXT else ""
    quote = f" “{escape(evidence.quote)}”" if evidence.quote else ""
    return f"{side}{escape(evidence.reference)}{when}{quote}{read}"


def not_known(findings: Iterable[tuple[FindingSheet, Finding]]) -> Iterator[str]:
    """A list item for each finding that the rule asks for and the record leaves open."""
    for sheet, finding in findings:
        proofs = ", ".join(dict.fromkeys(escape(one.reference) for one in finding.evidence[:_SHOWN]))
        reason = f": {finding.reason}" if finding.reason else ""
        yield f"- {sheet.asks[:1].upper()}{sheet.asks[1:]}{reason}" + (f" ({proofs})" if proofs else "")
