"""Whether she has given birth within the weeks that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Presence
from tests.charts import (
    CAESAREAN,
    DELIVERY,
    DUE_DATE,
    ICD,
    NOT_PREGNANT,
    POSTPARTUM_VISIT,
    PREGNANT,
    SCT,
    clinical,
    condition,
    days_ago,
    delivery,
    due_date,
    encounter,
    gestational_age,
    last_period,
    observation,
    pregnancy_status,
    procedure,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Json
    from tests.unit.findings.conftest import Find

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
POSTPARTUM = (SCT, "118213005")


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(delivery(30), id="vaginal delivery"),
        pytest.param(procedure(CAESAREAN, on=days_ago(30)), id="caesarean section"),
        pytest.param(encounter((ICD, "O80"), on=days_ago(30)), id="visit for delivery"),
        pytest.param(encounter(POSTPARTUM_VISIT, on=days_ago(30)), id="visit after delivery"),
        pytest.param(condition((ICD, "O90.4"), onset=days_ago(30)), id="complication of the puerperium"),
        pytest.param(condition((SCT, "15100005"), onset=days_ago(30)), id="two weeks after delivery"),
        pytest.param(
            condition((ICD, "O82"), recordedDate=days_ago(30), clinicalStatus=clinical("resolved")), id="resolved"
        ),
        pytest.param(observation(POSTPARTUM, on=days_ago(30)), id="observed"),
        pytest.param(observation(POSTPARTUM, on=days_ago(30), valueBoolean=True), id="observed to be so"),
    ],
)
def test_a_delivery_within_26_weeks_is_recent(find: Find, record: Json) -> None:
    delivered = find("recently_delivered", record)

    assert (delivered.presence, delivered.note) == (P, None)
    assert delivered.evidence[0].reference == f"{record['resourceType']}/{record['id']}"


@pytest.mark.parametrize(("days", "presence"), [pytest.param(182, P, id="26 weeks"), pytest.param(183, A, id="a day")])
def test_26_weeks_count_and_not_a_day_more(find: Find, days: int, presence: Presence) -> None:
    assert find("recently_delivered", delivery(days)).presence is presence


@pytest.mark.parametrize(
    ("on", "presence"),
    [
        pytest.param("2026-06", P, id="any day of June"),
        pytest.param("2026-05", U, id="the last week of May only"),
        pytest.param("2026-04", A, id="no day of April"),
        pytest.param("2026", U, id="this year"),
        pytest.param("2025", A, id="last year"),
    ],
)
def test_a_partial_date_of_delivery_decides_only_what_all_its_days_agree_on(
    find: Find, on: str, presence: Presence
) -> None:
    delivered = find("recently_delivered", procedure(DELIVERY, on=on))

    assert delivered.presence is presence
    assert (delivered.reason == "the day of delivery is not recorded precisely enough") is (presence is U)


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(procedure(DELIVERY, on=None), id="without a date"),
        pytest.param(delivery(30, status="not-done"), id="not done"),
        pytest.param(delivery(30, status="preparation"), id="planned"),
        pytest.param(delivery(30, status="entered-in-error"), id="in error"),
        pytest.param(encounter((ICD, "O80"), on=days_ago(1), status="planned"), id="visit planned"),
        pytest.param(
            condition(POSTPARTUM, onset=days_ago(30), verificationStatus=verification("refuted")), id="refuted"
        ),
        pytest.param(
            condition(POSTPARTUM, onset=days_ago(30), verificationStatus=verification("differential")), id="suspected"
        ),
        pytest.param(observation(POSTPARTUM, on=days_ago(30), valueBoolean=False), id="observed not to be so"),
        pytest.param(
            condition(PREGNANT, onset=days_ago(200), clinicalStatus=clinical("resolved")), id="pregnancy over"
        ),
        pytest.param(pregnancy_status(NOT_PREGNANT), id="not pregnant"),
        pytest.param(last_period(345, on=days_ago(330)), id="last period eleven months ago"),
        pytest.param(gestational_age(50), id="gestational age that cannot be"),
    ],
)
def test_no_delivery_is_taken_from_what_is_none(find: Find, record: Json) -> None:
    assert find("recently_delivered", record).presence is U


@pytest.mark.parametrize(
    ("days", "presence"),
    [
        pytest.param(14, A, id="14 days: still pregnant"),
        pytest.param(15, P, id="15 days"),
        pytest.param(182, P, id="26 weeks"),
        pytest.param(183, A, id="a day more"),
    ],
)
def test_a_due_date_that_passed_by_more_than_14_days_means_delivered(find: Find, days: int, presence: Presence) -> None:
    delivered = find("recently_delivered", due_date(40, days=days))

    assert delivered.presence is presence
    assert (delivered.note == "delivery not recorded; the due date has passed") is (presence is P)


def test_a_gestational_age_that_ran_out_means_delivered(find: Find) -> None:
    delivered = find("recently_delivered", gestational_age(39, on=days_ago(30)))

    assert (delivered.presence, delivered.note) == (P, "delivery not recorded; the due date has passed")


def test_a_due_date_of_this_month_may_have_passed(find: Find) -> None:
    delivered = find("recently_delivered", observation(DUE_DATE, valueDateTime="2026-11"))

    assert (delivered.presence, delivered.reason) == (U, "the due date may have passed")


def test_a_recorded_delivery_is_not_said_to_be_missing(find: Find) -> None:
    delivered = find("recently_delivered", due_date(40, days=30), delivery(31))

    assert (delivered.presence, delivered.note) == (P, None)
    assert delivered.evidence[0].element == "Procedure.code"


def test_a_due_date_that_passed_counts_although_an_earlier_child_was_born(find: Find) -> None:
    delivered = find("recently_delivered", delivery(700), due_date(40, days=20))

    assert (delivered.presence, delivered.note) == (P, "delivery not recorded; the due date has passed")


def test_a_pregnancy_recorded_after_the_due_date_is_another_one(find: Find) -> None:
    records = due_date(40, days=100), pregnancy_status(on=days_ago(3))

    assert find("pregnant", *records).presence is P
    assert find("recently_delivered", *records).presence is A


def test_a_pregnancy_said_to_go_on_before_the_due_date_ran_out_is_over(find: Find) -> None:
    records = due_date(40, days=100), pregnancy_status(on=days_ago(86))

    assert find("recently_delivered", *records).presence is P


@pytest.mark.parametrize(
    ("denied", "presence"),
    [
        pytest.param(days_ago(150), U, id="months before it was due: no delivery"),
        pytest.param(days_ago(31), U, id="the day before"),
        pytest.param(days_ago(30), P, id="the day on which it was due"),
        pytest.param(days_ago(20), P, id="after it was due"),
    ],
)
def test_a_pregnancy_denied_before_the_due_date_ended_early(find: Find, denied: str, presence: Presence) -> None:
    """The due date, recorded 200 days ago, was 30 days ago."""
    records = due_date(40, days=30, on=days_ago(200)), pregnancy_status(NOT_PREGNANT, on=denied)

    assert find("recently_delivered", *records).presence is presence
    assert find("pregnant", *records).presence is A


def test_a_visit_after_delivery_is_not_the_day_of_delivery(find: Find) -> None:
    delivered = find("recently_delivered", delivery(190), encounter(POSTPARTUM_VISIT, on=days_ago(150)))

    assert delivered.presence is A
    assert delivered.evidence[0].element == "Procedure.code"


@pytest.mark.parametrize(
    ("days", "presence"),
    [pytest.param(301, A, id="less than half a year: one birth"), pytest.param(302, P, id="half a year: two births")],
)
def test_records_of_birth_half_a_year_apart_are_of_two_births(find: Find, days: int, presence: Presence) -> None:
    """The visit was 120 days ago."""
    records = delivery(days), encounter(POSTPARTUM_VISIT, on=days_ago(120))

    assert find("recently_delivered", *records).presence is presence


def test_the_later_of_two_births_counts(find: Find) -> None:
    assert find("recently_delivered", delivery(500), delivery(100)).presence is P


def test_the_exact_day_counts_where_the_year_is_recorded_as_well(find: Find) -> None:
    records = procedure(DELIVERY, on="2026"), procedure(DELIVERY, on="2026-06-20")

    assert find("recently_delivered", *records).presence is P


def test_pregnant_again_does_not_undo_a_recent_delivery(find: Find) -> None:
    records = delivery(140), due_date(8)

    assert find("pregnant", *records).presence is P
    assert find("recently_delivered", *records).presence is P


def test_pregnant_and_no_delivery_recorded_is_not_delivered(find: Find) -> None:
    delivered = find("recently_delivered", due_date(30))

    assert (delivered.presence, delivered.note) == (A, None)
    assert delivered.evidence[0].element == "Observation.valueDateTime"


def test_without_any_record_delivery_is_unknown(find: Find) -> None:
    assert find("recently_delivered").presence is U
