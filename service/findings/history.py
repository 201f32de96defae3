"""What the patient has or had: a disease that has ended counts as well, and how long one has lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence, moved
from service.findings.coded import ABSENT, PRESENT, Answer, coded, said
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.look import Look
    from service.rulebook.finding_sheets import FindingSheet

_NO_ONSET = Answer(Presence.UNKNOWN, "the onset is not recorded")
_IMPRECISE = Answer(Presence.UNKNOWN, "the onset is not recorded precisely enough")


def ever(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the patient has or had it: resolved and inactive are history, refuted is none."""
    for statement in look.chart.of(sheet.reads, sheet.codes):
        answer = PRESENT if statement.standing is Standing.ENDED else said(statement, sheet.codes)
        if answer is not None and answer is not ABSENT:
            element = next(one.element for one in (*statement.code, *statement.value) if one.sets & sheet.codes)
            yield Sighting(answer.presence, evidence(statement, element), reason=answer.reason)


def lasting(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether what is there now has lasted for more than the days in `over`; the longest of its records counts."""
    now = [one for one in coded(look, sheet) if one.presence is not Presence.ABSENT]
    found = [
        one._replace(presence=answer.presence, reason=answer.reason)
        for one in now
        if (answer := _aged(look, sheet, one))
    ]
    for presence in (Presence.PRESENT, Presence.UNKNOWN, Presence.ABSENT):  # a shorter record denies no longer one
        longest = [one for one in found if one.presence is presence]
        if longest:
            yield from longest
            return


def _aged(look: Look, sheet: FindingSheet, one: Sighting) -> Answer:
    """By the onset; a record without one that is itself that old suffices."""
    if one.presence is Presence.UNKNOWN:
        return Answer(one.presence, one.reason)
    latest = moved(look.as_of, -(look.days(sheet, "over") or 0))
    noted = one.began or one.evidence.when
    if noted is not None and noted.last < latest:
        return PRESENT
    if one.began is None:
        return _NO_ONSET
    return ABSENT if one.began.first >= latest else _IMPRECISE
