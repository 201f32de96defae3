"""Is a resource that gives evidence valid FHIR? Asked where time allows: /evaluate and the command line."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from service.domain import Issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from service.record.elements import Json
    from service.record.statements import Chart

Telling = tuple[str, str, type | None]
"""A version, the path of an element that tells it, and the type that tells it; None where any value does."""

TELLING: dict[str, tuple[Telling, ...]] = {
    "Condition": (
        ("STU3", "clinicalStatus", str),
        ("STU3", "verificationStatus", str),
        ("STU3", "assertedDate", None),
        ("R5", "participant", None),
        ("R5", "evidence.concept", None),
        ("R5", "evidence.reference", None),
    ),
    "Encounter": (
        ("R5", "actualPeriod", None),
        ("R5", "virtualService", None),
        ("R5", "admission", None),
        ("R5", "class.coding", None),
        ("R5", "reason.value", None),
        ("R5", "reason.use", None),
        ("STU3", "reason", None),
    ),
    "ImagingStudy": (
        ("STU3", "patient", None),
        ("STU3", "modalityList", None),
        ("STU3", "availability", None),
        ("R5", "procedure", None),
        ("R5", "partOf", None),
        ("R5", "reason", None),
        ("R5", "modality.coding", None),
        ("R5", "series.modality.coding", None),
        ("R5", "series.bodySite.concept", None),
        ("R5", "series.laterality.coding", None),
    ),
    "DiagnosticReport": (
        ("STU3", "codedDiagnosis", None),
        ("R5", "study", None),
        ("R5", "supportingInfo", None),
        ("R5", "composition", None),
    ),
    "Observation": (
        ("STU3", "comment", None),
        ("STU3", "interpretation", dict),
        ("R5", "bodyStructure", None),
        ("R5", "triggeredBy", None),
        ("R5", "instantiatesCanonical", None),
    ),
    "Procedure": (
        ("STU3", "notDone", None),
        ("R5", "recorded", None),
        ("R5", "reportedBoolean", None),
        ("R5", "reportedReference", None),
        ("R5", "occurrenceDateTime", None),
        ("R5", "occurrencePeriod", None),
        ("R5", "occurrenceString", None),
        ("R5", "occurrenceAge", None),
        ("R5", "reason", None),
    ),
    "ServiceRequest": (
        ("R5", "code.concept", None),
        ("R5", "code.reference", None),
        ("R5", "bodyStructure", None),
        ("R5", "asNeededFor", None),
        ("R5", "reason", None),
    ),
    "ProcedureRequest": (("STU3", "resourceType", None),),
    "ReferralRequest": (("STU3", "resourceType", None),),
    "DeviceRequest": (
        ("STU3", "intent", dict),
        ("R5", "code", None),
        ("R5", "doNotPerform", None),
        ("R5", "quantity", None),
        ("R5", "asNeeded", None),
        ("R5", "reason", None),
    ),
}
"""By what an element of a resource tells its version, in the order in which they are asked."""

MESSAGE_LIMIT = 5
"""How many faults of one resource are named."""


def version_of(resource: Mapping[str, Any]) -> str:
    """The FHIR version whose elements the resource has; R4 (read with the R4B models) where none is telling."""
    for version, path, kind in TELLING.get(str(resource.get("resourceType")), ()):
        if any(kind is None or isinstance(found, kind) for found in _found(resource, path.split("."))):
            return version
    return "R4B"


def _found(value: Any, names: Sequence[str]) -> Iterator[Any]:  # noqa: ANN401 - JSON
    """What stands at a path, in any item of the lists on the way."""
    if not names:
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _found(one, names)
    elif isinstance(value, dict) and names[0] in value:
        yield from _found(value[names[0]], names[1:])


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
