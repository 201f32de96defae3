"""The course of the pain: how it began, and whether it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Certainty, Evidence, Presence
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.findings.sites import place_of
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain import When
    from service.findings.look import Look
    from service.record.statements import Statement
    from service.rulebook.sheets import FindingSheet


def sudden_onset(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """A pain recorded as sudden: by a qualifier in its code or evidence, or by its onset as text.

    Never derived from dates.
    """
    pains = frozenset(sheet.value_sets.get("pain", ()))
    for statement in look.chart.of(frozenset(sheet.reads), pains | sheet.codes):
        proof = _proof(statement, sheet)
        if proof is not None and statement.standing is Standing.CURRENT:
            sides = place_of(statement.code, statement.sites, look.book.reading).sides
            yield Sighting(Presence.PRESENT, proof._replace(sides=sides), sides)


def _proof(statement: Statement, sheet: FindingSheet) -> Evidence | None:
    for concept in (*statement.code, *statement.value, *statement.qualifiers):
        if concept.sets & sheet.codes:
            return evidence(statement, concept.element)
    if statement.began_text and statement.began_text.strip().lower() in sheet.terms:
        return Evidence(
            statement.reference, f"{statement.kind}.onsetString", statement.when, certainty=Certainty.READ_FROM_TEXT
        )
    return None


def pain_resolved(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Pain of the hip recorded as resolved, and not before the latest examination of the hip."""
    for statement in look.chart.of(frozenset(sheet.reads), sheet.codes):
        if statement.standing not in (Standing.ENDED, Standing.CURRENT):
            continue
        sides = place_of(statement.code, statement.sites, look.book.reading).sides
        element = next((one.element for one in statement.code if one.sets & sheet.codes), "code")
        proof = evidence(statement, element, sides, statement.ended or statement.when)
        if statement.standing is Standing.CURRENT:
            yield Sighting(Presence.ABSENT, proof, sides)
        elif not (look.older(proof.when, look.days(sheet, "look_back")) or _imaged_after(look, statement.ended)):
            yield Sighting(Presence.PRESENT, proof, sides)


def _imaged_after(look: Look, ended: When | None) -> bool:
    return ended is not None and any(exam.when and exam.when.first > ended.last for exam in look.examinations)
