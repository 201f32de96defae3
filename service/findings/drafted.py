"""What a drafted order is for: a medicine, an examination, a treatment; by code, else by the words that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Certainty, Evidence, Presence
from service.findings.doses import doses_of
from service.findings.exams import recognised
from service.findings.look import evidence
from service.findings.orders import NAMES, is_elsewhere
from service.findings.phrases import said_of, says
from service.findings.sightings import Sighting
from service.findings.sites import Region

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.look import Look
    from service.findings.sites import Place
    from service.record.statements import Statement
    from service.rulebook.finding_sheets import FindingSheet

IN_NOTES = "in_notes"
"""As `option`: the terms count in notes as well, not only in what names the order."""

_DOSAGE = (*NAMES, "dosageInstruction")
"""The elements that say what is given, how and how much."""

_DOSE = "the dose is not recorded"


def drafted(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the drafted order is for this; one that a phrase in `exempt` describes (eye drops) is not.

    With the parameter `low_dose` it counts only above that dose; a dose that is not recorded leaves
    it open.
    """
    order, place = look.order, look.place
    if order is None or place is None or order.kind not in sheet.drafts:
        return
    proof = _proof(look, sheet, order, place)
    if proof is not None and not _is_exempt(sheet, order):
        presence, reason = _dosed(look, sheet, order)
        yield Sighting(presence, proof, reason=reason)


def _is_exempt(sheet: FindingSheet, order: Statement) -> bool:
    return any(says(one.text, sheet.exempt) for one in order.texts if one.element.startswith(_DOSAGE))


def _proof(look: Look, sheet: FindingSheet, order: Statement, place: Place) -> Evidence | None:
    reading = look.book.reading
    if sheet.exam is not None and recognised(order.code, place, reading.exams[sheet.exam], reading):
        return evidence(order, "code")
    if place.region is Region.ELSEWHERE or is_elsewhere(look, sheet, order):
        return None
    for concept in order.code:
        if not concept.sets.isdisjoint(sheet.all_sets):
            return evidence(order, concept.element)
    for text in order.texts:
        if not (sheet.option == IN_NOTES or text.element.startswith(NAMES)):
            continue
        if said_of(text.text, sheet) and not is_elsewhere(look, sheet, order, text):
            element = f"{order.kind}.{text.element}"
            return Evidence(order.reference, element, order.when, certainty=Certainty.READ_FROM_TEXT)
    return None


def _dosed(look: Look, sheet: FindingSheet, order: Statement) -> tuple[Presence, str | None]:
    """PRESENT, but ABSENT at a dose up to the one that is exempt."""
    limit = look.number(sheet, "low_dose")
    if limit is None:
        return Presence.PRESENT, None
    doses = list(doses_of(order, look.book.reading.units["mg"]))
    if not doses:
        return Presence.UNKNOWN, _DOSE
    return (Presence.ABSENT if max(doses) <= limit else Presence.PRESENT), None
