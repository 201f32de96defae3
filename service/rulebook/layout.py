"""Where each name of the graph stands: three columns of boxes, none over another."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from service.rulebook.graph import Edge, Graph
    from service.rulebook.sheets import RuleSheet

CHARACTER = 7.6
"""Pixels for a character: no usual monospaced type of 12 px is wider."""
PAD = 8
TOP = 92
_GAP = 6
_LOW, _HIGH = 20, 38
"""Heights of a box with one line, and of one with two."""
_ROUNDS = 8


@dataclass(slots=True)
class Box:
    """A name, its lines of text, and the top of its box."""

    name: str
    lines: tuple[str, ...]
    top: float = 0.0

    @property
    def height(self) -> int:
        """One line or two."""
        return _LOW if len(self.lines) == 1 else _HIGH

    @property
    def middle(self) -> float:
        """Where lines arrive and leave."""
        return self.top + self.height / 2

    @property
    def width(self) -> float:
        """As wide as the longest line."""
        return max(len(line) for line in self.lines) * CHARACTER + 2 * PAD


class Layout:
    """Every box in its place: findings, assessments, and cards by priority.

    Cards stand from top to bottom; the others as near as may be to what they lead to.
    """

    def __init__(self, graph: Graph) -> None:
        """Set the boxes."""
        self.graph = graph
        self.findings = {name: Box(name, (name,)) for name in graph.findings}
        self.assessments = {name: Box(name, (name,)) for name in graph.assessments}
        self.cards = {rule.id: Box(rule.id, (rule.id, _told(rule))) for rule in graph.rules}
        columns = [list(column.values()) for column in (self.findings, self.assessments, self.cards)]
        height = max(sum(box.height + _GAP for box in column) for column in columns)
        for column in columns:
            _spread(column, height)
        for _ in range(_ROUNDS):
            for column in columns[1], columns[0]:
                column.sort(key=self._wanted)
                _spread(column, height)
        self.widths = [max((box.width for box in column), default=0.0) for column in columns]
        self.bottom = TOP + height

    def source(self, edge: Edge) -> Box:
        """Where an edge begins."""
        return self.findings.get(edge.source) or self.assessments[edge.source]

    def target(self, edge: Edge) -> Box:
        """Where an edge leads."""
        return self.cards.get(edge.target) or self.assessments[edge.target]

    def _wanted(self, box: Box) -> float:
        """The mean height of what a box leads to; what it silences counts only where it does nothing else."""
        led = [edge for edge in self.graph.edges if edge.source == box.name]
        return fmean(self.target(edge).middle for edge in _strong(led))


def _strong(edges: Sequence[Edge]) -> Sequence[Edge]:
    return [edge for edge in edges if edge.role != "silences"] or edges


def _told(rule: RuleSheet) -> str:
    status = "" if rule.status == "active" else f", {rule.status}"
    return f"{rule.ref}, {rule.track} {rule.priority:g}, {rule.card.indicator.value}{status}"


def _spread(column: Iterable[Box], height: float) -> None:
    """Set boxes from top to bottom, over the whole height and without an overlap."""
    boxes = list(column)
    if boxes:
        free = (height - sum(box.height + _GAP for box in boxes)) / len(boxes)
        top = TOP + free / 2
        for box in boxes:
            box.top = top
            top += box.height + _GAP + free
