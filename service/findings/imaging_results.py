"""What the latest report of an examination says of each hip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import NO_SIDE, Presence, Side
from service.findings.coded import ABSENT, PRESENT, Answer, coded, located, named, unknown
from service.findings.imaging import exams_of, since_onset
from service.findings.sightings import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from service.domain import Sides
    from service.findings.exams import Examination
    from service.findings.look import Look
    from service.findings.reports import Reported
    from service.rulebook.finding_sheets import FindingSheet


_UNREAD = unknown("nothing in the report could be read")
_HALF_READ = unknown("the report has findings that could not be read")
_NOT_SAID = unknown("the findings of the report do not say")
_NOT_SENT = unknown("the results of the report were not sent")


def reported(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """What the latest report of one kind says of each hip.

    Conditions and Observations of the finding that no report links count as reports of it.
    """
    apart = [one for one in loose(look, sheet) if one.presence is not Presence.ABSENT]
    for hip in Side:
        own = [one for one in apart if hip in look.hips(one.sides)]
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
            here = _here(look, exam, hip)
            says = any(_tells(sheet, one, at_hip=one in here) for one in exam.results)
            lacking = bool(exam.linked) and not look.chart.unanswered.keys().isdisjoint(("Observation",))
            answer = timing if timing is not PRESENT else ABSENT if says else _NOT_SENT if lacking else PRESENT
            note = exam.unread if answer is PRESENT else None
            yield Sighting(answer.presence, exam.evidence, frozenset({hip}), answer.reason, note)


def _tells(sheet: FindingSheet, result: Reported, *, at_hip: bool) -> bool:
    """Whether a result tells of the hip: one of the other hip does if something was found there, not if it is clean."""
    if result.normal or result.denied:
        return at_hip and (result.normal or bool(named(result.codings, sheet)))
    return result.read and bool(named(result.codings, sheet))


def _reports(look: Look, sheet: FindingSheet, hip: Side) -> list[Examination]:
    """The reported examinations that cover the hip, as far as that is sure."""
    exams = exams_of(look, sheet)
    return [one for one in exams if one.reported and one.doubt is None and hip in look.hips(one.sides)]


def _since(look: Look, sheet: FindingSheet, hip: Side) -> Iterator[tuple[Examination, Answer]]:
    """The latest reports since the onset, and whether they surely are."""
    timed = [(exam, since_onset(look, sheet, exam, look.pain.get(hip))) for exam in _reports(look, sheet, hip)]
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
    answers = [(answer, one.evidence) for one in here if (answer := means(sheet, one))]
    if not answers:
        silent = _NOT_SAID if any(one.read for one in exam.results) else _UNREAD
        normal = any(one.normal for one in here) and all(one.normal or one.denied for one in here)
        answers = [(ABSENT if normal else silent, exam.evidence)]
    for answer, proof in answers:
        yield Sighting(answer.presence, proof, frozenset({hip}), answer.reason)


def means(sheet: FindingSheet, result: Reported) -> Answer | None:
    """What a result says of the finding; None where it speaks of something else."""
    codings = named(result.codings, sheet)
    answer = unknown(result.doubt) if result.doubt else ABSENT if result.denied else PRESENT
    return located(answer, result.place, codings, sheet) if codings else None


def loose(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """What is coded, without the Observations that a report links: their side and site are the report's."""
    linked = frozenset().union(*(exam.linked for exam in look.examinations))
    return (one for one in coded(look, sheet) if one.evidence.reference not in linked)
