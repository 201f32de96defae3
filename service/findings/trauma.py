"""Injury before the pain: significant, minor, recorded absent, or not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import NO_SIDE, Presence, Side, moved
from service.findings.coded import ABSENT, PRESENT, said
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.findings.sites import Region, place_of
from service.record.statements import sets_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from service.findings.look import Look
    from service.record.statements import Statement
    from service.rulebook.sheets import FindingSheet

_UNDATED = "the date of the injury is not recorded"
_TIMING = "the injury may lie outside the weeks that count"


def trauma(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Injury within the window before the onset of pain; `option: significant` leaves out minor ones.

    A minor injury (severity mild) is an explicit "no" to the question of a significant one.
    """
    first = moved(_onset(look), -(look.days(sheet, "window") or 0))
    for statement in look.chart.of(frozenset(sheet.reads), sheet.codes):
        answer = said(statement, sheet.codes)
        place = place_of(statement.code, statement.sites, look.book.reading)
        if answer is None or place.region is Region.ELSEWHERE:
            continue
        presence: Presence | None = answer.presence
        reason = answer.reason
        if answer is PRESENT:
            if sheet.option == "significant" and _is_minor(look, statement):
                presence = Presence.ABSENT
            else:
                presence, reason = _timed(statement, first)
        elif answer is ABSENT and statement.when and statement.when.last < first:
            continue
        if presence is not None:
            element = next((one.element for one in statement.code if one.sets & sheet.codes), "code")
            yield Sighting(presence, evidence(statement, element), place.sides or NO_SIDE, reason)


def _timed(statement: Statement, first: date) -> tuple[Presence | None, str | None]:
    """PRESENT inside the window, None before it, UNKNOWN where the date leaves it open."""
    if statement.when is None:
        return Presence.UNKNOWN, _UNDATED
    if statement.when.last < first:
        return None, None
    return (Presence.PRESENT, None) if statement.when.first >= first else (Presence.UNKNOWN, _TIMING)


def _is_minor(look: Look, statement: Statement) -> bool:
    return not sets_of(statement.severity).isdisjoint(look.book.reading.trauma_severity_minor)


def _onset(look: Look) -> date:
    """The earliest day that the pain of either hip may have begun, else the day itself."""
    days = [(onset.began or onset.recorded) for side, onset in look.pain.items() if side in Side]
    return min((day.first for day in days if day), default=look.as_of)
