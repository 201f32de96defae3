"""Resources that give evidence are checked against the FHIR model of their version; no value is repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.record.validity import check_evidence, version_of
from tests.charts import (
    CRUTCHES,
    DUE_DATE,
    MRI_LEFT,
    REFERRAL,
    Json,
    concept,
    device_order,
    encounter,
    hip_pain,
    imaging_study,
    observation,
    order,
    patient,
    procedure,
    report,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.domain import Issue
    from service.record.statements import Chart

WHERE = "Bundle.entry[0].resource"


@pytest.fixture
def faults(read: Callable[..., Chart]) -> Callable[..., list[Issue]]:
    """The faults of resources that give evidence, the patient among them."""

    def run(*resources: Json, about: Json | None = None) -> list[Issue]:
        person = about or patient()
        chart = read(*resources, about=person)
        assert len(chart.statements) == len(resources)
        references = {chart.patient.reference, *(one.reference for one in chart.statements)}
        return list(check_evidence(chart, ("Bundle.entry[9].resource", person), references))

    return run


def pain(**more: Any) -> Json:
    return hip_pain(**more)


def stu3_pain(**more: Any) -> Json:
    return pain(clinicalStatus="active", verificationStatus="confirmed", assertedDate="2026-11-02", **more)


@pytest.mark.parametrize(
    ("resource", "version"),
    [
        pytest.param(pain(), "R4B", id="Condition: nothing telling"),
        pytest.param(stu3_pain(), "STU3", id="Condition: status as code"),
        pytest.param(pain(assertedDate="2026-11-02"), "STU3", id="Condition: assertedDate"),
        pytest.param(pain(participant=[{"actor": {"reference": "Practitioner/1"}}]), "R5", id="Condition: participant"),
        pytest.param(observation(DUE_DATE), "R4B", id="Observation: nothing telling"),
        pytest.param(observation(DUE_DATE, comment="x"), "STU3", id="Observation: comment"),
        pytest.param(observation(DUE_DATE, triggeredBy=[]), "R5", id="Observation: triggeredBy"),
        pytest.param(procedure(MRI_LEFT), "R4B", id="Procedure: nothing telling"),
        pytest.param(procedure(MRI_LEFT, recorded="2026-11-02"), "R5", id="Procedure: recorded"),
        pytest.param(encounter(actualPeriod={}), "R5", id="Encounter: actualPeriod"),
        pytest.param(imaging_study() | {"modality": [{"code": "MR"}]}, "R4B", id="ImagingStudy: modality as Coding"),
        pytest.param(
            imaging_study() | {"modality": [concept(("d", "MR"))]}, "R5", id="ImagingStudy: modality as concept"
        ),
        pytest.param(imaging_study(modalityList=[{"code": "MR"}]), "STU3", id="ImagingStudy: modalityList"),
        pytest.param(report(MRI_LEFT, study=[]), "R5", id="DiagnosticReport: study"),
        pytest.param(report(MRI_LEFT, codedDiagnosis=[]), "STU3", id="DiagnosticReport: codedDiagnosis"),
        pytest.param(order(REFERRAL), "R4B", id="ServiceRequest: nothing telling"),
        pytest.param(order() | {"code": {"concept": concept(REFERRAL)}}, "R5", id="ServiceRequest: code by reference"),
        pytest.param(order(REFERRAL, resourceType="ProcedureRequest"), "STU3", id="ProcedureRequest"),
        pytest.param(order(REFERRAL, resourceType="ReferralRequest"), "STU3", id="ReferralRequest"),
        pytest.param(device_order(asNeeded=True), "R5", id="DeviceRequest: asNeeded"),
        pytest.param(device_order(intent=concept(("s", "order"))), "STU3", id="DeviceRequest: intent as concept"),
        pytest.param(pain(verificationStatus="refuted", clinicalStatus=None), "STU3", id="Condition: refuted, as code"),
        pytest.param(pain(evidence=[{"concept": concept(MRI_LEFT)}]), "R5", id="Condition: evidence by concept"),
        pytest.param(pain(evidence=[{"code": [concept(MRI_LEFT)]}]), "R4B", id="Condition: evidence.code"),
        pytest.param(encounter() | {"reason": [concept(MRI_LEFT)]}, "STU3", id="Encounter: reason as concept"),
        pytest.param(
            encounter() | {"reason": [{"value": [{"concept": concept(MRI_LEFT)}]}]},
            "R5",
            id="Encounter: reason as values",
        ),
        pytest.param(encounter() | {"class": [concept(("s", "AMB"))]}, "R5", id="Encounter: class as concept"),
        pytest.param(observation(DUE_DATE, interpretation=concept(("s", "N"))), "STU3", id="Observation: one reading"),
        pytest.param(procedure(MRI_LEFT, notDone=False), "STU3", id="Procedure: notDone"),
        pytest.param(imaging_study(subject=None, patient={}), "STU3", id="ImagingStudy: patient"),
        pytest.param(
            imaging_study(series=[{"modality": concept(("d", "MR"))}]), "R5", id="ImagingStudy: series, by concept"
        ),
        pytest.param(imaging_study(series=["x", {"bodySite": 7}]), "R4B", id="ImagingStudy: nothing readable"),
        pytest.param(patient(), "R4B", id="Patient"),
    ],
)
def test_the_version_is_told_by_the_elements(resource: Json, version: str) -> None:
    assert version_of(resource) == version


VALID = [
    pytest.param(pain(), id="R4 Condition"),
    pytest.param(pain(participant=[{"actor": {"reference": "Practitioner/1"}}]), id="R5 Condition"),
    pytest.param(stu3_pain(), id="STU3 Condition"),
    pytest.param(observation(DUE_DATE, valueDateTime="2027-01-04"), id="R4 Observation"),
    pytest.param(imaging_study(), id="R4 ImagingStudy"),
    pytest.param(
        device_order(codeCodeableConcept=None) | {"code": {"concept": concept(CRUTCHES)}}, id="R5 DeviceRequest"
    ),
    pytest.param(order(REFERRAL, resourceType="ProcedureRequest"), id="STU3 ProcedureRequest"),
]


@pytest.mark.parametrize("resource", VALID)
def test_a_valid_resource_of_each_version_has_no_fault(resource: Json, faults: Callable[..., list[Issue]]) -> None:
    assert faults(resource) == []


@pytest.mark.parametrize(
    ("resource", "element", "message"),
    [
        pytest.param(
            pain(assertr="CANARY"),
            "assertr",
            "not valid FHIR R4: Extra inputs are not permitted",
            id="an element that R4 does not have",
        ),
        pytest.param(
            {**stu3_pain(), "recordedDate": "2026-11-02"},
            "recordedDate",
            "not valid FHIR STU3: Extra inputs are not permitted",
            id="an element that STU3 does not have",
        ),
        pytest.param(
            pain(category={"CANARY": 1}), "category", "not valid FHIR R4: Input should be a valid list", id="no list"
        ),
        pytest.param(
            observation(DUE_DATE, participant="CANARY", triggeredBy=[]),
            "participant",
            "not valid FHIR R5: Extra inputs are not permitted",
            id="an element that R5 does not have",
        ),
        pytest.param(
            pain(id="C A N A R Y"), "id", "not valid FHIR R4: an element does not follow the model", id="an odd id"
        ),
    ],
)
def test_a_fault_is_located_by_its_element(
    resource: Json, element: str, message: str, faults: Callable[..., list[Issue]]
) -> None:
    found = faults(resource)[0]

    assert found.location == f"{WHERE}.{element}"
    assert (found.message, found.code) == (message, "invalid")


def test_the_patient_is_checked_as_well(faults: Callable[..., list[Issue]]) -> None:
    (fault,) = faults(about=patient(maritalState="CANARY"))

    assert fault.location == "Bundle.entry[9].resource.maritalState"


def test_what_gives_no_evidence_is_not_checked(read: Callable[..., Chart]) -> None:
    chart = read(pain(assertr="CANARY"))

    assert list(check_evidence(chart, ("Patient", patient(maritalState="CANARY")), {"Condition/other"})) == []


def test_no_more_than_five_faults_of_a_resource_are_named(faults: Callable[..., list[Issue]]) -> None:
    wrong = {f"wrong{number}": "CANARY" for number in range(9)}

    assert len(faults(pain(**wrong))) == 5


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"note": [{"text": "x", "time": "CANARY"}]}, id="a date"),
        pytest.param({"encounter": {"reference": 5, "type": ["CANARY"]}}, id="a reference"),
        pytest.param({"category": [{"coding": [{"code": "CANARY "}]}]}, id="a code"),
        pytest.param({"meta": {"lastUpdated": "CANARY"}}, id="an instant"),
        pytest.param({"stage": "CANARY"}, id="an object"),
        pytest.param({"contained": [{"resourceType": "CANARY"}]}, id="a contained resource of no type"),
        pytest.param({"contained": [{"resourceType": "Patient", "birthDate": "CANARY"}]}, id="a contained resource"),
        pytest.param(
            {"extension": [{"url": "CANARY", "valueString": "CANARY", "valueCode": "CANARY"}]}, id="two values"
        ),
        pytest.param({"onsetString": "CANARY", "onsetDateTime": "2026-11-02"}, id="two onsets"),
    ],
)
def test_a_fault_never_repeats_a_value(given: Json, faults: Callable[..., list[Issue]]) -> None:
    found = faults(pain() | given)

    assert found
    assert not [one for one in found if "CANARY" in one.message + one.location]


def test_nesting_that_the_models_cannot_follow_is_a_fault_too(faults: Callable[..., list[Issue]]) -> None:
    deep: Json = {"url": "x", "valueString": "y"}
    for _ in range(900):
        deep = {"url": "x", "extension": [deep]}

    assert faults(pain(extension=[deep]))
