"""Pregnancy on the day: is she pregnant, how far, or delivered since when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from service.domain import Evidence, Presence, When, moved
from service.findings.coded import ABSENT, PRESENT, said
from service.findings.dating import DUE_DATE, LAST_PERIOD, LONGEST_DAYS, TRIMESTER, Dating, affirmed, datings
from service.findings.look import evidence
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from service.record.statements import Chart, Statement
    from service.rulebook.book import RuleBook
    from service.rulebook.reading_sheets import Gestation as Sources

_ONE_BIRTH_DAYS = 182
"""Records of delivery and of the time after it that lie closer than half a year speak of one birth."""

_CONTRADICTION = "records contradict each other"


class Sign(NamedTuple):
    """One record that speaks for or against being pregnant, and the day it speaks of; undated: `date.min`."""

    pregnant: bool
    day: date
    evidence: Evidence


class Birth(NamedTuple):
    """The latest delivery; `assumed` where it was not recorded but follows from a due date that passed."""

    when: When
    evidence: Evidence
    assumed: bool = False


class Age(NamedTuple):
    """Gestational age in days, as the shortest and longest that the record allows."""

    shortest: int
    longest: int
    evidence: Evidence


class Gestation(NamedTuple):
    """The pregnancy of a patient on a day; `age` is None where it is not known, `due` where no due date is recorded.

    `doubts` are the records that leave open whether she is: that it is possible, or for and against it. A
    delivery long ago is none.
    """

    pregnant: Presence
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None
    age: Age | None = None
    birth: Birth | None = None
    due: Dating | None = None
    doubts: tuple[Evidence, ...] = ()


NOT_RECORDED = Gestation(Presence.UNKNOWN, reason="not recorded")

_KINDS = frozenset({"Observation", "Condition", "Encounter", "Procedure"})


def read_gestation(chart: Chart, book: RuleBook, as_of: date) -> Gestation:
    """What the chart says of pregnancy on the day."""
    sources = book.reading.gestation
    if sources.all_sets.isdisjoint(chart.by_set):
        return NOT_RECORDED
    recorded = list(chart.of(_KINDS, sources.all_sets))
    return _Reader(sources, as_of, book.parameters[sources.disagreement].days).gestation(
        [one for one in recorded if one.standing in (Standing.CURRENT, Standing.ENDED)],
        [one for one in recorded if one.standing in (Standing.CURRENT, Standing.UNSURE)],
    )


class _Delivered(NamedTuple):
    """The latest birth, and the latest record of it: what was said up to then is over."""

    birth: Birth
    last: When


@dataclass(frozen=True, slots=True)
class _Reader:
    sources: Sources
    as_of: date
    tolerance: int

    def gestation(self, relevant: list[Statement], unsettled: list[Statement]) -> Gestation:
        delivered = self._delivered(relevant)
        recorded = list(self._signs(relevant, self._says))
        dated = _lasting(datings(relevant, self.sources, self.as_of), recorded)
        overdue = self._overdue(dated, delivered)
        current = [one for one in dated if one.is_current(self.as_of)]
        signs = [one for one in recorded if not one.pregnant or _is_later(one, delivered, overdue)]
        signs += [_sign(one) for one in current if _is_sign(one, delivered)]
        if overdue is not None and not any(one.pregnant for one in signs):
            birth = Birth(overdue.due, overdue.evidence, assumed=True)
            found = self._over(birth, (overdue.evidence,))
        else:
            found = self._judged(signs, [one for one in current if _follows(one, delivered)], delivered)
        if found.pregnant is Presence.PRESENT:
            return found
        possible = [one for one in self._signs(unsettled, self._suspects) if _is_later(one, delivered, overdue)]
        doubts = tuple(one.evidence for one in possible if _is_open(one, recorded))
        return found._replace(doubts=(*found.doubts, *doubts)) if doubts else found

    def _delivered(self, relevant: Iterable[Statement]) -> _Delivered | None:
        births = [
            Birth(one.when, evidence(one, self._element(one, self.sources.delivery)))
            for one in relevant
            if one.when and self._names(one, self.sources.delivery)
        ]
        if not births:
            return None
        last = max((one.when for one in births), key=lambda when: when.first)
        own = [one for one in births if (last.first - one.when.first).days < _ONE_BIRTH_DAYS]
        return _Delivered(min(own, key=lambda one: one.when.last), last)

    def _overdue(self, dated: Iterable[Dating], delivered: _Delivered | None) -> Dating | None:
        """The latest pregnancy that must have ended; a last period alone is none."""
        over = [one for one in dated if one.is_over(self.as_of) and one.rank != LAST_PERIOD]
        return max((one for one in over if _follows(one, delivered)), key=lambda one: one.start.first, default=None)

    def _judged(self, signs: list[Sign], current: list[Dating], delivered: _Delivered | None) -> Gestation:
        """Weigh the signs: the latest record decides."""
        yes = [one for one in signs if one.pregnant]
        no = [one for one in signs if not one.pregnant]
        birth = delivered.birth if delivered else None
        against = (*(one.evidence for one in no), *((birth.evidence,) if birth else ()))
        if birth and not signs:
            return self._over(birth, against)
        if not yes:
            return Gestation(Presence.ABSENT, against, birth=birth) if no else NOT_RECORDED
        latest = max(one.day for one in yes)
        denied = max((one.day for one in no), default=None)
        maybe_before = delivered is not None and not current and latest <= delivered.last.last
        if maybe_before or (denied is not None and latest in (denied, date.min)):
            both = (*(one.evidence for one in yes), *against)
            return Gestation(Presence.UNKNOWN, both, _CONTRADICTION, birth=birth, doubts=both)
        if denied is not None and denied > latest:
            return Gestation(Presence.ABSENT, against, birth=birth)
        return self._pregnant(yes, current, birth)

    def _over(self, birth: Birth, proofs: tuple[Evidence, ...]) -> Gestation:
        """Nothing since a birth: not pregnant, until it is so long ago that another child may be on its way."""
        if birth.when.first < moved(self.as_of, -LONGEST_DAYS):
            return Gestation(Presence.UNKNOWN, proofs, "not recorded since the last delivery", birth=birth)
        return Gestation(Presence.ABSENT, proofs, birth=birth)

    def _pregnant(self, yes: list[Sign], current: list[Dating], birth: Birth | None) -> Gestation:
        newest_first = sorted(yes, key=lambda one: one.day, reverse=True)
        proofs = tuple(dict.fromkeys(one.evidence for one in newest_first))
        current = [one for one in current if one.is_dated or one.rank != TRIMESTER] or current
        if not current:
            return Gestation(Presence.PRESENT, proofs, "gestational age is not recorded", birth=birth)
        due = next((one for one in current if one.rank == DUE_DATE), None)
        starts = [one.start for one in current]
        apart = max((later.first - earlier.last).days for later in starts for earlier in starts)
        if apart > self.tolerance:
            reason = "the sources of gestational age disagree"
            return Gestation(Presence.PRESENT, proofs, reason, birth=birth, due=due)
        return Gestation(Presence.PRESENT, proofs, age=self._age(current), birth=birth, due=due)

    def _age(self, current: list[Dating]) -> Age:
        """By the source of the highest rank, of those by the newest; equals count together."""
        best = min(current, key=lambda one: (one.rank, -one.said_on.toordinal(), one.evidence.reference))
        equals = [one for one in current if (one.rank, one.said_on) == (best.rank, best.said_on)]
        shortest, longest = zip(*(one.ages(self.as_of) for one in equals), strict=True)
        return Age(min(shortest), max(longest), best.evidence)

    def _signs(self, statements: Iterable[Statement], says: Callable[[Statement], bool | None]) -> Iterator[Sign]:
        """Status observations and pregnancy conditions, as far as they are recent enough to count."""
        for one in statements:
            day = one.when.last if one.when else date.min
            if one.when and day < moved(self.as_of, -LONGEST_DAYS):
                continue
            pregnant = says(one)
            if pregnant is not None:
                yield Sign(pregnant, day, evidence(one, self._element(one, self.sources.statuses)))

    def _says(self, one: Statement) -> bool | None:
        if self.sources.status in one.sets:
            return self._answer(one)
        if one.standing is not Standing.CURRENT:
            return None
        if self._names(one, self.sources.no):
            return False
        if one.sets.isdisjoint(self.sources.signs) or not one.sets.isdisjoint(self.sources.delivery):
            return None
        answer = said(one, self.sources.signs)
        if answer is PRESENT:
            return True
        return False if answer is ABSENT and not one.sets.isdisjoint(self.sources.yes) else None

    def _suspects(self, one: Statement) -> bool | None:
        """True where a pregnancy is possible, or is recorded and not confirmed; else nothing is said."""
        held = one._replace(standing=Standing.CURRENT)
        named = one.value_sets if self.sources.status in one.sets else one.sets
        possible = not named.isdisjoint(self.sources.maybe) and said(held, frozenset(self.sources.maybe)) is PRESENT
        unconfirmed = one.standing is Standing.UNSURE and self._says(held) is True
        return True if possible or unconfirmed else None

    def _answer(self, one: Statement) -> bool | None:
        if not one.value_sets.isdisjoint(self.sources.yes):
            return True
        return False if not one.value_sets.isdisjoint(self.sources.no) else None

    def _names(self, one: Statement, sets: frozenset[str]) -> bool:
        """Whether the record says what a code of these sets names; an Observation may deny it."""
        return not one.sets.isdisjoint(sets) and affirmed(one, sets)

    def _element(self, one: Statement, sets: frozenset[str]) -> str:
        return next((concept.element for concept in one.code if concept.sets & sets), "code")


def _lasting(found: list[Dating], recorded: list[Sign]) -> list[Dating]:
    """Without those of a pregnancy that ended early, and without last periods that no record of pregnancy follows.

    Last periods are asked of every woman: they date a pregnancy, and show none.
    """
    denied = [one.day for one in recorded if not one.pregnant]
    kept = [one for one in found if not any(one.said_on < day < one.due.first for day in denied) or not one.is_dated]
    shown = [one.day for one in recorded if one.pregnant] + [one.said_on for one in kept if one.rank != LAST_PERIOD]
    return [one for one in kept if one.rank != LAST_PERIOD or any(_after(day, one.start) for day in shown)]


def _after(day: date, start: When) -> bool:
    return day == date.min or day >= start.first


def _is_later(sign: Sign, delivered: _Delivered | None, overdue: Dating | None) -> bool:
    """Whether a sign of pregnancy may be later than the delivery, and is later than the pregnancy that is over."""
    after_birth = delivered is None or sign.day > delivered.last.first
    return after_birth and (overdue is None or sign.day > moved(overdue.start.last, LONGEST_DAYS))


def _is_open(possible: Sign, recorded: Iterable[Sign]) -> bool:
    """Whether no later record denies what was possible; on the same day it may still be so."""
    return possible.day == date.min or all(one.pregnant or one.day <= possible.day for one in recorded)


def _follows(one: Dating, delivered: _Delivered | None) -> bool:
    """Whether the pregnancy surely began after the delivery."""
    return delivered is None or one.start.first > delivered.last.last


def _is_sign(one: Dating, delivered: _Delivered | None) -> bool:
    """Whether a dating shows a pregnancy that may have begun after the delivery."""
    return one.rank != LAST_PERIOD and (delivered is None or one.start.last > delivered.last.first)


def _sign(one: Dating) -> Sign:
    return Sign(pregnant=True, day=one.said_on, evidence=one.evidence)
