"""What was ordered: imaging, referral, walking aids, limits of weight bearing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import Certainty, Evidence, Presence
from service.findings.exams import shown_by
from service.findings.look import evidence
from service.findings.phrases import apart_from, said_of
from service.findings.sightings import Sighting
from service.findings.sites import Place, Region, place_of, region_named
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.look import Look
    from service.record.statements import Statement, Text
    from service.rulebook.finding_sheets import FindingSheet

_GIVEN = (Standing.CURRENT, Standing.PLANNED, Standing.UNSURE)

ANYWHERE = "anywhere"
"""As `option`: an order counts whatever part of the body it is for."""


class _Found(NamedTuple):
    """Where an order says what is looked for, and of which place."""

    evidence: Evidence
    place: Place


def ordered(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether an order for this is active, completed or drafted within the look-back, or being drafted now.

    Known by code, by the kind of examination in `exam`, or by the words in `terms`. A draft
    without a date is of today; an active order without a date leaves it open.
    """
    for statement in (*look.chart.statements, *look.chart.drafts):
        if statement.kind not in sheet.reads or statement.standing not in _GIVEN:
            continue
        found = _found(look, sheet, statement)
        if found is None or look.older(statement.when, look.days(sheet, "look_back")):
            continue
        doubt = _doubt(statement, found.place)
        presence = Presence.UNKNOWN if doubt else Presence.PRESENT
        yield Sighting(presence, found.evidence, found.evidence.sides, doubt)


def _doubt(statement: Statement, place: Place) -> str | None:
    """Why it is not sure that the order stands, or for which hip."""
    if statement.standing is Standing.UNSURE:
        return "recorded as unconfirmed"
    if place.contradicts:
        return place.doubt
    dated = statement.when is not None or statement.standing is Standing.PLANNED
    return None if dated else "the date of the order is not recorded"


def _found(look: Look, sheet: FindingSheet, statement: Statement) -> _Found | None:
    reading = look.book.reading
    place = place_of(statement.code, statement.sites, reading)
    if sheet.exam is not None:
        shown = shown_by(statement.code, place, reading.exams[sheet.exam], reading)
        return _Found(evidence(statement, "code", shown.sides), shown) if shown else None
    if place.region is Region.ELSEWHERE and sheet.option != ANYWHERE:
        return None
    for concept in statement.code:
        if concept.sets & sheet.codes:
            return _Found(evidence(statement, concept.element, place.sides), place)
    return _by_words(look, sheet, statement, place)


def _by_words(look: Look, sheet: FindingSheet, statement: Statement, place: Place) -> _Found | None:
    for text in statement.texts:
        if said_of(text.text, sheet) and not is_elsewhere(look, sheet, statement, text):
            element, certainty = f"{statement.kind}.{text.element}", Certainty.READ_FROM_TEXT
            proof = Evidence(statement.reference, element, statement.when, place.sides, certainty)
            return _Found(proof, place)
    return None


def is_elsewhere(look: Look, sheet: FindingSheet, order: Statement, *texts: Text) -> bool:
    """Whether these words and the name of the order are of another part of the body, which matters to the finding."""
    if not sheet.hip_only:
        return False
    named = {
        text.element: text.text for text in (*order.texts, *texts) if text in texts or text.element.startswith(NAMES)
    }
    names = [*named.values(), *(concept.text for concept in order.code if concept.text)]
    return region_named([apart_from(name, sheet.terms) for name in names], look.book.reading) is Region.ELSEWHERE


NAMES = ("code", "medication")
"""The elements that name an order; a note may speak of something that is to be avoided."""
