"""Suggestions: one template, filled for each side, then for each patient."""

from __future__ import annotations

from typing import Any

import pytest

from service.cards.suggestions import SIDES, prepare
from service.rulebook.sheets import SuggestionSheet
from service.rulebook.value_sets import ValueSet
from tests.charts import LOINC, SCT

MRI = ValueSet("mri", "", "", "", {(LOINC, "36488-5"): "MR Hip - left", (LOINC, "36490-1"): "MR Hip - right"})
SITE = ValueSet("site", "", "", "", {(SCT, "24136001"): "Hip joint structure (body structure)"})
SETS = {"mri": MRI, "site": SITE}


def sheet(resource: dict[str, Any], **more: Any) -> SuggestionSheet:
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
    assert (prepared.recommended, prepared.arranged) == (True, "mri_ordered")


def test_a_call_fills_in_patient_day_and_reason_and_changes_nothing_else() -> None:
    prepared = prepare("order", sheet({"status": "draft"}), SETS)

    filled = prepared.resource("left", "Patient/1", "2026-11-22", [{"reference": "Condition/1"}], "Hip pain")

    assert filled == {
        "status": "draft",
        "subject": {"reference": "Patient/1"},
        "authoredOn": "2026-11-22",
        "reasonCode": [{"text": "Hip pain"}],
        "reasonReference": [{"reference": "Condition/1"}],
    }
    assert prepared.resources["left"] == {"status": "draft"}


def test_without_a_record_there_is_no_reference_to_one() -> None:
    filled = prepare("order", sheet({"status": "draft"}), SETS).resource("left", "Patient/1", "2026-11-22", [], "Pain")

    assert "reasonReference" not in filled
