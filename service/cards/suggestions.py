"""Suggestions: R4 resources prepared when the rule book loads, completed per call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.rulebook.sheets import SuggestionSheet
    from service.rulebook.value_sets import ValueSet

Json = dict[str, Any]

SIDES = ("left", "right", "both", "unrecorded")
"""The variants of a suggestion: which hip it is for."""


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
    """The suggestion for each side, its codes filled in from the value sets; its sheet was checked."""
    return Suggestion(
        name=name,
        label={side: sheet.label.format(hip=HIPS[side]) for side in SIDES},
        description={side: sheet.description.format(hip=HIPS[side]) for side in SIDES},
        recommended=sheet.recommended,
        arranged=sheet.arranged,
        resources={side: resource_for(sheet.resource, side, value_sets) for side in SIDES},
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
