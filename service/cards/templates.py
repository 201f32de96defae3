"""What is wrong with a suggestion's template: everything that would only show when a card is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhir.resources.R4B.devicerequest import DeviceRequest
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest
from pydantic import BaseModel, ValidationError

from service.cards.suggestions import SIDES, resource_for
from service.rulebook.sheets import has_stray_brace, placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places
    from service.rulebook.sheets import SuggestionSheet
    from service.rulebook.value_sets import ValueSet

Json = dict[str, Any]
Place = tuple[str | int, ...]
Problem = tuple[Place, str]

_MODELS: dict[str, type[BaseModel]] = {
    "ServiceRequest": ServiceRequest,
    "DeviceRequest": DeviceRequest,
    "MedicationRequest": MedicationRequest,
}
_FILLED = {"subject": {"reference": "Patient/example"}, "authoredOn": "2026-01-31"}
_PER_CALL = frozenset({"id", "subject", "authoredOn", "reasonCode", "reasonReference"})
_FIXED = {"status": "draft", "intent": "proposal"}
"""A card proposes; it never orders."""


def check_suggestions(book: RuleBook, places: Places) -> Iterator[Fault]:
    """Faults of suggestions.yaml: codes outside the value sets, resources that are not valid R4."""
    for name, sheet in book.suggestions.items():
        for place, message in dict.fromkeys(_problems(sheet, book.value_sets)):
            yield places.fault("suggestions.yaml", (name, *place), message)


def _problems(sheet: SuggestionSheet, value_sets: Mapping[str, ValueSet]) -> Iterator[Problem]:
    for place, text in ((("label",), sheet.label), (("description",), sheet.description)):
        yield from _text(text, place, value_sets)
    if sheet.removes_order and sheet.adds_note:
        yield ("adds_note",), "an order that is removed has no note to add to"
    if sheet.resource is None:
        if not sheet.needs_order:
            yield (), "does nothing: resource, removes_order or adds_note is missing"
        return
    faulty = [*_frame(sheet.resource), *_any(sheet.resource, ("resource",), value_sets)]
    yield from faulty
    if not faulty:
        for side in SIDES:
            yield from _invalid(resource_for(sheet.resource, side, value_sets))


def _frame(template: Json) -> Iterator[Problem]:
    if template.get("resourceType") not in _MODELS:
        yield ("resource", "resourceType"), f"resourceType must be one of {', '.join(_MODELS)}"
    for name, value in _FIXED.items():
        if template.get(name) != value:
            yield ("resource", name), f"{name} must be {value}"
    for name in sorted(_PER_CALL & template.keys()):
        yield ("resource", name), f"{name} is filled in at each call"


def _any(template: object, place: Place, value_sets: Mapping[str, ValueSet]) -> Iterator[Problem]:
    if template is None or template in ("", [], {}):
        yield place, "is empty; leave it out"
    for kind, check in _CHECKS.items():
        if isinstance(template, kind):
            yield from check(template, place, value_sets)


def _text(text: str, place: Place, _: Mapping[str, ValueSet]) -> Iterator[Problem]:
    if set(placeholders(text)) - {"hip"} or has_stray_brace(text):
        yield place, "may name {hip} in braces, and nothing else"


def _list(items: list[object], place: Place, value_sets: Mapping[str, ValueSet]) -> Iterator[Problem]:
    for position, item in enumerate(items):
        yield from _any(item, (*place, position), value_sets)


def _object(template: Json, place: Place, value_sets: Mapping[str, ValueSet]) -> Iterator[Problem]:
    if "$code" in template:
        yield from _code(template, place, value_sets)
    elif "$by_side" in template:
        yield from _by_side(template, place, value_sets)
    else:
        for key, item in template.items():
            if key.startswith("$"):
                yield (*place, key), f"{key} is not one of $code, $by_side"
            yield from _any(item, (*place, key), value_sets)


def _by_side(template: Json, place: Place, value_sets: Mapping[str, ValueSet]) -> Iterator[Problem]:
    chosen, place = template["$by_side"], (*place, "$by_side")
    if len(template) > 1 or not isinstance(chosen, dict) or chosen.keys() != set(SIDES):
        yield place, f"$by_side stands alone and takes {', '.join(SIDES)}"
        return
    for side, item in chosen.items():
        yield from _any(item, (*place, side), value_sets)


def _code(template: Json, place: Place, value_sets: Mapping[str, ValueSet]) -> Iterator[Problem]:
    named, place = template["$code"], (*place, "$code")
    if len(template) > 1 or not isinstance(named, dict) or named.keys() != {"value_set", "code"}:
        yield place, "$code stands alone and takes value_set and code"
    elif str(named["value_set"]) not in value_sets:
        yield place, f"{named['value_set']!r} does not stand in value_sets/"
    elif all(code != named["code"] for _, code in value_sets[str(named["value_set"])].codes):
        yield place, f"code {named['code']!r} is not in value set {named['value_set']!r}"


_CHECKS: Mapping[type, Callable[[Any, Place, Mapping[str, ValueSet]], Iterator[Problem]]] = {
    str: _text,
    list: _list,
    dict: _object,
}


def _invalid(resource: Json) -> Iterator[Problem]:
    """What the R4B model finds, which for these resources differs from R4 only in what it permits."""
    kind = resource["resourceType"]
    try:
        _MODELS[kind].model_validate({**resource, **_FILLED})
    except ValidationError as error:
        for one in error.errors(include_url=False):
            where = ".".join(str(step) for step in one["loc"])
            yield ("resource", *one["loc"]), f"not a valid {kind}: {where}: {one['msg']}"
