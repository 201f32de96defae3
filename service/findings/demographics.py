"""Age, sex and death, from the Patient resource; a cancelled encounter, from the Encounter of the call."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from service.domain import Evidence, Presence
from service.findings.sightings import Sighting
from service.record.dates import age_on
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.look import Look
    from service.rulebook.finding_sheets import FindingSheet


def age(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether completed years of life lie from `from` to `to`, both included; a bare year may leave it open."""
    birth = look.chart.patient.birth
    if birth is None:
        return
    lowest, highest = look.number(sheet, "from") or 0, look.number(sheet, "to") or math.inf
    youngest = age_on(min(birth.last, look.as_of), look.as_of)
    oldest = youngest if birth.first == birth.last else age_on(birth.first, look.as_of)
    proof = Evidence(look.chart.patient.reference, "Patient.birthDate")
    if lowest <= youngest and oldest <= highest:
        yield Sighting(Presence.PRESENT, proof, note=f"{youngest} years")
    elif oldest < lowest or youngest > highest:
        yield Sighting(Presence.ABSENT, proof, note=f"{youngest} years")
    else:
        yield Sighting(Presence.UNKNOWN, proof, reason="the date of birth is not recorded precisely enough")


def sex(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the sex for clinical use is the sheet's `option`."""
    patient = look.chart.patient
    if patient.sex is not None:
        presence = Presence.PRESENT if patient.sex == sheet.option else Presence.ABSENT
        yield Sighting(presence, Evidence(patient.reference, f"Patient.{patient.sex_element}"))


def deceased(look: Look, _sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the patient is recorded as dead on the day."""
    patient = look.chart.patient
    if patient.deceased:
        yield Sighting(Presence.PRESENT, Evidence(patient.reference, f"Patient.{patient.deceased_element}"))


def encounter_cancelled(look: Look, _sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the encounter of the call was cancelled or entered in error."""
    for statement in look.chart.statements:
        if statement.kind == "Encounter" and statement.reference == look.chart.encounter:
            void = statement.standing is Standing.VOID
            proof = Evidence(statement.reference, "Encounter.status", statement.when)
            yield Sighting(Presence.PRESENT if void else Presence.ABSENT, proof)
