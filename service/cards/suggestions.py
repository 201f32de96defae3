"""Suggestions: R4 resources prepared when the rule book loads, completed per call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fhir.resources.R4B.devicerequest import DeviceRequest
from fhir.resources.R4B.servicerequest import ServiceRequest
from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places
    from service.rulebook.sheets import SuggestionSheet
    from service.rulebook.value_sets import ValueSet

Json = dict[str, Any]

SIDES = ("left", "right", "both", "unrecorded")
"""The variants of a suggestion: which hip it is for."""

_MODELS: dict[str, type[BaseModel]] = {"ServiceRequest": ServiceRequest, "DeviceRequest": DeviceRequest}
_SUBJECT = {"reference": "Patient/example"}


class TemplateFault(ValueError):
    """A suggestion's resource that cannot be prepared."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion, prepared for each side."""

    name: str
    label: Mapping[str, str]
    description: Mapping[str, str]
    recommended: bool
    arranged: str | None
    resources: Mapping[str, Json]

    def resource(self, side: str, subject: str, day: str, reasons: list[Json], because: str) -> Json:
        """The resource for this patient, side, day and reason; everything else was validated at load."""
        completed = {**self.resources[side], "subject": {"reference": subject}, "authoredOn": day}
        completed["reasonCode"] = [{"text": because}]
        if reasons:
            completed["reasonReference"] = reasons
        return completed


HIPS = {"left": "left hip", "right": "right hip", "both": "both hips", "unrecorded": "hip"}
"""How a suggestion names the hip it is for."""


def prepare(name: str, sheet: SuggestionSheet, value_sets: Mapping[str, ValueSet]) -> Suggestion:
    """The suggestion with its codes filled in from the value sets; raises TemplateFault.

    Each variant must be valid FHIR R4 (checked with the R4B model, which for these resources
    differs from R4 only in what it permits, not in what is used here).
    """
    resources = {side: _resource(sheet.resource, side, value_sets) for side in SIDES}
    for resource in resources.values():
        _validate(resource)
    return Suggestion(
        name=name,
        label={side: sheet.label.format(hip=HIPS[side]) for side in SIDES},
        description={side: sheet.description.format(hip=HIPS[side]) for side in SIDES},
        recommended=sheet.recommended,
        arranged=sheet.arranged,
        resources=resources,
    )


def _resource(template: Any, side: str, value_sets: Mapping[str, ValueSet]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(template, list):
        return [_resource(item, side, value_sets) for item in template]
    if isinstance(template, str):
        return template.replace("{hip}", HIPS[side])
    if not isinstance(template, dict):
        return template
    if "$by_side" in template:
        chosen = template["$by_side"].get(side)
        if chosen is None:
            message = f"$by_side has no {side!r}"
            raise TemplateFault(message)
        return _resource(chosen, side, value_sets)
    if "$code" in template:
        return _coding(template["$code"], value_sets)
    return {key: _resource(item, side, value_sets) for key, item in template.items()}


def _coding(named: Json, value_sets: Mapping[str, ValueSet]) -> Json:
    """A Coding whose system and display come from the value set that holds the code."""
    value_set = value_sets.get(str(named.get("value_set")))
    if value_set is None:
        message = f"$code names the value set {named.get('value_set')!r}, which does not exist"
        raise TemplateFault(message)
    for (system, code), display in value_set.codes.items():
        if code == named.get("code"):
            return {"system": system, "code": code, "display": display}
    message = f"code {named.get('code')!r} is not in value set {value_set.name!r}"
    raise TemplateFault(message)


def _validate(resource: Json) -> None:
    model = _MODELS.get(str(resource.get("resourceType")))
    if model is None:
        message = f"resourceType must be one of {', '.join(_MODELS)}"
        raise TemplateFault(message)
    try:
        model.model_validate({**resource, "subject": _SUBJECT, "authoredOn": "2026-01-31"})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        message = f"not a valid {resource['resourceType']}: {where}: {first['msg']}"
        raise TemplateFault(message) from error


def check_suggestions(book: RuleBook, places: Places) -> Iterator[Fault]:
    """Faults of suggestions.yaml: codes outside the value sets, resources that are not valid R4."""
    for name, sheet in book.suggestions.items():
        try:
            prepare(name, sheet, book.value_sets)
        except TemplateFault as fault:
            yield places.fault("suggestions.yaml", (name, "resource"), str(fault))
        except (KeyError, IndexError, AttributeError) as fault:
            yield places.fault("suggestions.yaml", (name,), f"cannot be prepared: {fault!r}")
