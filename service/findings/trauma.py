"""Injury before the pain: significant, minor, recorded absent, or not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import Presence, Side, When, moved
from service.findings.coded import ABSENT, PRESENT, Answer, said
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.findings.sites import Region, place_of
from service.record.statements import Standing, sets_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from service.findings.look import Look
    from service.record.statements import Statement
    from service.rulebook.finding_sheets import FindingSheet

_UNDATED = Answer(Presence.UNKNOWN, "the date of the injury is not recorded")
_TIMING = Answer(Presence.UNKNOWN, "the injury may lie outside the weeks that count")


class _Account(NamedTuple):
    """What one record says of an injury of one hip, and the codes that it speaks of."""

    sighting: Sighting
    codes: frozenset[str]
    minor: bool


def trauma(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Injury of each hip within the window before its pain began; `option: significant` leaves out minor ones.

    A minor injury (severity mild) is an explicit "no" to the question of a significant one. Neither
    it nor the denial of another injury makes an injury undone.
    """
    for hip in Side:
        window = _window(look, sheet, hip)
        statements = look.chart.of(sheet.reads, sheet.codes)
        accounts = [one for statement in statements if (one := _account(look, sheet, hip, window, statement))]
        injuries = [one for one in accounts if one.sighting.presence is not Presence.ABSENT]
        for one in accounts:
            if one in injuries or all(_may_undo(one, injury) for injury in injuries):
                yield one.sighting


def _may_undo(denial: _Account, injury: _Account) -> bool:
    return not denial.minor and not denial.codes.isdisjoint(injury.codes)


def _account(look: Look, sheet: FindingSheet, hip: Side, window: _Window, statement: Statement) -> _Account | None:
    concepts = (*statement.code, *statement.value)
    place = place_of(concepts, statement.sites, look.book.reading)
    answer = _answer(statement, sheet, window)
    if answer is None or place.region is Region.ELSEWHERE or hip not in look.hips(place.sides):
        return None
    reason = place.doubt
    answer = Answer(Presence.UNKNOWN, answer.reason or reason) if reason else answer
    minor = answer is PRESENT and sheet.option == "significant" and _is_minor(look, statement)
    named = [one for one in concepts if one.sets & sheet.codes]
    proof = evidence(statement, named[0].element, place.sides)
    presence = Presence.ABSENT if minor else answer.presence
    codes = frozenset(coding.code for one in named for coding in one.codings)
    return _Account(Sighting(presence, proof, frozenset({hip}), answer.reason), codes, minor)


class _Window(NamedTuple):
    """When an injury may explain the pain: for sure from `first` to `last`, perhaps from `earliest` to `latest`.

    A denial counts from `asked` on: of an injury that came later it does not speak. A visit, and a
    record without the day of the injury, may tell until `told` of one that came before the pain.
    """

    earliest: date
    first: date
    last: date
    latest: date
    asked: date
    told: date


def _window(look: Look, sheet: FindingSheet, hip: Side) -> _Window:
    """The weeks before the pain of this hip began, was first recorded, or before the day where it does not hurt."""
    onset, days = look.pain.get(hip), look.days(sheet, "window") or 0
    began = (onset.began or onset.recorded) if onset else None
    when = began or When(look.as_of, look.as_of)
    earliest, first = moved(when.first, -days), moved(when.last, -days)
    asked = when.first if began else earliest
    return _Window(earliest, first, when.first, when.last, asked, moved(when.last, days))


def _answer(statement: Statement, sheet: FindingSheet, window: _Window) -> Answer | None:
    """What the record says of the weeks that count; an injury that has healed was an injury."""
    answer = said(statement, sheet.codes)
    if answer is None:
        return None
    if answer is ABSENT and statement.standing is not Standing.ENDED:
        return None if statement.when and statement.when.last < window.asked else ABSENT
    timed = _timed(statement.when, window) or _told_later(statement, window)
    return answer if timed is PRESENT and answer.presence is Presence.UNKNOWN else timed


def _timed(when: When | None, window: _Window) -> Answer | None:
    """PRESENT inside the window, None outside, UNKNOWN where the dates leave it open."""
    if when is None:
        return _UNDATED
    if when.last < window.earliest or when.first > window.latest:
        return None
    return PRESENT if window.first <= when.first and when.last <= window.last else _TIMING


def _told_later(statement: Statement, window: _Window) -> Answer | None:
    """UNKNOWN where an injury was recorded after the pain began, and not when it happened."""
    when, dated = statement.when, statement.began is not None and statement.kind != "Encounter"
    return _TIMING if when and not dated and window.latest < when.first <= window.told else None


def _is_minor(look: Look, statement: Statement) -> bool:
    return not sets_of(statement.severity).isdisjoint(look.book.reading.trauma_severity_minor)
