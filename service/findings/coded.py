"""Findings that are a code: pain, gait, diagnoses, prostheses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import NO_SIDE, Presence
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.findings.sites import Place, Region, place_of
from service.record.statements import Standing, sets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from service.domain import Sides, When
    from service.findings.look import Look
    from service.record.statements import Coding, Statement
    from service.rulebook.finding_sheets import FindingSheet

_SEVENTH = 7

_STALE = "not recorded again for longer than the rule book looks back"
_TOO_WIDE = {
    Region.NOT_RECORDED: "the body site is not recorded",
    Region.PELVIS: "the pelvis is recorded, not the hip",
}


class Answer(NamedTuple):
    """What one statement says: present, absent or unknown, and why unknown."""

    presence: Presence
    reason: str | None = None


PRESENT, ABSENT = Answer(Presence.PRESENT), Answer(Presence.ABSENT)


def unknown(reason: str) -> Answer:
    """The answer that is open, and why."""
    return Answer(Presence.UNKNOWN, reason)


def coded(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """A sighting for each statement whose code stands in the finding's value sets."""
    statements = tuple(look.chart.of(sheet.reads, sheet.codes))
    ends = list(_ends(look, statements)) if sheet.pain else []
    for statement in statements:
        sighting = _sighting(look, sheet, statement)
        if sighting is not None and not (statement.kind != "Condition" and _has_ended(sighting, ends)):
            yield sighting


def _ends(look: Look, statements: Iterable[Statement]) -> Iterator[tuple[date, Sides]]:
    """When and on which side a pain is recorded as ended."""
    for one in statements:
        if one.standing is Standing.ENDED and one.ended:
            yield one.ended.first, place_of(one.code, one.sites, look.book.reading).sides


def _has_ended(sighting: Sighting, ends: list[tuple[date, Sides]]) -> bool:
    """Whether what hurt on the day of a visit or observation has stopped hurting since."""
    if sighting.evidence.when is None:
        return False
    return any(sighting.day <= day and (not sides or sighting.sides <= sides) for day, sides in ends)


def _sighting(look: Look, sheet: FindingSheet, statement: Statement) -> Sighting | None:
    answer = said(statement, sheet.codes)
    concepts = (*statement.code, *statement.value)
    codings = named((coding for concept in concepts for coding in concept.codings), sheet)
    if answer is None or not codings or (answer is ABSENT and sheet.absence == "closed"):
        return None
    place = place_of(concepts, statement.sites, look.book.reading)
    ended = statement.ended if statement.standing is Standing.ENDED else None
    dated = _dated(look, sheet, statement, ended, located(answer, place, codings, sheet))
    if dated is None:
        return None
    element = next(concept.element for concept in concepts if concept.sets & sheet.codes)
    proof = evidence(statement, element, place.sides, ended)
    sides = place.sides if sheet.sided else NO_SIDE
    began = statement.began if statement.kind == "Condition" else None
    return Sighting(dated.presence, proof, sides, dated.reason, began=began)


def _dated(
    look: Look, sheet: FindingSheet, statement: Statement, ended: When | None, answer: Answer | None
) -> Answer | None:
    """The answer on the day: what is older than the rule book looks back is unknown, and no longer denied."""
    noted = _last_noted(statement, ended)
    if answer is None or look.older(noted, look.days(sheet, "within")):
        return None
    if answer.presence is Presence.UNKNOWN or not look.older(noted, _recall(look, sheet, statement)):
        return answer
    return Answer(Presence.UNKNOWN, _STALE) if answer is PRESENT else None


_BY_STANDING = {
    Standing.VOID: None,
    Standing.PLANNED: None,
    Standing.ENDED: ABSENT,
    Standing.REFUTED: ABSENT,
    Standing.UNSURE: Answer(Presence.UNKNOWN, "recorded as unconfirmed"),
    Standing.CURRENT: PRESENT,
}


def said(statement: Statement, codes: frozenset[str]) -> Answer | None:
    """What a statement's status and value say about its code; None when it says nothing."""
    answer = _BY_STANDING[statement.standing]
    return _observed(statement, codes) if answer is PRESENT and statement.kind == "Observation" else answer


def _observed(statement: Statement, codes: frozenset[str]) -> Answer:
    """An Observation: its value may be the finding, deny it, or leave it open."""
    if not codes.isdisjoint(sets_of(statement.value)):
        return PRESENT
    if statement.flag is not None:
        return PRESENT if statement.flag else ABSENT
    if statement.value_missing:
        return Answer(Presence.UNKNOWN, "recorded without a value")
    if any(name.startswith("value") for name in statement.resource):
        return Answer(Presence.UNKNOWN, "recorded with a value that the rule book does not know")
    return PRESENT


def named(codings: Iterable[Coding], sheet: FindingSheet) -> tuple[Coding, ...]:
    """The codes that mean the finding; none where an ICD-10-CM 7th character says another episode than the sheet's."""
    found = tuple(coding for coding in codings if coding.sets & sheet.codes)
    return (
        found if sheet.seventh_character is None or all(_counts(one, sheet.seventh_character) for one in found) else ()
    )


def _counts(coding: Coding, allowed: str) -> bool:
    code = coding.code.replace(".", "")
    return len(code) != _SEVENTH or not code[0].isalpha() or code[-1] in allowed


def located(answer: Answer, place: Place, codings: Iterable[Coding], sheet: FindingSheet) -> Answer | None:
    """The answer for the hip: another site is none, and a site or side that is unsure makes it unknown."""
    if not sheet.sided:
        return answer
    needs_site = frozenset(sheet.value_sets.get("needs_site", ()))
    names_no_site = all(coding.sets & needs_site for coding in codings)
    if place.region is Region.ELSEWHERE and names_no_site:
        return None
    if answer.presence is Presence.UNKNOWN:
        return answer
    reason = place.doubt or (_TOO_WIDE.get(place.region) if names_no_site else None)
    return Answer(Presence.UNKNOWN, reason) if reason else answer


def _last_noted(statement: Statement, ended: When | None) -> When | None:
    dates = [when for when in (statement.began, statement.recorded, ended) if when]
    return max(dates, key=lambda when: when.last) if dates else None


def _recall(look: Look, sheet: FindingSheet, statement: Statement) -> int | None:
    role = "encounter_look_back" if statement.kind == "Encounter" else "look_back"
    return look.days(sheet, role)
