"""The Patient resource: age, sex and death, each for itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.charts import Json, days_ago, patient
from tests.unit.record.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.record.statements import Chart, Patient

SEX_URL = "http://hl7.org/fhir/StructureDefinition/patient-sexParameterForClinicalUse"


@pytest.fixture
def person(read: Callable[..., Chart]) -> Callable[..., Patient]:
    """The patient of a chart that holds nothing else and has no issue."""

    def run(resource: Json) -> Patient:
        chart = read(about=resource)
        assert chart.issues == ()
        return chart.patient

    return run


def sex_for_clinical_use(code: Any) -> list[Json]:
    concept = {"coding": [{"code": code}, "x"]}
    other = {"url": "comment", "valueCodeableConcept": {"coding": [{"code": "male-typical"}]}}
    inner = ["x", other, {"url": "value", "valueCodeableConcept": concept}]
    return [{"url": "http://race.example"}, {"url": SEX_URL, "extension": inner}]


@pytest.mark.parametrize(
    ("written", "birth"),
    [("1994-03-02", "1994-03-02"), ("1994-03", "1994-03"), ("1994", "1994"), (days_ago(0), days_ago(0)), (None, None)],
)
def test_a_birth_is_as_precise_as_it_was_recorded(
    written: str | None, birth: str | None, person: Callable[..., Patient]
) -> None:
    assert plain(person(patient(birth=written)).birth) == birth


@pytest.mark.parametrize(
    ("gender", "sex"), [("female", "female"), ("male", "male"), ("other", None), ("unknown", None), (None, None)]
)
def test_other_and_unknown_gender_give_no_sex(
    gender: str | None, sex: str | None, person: Callable[..., Patient]
) -> None:
    assert person(patient(gender)).sex == sex


@pytest.mark.parametrize(
    ("code", "sex"), [("female-typical", "female"), ("male-typical", "male"), ("specified", None), (5, None)]
)
def test_sex_for_clinical_use_goes_before_gender(code: object, sex: str | None, person: Callable[..., Patient]) -> None:
    made = person(patient("male", extension=sex_for_clinical_use(code)))

    assert (made.sex, made.sex_element) == (sex, "extension[1]")


@pytest.mark.parametrize(
    ("given", "death"),
    [
        pytest.param({}, (False, None), id="nothing recorded"),
        pytest.param({"deceasedBoolean": False}, (False, None), id="no"),
        pytest.param({"deceasedBoolean": True}, (True, "deceasedBoolean"), id="yes"),
        pytest.param({"deceasedDateTime": days_ago(0)}, (True, "deceasedDateTime"), id="on the day of evaluation"),
        pytest.param({"deceasedDateTime": days_ago(3)}, (True, "deceasedDateTime"), id="on a day"),
        pytest.param({"deceasedDateTime": "2026"}, (True, "deceasedDateTime"), id="in a year that has begun"),
        pytest.param({"deceasedDateTime": "in May"}, (True, "deceasedDateTime"), id="on a day that is no date"),
        pytest.param({"deceasedDateTime": days_ago(-3)}, (False, "deceasedDateTime"), id="after the day of evaluation"),
        pytest.param({"deceasedDateTime": None, "deceasedBoolean": True}, (True, "deceasedBoolean"), id="null"),
    ],
)
def test_death_counts_from_its_day(given: Json, death: tuple[bool, str | None], person: Callable[..., Patient]) -> None:
    made = person(patient() | given)

    assert (made.deceased, made.deceased_element) == death


UNREADABLE = [
    pytest.param({"birthDate": "CANARY"}, "birthDate", "a FHIR date, found text that is no date", id="birth in words"),
    pytest.param({"birthDate": 1994}, "birthDate", "a FHIR date, found a number", id="birth as number"),
    pytest.param(
        {"birthDate": days_ago(-1)}, "birthDate", "a day before the day of evaluation, found a later one", id="not born"
    ),
    pytest.param({"gender": ["CANARY"]}, "gender", "a string, found an array", id="gender as array"),
    pytest.param(
        {"extension": [{"url": SEX_URL, "extension": [{"url": "value", "valueCodeableConcept": "CANARY"}]}]},
        "valueCodeableConcept",
        "an object, found a string",
        id="sex as text",
    ),
    pytest.param({"deceasedBoolean": "CANARY"}, "deceasedBoolean", "a boolean, found a string", id="death as text"),
    pytest.param({"deceasedDateTime": True}, "deceasedDateTime", "a FHIR date, found a boolean", id="day as boolean"),
]


@pytest.mark.parametrize(("given", "element", "expected"), UNREADABLE)
def test_what_is_unreadable_of_the_patient_is_located(
    given: Json, element: str, expected: str, read: Callable[..., Chart]
) -> None:
    chart = read(about=patient() | given)

    (issue,) = chart.issues
    assert issue.location == f"Patient/anna.{element}"
    assert issue.message == f"expected {expected}"
    assert set(chart.unanswered) == {"Patient"}


def test_an_unreadable_birth_does_not_raise_the_dead(read: Callable[..., Chart]) -> None:
    """One fault must not hide the rest: a card about a dead woman would be worse than none."""
    chart = read(about=patient(birth="CANARY", deceasedBoolean=True))

    assert chart.patient.deceased
    assert chart.patient.sex == "female"
    assert chart.patient.birth is None


def test_the_day_of_evaluation_decides_who_is_born(read: Callable[..., Chart]) -> None:
    chart = read(about=patient(birth="2020-05-05"), as_of=date(2020, 5, 5))

    assert plain(chart.patient.birth) == "2020-05-05"
