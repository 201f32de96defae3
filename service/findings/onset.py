"""The course of the pain: how it began, and whether it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import BOTH, Certainty, Evidence, Presence
from service.findings.coded import PRESENT, Answer
from service.findings.look import evidence
from service.findings.others import sightings_of
from service.findings.sightings import Sighting
from service.findings.sites import Region, place_of
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.domain import Side, When
    from service.findings.look import Look
    from service.record.statements import Statement
    from service.rulebook.finding_sheets import FindingSheet


_WHICH = Answer(Presence.UNKNOWN, "the side is not recorded, and the other hip hurts")
_ORDER = Answer(Presence.UNKNOWN, "the pain may have ended before the report")


def sudden_onset(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """A pain recorded as sudden: by a qualifier in its code, value or evidence, or by its onset as text.

    Never derived from dates. What began suddenly elsewhere, or does not say where, is no pain of the hip.
    """
    pains = frozenset(sheet.value_sets.get("pain", ()))
    for statement in look.chart.of(sheet.reads, pains | sheet.codes):
        proof = _proof(statement, sheet)
        if proof is None or statement.standing is not Standing.CURRENT:
            continue
        place = place_of((*statement.code, *statement.value), statement.sites, look.book.reading)
        hurts = not pains.isdisjoint(statement.sets | statement.value_sets) or place.region is Region.HIP
        if hurts and not place.doubt:
            yield Sighting(Presence.PRESENT, proof._replace(sides=place.sides), place.sides)


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
    """Pain of a hip recorded as resolved, since the finding named in `option` was made; not of a hip that hurts."""
    for statement in look.chart.of(sheet.reads, sheet.codes):
        place = place_of(statement.code, statement.sites, look.book.reading)
        if statement.standing not in (Standing.ENDED, Standing.CURRENT) or place.doubt:
            continue
        element = next(one.element for one in statement.code if one.sets & sheet.codes)
        if statement.standing is Standing.CURRENT:
            yield Sighting(Presence.ABSENT, evidence(statement, element, place.sides), place.sides)
        elif not look.older(statement.ended, look.days(sheet, "look_back")):
            proof = evidence(statement, element, place.sides, statement.ended)
            for hip in (place.sides or BOTH) - look.pain.keys():
                answer = _WHICH if look.pain and not place.sides else _since(look, sheet, hip, statement.ended)
                if answer is not None:
                    yield Sighting(answer.presence, proof, frozenset({hip}), answer.reason)


def _since(look: Look, sheet: FindingSheet, hip: Side, ended: When | None) -> Answer | None:
    """PRESENT where the pain ended after the latest report of the finding in `option`, None where before."""
    found = sightings_of(look, sheet.option) if sheet.option else ()
    reports = [one for one in found if one.presence is Presence.PRESENT and hip in look.hips(one.sides)]
    if not reports:
        return PRESENT
    dates = [one.evidence.when for one in reports if one.evidence.when]
    latest = max(dates, key=lambda when: when.last, default=None)
    if ended is None or latest is None or ended.first < latest.last <= ended.last:
        return _ORDER
    return PRESENT if ended.first >= latest.last else None
