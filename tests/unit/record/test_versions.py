"""The same fact in STU3, R4 and R5 becomes the same field of a Statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.record.statements import Quantity
from tests.charts import (
    CRUTCHES,
    DCM,
    DUE_DATE,
    HIP,
    HIP_PAIN,
    LEFT,
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_LEFT,
    PREGNANCY_STATUS,
    PREGNANT,
    REFERRAL,
    SUDDEN,
    Json,
    concept,
    condition,
    device_order,
    encounter,
    gestational_age,
    hip_pain,
    imaging_study,
    observation,
    order,
    procedure,
    report,
)
from tests.unit.record.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.record.statements import Statement

PAIN, DAY = HIP_PAIN[1], "2026-11-02"
SITE = [[HIP[1], LEFT[1]]]


def reference(target: str) -> Json:
    return {"reference": target}


def coding(code: tuple[str, str]) -> Json:
    return {"system": code[0], "code": code[1]}


def series(**more: Any) -> Json:
    return {"uid": "1.2.3", **more}


CONDITIONS = [
    pytest.param(hip_pain(), "code", [[PAIN]], id="code"),
    pytest.param(hip_pain(), "sites", SITE, id="bodySite"),
    pytest.param(hip_pain(severity=concept(("s", "mild"))), "severity", [["mild"]], id="severity"),
    pytest.param(hip_pain(evidence=[{"code": [concept(SUDDEN)]}]), "qualifiers", [[SUDDEN[1]]], id="R4 evidence.code"),
    pytest.param(
        hip_pain(evidence=[{"concept": concept(SUDDEN)}, {"reference": reference("Observation/1")}]),
        "qualifiers",
        [[SUDDEN[1]]],
        id="R5 evidence",
    ),
    pytest.param(hip_pain(recordedDate=DAY), "recorded", DAY, id="R4 recordedDate"),
    pytest.param(hip_pain(assertedDate=DAY), "recorded", DAY, id="STU3 assertedDate"),
    pytest.param(hip_pain(dateRecorded=DAY), "recorded", DAY, id="DSTU2 dateRecorded"),
    pytest.param(
        hip_pain(note=[{"text": "since Monday"}]) | {"code": concept(HIP_PAIN, text="sore hip")},
        "texts",
        ["since Monday"],
        id="notes",
    ),
]
OBSERVATIONS = [
    pytest.param(observation(DUE_DATE), "code", [[DUE_DATE[1]]], id="code"),
    pytest.param(
        observation(PREGNANCY_STATUS, valueCodeableConcept=concept(PREGNANT)),
        "value",
        [[PREGNANT[1]]],
        id="valueCodeableConcept",
    ),
    pytest.param(observation(DUE_DATE, valueDateTime=DAY), "value_when", DAY, id="valueDateTime"),
    pytest.param(observation(DUE_DATE, valueDate=DAY), "value_when", DAY, id="valueDate"),
    pytest.param(observation(DUE_DATE, valuePeriod={"start": DAY}), "value_when", DAY, id="valuePeriod"),
    pytest.param(observation(HIP_PAIN, valueBoolean=False), "flag", False, id="valueBoolean"),
    pytest.param(observation(HIP_PAIN, valueString="no"), "value_text", "no", id="valueString"),
    pytest.param(gestational_age(30.5), "quantity", Quantity(30.5, 30.5, "wk", "wk"), id="valueQuantity"),
    pytest.param(observation(HIP_PAIN, valueInteger=7), "quantity", Quantity(7, 7, ""), id="valueInteger"),
    pytest.param(
        observation(HIP_PAIN, dataAbsentReason=concept(("s", "asked-declined"))),
        "value_missing",
        True,
        id="dataAbsentReason",
    ),
    pytest.param(
        observation(HIP_PAIN, interpretation=[concept(("s", "N"))]), "interpretation", [["N"]], id="interpretation"
    ),
    pytest.param(
        observation(HIP_PAIN, interpretation=concept(("s", "N"))), "interpretation", [["N"]], id="STU3 interpretation"
    ),
    pytest.param(observation(HIP_PAIN, bodySite=concept(*LEFT_HIP)), "sites", SITE, id="bodySite"),
    pytest.param(
        observation(HIP_PAIN, bodyStructure=reference("BodyStructure/1")),
        "sites",
        [],
        id="R5 bodyStructure by reference",
    ),
    pytest.param(observation(HIP_PAIN, note=[{"text": "walks well"}]), "texts", ["walks well"], id="R4 note"),
    pytest.param(observation(HIP_PAIN, comment="walks well"), "texts", ["walks well"], id="STU3 comment"),
    pytest.param(observation(HIP_PAIN, issued=f"{DAY}T08:00:00Z"), "recorded", DAY, id="issued"),
]
PROCEDURES = [
    pytest.param(procedure(MRI_LEFT), "code", [[MRI_LEFT[1]]], id="code"),
    pytest.param(procedure(MRI_LEFT, on=DAY), "began", DAY, id="R4 performedDateTime"),
    pytest.param(procedure(MRI_LEFT, on=None, occurrenceDateTime=DAY), "began", DAY, id="R5 occurrenceDateTime"),
    pytest.param(procedure(MRI_LEFT, on=None, recorded=DAY), "recorded", DAY, id="R5 recorded"),
    pytest.param(procedure(MRI_LEFT, bodySite=[concept(*LEFT_HIP)]), "sites", SITE, id="bodySite"),
]
ENCOUNTERS = [
    pytest.param(encounter(HIP_PAIN), "code", [[PAIN]], id="R4 reasonCode"),
    pytest.param(encounter() | {"reason": [concept(HIP_PAIN)]}, "code", [[PAIN]], id="STU3 reason"),
    pytest.param(
        encounter() | {"reason": [{"value": [{"concept": concept(HIP_PAIN)}]}]}, "code", [[PAIN]], id="R5 reason"
    ),
    pytest.param(encounter(type=[concept(PREGNANT)]), "code", [[PREGNANT[1]]], id="type"),
    pytest.param(encounter(on=DAY), "began", DAY, id="R4 period"),
    pytest.param(encounter(on=None, actualPeriod={"start": DAY}), "began", DAY, id="R5 actualPeriod"),
]
STUDIES = [
    pytest.param(imaging_study(procedureCode=[concept(MRI_LEFT)]), "code", [[MRI_LEFT[1]]], id="R4 procedureCode"),
    pytest.param(imaging_study(procedure=[{"concept": concept(MRI_LEFT)}]), "code", [[MRI_LEFT[1]]], id="R5 procedure"),
    pytest.param(imaging_study() | {"modality": [coding((DCM, "MR"))]}, "modality", [["MR"]], id="R4 modality"),
    pytest.param(imaging_study() | {"modality": [concept((DCM, "MR"))]}, "modality", [["MR"]], id="R5 modality"),
    pytest.param(imaging_study(modalityList=[coding((DCM, "MR"))]), "modality", [["MR"]], id="STU3 modalityList"),
    pytest.param(
        imaging_study(
            series=[
                series(
                    modality=coding((DCM, "MR")),
                    bodySite=coding(HIP),
                    laterality=coding(LEFT),
                    description="t2 coronal",
                )
            ]
        ),
        "parts",
        [{"modality": [["MR"]], "sites": [[HIP[1]]], "laterality": [[LEFT[1]]], "description": "t2 coronal"}],
        id="R4 series",
    ),
    pytest.param(
        imaging_study(
            series=[series(modality=concept((DCM, "MR")), bodySite={"concept": concept(HIP)}, laterality=concept(LEFT))]
        ),
        "parts",
        [{"modality": [["MR"]], "sites": [[HIP[1]]], "laterality": [[LEFT[1]]]}],
        id="R5 series",
    ),
    pytest.param(imaging_study(started=f"{DAY}T07:00:00+01:00"), "began", DAY, id="started"),
    pytest.param(
        imaging_study(description="MRI hip", note=[{"text": "moved"}]), "texts", ["MRI hip", "moved"], id="texts"
    ),
]
REPORTS = [
    pytest.param(report(MRI_LEFT), "code", [[MRI_LEFT[1]]], id="code"),
    pytest.param(report(MRI_LEFT, MARROW_OEDEMA), "conclusions", [[MARROW_OEDEMA[1]]], id="conclusionCode"),
    pytest.param(
        report(MRI_LEFT, codedDiagnosis=[concept(MARROW_OEDEMA)]),
        "conclusions",
        [[MARROW_OEDEMA[1]]],
        id="STU3 codedDiagnosis",
    ),
    pytest.param(
        report(MRI_LEFT, result=[reference("Observation/1"), {"display": "a result"}]),
        "results",
        ["Observation/1"],
        id="result",
    ),
    pytest.param(
        report(MRI_LEFT, imagingStudy=[reference("ImagingStudy/1")]),
        "studies",
        ["ImagingStudy/1"],
        id="R4 imagingStudy",
    ),
    pytest.param(report(MRI_LEFT, study=[reference("ImagingStudy/1")]), "studies", ["ImagingStudy/1"], id="R5 study"),
    pytest.param(
        report(MRI_LEFT, conclusion="no fracture", note=[{"text": "compare"}]),
        "texts",
        ["no fracture", "compare"],
        id="texts",
    ),
    pytest.param(report(MRI_LEFT, on=None, effectivePeriod={"end": DAY}), "began", DAY, id="effectivePeriod"),
    pytest.param(report(MRI_LEFT, issued=f"{DAY}T08:00:00Z"), "recorded", DAY, id="issued"),
]
ORDERS = [
    pytest.param(order(REFERRAL), "code", [[REFERRAL[1]]], id="R4 ServiceRequest.code"),
    pytest.param(
        order() | {"code": {"concept": concept(REFERRAL)}}, "code", [[REFERRAL[1]]], id="R5 ServiceRequest.code"
    ),
    pytest.param(order(REFERRAL, resourceType="ProcedureRequest"), "code", [[REFERRAL[1]]], id="STU3 ProcedureRequest"),
    pytest.param(
        order(resourceType="ReferralRequest", serviceRequested=[concept(REFERRAL)]),
        "code",
        [[REFERRAL[1]]],
        id="STU3 ReferralRequest",
    ),
    pytest.param(
        order(resourceType="ReferralRequest", serviceRequested=[concept(REFERRAL, text="hip clinic")]),
        "texts",
        ["hip clinic"],
        id="STU3 ReferralRequest text",
    ),
    pytest.param(order(REFERRAL, on=DAY), "began", DAY, id="authoredOn"),
    pytest.param(order(REFERRAL, on=None, occurrenceDateTime=DAY), "began", DAY, id="occurrenceDateTime"),
    pytest.param(order(REFERRAL), "intent", "order", id="intent"),
    pytest.param(order(REFERRAL, bodySite=[concept(*LEFT_HIP)]), "sites", SITE, id="bodySite"),
    pytest.param(
        order(text="rest the leg", note=[{"text": "six weeks"}]), "texts", ["rest the leg", "six weeks"], id="R4 texts"
    ),
    pytest.param(order() | {"code": {"concept": {"text": "rest the leg"}}}, "texts", ["rest the leg"], id="R5 text"),
    pytest.param(order(patientInstruction="rest"), "texts", ["rest"], id="R4 patientInstruction"),
    pytest.param(
        order(patientInstruction=[{"instructionMarkdown": "rest"}, {"instructionReference": reference("Binary/1")}]),
        "texts",
        ["rest"],
        id="R5 patientInstruction",
    ),
    pytest.param(
        order(orderDetail=[{"text": "rest"}, {"coding": [{"display": "two crutches"}]}]),
        "texts",
        ["rest", "two crutches"],
        id="R4 orderDetail",
    ),
    pytest.param(
        order(
            orderDetail=[
                {
                    "parameter": [
                        {"code": {"text": "activity"}, "valueString": "rest"},
                        {"code": {"text": "aid"}, "valueCodeableConcept": {"text": "crutches"}},
                        {"code": {"text": "aid"}, "valueCodeableConcept": {"coding": [{"display": "frame"}]}},
                        {"code": {"text": "loaded exercise"}, "valueBoolean": False},
                    ]
                }
            ]
        ),
        "texts",
        ["rest", "crutches", "frame"],
        id="R5 orderDetail",
    ),
    pytest.param(device_order(), "code", [[CRUTCHES[1]]], id="R4 DeviceRequest.codeCodeableConcept"),
    pytest.param(
        device_order(codeCodeableConcept=None) | {"code": {"concept": concept(CRUTCHES)}},
        "code",
        [[CRUTCHES[1]]],
        id="R5 DeviceRequest.code",
    ),
    pytest.param(
        device_order(codeCodeableConcept=concept(CRUTCHES, text="crutches")), "texts", ["crutches"], id="R4 device text"
    ),
    pytest.param(
        device_order(codeCodeableConcept=None) | {"code": {"concept": {"text": "crutches"}}},
        "texts",
        ["crutches"],
        id="R5 device text",
    ),
    pytest.param(
        device_order(intent=concept(("http://hl7.org/fhir/request-intent", "plan"))),
        "intent",
        "plan",
        id="STU3 DeviceRequest.intent",
    ),
]


@pytest.mark.parametrize(
    ("resource", "field", "expected"),
    [*CONDITIONS, *OBSERVATIONS, *PROCEDURES, *ENCOUNTERS, *STUDIES, *REPORTS, *ORDERS],
)
def test_a_fact_is_found_where_its_fhir_version_puts_it(
    resource: Json, field: str, expected: object, statement: Callable[..., Statement]
) -> None:
    assert plain(getattr(statement(resource), field)) == expected


@pytest.mark.parametrize("kind", ["ServiceRequest", "ProcedureRequest", "ReferralRequest"])
def test_orders_of_every_version_are_service_requests(kind: str, statement: Callable[..., Statement]) -> None:
    made = statement(order(REFERRAL, resourceType=kind))

    assert made.kind == "ServiceRequest"


def test_evidence_names_the_element_as_it_was_sent(statement: Callable[..., Statement]) -> None:
    study = imaging_study(series=[series(bodySite={"concept": concept(HIP)})])

    (part,) = statement(study).parts

    assert part.sites[0].element == "series[0].bodySite.concept"


def test_a_code_that_the_rule_book_knows_carries_its_value_sets(statement: Callable[..., Statement]) -> None:
    made = statement(observation(PREGNANCY_STATUS, valueCodeableConcept=concept(PREGNANT)))

    assert "pregnancy-status-observation" in made.sets
    assert "pregnant-yes" in made.value_sets


@pytest.mark.parametrize(
    ("comparator", "low", "high"),
    [
        (None, 30, 30),
        ("<", float("-inf"), 30),
        ("<=", float("-inf"), 30),
        (">", 30, float("inf")),
        (">=", 30, float("inf")),
    ],
)
def test_a_comparator_leaves_one_end_of_a_quantity_open(
    comparator: str | None, low: float, high: float, statement: Callable[..., Statement]
) -> None:
    weeks = {"value": 30, "unit": "wk", "comparator": comparator}

    quantity = statement(gestational_age(30) | {"valueQuantity": weeks}).quantity

    assert quantity == Quantity(low, high, "wk", "wk", below=comparator == "<")


@pytest.mark.parametrize(
    ("unit", "code", "read_as"),
    [("mg/dl", "mg/dL", "mg/dL"), ("mg/dl", None, "mg/dl"), (None, "mg/dL", "mg/dL"), (None, None, "")],
    ids=["both", "words only", "code only", "neither"],
)
def test_the_code_of_a_unit_counts_before_its_words_and_both_are_kept(
    unit: str | None, code: str | None, read_as: str, statement: Callable[..., Statement]
) -> None:
    amount = {"value": 3, "unit": unit, "code": code}

    quantity = statement(gestational_age(30) | {"valueQuantity": amount}).quantity

    assert quantity == Quantity(3, 3, read_as, unit or "")


def test_a_condition_of_no_interest_is_not_kept(read: Callable[..., Any]) -> None:
    chart = read(condition(("http://snomed.info/sct", "38341003")))

    assert (chart.statements, dict(chart.unanswered), chart.issues) == ((), {}, ())
