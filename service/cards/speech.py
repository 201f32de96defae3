"""Which rules speak in one response, for which hips or drafted order, in which order: equal cards become one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.cards.wording import side_in_words
from service.domain import Case, Indicator, Order, Presence, Side, Sides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.domain import Conclusion, Verdict
    from service.rulebook.book import RuleBook

_URGENCY = {Indicator.CRITICAL.value: 0, Indicator.WARNING.value: 1, Indicator.INFO.value: 2}


@dataclass(frozen=True, slots=True)
class Speech:
    """One rule that speaks, with one indicator, for the hips in which it does.

    `grounds` are the findings that it rests on; `recorded` is false when no record of them names
    a side.
    """

    rule: str
    indicator: Indicator
    cases: tuple[Case, ...]
    grounds: frozenset[str]
    recorded: bool

    @property
    def sides(self) -> Sides:
        """The hips that the card is about."""
        return frozenset(case.hip for case in self.cases if case.hip)

    @property
    def order(self) -> Order | None:
        """The drafted order that the card is about."""
        return self.cases[0].order

    @property
    def variant(self) -> str:
        """Which variant of a suggestion fits: one hip, both, or a side that nobody recorded."""
        sides = self.order.sides if self.order else self.sides
        if not self.recorded or not sides:
            return "unrecorded"
        return side_in_words(sides)


def speeches(verdicts: Iterable[Verdict], book: RuleBook) -> list[Speech]:
    """One entry per rule and indicator, and for each drafted order its own; the most urgent first."""
    merged: dict[tuple[str, str, str | None], list[tuple[Conclusion, Case]]] = {}
    for verdict in verdicts:
        for conclusion in verdict.shown():
            order = verdict.case.order
            key = (conclusion.rule, str(conclusion.indicator), order.reference if order else None)
            merged.setdefault(key, []).append((conclusion, verdict.case))
    spoken = [_speech(said, book) for said in merged.values()]
    spoken.sort(key=lambda one: (_URGENCY[str(one.indicator)], book.rules[one.rule].priority, one.rule))
    return list(_once(spoken, book))


def _speech(said: list[tuple[Conclusion, Case]], book: RuleBook) -> Speech:
    first, cases = said[0][0], tuple(case for _, case in said)
    grounds = frozenset().union(*(conclusion.grounds for conclusion, _ in said))
    return Speech(first.rule, first.indicator, cases, grounds, _side_recorded(grounds, cases, book))


def _side_recorded(grounds: frozenset[str], cases: tuple[Case, ...], book: RuleBook) -> bool:
    """Whether a record names the side; one that names the other hip, where the disease was before, does not."""
    sided = [name for name in grounds if book.findings[name].sided]
    present = [(case.hip, case.findings[name]) for case in cases for name in sided if is_present(case, name)]
    return not present or any(_names(proof.sides, hip) for hip, one in present for proof in one.evidence)


def is_present(case: Case, name: str) -> bool:
    """Whether a finding is present in a case."""
    return case.findings[name].presence is Presence.PRESENT


def _names(sides: Sides, hip: Side | None) -> bool:
    return bool(sides) if hip is None else hip in sides


def _once(speeches: Iterable[Speech], book: RuleBook) -> Iterator[Speech]:
    """Rules that speak at most once per response keep their most urgent card."""
    seen: set[str] = set()
    for one in speeches:
        if book.rules[one.rule].once and one.rule in seen:
            continue
        seen.add(one.rule)
        yield one
