"""Findings that are a code: pain, gait, diagnoses, prostheses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import NO_SIDE, Presence
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.findings.sites import Place, Region, place_of
from service.record.statements import Standing, sets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain import When
    from service.findings.look import Look
    from service.record.statements import Statement
    from service.rulebook.sheets import FindingSheet

_SEVENTH = 7

_UNCONFIRMED = "recorded as unconfirmed"
_STALE = "not recorded again for longer than the rule book looks back"
_TWO_SITES = "code and body site name different sites"
_TWO_SIDES = "code and body site name different sides"
_NO_SITE = "the body site is not recorded"
_OTHER_SITE = "the body site is not one that the rule book knows"


class Answer(NamedTuple):
    """What one statement says: present, absent or unknown, and why unknown."""

    presence: Presence
    reason: str | None = None


PRESENT, ABSENT = Answer(Presence.PRESENT), Answer(Presence.ABSENT)


def coded(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """A sighting for each statement whose code stands in the finding's value sets."""
    for statement in look.chart.of(frozenset(sheet.reads), sheet.codes):
        sighting = _sighting(look, sheet, statement)
        if sighting is not None:
            yield sighting


def _sighting(look: Look, sheet: FindingSheet, statement: Statement) -> Sighting | None:
    answer = said(statement, sheet.codes)
    if answer is None or not _episode_counts(statement, sheet):
        return None
    if answer is ABSENT and sheet.absence == "closed":
        return None
    place = place_of((*statement.code, *statement.value), statement.sites, look.book.reading)
    located = _located(answer, place, statement, sheet)
    if located is None or _stale_and_ignored(look, sheet, statement):
        return None
    if located is PRESENT and look.older(_last_noted(statement), _recall(look, sheet, statement)):
        located = Answer(Presence.UNKNOWN, _STALE)
    proof = evidence(statement, _element(statement, sheet.codes), place.sides)
    sides = place.sides if sheet.sided else NO_SIDE
    began = statement.began if statement.kind == "Condition" else None
    return Sighting(located.presence, proof, sides, located.reason, began=began)


def said(statement: Statement, codes: frozenset[str]) -> Answer | None:
    """What a statement's status and value say about its code; None when it says nothing."""
    match statement.standing:
        case Standing.VOID | Standing.PLANNED:
            return None
        case Standing.ENDED | Standing.REFUTED:
            return ABSENT
        case Standing.UNSURE:
            return Answer(Presence.UNKNOWN, _UNCONFIRMED)
        case Standing.CURRENT:
            return _observed(statement, codes) if statement.kind == "Observation" else PRESENT


def _observed(statement: Statement, codes: frozenset[str]) -> Answer:
    """An Observation: its value may be the finding, deny it, or leave it open."""
    if not codes.isdisjoint(sets_of(statement.value)):
        return PRESENT
    if statement.flag is not None:
        return PRESENT if statement.flag else ABSENT
    if statement.value_missing:
        return Answer(Presence.UNKNOWN, "recorded without a value")
    if statement.value or statement.value_text or statement.quantity or statement.value_when:
        return Answer(Presence.UNKNOWN, "recorded with a value that the rule book does not know")
    return PRESENT


def _episode_counts(statement: Statement, sheet: FindingSheet) -> bool:
    """ICD-10-CM 7th character: only the encounters that the sheet allows, or none recorded."""
    if sheet.seventh_character is None:
        return True
    codes = [coding.code.replace(".", "") for concept in statement.code for coding in concept.codings if coding.sets]
    return all(len(code) != _SEVENTH or code[-1] in sheet.seventh_character for code in codes if code[:1].isalpha())


def _located(answer: Answer, place: Place, statement: Statement, sheet: FindingSheet) -> Answer | None:
    """The answer for the hip: another site is none, and a site or side that is unsure makes it unknown."""
    if not sheet.sided or answer.presence is not Presence.PRESENT:
        return answer
    names_no_site = _only(statement, frozenset(sheet.value_sets.get("needs_site", ())))
    match place.region:
        case Region.ELSEWHERE:
            return None if names_no_site else Answer(Presence.UNKNOWN, _TWO_SITES)
        case Region.NOT_KNOWN:
            return Answer(Presence.UNKNOWN, _OTHER_SITE)
        case Region.NOT_RECORDED if names_no_site:
            return Answer(Presence.UNKNOWN, _NO_SITE)
    return Answer(Presence.UNKNOWN, _TWO_SIDES) if place.contradicts else answer


def _only(statement: Statement, sets: frozenset[str]) -> bool:
    """Whether every code of the statement that the rule book knows is one that says no site."""
    known = [coding for concept in statement.code for coding in concept.codings if coding.sets]
    return all(not coding.sets.isdisjoint(sets) for coding in known)


def _last_noted(statement: Statement) -> When | None:
    dates = [when for when in (statement.began, statement.recorded) if when]
    return max(dates, key=lambda when: when.last) if dates else None


def _recall(look: Look, sheet: FindingSheet, statement: Statement) -> int | None:
    role = "encounter_look_back" if statement.kind == "Encounter" else "look_back"
    return look.days(sheet, role)


def _stale_and_ignored(look: Look, sheet: FindingSheet, statement: Statement) -> bool:
    return look.older(_last_noted(statement), look.days(sheet, "within"))


def _element(statement: Statement, codes: frozenset[str]) -> str:
    for concept in (*statement.code, *statement.value):
        if concept.sets & codes:
            return concept.element
    return "code"
