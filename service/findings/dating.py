"""When the pregnancy began: every record that dates it, and how surely.

Sources by rank: estimated delivery date, dated gestational age, week code, last menstrual period,
trimester code (clinical decision table, "Pregnancy on the day").
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from service.domain import Evidence, When, moved
from service.findings.coded import PRESENT, said
from service.findings.look import evidence
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.record.statements import Coding, Statement
    from service.rulebook.reading_sheets import Gestation as Sources

PREGNANCY_DAYS = 280
"""Naegele's rule: the due date is 280 days after the first day of the last menstrual period."""

LONGEST_DAYS = 294
"""42 weeks: a due date passed by 14 days without delivery still counts as pregnant."""

DUE_DATE, AGE, WEEK, LAST_PERIOD, TRIMESTER = range(5)
"""The ranks of the sources: the first one that is there gives the age."""

_DAYS_PER_UNIT = {"wk": 7, "w": 7, "week": 7, "weeks": 7, "d": 1, "day": 1, "days": 1}


class Dating(NamedTuple):
    """One source of gestational age: the span in which the pregnancy began, counted from the last period.

    `said_on` is the day of the record, `date.min` where it has none. `width` is how many days a code leaves
    open, were its day known.
    """

    rank: int
    start: When
    said_on: date
    evidence: Evidence
    width: int = 0

    @property
    def is_dated(self) -> bool:
        """Whether the day of the record is known."""
        return self.said_on != date.min

    @property
    def due(self) -> When:
        """When the child is due."""
        return self.start.shifted(PREGNANCY_DAYS)

    def is_current(self, day: date) -> bool:
        """Whether a pregnancy that began then may go on: begun, and not longer than 42 weeks."""
        return (day - self.start.last).days <= LONGEST_DAYS and self.start.first <= day

    def is_over(self, day: date) -> bool:
        """Whether the pregnancy has ended by now, whatever the record says."""
        return (day - self.start.last).days > LONGEST_DAYS

    def ages(self, day: date) -> tuple[int, int]:
        """Gestational age in days, the shortest and the longest that the source allows.

        A code stands for weeks of a pregnancy, and no pregnancy is longer than 42 weeks; a partial date of which some
        days make it longer leaves open whether she is still pregnant.
        """
        shortest, longest = max((day - self.start.last).days, 0), (day - self.start.first).days
        return shortest, longest if longest - self.width > LONGEST_DAYS else min(longest, LONGEST_DAYS)


def datings(statements: Iterable[Statement], sources: Sources, as_of: date) -> list[Dating]:
    """Every source of gestational age; of due dates and last periods the one recorded last."""
    found = [one for statement in statements for one in _datings(statement, sources, as_of)]
    for rank in (DUE_DATE, LAST_PERIOD):
        newest = max((one for one in found if one.rank == rank), key=_newness, default=None)
        found = [one for one in found if one.rank != rank or one is newest]
    return found


def _newness(one: Dating) -> tuple[date, date]:
    return one.said_on, one.start.first


def _datings(one: Statement, sources: Sources, as_of: date) -> Iterator[Dating]:
    if one.standing is not Standing.CURRENT:
        return
    if sources.due_date in one.sets and one.value_when:
        yield _dating(DUE_DATE, one.value_when.shifted(-PREGNANCY_DAYS), one, "valueDateTime")
    elif sources.age in one.sets:
        yield from _aged(one)
    elif sources.last_period in one.sets and one.value_when:
        yield _dating(LAST_PERIOD, one.value_when, one, "valueDateTime")
    elif affirmed(one, one.sets):
        yield from _coded(one, sources, as_of)


def affirmed(one: Statement, sets: frozenset[str]) -> bool:
    """Whether the record says so: an Observation may deny what its code names."""
    return one.kind != "Observation" or said(one, sets) is PRESENT


def _aged(one: Statement) -> Iterator[Dating]:
    """A dated gestational age; one that no pregnancy reaches is a slip and dates nothing."""
    factor = _DAYS_PER_UNIT.get(one.quantity.unit.lower()) if one.quantity else None
    if one.quantity and factor and one.when and one.quantity.low == one.quantity.high:
        days = one.quantity.low * factor
        if 0 <= days <= LONGEST_DAYS:
            yield _dating(AGE, one.when.shifted(-int(days)), one, "valueQuantity")


def _coded(one: Statement, sources: Sources, as_of: date) -> Iterator[Dating]:
    """Week and trimester codes. A week code without a date dates nothing; a trimester is taken for that of the day."""
    for concept in one.code:
        for coding in concept.codings:
            span = _span(coding, sources)
            if span is None or (one.when is None and span.rank != TRIMESTER):
                continue
            seen = one.when or When(as_of, as_of)
            start = When(moved(seen.first, -span.longest), moved(seen.last, -span.shortest))
            yield _dating(span.rank, start, one, concept.element)._replace(width=span.longest - span.shortest)


class _Span(NamedTuple):
    """The rank of a code, and the days of gestation that it stands for, both included."""

    rank: int
    shortest: int
    longest: int


def _span(coding: Coding, sources: Sources) -> _Span | None:
    week = None if coding.sets.isdisjoint(sources.pregnancy) else re.fullmatch(sources.week_code, coding.code)
    if week:
        return _Span(WEEK, int(week[1]) * 7, int(week[1]) * 7 + 6)
    for trimester in sources.trimesters:
        if trimester.value_set in coding.sets:
            return _Span(TRIMESTER, trimester.from_day, trimester.to_day)
    return None


def _dating(rank: int, start: When, one: Statement, element: str) -> Dating:
    return Dating(rank, start, one.when.last if one.when else date.min, evidence(one, element))
