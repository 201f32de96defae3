"""Whether an examination is due again: so long after the first one of a disease, and no other since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence, Side, moved
from service.findings.coded import ABSENT, PRESENT, Answer
from service.findings.imaging import exams_of
from service.findings.others import sightings_of
from service.findings.sightings import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain import When
    from service.findings.exams import Examination
    from service.findings.look import Look
    from service.rulebook.finding_sheets import FindingSheet

_UNDATED = Answer(Presence.UNKNOWN, "the date of the examination is not recorded")
_IMPRECISE = Answer(Presence.UNKNOWN, "the date of the examination is not recorded precisely enough")
_MAYBE_MADE = Answer(Presence.UNKNOWN, "a later examination may have been made")


def follow_up_due(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the first examination of the disease in `option` is at least `from` old, with none so long after it.

    With `over` it must be older than that. The first one is the earliest since the disease is
    recorded, or not long before (`unrecorded_onset`); where there is none, the latest before that.
    One that was made sooner than `from` after it is no follow-up; the time then counts from that.
    """
    for hip in Side:
        exams = [one for one in exams_of(look, sheet) if hip in look.hips(one.sides)]
        first = _first(look, sheet, hip, [one for one in exams if one.doubt is None])
        if first is not None:
            wait = look.days(sheet, "from") or 0
            others = [one for one in exams if one is not first]
            last = _last_before_follow_up(first, others, wait)
            answer = _aged(look, sheet, last, wait)
            if answer is not ABSENT:
                answer = _made(first, others, wait) or answer
            yield Sighting(answer.presence, last.evidence, frozenset({hip}), answer.reason, _age(look, last))


def _first(look: Look, sheet: FindingSheet, hip: Side, exams: list[Examination]) -> Examination | None:
    dated = sorted((one for one in exams if one.when), key=lambda one: (one.when, one.reference))
    since = _since(look, sheet, hip)
    own = [one for one in dated if since is None or (one.when and one.when.last >= since.first)]
    undated = [one for one in exams if one.when is None]
    return next(iter([*own, *reversed(dated), *undated]), None)


def _since(look: Look, sheet: FindingSheet, hip: Side) -> When | None:
    """From when on an examination may be of the disease; None where its dates are not known."""
    found = sightings_of(look, sheet.option) if sheet.option else ()
    here = [one for one in found if one.presence is Presence.PRESENT and hip in look.hips(one.sides)]
    dates = [when for one in here if (when := one.began or one.evidence.when)]
    earliest = min(dates, default=None)
    return earliest.shifted(-(look.days(sheet, "unrecorded_onset") or 0)) if earliest else None


def _last_before_follow_up(first: Examination, others: list[Examination], wait: int) -> Examination:
    """The first one, or the latest that was surely made too soon after it to be a follow-up."""
    if first.when is None:
        return first
    due = moved(first.when.first, wait)
    soon = [one for one in others if one.doubt is None and one.when and first.when.last <= one.when.last < due]
    return max((first, *soon), key=lambda one: (one.when, one.reference))


def _made(first: Examination, others: list[Examination], wait: int) -> Answer | None:
    """ABSENT where a follow-up was made, UNKNOWN where one may have been."""
    if first.when is None:
        return None
    surely, maybe = moved(first.when.last, wait), moved(first.when.first, wait)
    if any(one.when and one.when.first >= surely and one.doubt is None for one in others):
        return ABSENT
    return _MAYBE_MADE if any(one.when is None or one.when.last >= maybe for one in others) else None


def _aged(look: Look, sheet: FindingSheet, last: Examination, wait: int) -> Answer:
    """Whether it is so long ago that the next one is due."""
    if last.when is None:
        return _UNDATED
    over = look.days(sheet, "over")
    least = wait if over is None else max(wait, over + 1)
    youngest, oldest = (look.as_of - last.when.last).days, (look.as_of - last.when.first).days
    if oldest < least:
        return ABSENT
    return PRESENT if youngest >= least else _IMPRECISE


def _age(look: Look, last: Examination) -> str | None:
    """How long ago it was made, in whole weeks."""
    return f"{(look.as_of - last.when.last).days // 7} weeks ago" if last.when else None
