"""The chart as other rooms ask it, and what is left out of it unread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.record.chart import Subject, read_chart
from tests.charts import (
    AS_OF,
    CRP,
    HIP_PAIN,
    HYPERTENSION,
    ICD,
    PREGNANCY_STATUS,
    PREGNANT,
    REFERRAL,
    Json,
    concept,
    condition,
    device_order,
    hip_pain,
    observation,
    order,
    panel,
    patient,
    verification,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.record.statements import Chart
    from service.rulebook.book import RuleBook


def test_statements_are_found_by_the_value_sets_of_their_code_and_value(read: Callable[..., Chart]) -> None:
    pain, status = hip_pain(), observation(PREGNANCY_STATUS, valueCodeableConcept=concept(PREGNANT))
    chart = read(status, pain)

    found = list(chart.of({"Condition", "Observation"}, frozenset({"hip-pain", "pregnant-yes"})))

    assert [one.reference for one in found] == [f"Observation/{status['id']}", f"Condition/{pain['id']}"]


def test_statements_of_other_types_are_left_out(read: Callable[..., Chart]) -> None:
    chart = read(observation(HIP_PAIN), hip_pain())

    found = list(chart.of({"Observation"}, frozenset({"hip-pain"})))

    assert [one.kind for one in found] == ["Observation"]


def test_a_value_set_that_does_not_occur_finds_nothing(read: Callable[..., Chart]) -> None:
    assert list(read(hip_pain()).of({"Condition"}, frozenset({"toh-diagnosis"}))) == []


@pytest.mark.parametrize(("resource", "orders"), [(order(REFERRAL), True), (device_order(), True), (hip_pain(), False)])
def test_a_chart_knows_whether_anything_was_ordered(resource: Json, orders: object, read: Callable[..., Chart]) -> None:
    assert read(resource).has_orders is orders


def test_the_encounter_of_the_call_is_kept(book: RuleBook) -> None:
    chart = read_chart([], Subject(patient(), encounter="Encounter/1"), book.terminology, AS_OF)

    assert chart.encounter == "Encounter/1"


@pytest.mark.parametrize(
    ("resource", "kept"),
    [
        pytest.param(condition(HYPERTENSION), 0, id="a code of no interest"),
        pytest.param(condition((ICD, "S72.001A")), 1, id="a code below a prefix"),
        pytest.param(condition(("urn:oid:2.16.840.1.113883.6.96", HIP_PAIN[1])), 1, id="another spelling of a system"),
        pytest.param(hip_pain() | {"code": concept(HYPERTENSION, HIP_PAIN)}, 1, id="one code of two"),
        pytest.param(hip_pain() | {"code": {"text": "sore hip"}}, 1, id="words only"),
        pytest.param(hip_pain() | {"code": {"coding": [{"display": "Hip pain"}]}}, 1, id="a coding without a code"),
        pytest.param(
            observation(HYPERTENSION, valueCodeableConcept=concept(PREGNANT)), 1, id="a value that is of interest"
        ),
        pytest.param(observation(HYPERTENSION, valueCodeableConcept=None), 0, id="no value"),
        pytest.param(panel(observation(HYPERTENSION), observation(CRP)), 1, id="a component that is of interest"),
        pytest.param(panel(observation(HYPERTENSION)), 0, id="components of no interest"),
        pytest.param(panel(observation(HYPERTENSION, valueQuantity="?"), observation(CRP)), 1, id="one of no interest"),
        pytest.param(panel() | {"component": [{"code": {"text": "CRP"}}]}, 1, id="a component in words"),
        pytest.param(panel(), 0, id="no components"),
    ],
)
def test_only_what_the_rule_book_may_know_is_read_in_full(
    resource: Json, kept: int, read: Callable[..., Chart]
) -> None:
    chart = read(resource)

    assert len(chart.statements) == kept
    assert (dict(chart.unanswered), chart.issues) == ({}, ())


LOCAL_SYSTEM = "https://ehr.example/codes"
NO_SYSTEM = "has a code without a system, not used"
NO_MEANING = "has neither a code of a system that is known nor a word, not used"


@pytest.mark.parametrize(
    ("resource", "element", "message"),
    [
        pytest.param(condition(("", HIP_PAIN[1])), "code", NO_SYSTEM, id="a known code without a system"),
        pytest.param(condition(("", "M25.552")), "code", NO_SYSTEM, id="of ICD-10-CM"),
        pytest.param(condition(("", "S72.001A")), "code", NO_SYSTEM, id="below a prefix"),
        pytest.param(
            observation(HYPERTENSION, valueCodeableConcept={"coding": [{"code": PREGNANT[1]}]}),
            "valueCodeableConcept",
            NO_SYSTEM,
            id="as a value",
        ),
        pytest.param(condition((LOCAL_SYSTEM, "7")), "code", NO_MEANING, id="a system that nobody knows"),
        pytest.param(hip_pain() | {"code": {}}, "code", NO_MEANING, id="an empty code"),
        pytest.param(hip_pain() | {"code": None}, "code", NO_MEANING, id="no code"),
    ],
)
def test_what_a_record_is_about_is_never_guessed(
    resource: Json, element: str, message: str, read: Callable[..., Chart]
) -> None:
    chart = read(resource)

    (issue,) = chart.issues
    assert (issue.message, issue.code) == (message, "code-invalid")
    assert issue.location.endswith(f".{element}")
    assert chart.unanswered.keys() == {resource["resourceType"]}


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(("", "7")) | {"code": concept(("", "7"), text="Nosebleed")}, id="a code of no interest"),
        pytest.param(hip_pain() | {"code": concept((LOCAL_SYSTEM, "7"), text="Nosebleed")}, id="words"),
        pytest.param(hip_pain() | {"code": concept(("", HIP_PAIN[1]), HIP_PAIN)}, id="told beside it"),
        pytest.param(condition(("", HIP_PAIN[1]), verificationStatus=verification("entered-in-error")), id="in error"),
        pytest.param(observation((LOCAL_SYSTEM, "7")), id="a measurement of another system"),
    ],
)
def test_what_is_surely_something_else_leaves_nothing_open(resource: Json, read: Callable[..., Chart]) -> None:
    chart = read(resource)

    assert (dict(chart.unanswered), chart.issues) == ({}, ())


def test_a_code_of_another_system_stands_in_no_value_set(read: Callable[..., Chart]) -> None:
    (made,) = read(condition(("http://local.example", HIP_PAIN[1]))).statements

    assert made.sets == frozenset()


MODIFIER = [{"url": "https://ehr.example/negated", "valueBoolean": True}]


def test_what_a_modifier_may_have_changed_is_not_used(read: Callable[..., Chart]) -> None:
    chart = read(hip_pain(modifierExtension=MODIFIER))

    (issue,) = chart.issues
    assert chart.statements == ()
    assert issue.location.endswith(".modifierExtension")
    assert chart.unanswered.keys() == {"Condition"}


@pytest.mark.parametrize(
    ("focus", "kept"),
    [
        pytest.param([{"reference": "Patient/anna"}], 1, id="the patient"),
        pytest.param([], 1, id="empty"),
        pytest.param([{"reference": "Patient/child"}], 0, id="another patient"),
        pytest.param([{"reference": "Device/1"}], 0, id="a device"),
        pytest.param([{"display": "the child"}], 0, id="without a reference"),
        pytest.param(7, 0, id="no array"),
    ],
)
def test_an_observation_about_something_else_is_not_the_patients(
    focus: object, kept: int, read: Callable[..., Chart]
) -> None:
    chart = read(observation(HIP_PAIN, focus=focus))

    assert len(chart.statements) == kept
    assert [issue.severity for issue in chart.issues] == ([] if kept else ["information"])
