"""Suggestions: one template, filled for each side, then for each patient."""

from __future__ import annotations

from typing import Any

import pytest

from service.cards.suggestions import SIDES, prepare
from service.domain import NO_SIDE, Order
from service.rulebook.sheets import SuggestionSheet
from service.rulebook.value_sets import ValueSet
from tests.charts import LOINC, SCT

MRI = ValueSet("mri", "", "", "", {(LOINC, "36488-5"): "MR Hip - left", (LOINC, "36490-1"): "MR Hip - right"})
SITE = ValueSet("site", "", "", "", {(SCT, "24136001"): "Hip joint structure (body structure)"})
SETS = {"mri": MRI, "site": SITE}


def sheet(resource: dict[str, Any] | None, **more: Any) -> SuggestionSheet:
    given = {"label": "Order ({hip})", "description": "Create ({hip})", "resource": resource}
    return SuggestionSheet.model_validate({**given, **more})


@pytest.mark.parametrize(
    ("template", "side", "expected"),
    [
        pytest.param({"text": "{hip}"}, "left", {"text": "left hip"}, id="words: left"),
        pytest.param({"text": "{hip}"}, "both", {"text": "both hips"}, id="words: both"),
        pytest.param({"text": "The {hip}"}, "unrecorded", {"text": "The hip"}, id="words: not recorded"),
        pytest.param(
            {"coding": [{"$code": {"value_set": "mri", "code": "36490-1"}}]},
            "left",
            {"coding": [{"system": LOINC, "code": "36490-1", "display": "MR Hip - right"}]},
            id="a code with system and display of its value set",
        ),
        pytest.param(
            {"$by_side": {"left": {"text": "L {hip}"}, "right": {"text": "R"}, "both": {}, "unrecorded": {}}},
            "left",
            {"text": "L left hip"},
            id="by side",
        ),
        pytest.param({"doNotPerform": False, "count": 2}, "right", {"doNotPerform": False, "count": 2}, id="as it is"),
    ],
)
def test_a_template_is_filled_for_a_side(template: dict[str, Any], side: str, expected: dict[str, Any]) -> None:
    prepared = prepare("order", sheet({"code": template}), SETS)

    assert prepared.resources[side] == {"code": expected}


def test_label_and_description_name_the_hip() -> None:
    prepared = prepare("order", sheet({"status": "draft"}, recommended=True, arranged="mri_ordered"), SETS)

    assert [prepared.label[side] for side in SIDES] == [
        "Order (left hip)",
        "Order (right hip)",
        "Order (both hips)",
        "Order (hip)",
    ]
    assert prepared.description["both"] == "Create (both hips)"
    assert (prepared.sheet.recommended, prepared.sheet.arranged) == (True, "mri_ordered")


def test_a_call_fills_in_patient_day_and_reason_and_changes_nothing_else() -> None:
    prepared = prepare("order", sheet({"status": "draft"}), SETS)
    filled = {"subject": {"reference": "Patient/1"}, "authoredOn": "2026-11-22", "reasonCode": [{"text": "Hip pain"}]}

    (action,) = prepared.actions("left", None, filled)

    assert (action["type"], action["resource"]) == ("create", {"status": "draft", **filled})
    assert prepared.resources["left"] == {"status": "draft"}


DRAFT = {"resourceType": "ServiceRequest", "id": "9", "status": "draft", "note": [{"text": "mornings"}]}


def drafted(reference: str = "ServiceRequest/9", **more: object) -> Order:
    return Order(reference, "Physiotherapy", NO_SIDE, DRAFT | more)


def test_an_order_is_removed_before_the_safer_one_is_created() -> None:
    prepared = prepare("instead", sheet({"status": "draft"}, removes_order=True), SETS)

    actions = prepared.actions("left", drafted(), {})

    assert [one["type"] for one in actions] == ["delete", "create"]
    assert actions[0]["resourceId"] == "ServiceRequest/9"


@pytest.mark.parametrize(
    ("given", "notes"),
    [({}, ["mornings", "No impact."]), ({"note": None}, ["No impact."]), ({"note": "x"}, ["No impact."])],
    ids=["beside what is noted", "no note yet", "a note of another shape"],
)
def test_a_note_is_written_into_the_order_and_the_rest_stays(given: dict[str, Any], notes: list[str]) -> None:
    prepared = prepare("note", sheet(None, adds_note="No impact."), SETS)

    (action,) = prepared.actions("left", drafted(**given), {})

    assert action["type"] == "update"
    assert action["resource"] == DRAFT | {"note": [{"text": one} for one in notes]}


def test_an_order_that_only_its_entry_names_is_changed_under_that_name() -> None:
    prepared = prepare("note", sheet(None, adds_note="No impact."), SETS)
    nameless = Order("ServiceRequest/9", "Physiotherapy", NO_SIDE, {"resourceType": "ServiceRequest"})

    (action,) = prepared.actions("left", nameless, {})

    assert f"{action['resource']['resourceType']}/{action['resource']['id']}" == nameless.reference


@pytest.mark.parametrize(
    "reference",
    [
        "context.draftOrders.entry[0].resource",
        "urn:uuid:1",
        "Patient/1",
        "ServiceRequest/a b",
        "ServiceRequest/..",
        "ServiceRequest/.",
    ],
)
def test_an_order_that_cannot_be_found_again_is_not_changed(reference: str) -> None:
    prepared = prepare("remove", sheet(None, removes_order=True), SETS)

    assert prepared.actions("left", drafted(reference), {}) == []
    assert prepared.actions("left", None, {}) == []


def test_a_suggestion_for_the_other_hip_is_for_that_hip_in_every_word_and_code() -> None:
    by_side = {
        "left": {"$code": {"value_set": "mri", "code": "36488-5"}},
        "right": {"$code": {"value_set": "mri", "code": "36490-1"}},
        "both": {"text": "both"},
        "unrecorded": {"text": "none"},
    }
    prepared = prepare("order", sheet({"code": {"$by_side": by_side}, "note": "{hip}"}, for_other_hip=True), SETS)

    assert [prepared.label[side] for side in SIDES] == [
        "Order (right hip)",
        "Order (left hip)",
        "Order (both hips)",
        "Order (both hips)",
    ]
    assert prepared.description["left"] == "Create (right hip)"
    assert [prepared.resources[side]["note"] for side in SIDES] == ["right hip", "left hip", "both hips", "both hips"]
    assert prepared.resources["left"]["code"]["display"] == "MR Hip - right"
    assert prepared.resources["right"]["code"]["display"] == "MR Hip - left"
    assert prepared.resources["unrecorded"]["code"] == {"text": "both"}
