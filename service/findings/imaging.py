"""Findings about imaging: was the hip imaged since it began to hurt, and what did the latest report say?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence, Side, moved
from service.findings.coded import PRESENT, coded, said
from service.findings.look import Onset, evidence
from service.findings.sightings import Sighting
from service.findings.sites import Region, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from service.findings.exams import Examination, Reported
    from service.findings.look import Look
    from service.rulebook.sheets import FindingSheet

_UNDATED = "the date of the examination is not recorded"
_MAY_PREDATE = "the examination may have been made before the pain began"
_UNREAD = "the report has no coded findings"
_NOT_SAID = "the coded findings of the report do not say"
_OTHER_SITE = "the site of the finding is not one that the rule book knows"


def imaged(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether each hip was imaged since its pain began, or since the finding in `option` did."""
    for exam in _exams(look, sheet):
        for hip in look.hips(exam.sides):
            timing = _since_onset(look, sheet, exam, _onset(look, sheet, hip))
            if timing is not None:
                presence, reason = timing
                yield Sighting(presence, exam.evidence, frozenset({hip}), reason)


def _onset(look: Look, sheet: FindingSheet, hip: Side) -> Onset | None:
    if sheet.option is None:
        return look.pain.get(hip)
    dates = [
        one.began or one.evidence.when
        for one in sightings_of(look, sheet.option)
        if one.presence is Presence.PRESENT and hip in look.hips(one.sides)
    ]
    return Onset(min((when for when in dates if when), default=None), None) if dates else None


def sightings_of(look: Look, name: str) -> tuple[Sighting, ...]:
    """Every sighting of another finding."""
    from service.findings.catalogue import sightings  # noqa: PLC0415 - the catalogue lists the functions of this file

    return sightings(look, name)


def _exams(look: Look, sheet: FindingSheet) -> Iterator[Examination]:
    look_back = look.days(sheet, "look_back")
    for exam in look.examinations:
        if sheet.exam in (None, exam.kind) and not look.older(exam.when, look_back):
            yield exam


def _since_onset(
    look: Look, sheet: FindingSheet, exam: Examination, onset: Onset | None
) -> tuple[Presence, str | None] | None:
    """PRESENT since the onset, None before it, UNKNOWN where the dates leave it open."""
    if exam.when is None:
        return Presence.UNKNOWN, _UNDATED
    if onset is None:
        return Presence.PRESENT, None
    if onset.began is None:
        first = moved(_recorded(look, onset), -(look.days(sheet, "unrecorded_onset") or 0))
        return (Presence.PRESENT, None) if exam.when.last >= first else (Presence.UNKNOWN, _MAY_PREDATE)
    if exam.when.last < onset.began.first:
        return None
    return (Presence.PRESENT, None) if exam.when.first >= onset.began.last else (Presence.UNKNOWN, _MAY_PREDATE)


def _recorded(look: Look, onset: Onset) -> date:
    return onset.recorded.first if onset.recorded else look.as_of


def reported(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """What the latest report of one kind says of each hip.

    Conditions and Observations of the finding that no report links count as reports of it.
    """
    linked = {result.evidence.reference for exam in look.examinations for result in exam.results}
    loose = [
        one
        for one in coded(look, sheet)
        if one.presence is not Presence.ABSENT and one.evidence.reference not in linked
    ]
    for hip in Side:
        own = [one for one in loose if hip in look.hips(one.sides)]
        latest = _latest(look, sheet, hip, since_onset=False)
        newer = [one for one in own if not latest or one.evidence.when is None or one.day >= _day(look, latest[0])]
        for one in newer:
            yield Sighting(one.presence, one.evidence, frozenset({hip}), one.reason)
        if not any(one.presence is Presence.PRESENT for one in newer):
            for exam in latest:
                yield _said(look, sheet, exam, hip)


def unremarkable(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the latest report since the onset is normal, or shows nothing but what the codes mean."""
    for hip in Side:
        for exam in _latest(look, sheet, hip, since_onset=True):
            here = _here(look, exam, hip)
            if not here:
                yield Sighting(Presence.UNKNOWN, exam.evidence, frozenset({hip}), _UNREAD)
                continue
            plain = all(result.normal or not result.sets.isdisjoint(sheet.codes) for result in here)
            yield Sighting(Presence.PRESENT if plain else Presence.ABSENT, here[0].evidence, frozenset({hip}))


def unread(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the latest report since the onset has no findings that could be read."""
    for hip in Side:
        for exam in _latest(look, sheet, hip, since_onset=True):
            presence = Presence.ABSENT if exam.results else Presence.PRESENT
            yield Sighting(presence, exam.evidence, frozenset({hip}))


def _latest(look: Look, sheet: FindingSheet, hip: Side, *, since_onset: bool) -> list[Examination]:
    """The reported examinations of the latest day that cover the hip; undated ones count as of today."""
    exams = [exam for exam in _exams(look, sheet) if exam.reported and hip in look.hips(exam.sides)]
    if since_onset:
        exams = [exam for exam in exams if _since_onset(look, sheet, exam, look.pain.get(hip)) is not None]
    last = max((_day(look, exam) for exam in exams), default=look.as_of)
    return [exam for exam in exams if _day(look, exam) == last]


def _day(look: Look, exam: Examination) -> date:
    return exam.when.last if exam.when else look.as_of


def _here(look: Look, exam: Examination, hip: Side) -> list[Reported]:
    return [result for result in exam.results if hip in (result.place.sides or look.hips(exam.sides))]


def _said(look: Look, sheet: FindingSheet, exam: Examination, hip: Side) -> Sighting:
    """What one report says of the finding at one hip."""
    here = _here(look, exam, hip)
    matching = [result for result in here if not result.sets.isdisjoint(sheet.codes)]
    for result in matching:
        if result.place.region in (Region.HIP, Region.NOT_RECORDED):
            return Sighting(Presence.PRESENT, result.evidence, frozenset({hip}))
    if any(result.place.region is Region.NOT_KNOWN for result in matching):
        return Sighting(Presence.UNKNOWN, exam.evidence, frozenset({hip}), _OTHER_SITE)
    if matching or any(result.normal for result in here):
        return Sighting(Presence.ABSENT, exam.evidence, frozenset({hip}))
    return Sighting(Presence.UNKNOWN, exam.evidence, frozenset({hip}), _NOT_SAID if here else _UNREAD)


def diagnosis(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """A diagnosis from a Condition, or from the coded result of any examination in the look-back."""
    found = [*coded(look, sheet), *_concluded(look, sheet)]
    treated = list(_treatments(look, sheet))
    for sighting in found:
        if not any(_treats(treatment, sighting) for treatment in treated):
            yield sighting


def _concluded(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    within = look.days(sheet, "within")
    for exam in _exams(look, sheet):
        if look.older(exam.when, within):
            continue
        for result in exam.results:
            if not result.sets.isdisjoint(sheet.codes) and result.place.region in (Region.HIP, Region.NOT_RECORDED):
                yield Sighting(Presence.PRESENT, result.evidence, result.place.sides or exam.sides)


def _treatments(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Fixations and replacements of a hip, whenever they were made."""
    sets = frozenset(sheet.value_sets.get("treated_by", ()))
    for statement in look.chart.of(frozenset(sheet.reads), sets):
        if said(statement, sets) is PRESENT:
            sides = place_of(statement.code, statement.sites, look.book.reading).sides
            yield Sighting(Presence.PRESENT, evidence(statement, "code", sides), sides)


def _treats(treatment: Sighting, sighting: Sighting) -> bool:
    """Whether a fixation or replacement came after the fracture, on its side or on none recorded."""
    same = not treatment.sides or not sighting.sides or not treatment.sides.isdisjoint(sighting.sides)
    return treatment.presence is Presence.PRESENT and same and treatment.day >= sighting.day


def other_hip(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """The finding named in `option` at the opposite hip, from records that name a side."""
    for one in sightings_of(look, str(sheet.option)):
        sides = one.evidence.sides
        if not sides:
            yield Sighting(Presence.UNKNOWN, one.evidence, frozenset(Side), "the side is not recorded")
        elif one.presence is Presence.PRESENT:
            yield Sighting(Presence.PRESENT, one.evidence, frozenset(side.other for side in sides))
