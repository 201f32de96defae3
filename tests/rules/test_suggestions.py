"""What the cards offer to create: valid R4, for the right side, a proposal, and no drug but paracetamol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.devicerequest import DeviceRequest
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest

from service.cards.suggestions import SIDES, Suggestion, prepare
from tests.rules.sheets import BOOK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.charts import Json

MODELS: dict[str, Any] = {
    "ServiceRequest": ServiceRequest,
    "DeviceRequest": DeviceRequest,
    "MedicationRequest": MedicationRequest,
}
PREPARED = {
    name: prepare(name, sheet, BOOK.value_sets)
    for name, sheet in BOOK.suggestions.items()
    if sheet.resource is not None
}
VARIANTS = [
    pytest.param(suggestion, side, id=f"{name}-{side}") for name, suggestion in PREPARED.items() for side in SIDES
]
OPPOSITE = {"left": "right", "right": "left", "both": "both", "unrecorded": "both"}
"""The hip that a suggestion for the other hip is for, by the side of the card."""

NOT_ABOUT_A_HIP = {
    "blood-tests-for-infection",
    "crutches",
    "mri-newly-painful-joint",
    "paracetamol-instead",
    "pregnancy-test",
    "protected-weight-bearing-new-joint",
}
SIDE_SETS = {value_set: side for side, value_set in BOOK.reading.sides.items()}


def filled(suggestion: Suggestion, side: str) -> Json:
    """The resource as a call completes it."""
    resource: Json = suggestion.resources[side] | {
        "subject": {"reference": "Patient/anna"},
        "authoredOn": "2026-11-22",
        "reasonCode": [{"text": "Hip pain"}],
        "reasonReference": [{"reference": "Condition/1"}],
    }
    return resource


def meant(suggestion: Suggestion, side: str) -> str:
    """The side that a suggestion is for on a card of this side."""
    return OPPOSITE[side] if suggestion.sheet.for_other_hip else side


def codings(element: object) -> Iterator[Json]:
    """Every coding in a resource."""
    if isinstance(element, dict):
        if "code" in element and "system" in element:
            yield element
        for one in element.values():
            yield from codings(one)
    elif isinstance(element, list):
        for one in element:
            yield from codings(one)


@pytest.mark.parametrize(("suggestion", "side"), VARIANTS)
def test_a_suggestion_is_a_valid_draft_of_a_proposal(suggestion: Suggestion, side: str) -> None:
    resource = filled(suggestion, side)

    checked = MODELS[resource["resourceType"]].model_validate(resource)

    assert (checked.status, checked.intent) == ("draft", "proposal")
    assert checked.subject.reference == "Patient/anna"


@pytest.mark.parametrize(("suggestion", "side"), VARIANTS)
def test_no_code_names_another_side_than_the_suggestion(suggestion: Suggestion, side: str) -> None:
    """An order for both hips may be offered for one; a wrong or an invented side never."""
    allowed = {meant(suggestion, side), "both"} - {"unrecorded"}

    for coding in codings(filled(suggestion, side)):
        sets = BOOK.terminology.sets_of(coding["system"], coding["code"])
        assert {SIDE_SETS[name] for name in sets & SIDE_SETS.keys()} <= allowed


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("suggestion", PREPARED.values(), ids=PREPARED)
def test_a_suggestion_for_one_hip_names_the_other_nowhere(suggestion: Suggestion, side: str) -> None:
    wrong = OPPOSITE[meant(suggestion, side)]
    words = (str(filled(suggestion, side)), suggestion.label[side], suggestion.description[side])

    assert not [text for text in words if wrong in text.lower()]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("name", [name for name, one in PREPARED.items() if one.sheet.for_other_hip])
def test_a_suggestion_for_the_other_hip_names_it_in_its_code_and_in_its_words(name: str, side: str) -> None:
    suggestion, other = PREPARED[name], OPPOSITE[side]
    resource = filled(suggestion, side)
    named = {one for coding in codings(resource) for one in BOOK.terminology.sets_of(coding["system"], coding["code"])}

    assert {SIDE_SETS[one] for one in named & SIDE_SETS.keys()} == {other}
    assert f"{other} hip" in suggestion.label[side]
    assert f"{other} hip" in suggestion.description[side]


def test_some_suggestions_are_for_the_other_hip() -> None:
    """Otherwise the test above would look at nothing."""
    assert [name for name, one in PREPARED.items() if one.sheet.for_other_hip] == [
        "mri-other-hip-without-contrast",
        "protected-weight-bearing-other-hip",
    ]


@pytest.mark.parametrize("suggestion", PREPARED.values(), ids=PREPARED)
def test_an_order_about_one_hip_says_which_in_code_or_words(suggestion: Suggestion) -> None:
    left, right = filled(suggestion, "left"), filled(suggestion, "right")

    assert (left == right) == (suggestion.name in NOT_ABOUT_A_HIP) or "both hips" in suggestion.label["left"]


@pytest.mark.parametrize("name", sorted(NOT_ABOUT_A_HIP))
def test_what_is_not_about_a_hip_names_no_hip_and_no_side(name: str) -> None:
    suggestion = PREPARED[name]
    words = f"{filled(suggestion, 'left')} {suggestion.label['left']} {suggestion.description['left']}".lower()

    assert not [word for word in ("left", "right", "hip") if word in words.replace("hip pain", "")]


@pytest.mark.parametrize(("suggestion", "side"), VARIANTS)
def test_every_code_has_system_and_display(suggestion: Suggestion, side: str) -> None:
    for coding in codings(filled(suggestion, side)):
        assert coding["display"]
        assert coding["system"].startswith("http")
