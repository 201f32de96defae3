"""Is a resource that gives evidence valid FHIR? Asked where time allows: /evaluate and the command line."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from service.domain import Issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from service.record.elements import Json
    from service.record.statements import Chart

R5_ONLY: dict[str, tuple[str, ...]] = {
    "Condition": ("participant",),
    "Encounter": ("actualPeriod", "reason", "virtualService", "admission"),
    "ImagingStudy": ("procedure", "partOf"),
    "DiagnosticReport": ("study", "supportingInfo", "composition"),
    "Observation": ("bodyStructure", "triggeredBy", "instantiatesCanonical"),
    "Procedure": ("recorded", "reportedBoolean", "reportedReference", "occurrenceDateTime", "occurrencePeriod"),
    "ServiceRequest": ("bodyStructure", "asNeededFor"),
    "DeviceRequest": ("doNotPerform", "quantity", "asNeeded"),
}
"""Elements that exist in R5 and not in R4, by resource type."""

STU3_ONLY: dict[str, tuple[str, ...]] = {
    "Condition": ("assertedDate",),
    "Observation": ("comment",),
    "DiagnosticReport": ("codedDiagnosis",),
    "ImagingStudy": ("modalityList", "availability"),
}
"""Elements that exist in STU3 and not in R4, by resource type."""

MESSAGE_LIMIT = 5
"""How many faults of one resource are named."""


def version_of(resource: Mapping[str, Any]) -> str:
    """The FHIR version whose elements the resource has; R4 (read with the R4B models) where none is telling."""
    kind = str(resource.get("resourceType"))
    if kind in ("ProcedureRequest", "ReferralRequest") or isinstance(resource.get("clinicalStatus"), str):
        return "STU3"
    if any(name in resource for name in STU3_ONLY.get(kind, ())):
        return "STU3"
    newer = any(name in resource for name in R5_ONLY.get(kind, ())) or _has_codeable_reference(resource)
    return "R5" if newer else "R4B"


def _has_codeable_reference(resource: Mapping[str, Any]) -> bool:
    """Whether the request's code is a CodeableReference, or the study's modality a CodeableConcept, as in R5."""
    code, modality = resource.get("code"), resource.get("modality")
    if isinstance(code, dict) and "concept" in code:
        return True
    return isinstance(modality, list) and any(isinstance(one, dict) and "coding" in one for one in modality)


def check_evidence(chart: Chart, patient: tuple[str, Json], references: Collection[str]) -> Iterator[Issue]:
    """An issue for each fault of each resource that gives evidence, located by element.

    `patient` is where the Patient stands, and the resource.
    """
    if chart.patient.reference in references:
        yield from _faults(*patient)
    for statement in chart.statements:
        if statement.reference in references:
            yield from _faults(statement.location, statement.resource)


def _faults(location: str, resource: Mapping[str, Any]) -> Iterator[Issue]:
    version = version_of(resource)
    model = _model(version, str(resource.get("resourceType")))
    try:
        model.model_validate(resource)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False, include_context=False)[:MESSAGE_LIMIT]:
            where = ".".join(str(step) for step in fault["loc"])
            message = f"not valid FHIR {'R4' if version == 'R4B' else version}: {_without_values(fault)}"
            yield Issue(f"{location}.{where}", message, "invalid")
    except (RecursionError, TypeError, KeyError, ValueError):
        yield Issue(location, "could not be checked against the FHIR model", "processing")


def _without_values(fault: Any) -> str:  # noqa: ANN401 - pydantic's error dictionary
    """Pydantic's message by its type: those written by validators may quote the value, so they are not passed on."""
    return str(fault["msg"]) if fault["type"] in _SAFE else "an element does not follow the model"


_SAFE = frozenset(
    {
        "missing",
        "extra_forbidden",
        "list_type",
        "dict_type",
        "string_type",
        "bool_type",
        "model_type",
        "model_attributes_type",
        "date_type",
        "decimal_type",
        "float_type",
        "int_type",
    }
)
"""Kinds of fault whose message names only types."""


def _model(version: str, kind: str) -> type[BaseModel]:
    """The fhir.resources model; the modules are imported when first needed."""
    module = importlib.import_module(
        f"fhir.resources.{version}.{kind.lower()}" if version != "R5" else f"fhir.resources.{kind.lower()}"
    )
    model: type[BaseModel] = getattr(module, kind)
    return model
