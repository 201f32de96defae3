"""Suggestions: R4 resources prepared when the rule book loads, completed per call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.domain import Order
    from service.rulebook.sheets import SuggestionSheet
    from service.rulebook.value_sets import ValueSet

Json = dict[str, Any]

SIDES = ("left", "right", "both", "unrecorded")
"""The variants of a suggestion: which hip it is for."""


_CHANGEABLE = re.compile(
    r"(?:MedicationRequest|ServiceRequest|ProcedureRequest|ReferralRequest|DeviceRequest)/(?!\.+$)[A-Za-z0-9.-]{1,64}"
)
"""A drafted order that the EHR can find again; an id of dots alone leads out of the path of a URL."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion, prepared for each side; `resources` is empty where it creates nothing."""

    name: str
    sheet: SuggestionSheet
    label: Mapping[str, str]
    description: Mapping[str, str]
    resources: Mapping[str, Json]

    def actions(self, side: str, order: Order | None, filled: Json) -> list[Json]:
        """What accepting it does (CDS Hooks 2.0, Action), all together; nothing where an order cannot be named.

        `filled` is what a new resource gets at each call: subject, day and reasons. Everything else
        was validated at load.
        """
        made: list[Json] = []
        if self.sheet.needs_order:
            if order is None or not _CHANGEABLE.fullmatch(order.reference):
                return []
            made.append(self._change(order))
        if self.resources:
            resource = {**self.resources[side], **filled}
            made.append({"type": "create", "description": self.description[side], "resource": resource})
        return made

    def _change(self, order: Order) -> Json:
        """Remove the order, or write into its note; its other elements stay as the EHR sent them.

        An order that only its entry names gets that id: without one nobody could tell what to update.
        """
        if self.sheet.adds_note is None:
            return {"type": "delete", "description": "Remove the drafted order", "resourceId": order.reference}
        notes = order.resource.get("note")
        note = [*(notes if isinstance(notes, list) else ()), {"text": self.sheet.adds_note}]
        changed = {**order.resource, "id": order.reference.partition("/")[2], "note": note}
        return {"type": "update", "description": "Add a note to the drafted order", "resource": changed}


HIPS = {"left": "left hip", "right": "right hip", "both": "both hips", "unrecorded": "hip"}
"""How a suggestion names the hip it is for."""

OTHER_HIP = {"left": "right", "right": "left", "both": "both", "unrecorded": "both"}
"""The hip that a suggestion is for which looks at the other one; where the side was not recorded, both."""


def prepare(name: str, sheet: SuggestionSheet, value_sets: Mapping[str, ValueSet]) -> Suggestion:
    """The suggestion for each side of a card, its codes filled in from the value sets; its sheet was checked."""
    sides = OTHER_HIP if sheet.for_other_hip else {side: side for side in SIDES}
    template = sheet.resource
    return Suggestion(
        name=name,
        sheet=sheet,
        label={side: sheet.label.format(hip=HIPS[meant]) for side, meant in sides.items()},
        description={side: sheet.description.format(hip=HIPS[meant]) for side, meant in sides.items()},
        resources={side: resource_for(template, meant, value_sets) for side, meant in sides.items()}
        if template
        else {},
    )


def resource_for(template: Any, side: str, value_sets: Mapping[str, ValueSet]) -> Any:  # noqa: ANN401 - JSON
    """The part of a resource that a template makes for one side."""
    if isinstance(template, list):
        return [resource_for(item, side, value_sets) for item in template]
    if isinstance(template, str):
        return template.replace("{hip}", HIPS[side])
    if not isinstance(template, dict):
        return template
    if "$by_side" in template:
        return resource_for(template["$by_side"][side], side, value_sets)
    if "$code" in template:
        return _coding(template["$code"], value_sets)
    return {key: resource_for(item, side, value_sets) for key, item in template.items()}


def _coding(named: Json, value_sets: Mapping[str, ValueSet]) -> Json:
    """A Coding whose system and display come from the value set that holds the code."""
    codes = value_sets[named["value_set"]].codes
    ((system, code), display) = next(one for one in codes.items() if one[0][1] == named["code"])
    return {"system": system, "code": code, "display": display}
