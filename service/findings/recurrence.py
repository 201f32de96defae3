"""New pain after a disease that may wander to another joint, or come back."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from service.domain import NO_SIDE, Presence
from service.findings.coded import PRESENT, Answer, coded, unknown
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.findings.sites import Place, Region, place_of
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain import Evidence, Sides, When
    from service.findings.look import Look
    from service.record.statements import Statement
    from service.rulebook.finding_sheets import FindingSheet


_UNDATED = unknown("the date of the pain is not recorded")
_UNCONFIRMED = unknown("recorded as unconfirmed")
_ORDER = unknown("the dates do not say which came first")
_WHERE = unknown("it is not recorded which joint was affected before")


class _Joint(Enum):
    """Where the disease was, as seen from the pain."""

    SAME = "same"
    OTHER = "other"
    NOT_KNOWN = "not known"


class _Pain(NamedTuple):
    """One pain: since when, at which hip, and the record that says so."""

    began: When | None
    sides: Sides
    evidence: Evidence | None = None


class _Disease(NamedTuple):
    """One record of the disease: where it was, since when, until when."""

    statement: Statement
    place: Place
    names_hip: bool

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.statement.standing is Standing.ENDED


def pain_after(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether a pain is new and came after the disease: at another joint after it began, at the same after it ended.

    A finding with a side asks for the pain of each hip, one without for the pain that its codes mean.
    """
    diseases = list(_diseases(look, sheet))
    for pain in _pains(look, sheet) if diseases else ():
        if look.older(pain.began, look.days(sheet, "within")):
            continue
        for disease in diseases:
            answer = _answer(pain, disease)
            if answer is None:
                continue
            element = next(one.element for one in disease.statement.code if one.sets & _sets(sheet, "after"))
            proof = evidence(disease.statement, element, disease.place.sides)
            for one in (pain.evidence, proof):
                if one is not None:
                    yield Sighting(answer.presence, one, pain.sides, answer.reason)


def _sets(sheet: FindingSheet, role: str) -> frozenset[str]:
    return frozenset(sheet.value_sets.get(role, ()))


def _diseases(look: Look, sheet: FindingSheet) -> Iterator[_Disease]:
    sets, unnamed = _sets(sheet, "after"), _sets(sheet, "needs_site")
    for one in look.chart.of(("Condition",), sets):
        if one.standing in (Standing.CURRENT, Standing.ENDED, Standing.UNSURE):
            place = place_of(one.code, one.sites, look.book.reading)
            own = [coding for concept in one.code for coding in concept.codings if coding.sets & sets]
            names_hip = place.region is Region.HIP or any(coding.sets.isdisjoint(unnamed) for coding in own)
            yield _Disease(one, place, names_hip)


def _pains(look: Look, sheet: FindingSheet) -> Iterator[_Pain]:
    if sheet.sided:
        for hip, onset in look.pain.items():
            yield _Pain(onset.began or onset.recorded, frozenset({hip}))
        return
    of_hip = {
        one.reference
        for one in look.chart.of(sheet.reads, sheet.codes)
        if place_of(one.code, one.sites, look.book.reading).region is Region.HIP
    }
    for one in coded(look, sheet):
        if one.presence is Presence.PRESENT and one.evidence.reference not in of_hip:
            yield _Pain(one.began or one.evidence.when, NO_SIDE, one.evidence)


def _answer(pain: _Pain, disease: _Disease) -> Answer | None:
    """PRESENT where the pain surely came after, None where it surely did not."""
    if disease.statement.standing is Standing.UNSURE:
        return _UNCONFIRMED
    if pain.began is None:
        return _UNDATED
    joint = _joint(pain, disease)
    if joint is _Joint.OTHER:
        return _after_onset(pain.began, disease)
    if disease.is_over:
        return _after_end(pain.began, disease)
    return None if joint is _Joint.SAME else _WHERE


def _joint(pain: _Pain, disease: _Disease) -> _Joint:
    """Whether the pain is at the joint that the disease was at; one without a side is of another joint than the hip."""
    if not disease.names_hip:
        elsewhere = disease.place.region is Region.ELSEWHERE
        return _Joint.OTHER if pain.sides and elsewhere else _Joint.NOT_KNOWN
    if disease.place.doubt or (pain.sides and not disease.place.sides):
        return _Joint.NOT_KNOWN
    return _Joint.SAME if pain.sides and pain.sides <= disease.place.sides else _Joint.OTHER


def _after_onset(pain: When, disease: _Disease) -> Answer | None:
    """What has ended and has no recorded onset began before a pain that is new."""
    onset, recorded = disease.statement.began, disease.statement.recorded
    if onset is None:
        known = disease.is_over or (recorded is not None and pain.first > recorded.last)
        return PRESENT if known else _ORDER
    if pain.last <= onset.first:
        return None
    return PRESENT if pain.first > onset.last else _ORDER


def _after_end(pain: When, disease: _Disease) -> Answer | None:
    """Where no end is recorded, the pain must be later than anything that is."""
    ended, noted = disease.statement.ended, disease.statement.when
    if ended is None:
        return PRESENT if noted is None or pain.first > noted.last else _ORDER
    if pain.last < ended.first:
        return None
    return PRESENT if pain.first >= ended.last else _ORDER
