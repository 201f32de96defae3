"""When it began and ended: every form in which FHIR lets a record say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.record.statements import Standing
from tests.charts import (
    DUE_DATE,
    HIP_PAIN,
    MRI_LEFT,
    Json,
    days_ago,
    delivery,
    encounter,
    hip_pain,
    imaging_study,
    observation,
    patient,
    procedure,
    report,
)
from tests.unit.record.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.record.statements import Chart, Statement

TO_COME = days_ago(-30)


def years(value: float | str | None, unit: Any = "a") -> Json:
    return {"value": value, "code": unit}


def pain(**onset: Any) -> Json:
    return hip_pain(onset=None, **onset)


@pytest.mark.parametrize(
    ("resource", "began"),
    [
        pytest.param(pain(), None, id="no onset"),
        pytest.param(pain(onsetDateTime="2026-11-02"), "2026-11-02", id="a day"),
        pytest.param(pain(onsetDateTime="2026-10"), "2026-10", id="a month"),
        pytest.param(pain(onsetDateTime="2025"), "2025", id="a year"),
        pytest.param(pain(onsetDateTime="2026-11-02T23:30:00-11:00"), "2026-11-02", id="an hour of another zone"),
        pytest.param(pain(onsetPeriod={"start": "2026-10", "end": "2026-11-02"}), "2026-10", id="a period"),
        pytest.param(pain(onsetPeriod={"end": "2026-11-02"}), "2026-11-02", id="a period without a start"),
        pytest.param(pain(onsetPeriod={}), None, id="an empty period"),
        pytest.param(pain(onsetAge=years(30)), "2024-03-02/2025-03-01", id="an age: from birthday to birthday"),
        pytest.param(pain(onsetAge={"value": 30, "unit": "years"}), "2024-03-02/2025-03-01", id="an age in words"),
        pytest.param(pain(onsetAge=years(30.9)), "2024-03-02/2025-03-01", id="an age with a fraction"),
        pytest.param(pain(onsetAge=years(360, "mo")), None, id="an age in months"),
        pytest.param(pain(onsetAge=years(30, {"a": 1})), None, id="an age in no unit"),
        pytest.param(pain(onsetAge=years("30")), None, id="an age as text"),
        pytest.param(pain(onsetAge=years(1e300)), None, id="an age of no creature"),
        pytest.param(
            pain(onsetRange={"low": years(30), "high": years(31)}), "2024-03-02/2026-03-01", id="a range of ages"
        ),
        pytest.param(pain(onsetRange={"low": years(30)}), None, id="a range without an end"),
        pytest.param(pain(onsetRange={"high": years(31)}), None, id="a range without a beginning"),
        pytest.param(pain(onsetRange={"low": 30, "high": 31}), None, id="a range of bare numbers"),
        pytest.param(pain(onsetString="last spring"), None, id="a text"),
        pytest.param(observation(HIP_PAIN, on="2026-11-02"), "2026-11-02", id="effectiveDateTime"),
        pytest.param(
            observation(HIP_PAIN, on=None, effectiveInstant="2026-11-02T08:00:00.123Z"),
            "2026-11-02",
            id="effectiveInstant",
        ),
        pytest.param(
            observation(HIP_PAIN, on=None, effectivePeriod={"start": "2026-11"}), "2026-11", id="effectivePeriod"
        ),
        pytest.param(
            observation(HIP_PAIN, on=None, effectiveTiming={"repeat": {"frequency": 2}}), None, id="effectiveTiming"
        ),
        pytest.param(
            procedure(MRI_LEFT, on=None, performedPeriod={"start": "2026-11"}), "2026-11", id="performedPeriod"
        ),
        pytest.param(procedure(MRI_LEFT, on=None, performedString="in May"), None, id="performedString"),
        pytest.param(procedure(MRI_LEFT, on=None, performedAge=years(32)), "2026-03-02/2027-03-01", id="performedAge"),
        pytest.param(encounter(HIP_PAIN, on=None), None, id="an encounter without a period"),
    ],
)
def test_the_beginning_is_as_precise_as_the_record(
    resource: Json, began: str | None, statement: Callable[..., Statement]
) -> None:
    assert plain(statement(resource).began) == began


def test_an_age_counts_from_a_year_of_birth_as_widely_as_that_was_recorded(
    statement: Callable[..., Statement],
) -> None:
    made = statement(pain(onsetAge=years(30)), about=patient(birth="1994"))

    assert plain(made.began) == "2024-01-01/2025-12-30"


def test_an_age_without_a_date_of_birth_gives_no_date(statement: Callable[..., Statement]) -> None:
    assert statement(pain(onsetAge=years(30)), about=patient(birth=None)).began is None


def test_an_onset_in_words_is_kept_as_words(statement: Callable[..., Statement]) -> None:
    assert statement(pain(onsetString="sudden")).began_text == "sudden"


@pytest.mark.parametrize(
    ("given", "when"),
    [
        ({"onsetDateTime": "2026-11-02", "recordedDate": "2026-11-09"}, "2026-11-02"),
        ({"recordedDate": "2026-11-09"}, "2026-11-09"),
        ({"onsetString": "sudden", "recordedDate": "2026-11-09"}, "2026-11-09"),
        ({}, None),
    ],
    ids=["the onset", "else the record", "a text is no date", "else nothing"],
)
def test_a_statement_dates_from_its_onset_else_from_its_record(
    given: Json, when: str | None, statement: Callable[..., Statement]
) -> None:
    assert plain(statement(pain(**given)).when) == when


@pytest.mark.parametrize(
    ("given", "standing"),
    [
        pytest.param({"abatementDateTime": days_ago(2)}, Standing.ENDED, id="on a day"),
        pytest.param({"abatementDateTime": days_ago(0)}, Standing.ENDED, id="today"),
        pytest.param({"abatementDateTime": days_ago(-1)}, Standing.CURRENT, id="tomorrow"),
        pytest.param({"abatementDateTime": TO_COME}, Standing.CURRENT, id="on a day to come"),
        pytest.param({"abatementDateTime": "9999-12-31"}, Standing.CURRENT, id="at the end of time"),
        pytest.param({"abatementPeriod": {"start": days_ago(2)}}, Standing.ENDED, id="in a period"),
        pytest.param({"abatementAge": years(31)}, Standing.ENDED, id="at an age"),
        pytest.param({"abatementAge": years(90)}, Standing.CURRENT, id="at an age to come"),
        pytest.param({"abatementAge": {"value": 390, "code": "mo"}}, Standing.ENDED, id="at an age in months"),
        pytest.param({"abatementString": "in spring"}, Standing.ENDED, id="in words"),
        pytest.param({"abatementBoolean": True}, Standing.ENDED, id="STU3: yes"),
        pytest.param({"abatementBoolean": False}, Standing.CURRENT, id="STU3: no"),
        pytest.param({"abatementDateTime": None}, Standing.CURRENT, id="null"),
    ],
)
def test_a_condition_that_abated_has_ended(
    given: Json, standing: Standing, statement: Callable[..., Statement]
) -> None:
    assert statement(pain(**given)).standing is standing


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(hip_pain(onset=TO_COME), id="a pain"),
        pytest.param(hip_pain(onset=days_ago(-2)), id="a pain of the day after tomorrow"),
        pytest.param(observation(DUE_DATE, on=TO_COME), id="an observation"),
        pytest.param(delivery(-30), id="a delivery"),
        pytest.param(imaging_study(started=TO_COME), id="a study"),
        pytest.param(report(MRI_LEFT, on=TO_COME), id="a report"),
    ],
)
def test_what_is_dated_after_the_day_is_not_used_and_said_so(resource: Json, read: Callable[..., Chart]) -> None:
    chart = read(resource)

    (issue,) = chart.issues
    assert chart.statements == ()
    assert dict(chart.unanswered) == {}
    assert (issue.location, issue.severity) == ("Bundle.entry[0].resource", "information")
    assert issue.message == "dated after the day of evaluation, not used"


def test_tomorrow_may_be_today_in_another_time_zone(statement: Callable[..., Statement]) -> None:
    assert plain(statement(hip_pain(onset=days_ago(-1))).began) == days_ago(-1)


def test_a_due_date_to_come_is_no_later_record(statement: Callable[..., Statement]) -> None:
    assert plain(statement(observation(DUE_DATE, valueDateTime=TO_COME)).value_when) == TO_COME
