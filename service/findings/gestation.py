"""Pregnancy on the day: is she pregnant, how far, or delivered since when?

Sources of gestational age by rank: estimated delivery date, dated gestational age, week code,
last menstrual period, trimester code (clinical decision table, "Pregnancy on the day").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from service.domain import Evidence, Presence, When, moved
from service.findings.look import evidence
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.record.statements import Chart, Coding, Statement
    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import Gestation as Sources

PREGNANCY_DAYS = 280
"""Naegele's rule: the due date is 280 days after the first day of the last menstrual period."""

LONGEST_DAYS = 294
"""42 weeks: a due date passed by 14 days without delivery still counts as pregnant."""

_LONGEST_SAID = 366
"""A recorded gestational age above a year, or below zero, is no gestational age: it dates nothing."""

_DAYS_PER_UNIT = {"wk": 7, "w": 7, "week": 7, "weeks": 7, "d": 1, "day": 1, "days": 1}


class Dating(NamedTuple):
    """One source of gestational age: the span in which the pregnancy began, counted from the last period."""

    rank: int
    start: When
    said_on: date
    evidence: Evidence


class Sign(NamedTuple):
    """One record that speaks for or against being pregnant, and the day it speaks of."""

    pregnant: bool
    day: date
    evidence: Evidence


class Gestation(NamedTuple):
    """The pregnancy of a patient on a day.

    `age` is gestational age in days, as the shortest and longest that the record allows; None
    where it is not known. `delivered` is the latest delivery; `assumed` says that it was not
    recorded but follows from a due date that passed.
    """

    pregnant: Presence
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None
    age: tuple[int, int] | None = None
    dating: Evidence | None = None
    delivered: When | None = None
    delivery: Evidence | None = None
    assumed: bool = False


NOT_RECORDED = Gestation(Presence.UNKNOWN, reason="not recorded")


def read_gestation(chart: Chart, book: RuleBook, as_of: date) -> Gestation:
    """What the chart says of pregnancy on the day."""
    sources = book.reading.gestation
    if sources.all_sets.isdisjoint(chart.by_set):
        return NOT_RECORDED
    return _Reader(sources, as_of, book.parameters[sources.disagreement].days).gestation(chart)


_KINDS = frozenset({"Observation", "Condition", "Encounter", "Procedure"})


@dataclass(frozen=True, slots=True)
class _Reader:
    sources: Sources
    as_of: date
    tolerance: int

    def gestation(self, chart: Chart) -> Gestation:
        standing = (Standing.CURRENT, Standing.ENDED)
        relevant = [one for one in chart.of(_KINDS, self.sources.all_sets) if one.standing in standing]
        delivery = max((one for one in relevant if self._is_delivery(one)), key=_last, default=None)
        born = delivery.when if delivery else None
        datings = [one for one in self._datings(relevant) if born is None or one.start.first > born.last]
        current = [one for one in datings if self._is_current(one)]
        overdue = max((one for one in datings if self._is_over(one)), key=lambda one: one.start.first, default=None)
        signs = [one for one in self._signs(relevant) if self._counts(one, born, overdue)]
        signs += [Sign(pregnant=True, day=one.said_on, evidence=one.evidence) for one in current]
        if delivery is not None:
            proof = evidence(delivery, self._element(delivery, self.sources.delivery))
            return self._judged(signs, current, born, proof)
        if overdue is not None and not any(one.pregnant for one in signs):
            due = overdue.start.shifted(PREGNANCY_DAYS)
            proof = overdue.evidence
            return Gestation(Presence.ABSENT, (proof,), delivered=due, delivery=proof, assumed=True)
        return self._judged(signs, current, None, None)

    def _is_delivery(self, one: Statement) -> bool:
        return self._has(one, self.sources.delivery) and one.when is not None

    def _counts(self, sign: Sign, born: When | None, overdue: Dating | None) -> bool:
        """Whether a sign of pregnancy is later than the delivery, or than the pregnancy that is over."""
        if not sign.pregnant:
            return True
        if born is not None:
            return sign.day > born.last
        return overdue is None or sign.day > overdue.start.last + timedelta(LONGEST_DAYS)

    def _judged(self, signs: list[Sign], current: list[Dating], born: When | None, proof: Evidence | None) -> Gestation:
        """Weigh the signs: the latest record decides."""
        yes = [one for one in signs if one.pregnant]
        no = [one.day for one in signs if not one.pregnant]
        against = tuple(one.evidence for one in signs if not one.pregnant) + ((proof,) if proof else ())
        if not yes:
            presence = Presence.ABSENT if against else Presence.UNKNOWN
            reason = None if against else "not recorded"
            return Gestation(presence, against, reason, delivered=born, delivery=proof)
        latest_yes = max(one.day for one in yes)
        if no and max(no) > latest_yes:
            return Gestation(Presence.ABSENT, against, delivered=born, delivery=proof)
        if no and max(no) == latest_yes:
            both = (*(one.evidence for one in yes), *against)
            return Gestation(Presence.UNKNOWN, both, "records contradict each other", delivered=born, delivery=proof)
        return self._pregnant(yes, current)

    def _pregnant(self, yes: list[Sign], current: list[Dating]) -> Gestation:
        proofs = tuple(one.evidence for one in sorted(yes, key=lambda one: one.day, reverse=True))
        if not current:
            return Gestation(Presence.PRESENT, proofs, "gestational age is not recorded")
        starts = [one.start for one in current]
        apart = max((later.first - earlier.last).days for later in starts for earlier in starts)
        if apart > self.tolerance:
            return Gestation(Presence.PRESENT, proofs, "the sources of gestational age disagree")
        best = min(current, key=lambda one: (one.rank, -one.said_on.toordinal()))
        age = ((self.as_of - best.start.last).days, (self.as_of - best.start.first).days)
        return Gestation(Presence.PRESENT, proofs, age=age, dating=best.evidence)

    def _is_current(self, dating: Dating) -> bool:
        shortest, longest = (self.as_of - dating.start.last).days, (self.as_of - dating.start.first).days
        return shortest <= LONGEST_DAYS and longest >= 0

    def _is_over(self, dating: Dating) -> bool:
        """Whether the pregnancy has ended by now, whatever the record says."""
        return (self.as_of - dating.start.last).days > LONGEST_DAYS

    def _signs(self, statements: Iterable[Statement]) -> Iterator[Sign]:
        """Status observations and pregnancy conditions, as far as they are recent enough to count."""
        for one in statements:
            day = one.when.last if one.when else date.min
            if one.when and day < self.as_of - timedelta(LONGEST_DAYS):
                continue
            said = self._says(one)
            if said is not None:
                yield Sign(said, day, evidence(one, self._element(one, self._all())))

    def _says(self, one: Statement) -> bool | None:
        if self.sources.status in one.sets:
            return self._answer(one)
        if one.standing is not Standing.CURRENT:
            return None
        if self._has(one, self.sources.no):
            return False
        pregnant = self._has(one, (*self.sources.pregnancy, *self.sources.complication))
        return True if pregnant and not self._has(one, self.sources.delivery) else None

    def _answer(self, one: Statement) -> bool | None:
        if not one.value_sets.isdisjoint(self.sources.yes):
            return True
        return False if not one.value_sets.isdisjoint(self.sources.no) else None

    def _datings(self, statements: Iterable[Statement]) -> Iterator[Dating]:
        due: list[Dating] = []
        for one in statements:
            if one.standing is not Standing.CURRENT:
                continue
            if self.sources.due_date in one.sets and one.value_when:
                due.append(self._dating(0, one.value_when.shifted(-PREGNANCY_DAYS), one, "valueDateTime"))
            elif self.sources.age in one.sets:
                yield from self._aged(one)
            elif self.sources.last_period in one.sets and one.value_when:
                yield self._dating(3, one.value_when, one, "valueDateTime")
            else:
                yield from self._coded(one)
        if due:
            yield max(due, key=lambda one: (one.said_on, one.start.first))

    def _aged(self, one: Statement) -> Iterator[Dating]:
        factor = _DAYS_PER_UNIT.get(one.quantity.unit.lower()) if one.quantity else None
        if one.quantity and factor and one.when and one.quantity.low == one.quantity.high:
            days = one.quantity.low * factor
            if 0 <= days <= _LONGEST_SAID:
                yield self._dating(1, one.when.shifted(-int(days)), one, "valueQuantity")

    def _coded(self, one: Statement) -> Iterator[Dating]:
        for concept in one.code:
            for coding in concept.codings:
                span = self._span(coding)
                if span is None:
                    continue
                rank, shortest, longest = span
                seen = one.when or When(self.as_of, self.as_of)
                if one.when is None and rank < 4:  # noqa: PLR2004 - a week code without a date dates nothing
                    continue
                start = When(moved(seen.first, -longest), moved(seen.last, -shortest))
                yield self._dating(rank, start, one, concept.element)

    def _span(self, coding: Coding) -> tuple[int, int, int] | None:
        """Rank and the shortest and longest gestational age, in days, that a code stands for."""
        if not coding.sets.isdisjoint(self.sources.pregnancy):
            week = re.fullmatch(self.sources.week_code, coding.code)
            if week:
                return 2, int(week[1]) * 7, int(week[1]) * 7 + 6
        for trimester in self.sources.trimesters:
            if trimester.value_set in coding.sets:
                return 4, trimester.from_day, trimester.to_day
        return None

    def _dating(self, rank: int, start: When, one: Statement, element: str) -> Dating:
        said_on = one.when.last if one.when else date.min
        return Dating(rank, start, said_on, evidence(one, element))

    def _has(self, one: Statement, sets: Iterable[str]) -> bool:
        return not one.sets.isdisjoint(sets)

    def _all(self) -> frozenset[str]:
        sources = self.sources
        return frozenset((sources.status, *sources.no, *sources.pregnancy, *sources.complication))

    def _element(self, one: Statement, sets: Iterable[str]) -> str:
        wanted = frozenset(sets)
        return next((concept.element for concept in one.code if concept.sets & wanted), "code")


def _last(one: Statement) -> date:
    return one.when.last if one.when else date.min
