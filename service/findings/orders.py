"""What was ordered: imaging, referral, walking aids, limits of weight bearing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service.domain import Certainty, Evidence, Presence
from service.findings.exams import recognised
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.findings.sites import Place, Region, place_of
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.look import Look
    from service.record.statements import Statement
    from service.rulebook.sheets import FindingSheet

_UNDATED = "the date of the order is not recorded"


def ordered(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether an order for this is active, completed or drafted within the look-back.

    Known by code, by the kind of examination in `exam`, or by the words in `terms`. A draft
    without a date is of today; an active order without a date leaves it open.
    """
    for statement in look.chart.statements:
        if statement.kind not in sheet.reads or statement.standing not in (Standing.CURRENT, Standing.PLANNED):
            continue
        proof = _proof(look, sheet, statement)
        if proof is None or look.older(statement.when, look.days(sheet, "look_back")):
            continue
        dated = statement.when is not None or statement.standing is Standing.PLANNED
        yield Sighting(Presence.PRESENT if dated else Presence.UNKNOWN, proof, proof.sides, None if dated else _UNDATED)


def _proof(look: Look, sheet: FindingSheet, statement: Statement) -> Evidence | None:
    place = place_of(statement.code, statement.sites, look.book.reading)
    if sheet.exam is not None:
        found = recognised(statement.code, place, look.book.reading.exams[sheet.exam])
        return evidence(statement, "code", found.sides) if found else None
    if place.region is Region.ELSEWHERE:
        return None
    for concept in statement.code:
        if concept.sets & sheet.codes:
            return evidence(statement, concept.element, place.sides)
    return _by_words(sheet, statement, place)


def _by_words(sheet: FindingSheet, statement: Statement, place: Place) -> Evidence | None:
    for text in statement.texts:
        if any(_says(text.text, term) for term in sheet.terms):
            element = f"{statement.kind}.{text.element}"
            return Evidence(
                statement.reference, element, statement.when, place.sides, certainty=Certainty.READ_FROM_TEXT
            )
    return None


def _says(text: str, term: str) -> bool:
    """Whether a text holds a term, whatever its case and its hyphens."""
    words = re.split(r"[\s-]+", term.strip())
    return re.search(r"\b" + r"[\s-]+".join(map(re.escape, words)) + r"\b", text, re.IGNORECASE) is not None
