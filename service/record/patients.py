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


def read_patient(resource: Json, reference: str, as_of: date) -> Patient:
    """Read a Patient of any FHIR version; raises Unreadable where an element has another shape.

    Sex is what treatment should assume: the extension patient-sexParameterForClinicalUse of R5
    where it stands, else Patient.gender; `other` and `unknown` give no sex.
    """
    birth = _birth(resource.get("birthDate"))
    sex, element = _sex(resource)
    died, element_of_death = _death(resource, as_of)
    return Patient(reference, birth, sex, element, died, element_of_death)


def _birth(value: object) -> When | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unreadable("birthDate", "a FHIR date", json_kind(value))
    when = parse_when(value)
    if when is None:
        raise Unreadable("birthDate", "a FHIR date", "text that is no date")
    return when


def _sex(resource: Json) -> tuple[str | None, str]:
    for extension, where in walk(resource, "extension"):
        if isinstance(extension, dict) and str(extension.get("url")).endswith(_CLINICAL_SEX):
            return _clinical_sex(extension), where
    gender = resource.get("gender")
    if gender is not None and not isinstance(gender, str):
        raise Unreadable("gender", "a string", json_kind(gender))
    return (gender if gender in ("female", "male") else None), "gender"


def _clinical_sex(extension: Json) -> str | None:
    for inner, _ in walk(extension, "extension"):
        if isinstance(inner, dict) and inner.get("url") == "value":
            for coding, _where in walk(inner, "valueCodeableConcept.coding"):
                code: Any = coding.get("code") if isinstance(coding, dict) else None
                if isinstance(code, str) and code in _SEX_CODES:
                    return _SEX_CODES[code]
    return None


def _death(resource: Json, as_of: date) -> tuple[bool, str | None]:
    died = resource.get("deceasedDateTime")
    if isinstance(died, str):
        when = parse_when(died)
        return when is None or when.first <= as_of, "deceasedDateTime"
    flag = resource.get("deceasedBoolean")
    return flag is True, "deceasedBoolean" if flag is True else None
