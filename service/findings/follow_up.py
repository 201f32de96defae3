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
    """
    for hip in Side:
        exams = [one for one in exams_of(look, sheet) if hip in look.hips(one.sides)]
        first = _first(look, sheet, hip, [one for one in exams if one.doubt is None])
        if first is not None:
            answer = _answer(look, sheet, first, [one for one in exams if one is not first])
            yield Sighting(answer.presence, first.evidence, frozenset({hip}), answer.reason, _age(look, first))


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


def _answer(look: Look, sheet: FindingSheet, first: Examination, others: list[Examination]) -> Answer:
    if first.when is None:
        return _UNDATED
    wait, over = look.days(sheet, "from") or 0, look.days(sheet, "over")
    youngest, oldest = (look.as_of - first.when.last).days, (look.as_of - first.when.first).days
    least = wait if over is None else max(wait, over + 1)
    if oldest < least:
        return ABSENT
    surely, maybe = moved(first.when.last, wait), moved(first.when.first, wait)
    if any(one.when and one.when.first >= surely and one.doubt is None for one in others):
        return ABSENT
    if any(one.when is None or one.when.last >= maybe for one in others):
        return _MAYBE_MADE
    return PRESENT if youngest >= least else _IMPRECISE


def _age(look: Look, first: Examination) -> str | None:
    """How long ago it was made, in whole weeks."""
    return f"{(look.as_of - first.when.last).days // 7} weeks ago" if first.when else None
