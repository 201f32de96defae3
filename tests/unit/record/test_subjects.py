"""Whose record it is: only what is known to be the patient's is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.record.chart import Subject, read_chart
from service.record.references import relative
from service.record.sources import answered
from tests.charts import AS_OF, PREFETCH, Json, bundle, device_order, hip_pain, patient

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.record.statements import Chart
    from service.rulebook.book import RuleBook


@pytest.mark.parametrize(
    ("reference", "short"),
    [
        ("Patient/anna", "Patient/anna"),
        ("https://ehr.example/fhir/Patient/anna", "Patient/anna"),
        ("https://ehr.example/fhir/Patient/anna/_history/3", "Patient/anna"),
        ("Patient/anna/_history/3", "Patient/anna"),
        ("urn:uuid:4f0c", "urn:uuid:4f0c"),
        ("anna", "anna"),
    ],
)
def test_every_form_of_a_literal_reference_has_one_short_form(reference: str, short: str) -> None:
    assert relative(reference) == short


OWN = [
    pytest.param({"reference": "Patient/anna"}, id="relative"),
    pytest.param({"reference": "https://ehr.example/fhir/Patient/anna"}, id="absolute"),
    pytest.param({"reference": "Patient/anna/_history/7"}, id="of a version"),
    pytest.param({"reference": "anna"}, id="the bare id"),
]
OTHERS = [
    pytest.param({"reference": "Patient/bob"}, id="relative"),
    pytest.param({"reference": "https://ehr.example/fhir/Patient/bob"}, id="absolute"),
    pytest.param({"reference": "urn:uuid:4f0c"}, id="an entry that is not there"),
    pytest.param({"reference": "#anna"}, id="a contained resource"),
    pytest.param({"reference": "Group/anna"}, id="a group of the same id"),
    pytest.param({"reference": "Patient/Anna"}, id="in other letters"),
]


@pytest.mark.parametrize("subject", OWN)
def test_a_record_of_the_patient_is_used(subject: Json, read: Callable[..., Chart]) -> None:
    chart = read(hip_pain(subject=subject))

    assert len(chart.statements) == 1
    assert chart.issues == ()


@pytest.mark.parametrize("subject", OTHERS)
def test_a_record_of_another_patient_is_not_used_and_said_so(subject: Json, read: Callable[..., Chart]) -> None:
    chart = read(hip_pain(subject=subject))

    (issue,) = chart.issues
    assert chart.statements == ()
    assert (issue.location, issue.code) == ("Bundle.entry[0].resource.subject", "security")
    assert issue.message == "belongs to another patient, not used"
    assert set(chart.unanswered) == {"Condition"}


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(None, id="no subject"),
        pytest.param({"display": "Anna"}, id="a name only"),
        pytest.param({"identifier": {"value": "7"}}, id="an identifier only"),
        pytest.param({"reference": ""}, id="an empty reference"),
    ],
)
def test_a_record_that_names_nobody_is_the_patients_and_said_so(
    subject: Json | None, read: Callable[..., Chart]
) -> None:
    chart = read(hip_pain(subject=subject))

    (issue,) = chart.issues
    assert len(chart.statements) == 1
    assert (issue.location, issue.severity) == ("Bundle.entry[0].resource.subject", "information")
    assert issue.message == "names no subject; taken for the only patient of the request"
    assert dict(chart.unanswered) == {}


@pytest.mark.parametrize(
    ("given", "location"),
    [
        ({"subject": "Patient/bob"}, "subject"),
        ({"subject": [{"reference": "Patient/anna"}]}, "subject"),
        ({"subject": {"reference": 5}}, "subject.reference"),
        ({"subject": None, "patient": 5}, "patient"),
    ],
    ids=["text", "array", "a number as reference", "a patient as number"],
)
def test_a_record_whose_subject_is_unreadable_is_nobodys(
    given: Json, location: str, read: Callable[..., Chart]
) -> None:
    chart = read(hip_pain() | given)

    (issue,) = chart.issues
    assert chart.statements == ()
    assert issue.location == f"Bundle.entry[0].resource.{location}"
    assert set(chart.unanswered) == {"Condition"}


def test_older_resources_call_the_subject_patient(read: Callable[..., Chart]) -> None:
    mine = hip_pain(subject=None, patient={"reference": "Patient/anna"})
    others = hip_pain(subject=None, patient={"reference": "Patient/bob"})

    chart = read(mine, others)

    assert [one.reference for one in chart.statements] == [f"Condition/{mine['id']}"]


def test_a_patient_without_an_id_is_known_by_the_address_of_the_entry(book: RuleBook) -> None:
    address = "urn:uuid:4f0c"
    source = answered(bundle(hip_pain(subject={"reference": address})), frozenset(PREFETCH), "Bundle")

    chart = read_chart([source], Subject({"resourceType": "Patient"}, address), book.terminology, AS_OF)

    assert chart.patient.reference == address
    assert len(chart.statements) == 1


def test_a_record_without_an_id_is_named_by_its_address_else_its_place(book: RuleBook) -> None:
    entries = [
        {"fullUrl": "urn:uuid:1", "resource": hip_pain(id=None)},
        {"resource": device_order(id=None)},
        {"fullUrl": 5, "resource": hip_pain(id="")},
    ]
    source = answered({"resourceType": "Bundle", "entry": entries}, frozenset(PREFETCH), "Bundle")

    chart = read_chart([source], Subject(patient()), book.terminology, AS_OF)

    assert [one.reference for one in chart.statements] == [
        "urn:uuid:1",
        "Bundle.entry[1].resource",
        "Bundle.entry[2].resource",
    ]


def test_the_same_record_sent_twice_counts_once(read: Callable[..., Chart]) -> None:
    pain = hip_pain()

    assert len(read(pain, pain).statements) == 1


def test_records_of_different_types_may_share_an_id(read: Callable[..., Chart]) -> None:
    assert len(read(hip_pain(id="1"), device_order(id="1")).statements) == 2
