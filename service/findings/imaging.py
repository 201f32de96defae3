"""Findings about imaging: was the hip imaged since it began to hurt, and what did the latest report say?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import NO_SIDE, Presence, Side, moved
from service.findings.coded import ABSENT, PRESENT, Answer, coded, located, named, said
from service.findings.look import Onset, evidence
from service.findings.sightings import Sighting
from service.findings.sites import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from service.domain import Sides
    from service.findings.exams import Examination
    from service.findings.look import Look
    from service.findings.reports import Reported
    from service.rulebook.finding_sheets import FindingSheet


def _unknown(reason: str) -> Answer:
    return Answer(Presence.UNKNOWN, reason)


_UNDATED = _unknown("the date of the examination is not recorded")
_MAY_PREDATE = _unknown("the examination may have been made before the pain began")
_UNREAD = _unknown("the report has no coded findings")
_HALF_READ = _unknown("the report has findings that could not be read")
_NOT_SAID = _unknown("the coded findings of the report do not say")
_NOT_SENT = _unknown("the results of the report were not sent")


def imaged(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether each hip was imaged since its pain began, or since the finding in `option` did."""
    for exam in exams_of(look, sheet):
        for hip in look.hips(exam.sides):
            answer = _since_onset(look, sheet, exam, _onset(look, sheet, hip))
            if answer is not None:
                answer = _unknown(exam.doubt) if exam.doubt else answer
                yield Sighting(answer.presence, exam.evidence, frozenset({hip}), answer.reason)


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


def exams_of(look: Look, sheet: FindingSheet) -> Iterator[Examination]:
    """The examinations of the kind of the sheet that are not too old to count."""
    look_back = look.days(sheet, "look_back")
    for exam in look.examinations:
        if sheet.exam in (None, exam.kind) and not look.older(exam.when, look_back):
            yield exam


def _since_onset(look: Look, sheet: FindingSheet, exam: Examination, onset: Onset | None) -> Answer | None:
    """PRESENT since the onset, None before it, UNKNOWN where the dates leave it open."""
    if exam.when is None:
        return _UNDATED
    if onset is None:
        return PRESENT
    if onset.began is None:
        recorded = onset.recorded.first if onset.recorded else look.as_of
        first = moved(recorded, -(look.days(sheet, "unrecorded_onset") or 0))
        return PRESENT if exam.when.last >= first else _MAY_PREDATE
    if exam.when.last < onset.began.first:
        return None
    return PRESENT if exam.when.first >= onset.began.last else _MAY_PREDATE


def reported(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """What the latest report of one kind says of each hip.

    Conditions and Observations of the finding that no report links count as reports of it.
    """
    loose = [one for one in _loose(look, sheet) if one.presence is not Presence.ABSENT]
    for hip in Side:
        own = [one for one in loose if hip in look.hips(one.sides)]
        latest = _latest(look, _reports(look, sheet, hip))
        newer = [one for one in own if not latest or one.evidence.when is None or one.day >= _day(look, latest[0])]
        for one in newer:
            yield one._replace(sides=frozenset({hip}))
        if not any(one.presence is Presence.PRESENT for one in newer):
            for exam in latest:
                yield from _said(look, sheet, exam, hip)


def unremarkable(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the latest report since the onset is normal, or shows nothing but what the codes mean."""
    for hip in Side:
        for exam, timing in _since(look, sheet, hip):
            here = _here(look, exam, hip)
            answer = timing if timing is not PRESENT else _plain(sheet, here)
            proof = here[0].evidence if here else exam.evidence
            yield Sighting(answer.presence, proof, frozenset({hip}), answer.reason)


def _plain(sheet: FindingSheet, here: list[Reported]) -> Answer:
    if not here:
        return _UNREAD
    if any(one.read and not (one.normal or one.denied or named(one.codings, sheet)) for one in here):
        return ABSENT
    return PRESENT if all(one.read for one in here) else _HALF_READ


def unread(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the latest report since the onset has no findings that could be read; the codes say what is a finding.

    Results that were not sent may hold what the report does not say.
    """
    for hip in Side:
        for exam, timing in _since(look, sheet, hip):
            says = any(one.normal or (one.read and named(one.codings, sheet)) for one in exam.results)
            lacking = bool(exam.linked) and not look.chart.unanswered.keys().isdisjoint(("Observation",))
            answer = timing if timing is not PRESENT else ABSENT if says else _NOT_SENT if lacking else PRESENT
            yield Sighting(answer.presence, exam.evidence, frozenset({hip}), answer.reason)


def _reports(look: Look, sheet: FindingSheet, hip: Side) -> list[Examination]:
    """The reported examinations that cover the hip, as far as that is sure."""
    exams = exams_of(look, sheet)
    return [one for one in exams if one.reported and one.doubt is None and hip in look.hips(one.sides)]


def _since(look: Look, sheet: FindingSheet, hip: Side) -> Iterator[tuple[Examination, Answer]]:
    """The latest reports since the onset, and whether they surely are."""
    timed = [(exam, _since_onset(look, sheet, exam, look.pain.get(hip))) for exam in _reports(look, sheet, hip)]
    latest = _latest(look, [exam for exam, timing in timed if timing is not None])
    for exam, timing in timed:
        if timing is not None and exam in latest:
            yield exam, timing


def _latest(look: Look, exams: list[Examination]) -> list[Examination]:
    """Those of the latest day; undated ones count as of today."""
    last = max((_day(look, exam) for exam in exams), default=look.as_of)
    return [exam for exam in exams if _day(look, exam) == last]


def _day(look: Look, exam: Examination) -> date:
    return exam.when.last if exam.when else look.as_of


def _here(look: Look, exam: Examination, hip: Side) -> list[Reported]:
    return [one for one in exam.results if hip in _shown_at(look, exam, one)]


def _shown_at(look: Look, exam: Examination, result: Reported) -> Sides:
    """The hips that a result speaks of: of both that were shown, a finding without a side is the painful one's."""
    if result.place.sides:
        return result.place.sides
    whole = result.normal or not any(coding.sets for coding in result.codings)
    return look.hips(exam.sides if whole else NO_SIDE)


def _said(look: Look, sheet: FindingSheet, exam: Examination, hip: Side) -> Iterator[Sighting]:
    """What one report says of the finding at one hip."""
    here = _here(look, exam, hip)
    answers = [(answer, one.evidence) for one in here if (answer := _means(sheet, one))]
    if not answers:
        silent = _NOT_SAID if any(one.read for one in exam.results) else _UNREAD
        answers = [(ABSENT if here and all(one.normal for one in here) else silent, exam.evidence)]
    for answer, proof in answers:
        yield Sighting(answer.presence, proof, frozenset({hip}), answer.reason)


def _means(sheet: FindingSheet, result: Reported) -> Answer | None:
    """What a result says of the finding; None where it speaks of something else."""
    codings = named(result.codings, sheet)
    return located(ABSENT if result.denied else PRESENT, result.place, codings, sheet) if codings else None


def diagnosis(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """A diagnosis from a Condition, or from the coded result of any examination in the look-back."""
    treated = list(_treatments(look, sheet))
    for sighting in (*_loose(look, sheet), *_concluded(look, sheet)):
        yield from _untreated(sighting, treated)


def _loose(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """What is coded, without the Observations that a report links: their side and site are the report's."""
    linked = frozenset().union(*(exam.linked for exam in look.examinations))
    return (one for one in coded(look, sheet) if one.evidence.reference not in linked)


def _concluded(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    within = look.days(sheet, "within")
    for exam in exams_of(look, sheet):
        for result in exam.results if not look.older(exam.when, within) else ():
            answer = _means(sheet, result)
            if answer is not None and answer is not ABSENT:
                answer = _unknown(exam.doubt) if exam.doubt else answer
                yield Sighting(answer.presence, result.evidence, result.place.sides, answer.reason)


def _treatments(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Fixations and replacements of a hip, whenever they were made."""
    sets = frozenset(sheet.value_sets.get("treated_by", ()))
    for statement in look.chart.of(sheet.reads, sets):
        place = place_of(statement.code, statement.sites, look.book.reading)
        if said(statement, sets) is PRESENT and not place.doubt:
            yield Sighting(Presence.PRESENT, evidence(statement, "code", place.sides), place.sides)


_BEFORE_OR_AFTER = "the treatment may be older than the fracture"


def _untreated(sighting: Sighting, treated: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sighting on the sides that were not fixed or replaced since; on a side not recorded it is taken for fixed."""
    sides = sighting.sides
    for treatment in treated:
        if treatment.day < sighting.day or (sides and treatment.sides and sides.isdisjoint(treatment.sides)):
            continue
        if sighting.evidence.when is None:
            yield sighting._replace(presence=Presence.UNKNOWN, reason=_BEFORE_OR_AFTER)
            return
        if not sides or not treatment.sides or sides <= treatment.sides:
            return
        sides -= treatment.sides
    yield sighting._replace(sides=sides)


def other_hip(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """The finding named in `option` at the opposite hip, from records that name a side."""
    for one in sightings_of(look, str(sheet.option)):
        sides = frozenset(side.other for side in one.evidence.sides)
        presence = one.presence if sides else Presence.UNKNOWN
        yield Sighting(presence, one.evidence, sides or frozenset(Side), one.reason or "the side is not recorded")
