"""How well a reader reads: precision, recall and F1, and the errors that would harm."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.text.gold import Reading, Sentence


class Count(NamedTuple):
    """What was read and expected, what was only read, and what was only expected."""

    right: int
    extra: int
    missing: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.extra)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missing)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.extra + self.missing)


class Dangers(NamedTuple):
    """Errors that are worse than none.

    `made_up`: read as there, and in truth absent or not said. `overlooked`: read as absent, and in truth there.
    `settled`: read as there or absent, and in truth left open. `wrong_side`: given another side than the true one.
    """

    made_up: int
    overlooked: int
    settled: int
    wrong_side: int

    @property
    def all(self) -> int:
        return sum(self)


class Score(NamedTuple):
    """The score of a reader on a set: of concept and presence, and of both with the side."""

    presence: Count
    side: Count
    dangers: Dangers


def score(sentences: Iterable[Sentence], readings: Iterable[frozenset[Reading]]) -> Score:
    """The score of what was read in some sentences."""
    pairs = [(one.expected, read) for one, read in zip(sentences, readings, strict=True)]
    presence = [(_without_side(expected), _without_side(read)) for expected, read in pairs]
    dangers = sum((_dangers(expected, read) for expected, read in pairs), Counter[str]())
    return Score(_count(presence), _count(pairs), Dangers(*(dangers[name] for name in Dangers._fields)))


def _without_side(readings: frozenset[Reading]) -> frozenset[Reading]:
    return frozenset(one._replace(side=None) for one in readings)


def _count(pairs: list[tuple[frozenset[Reading], frozenset[Reading]]]) -> Count:
    return Count(
        sum(len(expected & read) for expected, read in pairs),
        sum(len(read - expected) for expected, read in pairs),
        sum(len(expected - read) for expected, read in pairs),
    )


def _dangers(expected: frozenset[Reading], read: frozenset[Reading]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in read:
        true = {other.presence for other in expected if other.concept == one.concept}
        sides = {other.side for other in expected if other[:2] == one[:2]}
        found["made_up"] += one.presence == "present" and true <= {"absent"}
        found["overlooked"] += one.presence == "absent" and true == {"present"}
        found["settled"] += one.presence != "unknown" and true == {"unknown"}
        found["wrong_side"] += one.side is not None and bool(sides) and sides.isdisjoint({one.side, None})
    return found


HEAD = f"{'':22}{'precision':>10}{'recall':>8}{'F1':>7}{'F1+side':>9}   made up, overlooked, settled, wrong side"


def line(name: str, one: Score) -> str:
    """A score in one line, below HEAD."""
    count = one.presence
    dangers = ", ".join(map(str, one.dangers))
    return f"{name:22}{count.precision:10.3f}{count.recall:8.3f}{count.f1:7.3f}{one.side.f1:9.3f}   {dangers}"
