"""Whether and when each hip was imaged, and whether that was since it began to hurt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence, Side, moved
from service.findings.coded import PRESENT, Answer, unknown
from service.findings.look import Onset
from service.findings.others import sightings_of
from service.findings.sightings import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.exams import Examination
    from service.findings.look import Look
    from service.rulebook.finding_sheets import FindingSheet


_UNDATED = unknown("the date of the examination is not recorded")
_MAY_PREDATE = unknown("the examination may have been made before the pain began")


def imaged(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether each hip was imaged since its pain began, or since the finding in `option` did."""
    for exam in exams_of(look, sheet):
        for hip in look.hips(exam.sides):
            answer = since_onset(look, sheet, exam, _onset(look, sheet, hip))
            if answer is not None:
                answer = unknown(exam.doubt) if exam.doubt else answer
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


def exams_of(look: Look, sheet: FindingSheet) -> Iterator[Examination]:
    """The examinations of the kind of the sheet that are not too old to count."""
    look_back = look.days(sheet, "look_back")
    for exam in look.examinations:
        if sheet.exam in (None, exam.kind) and not look.older(exam.when, look_back):
            yield exam


def since_onset(look: Look, sheet: FindingSheet, exam: Examination, onset: Onset | None) -> Answer | None:
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
