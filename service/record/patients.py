"""The Patient resource: age, sex and death, as far as they were recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.record.dates import parse_when
from service.record.elements import Json, Unreadable, json_kind, walk
from service.record.statements import Patient

if TYPE_CHECKING:
    from datetime import date

    from service.domain import When

_CLINICAL_SEX = "sexParameterForClinicalUse"
_SEX_CODES = {"female-typical": "female", "male-typical": "male"}


def read_patient(resource: Json, reference: str, as_of: date) -> tuple[Patient, tuple[Unreadable, ...]]:
    """Read a Patient of any FHIR version, and say what of it has another shape: the rest counts all the same.

    Sex is what treatment should assume: the extension patient-sexParameterForClinicalUse of R5
    where it stands, else Patient.gender; `other` and `unknown` give no sex.
    """
    told: dict[str, Any] = {"birth": None, "sex": None, "sex_element": "gender", "deceased": False}
    faults = []
    for part in (_birth, _sex, _death):
        try:
            told.update(part(resource, as_of))
        except Unreadable as fault:
            faults.append(fault)
    return Patient(reference, **told), tuple(faults)


def _birth(resource: Json, as_of: date) -> dict[str, When | None]:
    when = _day_of_birth(resource.get("birthDate"))
    if when is not None and when.first > as_of:
        raise Unreadable("birthDate", "a day before the day of evaluation", "a later one")
    return {"birth": when}


def _day_of_birth(value: object) -> When | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unreadable("birthDate", "a FHIR date", json_kind(value))
    when = parse_when(value)
    if when is None:
        raise Unreadable("birthDate", "a FHIR date", "text that is no date")
    return when


def _sex(resource: Json, _as_of: date) -> dict[str, str | None]:
    for extension, where in walk(resource, "extension"):
        if isinstance(extension, dict) and str(extension.get("url")).endswith(_CLINICAL_SEX):
            return {"sex": _clinical_sex(extension), "sex_element": where}
    gender = resource.get("gender")
    if gender is not None and not isinstance(gender, str):
        raise Unreadable("gender", "a string", json_kind(gender))
    return {"sex": gender if gender in ("female", "male") else None}


def _clinical_sex(extension: Json) -> str | None:
    for inner, _ in walk(extension, "extension"):
        if isinstance(inner, dict) and inner.get("url") == "value":
            for coding, _where in walk(inner, "valueCodeableConcept.coding"):
                code: Any = coding.get("code") if isinstance(coding, dict) else None
                if isinstance(code, str) and code in _SEX_CODES:
                    return _SEX_CODES[code]
    return None


def _death(resource: Json, as_of: date) -> dict[str, bool | str]:
    """Whether the patient has died; a date of death that is no date says at least that."""
    died, flag = resource.get("deceasedDateTime"), resource.get("deceasedBoolean")
    if died is not None:
        if not isinstance(died, str):
            raise Unreadable("deceasedDateTime", "a FHIR date", json_kind(died))
        when = parse_when(died)
        return {"deceased": when is None or when.first <= as_of, "deceased_element": "deceasedDateTime"}
    if flag is not None and not isinstance(flag, bool):
        raise Unreadable("deceasedBoolean", "a boolean", json_kind(flag))
    return {"deceased": True, "deceased_element": "deceasedBoolean"} if flag else {}
