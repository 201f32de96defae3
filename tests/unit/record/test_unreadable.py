"""What has another shape than FHIR gives it is located, gives no evidence, and leaves its type unanswered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.record.chart import Subject, read_chart
from service.record.sources import answered
from service.record.statements import Standing
from tests.charts import (
    AS_OF,
    CRP,
    DUE_DATE,
    HIP_PAIN,
    HYPERTENSION,
    MRI_LEFT,
    PREGNANCY_STATUS,
    REFERRAL,
    Json,
    bundle,
    concept,
    condition,
    device_order,
    encounter,
    gestational_age,
    hip_pain,
    imaging_study,
    observation,
    order,
    panel,
    patient,
    procedure,
    report,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.record.statements import Chart
    from service.rulebook.book import RuleBook

CANARY = "CANARY"


def due(**given: Any) -> Json:
    return observation(DUE_DATE) | given


@pytest.mark.parametrize(
    ("resource", "element", "expected"),
    [
        # codes
        pytest.param(hip_pain() | {"code": CANARY}, "code", "a CodeableConcept, found a string", id="code as text"),
        pytest.param(hip_pain() | {"code": 5}, "code", "a CodeableConcept, found a number", id="code as number"),
        pytest.param(
            hip_pain() | {"code": {"coding": [CANARY]}},
            "code.coding[0]",
            "a Coding, found a string",
            id="coding as text",
        ),
        pytest.param(
            hip_pain() | {"code": {"coding": [{"code": 49218002}]}},
            "code.coding[0].code",
            "a string, found a number",
            id="code of a coding as number",
        ),
        pytest.param(
            hip_pain() | {"code": {"coding": [{"code": {"x": CANARY}}]}},
            "code.coding[0].code",
            "a string, found an object",
            id="code of a coding as object",
        ),
        pytest.param(
            hip_pain() | {"code": {"coding": [{"code": HIP_PAIN[1], "system": [CANARY]}]}},
            "code.coding[0].system",
            "a string, found an array",
            id="system as array",
        ),
        pytest.param(
            hip_pain() | {"code": {"text": [CANARY]}}, "code.text", "a string, found an array", id="text as array"
        ),
        pytest.param(
            hip_pain(bodySite=[CANARY]), "bodySite[0]", "a CodeableConcept, found a string", id="site as text"
        ),
        pytest.param(
            order() | {"code": {"concept": CANARY}},
            "code.concept",
            "a CodeableConcept, found a string",
            id="concept of a reference as text",
        ),
        pytest.param(
            order() | {"code": {"concept": {"concept": concept(REFERRAL), "coding": 1}}},
            "code.concept.coding",
            "a Coding, found a number",
            id="concept within a concept",
        ),
        pytest.param(hip_pain(evidence=[CANARY]), "evidence[0]", "an object, found a string", id="evidence as text"),
        pytest.param(hip_pain(note=[{"text": 5}]), "note[0]", "a string, found a number", id="note without words"),
        # dates
        pytest.param(
            hip_pain(onset=CANARY), "onsetDateTime", "a FHIR date, found text that is no date", id="onset in words"
        ),
        pytest.param(
            hip_pain() | {"onsetDateTime": 20261102},
            "onsetDateTime",
            "a FHIR date, found a number",
            id="onset as number",
        ),
        pytest.param(
            hip_pain() | {"onsetDateTime": True}, "onsetDateTime", "a FHIR date, found a boolean", id="onset as boolean"
        ),
        pytest.param(
            hip_pain(onset=None, onsetPeriod={"start": CANARY}),
            "onsetPeriod.start",
            "a FHIR date, found text that is no date",
            id="start in words",
        ),
        pytest.param(
            hip_pain(onset=None, onsetPeriod=CANARY),
            "onsetPeriod",
            "a FHIR date, found text that is no date",
            id="period as text",
        ),
        pytest.param(
            hip_pain(onset=None) | {"onsetString": {"a": CANARY}},
            "onsetString",
            "a string, found an object",
            id="onset text as object",
        ),
        pytest.param(
            hip_pain(abatementDateTime=True), "abatementDateTime", "a FHIR date, found a boolean", id="abated: true"
        ),
        pytest.param(
            hip_pain(abatementBoolean=CANARY), "abatementBoolean", "a boolean, found a string", id="abated as text"
        ),
        pytest.param(
            hip_pain(recordedDate=CANARY),
            "recordedDate",
            "a FHIR date, found text that is no date",
            id="recorded in words",
        ),
        pytest.param(
            due(valueDateTime=CANARY), "valueDateTime", "a FHIR date, found text that is no date", id="due in words"
        ),
        # values
        pytest.param(
            observation(HIP_PAIN, valueBoolean=CANARY), "valueBoolean", "a boolean, found a string", id="yes as text"
        ),
        pytest.param(
            observation(HIP_PAIN) | {"valueString": 5}, "valueString", "a string, found a number", id="text as number"
        ),
        pytest.param(
            observation(HYPERTENSION, component=[CANARY]),
            "component[0]",
            "an object, found a string",
            id="component as text",
        ),
        pytest.param(
            panel(observation(HYPERTENSION), observation(CRP, valueQuantity=CANARY)),
            "component[1].valueQuantity",
            "a Quantity, found a string",
            id="quantity of a component as text",
        ),
        pytest.param(
            panel(observation(CRP)) | {"component": [{"code": CANARY}]},
            "component[0].code",
            "a CodeableConcept, found a string",
            id="code of a component as text",
        ),
        pytest.param(
            gestational_age(30) | {"valueQuantity": CANARY},
            "valueQuantity",
            "a Quantity, found a string",
            id="quantity as text",
        ),
        pytest.param(
            gestational_age(30) | {"valueQuantity": {"value": CANARY}},
            "valueQuantity.value",
            "a number, found a string",
            id="number as text",
        ),
        pytest.param(
            gestational_age(30) | {"valueQuantity": {"value": True}},
            "valueQuantity.value",
            "a number, found a boolean",
            id="number as boolean",
        ),
        pytest.param(
            gestational_age(30) | {"valueQuantity": {"value": 30, "unit": [CANARY]}},
            "valueQuantity.unit",
            "a string, found an array",
            id="unit as array",
        ),
        pytest.param(
            observation(HIP_PAIN, valueInteger=CANARY),
            "valueInteger",
            "a Quantity, found a string",
            id="integer as text",
        ),
        # everything else
        pytest.param(
            order(REFERRAL, doNotPerform=CANARY),
            "doNotPerform",
            "a boolean, found a string",
            id="do not perform as text",
        ),
        pytest.param(device_order() | {"intent": 5}, "intent", "a status code, found a number", id="intent as number"),
        pytest.param(
            report(MRI_LEFT, result=[CANARY]), "result[0]", "a Reference, found a string", id="result as text"
        ),
        pytest.param(
            report(MRI_LEFT, imagingStudy=[{"reference": 5}]),
            "imagingStudy[0].reference",
            "a string, found a number",
            id="study by number",
        ),
        pytest.param(imaging_study(series=[CANARY]), "series[0]", "an object, found a string", id="series as text"),
        pytest.param(
            imaging_study(series=[{"bodySite": CANARY}]),
            "bodySite",
            "a CodeableConcept, found a string",
            id="site of a series as text",
        ),
        pytest.param(
            encounter(HIP_PAIN, on=None) | {"period": [CANARY]},
            "period[0]",
            "a FHIR date, found text that is no date",
            id="period as array",
        ),
        pytest.param(
            procedure(MRI_LEFT) | {"bodySite": 5}, "bodySite", "a CodeableConcept, found a number", id="site as number"
        ),
    ],
)
def test_an_element_of_another_shape_is_located_and_not_used(
    resource: Json, element: str, expected: str, read: Callable[..., Chart]
) -> None:
    chart = read(hip_pain(), resource)

    (issue,) = chart.issues
    assert [one.kind for one in chart.statements] == ["Condition"]
    assert issue.message == f"expected {expected}"
    assert issue.location == f"Bundle.entry[1].resource.{element}"
    assert issue.kind == resource["resourceType"]
    assert dict(chart.unanswered) == {resource["resourceType"]: "could not be read in full"}


@pytest.mark.parametrize(
    ("entry", "location", "message"),
    [
        pytest.param(CANARY, "", "expected an object, found a string", id="an entry as text"),
        pytest.param(None, "", "expected an object, found null", id="a null entry"),
        pytest.param({"resource": CANARY}, "", "expected a FHIR resource, found a string", id="a resource as text"),
        pytest.param({"resource": [1]}, "", "expected a FHIR resource, found an array", id="a resource as array"),
        pytest.param(
            {"resource": {"id": CANARY}}, ".resourceType", "expected a string, found null", id="a resource of no type"
        ),
        pytest.param(
            {"resource": {"resourceType": 5}},
            ".resourceType",
            "expected a string, found a number",
            id="a type as number",
        ),
    ],
)
def test_an_entry_of_no_known_type_leaves_every_type_unanswered(
    entry: object, location: str, message: str, book: RuleBook
) -> None:
    sent = {"resourceType": "Bundle", "entry": [entry]}
    source = answered(sent, frozenset({"Condition", "Encounter"}), "prefetch.conditions")

    chart = read_chart([source], Subject(patient()), book.terminology, AS_OF)

    (issue,) = chart.issues
    assert issue.location == f"prefetch.conditions.entry[0].resource{location}"
    assert issue.message == message
    assert set(chart.unanswered) == {"Condition", "Encounter"}


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({}, id="an entry of a delete request"),
        pytest.param({"resource": None}, id="a null resource"),
        pytest.param({"resource": {"resourceType": "Basic", "code": 5}}, id="a type that nothing reads"),
        pytest.param({"resource": condition(HYPERTENSION, onset="CANARY")}, id="a code of no interest"),
    ],
)
def test_what_nothing_reads_may_have_any_shape(entry: Json, book: RuleBook) -> None:
    source = answered({"resourceType": "Bundle", "entry": [entry]}, frozenset({"Condition"}), "prefetch.conditions")

    chart = read_chart([source], Subject(patient()), book.terminology, AS_OF)

    assert (chart.statements, dict(chart.unanswered), chart.issues) == ((), {}, ())


def test_one_unreadable_record_does_not_hide_the_others(read: Callable[..., Chart]) -> None:
    chart = read(observation(PREGNANCY_STATUS) | {"status": 5}, hip_pain(), due(), procedure(MRI_LEFT))

    assert [one.kind for one in chart.statements] == ["Condition", "Observation", "Procedure"]
    assert set(chart.unanswered) == {"Observation"}


def nest(inner: Json, levels: int) -> Json:
    for _ in range(levels):
        inner = bundle(inner, id="nested")
    return inner


def test_bundles_in_bundles_are_opened(read: Callable[..., Chart]) -> None:
    chart = read(nest(hip_pain(), 3))

    assert [one.location for one in chart.statements] == [
        "Bundle.entry[0].resource.entry[0].resource.entry[0].resource.entry[0].resource"
    ]


def test_bundles_nested_too_deeply_are_not_taken_for_empty(read: Callable[..., Chart]) -> None:
    chart = read(nest(hip_pain(), 4))

    (issue,) = chart.issues
    assert issue.message == "Bundles are nested too deeply, not read"
    assert "Condition" in chart.unanswered


@pytest.mark.parametrize("entries", [5, True, CANARY, {"a": 1}], ids=["number", "boolean", "text", "object"])
def test_a_nested_bundle_without_an_array_of_entries_is_located(entries: object, read: Callable[..., Chart]) -> None:
    chart = read({"resourceType": "Bundle", "id": "nested", "entry": entries})

    (issue,) = chart.issues
    assert issue.location == "Bundle.entry[0].resource.entry"
    assert issue.message.startswith("expected an array, found ")
    assert "Condition" in chart.unanswered


def test_a_nested_page_leaves_its_types_unanswered(read: Callable[..., Chart]) -> None:
    chart = read(bundle(hip_pain(), id="nested", total=2))

    assert len(chart.statements) == 1
    assert chart.unanswered["Condition"] == "were sent only in part"


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(observation(HIP_PAIN) | {"status": None}, id="status"),
        pytest.param(hip_pain(()) | {"verificationStatus": []}, id="an empty array"),
        pytest.param(hip_pain(()) | {"onsetDateTime": None, "abatementDateTime": None}, id="dates"),
        pytest.param(hip_pain() | {"bodySite": [None], "severity": None}, id="concepts"),
        pytest.param(hip_pain((), note=[{}]), id="a note without words"),
        pytest.param(gestational_age(30) | {"valueQuantity": None}, id="quantity"),
        pytest.param(gestational_age(30) | {"valueQuantity": {"unit": "wk"}}, id="a quantity without a number"),
        pytest.param(observation(HIP_PAIN) | {"valueBoolean": None}, id="boolean"),
        pytest.param(report(MRI_LEFT) | {"result": None}, id="references"),
        pytest.param(report(MRI_LEFT) | {"result": [{"reference": None}]}, id="a reference"),
    ],
)
def test_null_and_empty_are_nothing(resource: Json, read: Callable[..., Chart]) -> None:
    chart = read(resource)

    (made,) = chart.statements
    assert made.standing is Standing.CURRENT
    assert (made.quantity, made.flag, made.sites, made.results) == (None, None, (), ())
    assert (dict(chart.unanswered), chart.issues) == ({}, ())
