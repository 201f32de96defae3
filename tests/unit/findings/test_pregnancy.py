"""Whether she is pregnant on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    DELIVERY,
    HIP_PAIN,
    ICD,
    LOINC,
    NOT_PREGNANT,
    POSSIBLY_PREGNANT,
    PREGNANCY_STATUS,
    PREGNANT,
    SCT,
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
    week_code,
)

if TYPE_CHECKING:
    from tests.charts import Json
    from tests.unit.findings.conftest import Find, Observe

TEST_NEGATIVE = (SCT, "250425007")


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(pregnancy_status(), id="asked for, SNOMED CT answer"),
        pytest.param(pregnancy_status((LOINC, "LA15173-0")), id="asked for, LOINC answer"),
        pytest.param(condition(PREGNANT, onset=days_ago(100)), id="problem list"),
        pytest.param(condition((ICD, "Z34.92"), onset=days_ago(30)), id="supervision of pregnancy"),
        pytest.param(condition((ICD, "O26.892"), onset=days_ago(30)), id="complication of pregnancy"),
        pytest.param(encounter(week_code(20), on=days_ago(7)), id="week code as reason for a visit"),
        pytest.param(encounter((ICD, "Z3A.01"), on=days_ago(7)), id="week code that names no week"),
        pytest.param(due_date(20), id="due date"),
        pytest.param(gestational_age(20), id="gestational age"),
        pytest.param(observation(PREGNANT), id="observation without a value"),
        pytest.param(observation(PREGNANT, valueBoolean=True), id="observation that it is so"),
    ],
)
def test_pregnancy_is_present(find: Find, record: Json) -> None:
    pregnant = find("pregnant", record)

    assert pregnant.presence is Presence.PRESENT
    assert {one.reference for one in pregnant.evidence} == {f"{record['resourceType']}/{record['id']}"}


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(last_period(60), id="last period alone"),
        pytest.param(last_period(345, on=days_ago(330)), id="last period long ago"),
        pytest.param(pregnancy_status(POSSIBLY_PREGNANT), id="possible pregnancy"),
        pytest.param(pregnancy_status(status="registered"), id="answer outstanding"),
        pytest.param(pregnancy_status(status="entered-in-error"), id="answer in error"),
        pytest.param(
            condition(PREGNANT, onset=days_ago(30), verificationStatus=verification("provisional")), id="provisional"
        ),
        pytest.param(
            condition(PREGNANT, onset=days_ago(30), verificationStatus=verification("entered-in-error")), id="in error"
        ),
        pytest.param(condition(PREGNANT, onset=days_ago(200), abatementDateTime=days_ago(20)), id="ended"),
        pytest.param(condition((ICD, "O99.345"), onset=days_ago(10)), id="complication of the puerperium"),
        pytest.param(observation(PREGNANT, valueString="see note"), id="observation with a value not known"),
        pytest.param(observation(PREGNANT, dataAbsentReason={"text": "not asked"}), id="observation without an answer"),
        pytest.param(observation(TEST_NEGATIVE, valueBoolean=False), id="not so that the test was negative"),
        pytest.param(procedure(DELIVERY, on=None), id="delivery without a date"),
    ],
)
def test_pregnancy_is_unknown(find: Find, record: Json) -> None:
    assert find("pregnant", record).presence is Presence.UNKNOWN


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(pregnancy_status(NOT_PREGNANT), id="asked for, SNOMED CT answer"),
        pytest.param(pregnancy_status((LOINC, "LA26683-5")), id="asked for, LOINC answer"),
        pytest.param(condition(NOT_PREGNANT, onset=days_ago(3)), id="recorded as a condition"),
        pytest.param(observation(TEST_NEGATIVE), id="negative test"),
        pytest.param(observation(PREGNANT, valueBoolean=False), id="observation that it is not so"),
        pytest.param(delivery(10), id="delivered ten days ago"),
    ],
)
def test_pregnancy_is_absent_only_where_a_record_says_so(find: Find, record: Json) -> None:
    assert find("pregnant", record).presence is Presence.ABSENT


@pytest.mark.parametrize(
    ("days", "presence"), [pytest.param(294, Presence.PRESENT, id="42 weeks"), (295, Presence.UNKNOWN)]
)
@pytest.mark.parametrize("record", ["status", "condition"])
def test_a_pregnancy_recorded_more_than_42_weeks_ago_is_historic(
    find: Find, record: str, days: int, presence: Presence
) -> None:
    on = days_ago(days)
    said = pregnancy_status(on=on) if record == "status" else condition(PREGNANT, onset=on)

    assert find("pregnant", said).presence is presence


@pytest.mark.parametrize(("days", "presence"), [(294, Presence.ABSENT), (295, Presence.UNKNOWN)])
def test_not_pregnant_more_than_42_weeks_ago_says_nothing_of_today(find: Find, days: int, presence: Presence) -> None:
    assert find("pregnant", pregnancy_status(NOT_PREGNANT, on=days_ago(days))).presence is presence


def test_a_pregnancy_still_active_three_years_after_delivery_is_no_pregnancy(find: Find) -> None:
    records = condition(PREGNANT, onset=days_ago(3 * 365)), delivery(3 * 365 - 200)

    assert find("pregnant", *records).presence is Presence.UNKNOWN


def test_a_pregnancy_still_active_after_delivery_is_over(find: Find) -> None:
    pregnant = find("pregnant", condition(PREGNANT, onset=days_ago(250)), delivery(10))

    assert pregnant.presence is Presence.ABSENT
    assert [one.element for one in pregnant.evidence] == ["Procedure.code"]


@pytest.mark.parametrize(("days", "presence"), [(294, Presence.ABSENT), (295, Presence.UNKNOWN)])
def test_a_delivery_long_ago_does_not_deny_another_pregnancy(find: Find, days: int, presence: Presence) -> None:
    assert find("pregnant", delivery(days)).presence is presence


@pytest.mark.parametrize(("days", "presence"), [(294, Presence.ABSENT), (295, Presence.UNKNOWN)])
def test_a_due_date_long_past_does_not_deny_another_pregnancy(find: Find, days: int, presence: Presence) -> None:
    assert find("pregnant", due_date(40, days=days)).presence is presence


@pytest.mark.parametrize(
    ("yes", "no", "presence"),
    [
        pytest.param(days_ago(10), days_ago(20), Presence.PRESENT, id="yes later"),
        pytest.param(days_ago(20), days_ago(10), Presence.ABSENT, id="no later"),
        pytest.param(days_ago(10), days_ago(10), Presence.UNKNOWN, id="same day"),
        pytest.param(None, days_ago(10), Presence.UNKNOWN, id="yes undated"),
        pytest.param(days_ago(10), None, Presence.PRESENT, id="no undated"),
        pytest.param(None, None, Presence.UNKNOWN, id="both undated"),
    ],
)
def test_the_later_answer_counts(find: Find, yes: str | None, no: str | None, presence: Presence) -> None:
    pregnant = find("pregnant", pregnancy_status(on=yes), pregnancy_status(NOT_PREGNANT, on=no))

    assert pregnant.presence is presence
    assert (pregnant.reason == "records contradict each other") is (presence is Presence.UNKNOWN)


def test_an_undated_due_date_against_an_earlier_no_is_not_decided(find: Find) -> None:
    records = due_date(36, on=None), pregnancy_status(NOT_PREGNANT, on=days_ago(250))

    assert find("pregnant", *records).presence is Presence.UNKNOWN


def test_a_due_date_recorded_after_a_no_counts(find: Find) -> None:
    records = due_date(20, on=days_ago(5)), pregnancy_status(NOT_PREGNANT, on=days_ago(120))

    assert find("pregnant", *records).presence is Presence.PRESENT


def test_a_pregnancy_recorded_after_a_delivery_is_another_one(find: Find) -> None:
    pregnant = find("pregnant", delivery(200), pregnancy_status(on=days_ago(5)))

    assert pregnant.presence is Presence.PRESENT


@pytest.mark.parametrize(
    ("born", "presence"),
    [
        pytest.param("2026", Presence.UNKNOWN, id="some day this year"),
        pytest.param("2026-11", Presence.UNKNOWN, id="some day this month"),
        pytest.param("2026-10", Presence.PRESENT, id="last month"),
        pytest.param("2026-11-21", Presence.ABSENT, id="after the answer"),
    ],
)
def test_a_delivery_without_a_day_may_lie_on_either_side_of_the_answer(
    find: Find, born: str, presence: Presence
) -> None:
    records = procedure(DELIVERY, on=born), pregnancy_status(on="2026-11-20")

    assert find("pregnant", *records).presence is presence


def test_a_last_period_asked_for_after_a_no_shows_no_pregnancy(find: Find) -> None:
    records = pregnancy_status(on=days_ago(60)), pregnancy_status(NOT_PREGNANT, on=days_ago(30)), last_period(200)

    assert find("pregnant", *records).presence is Presence.ABSENT


def test_pregnant_on_the_last_day_of_the_month_of_delivery_is_not_decided(find: Find) -> None:
    records = procedure(DELIVERY, on="2026-10"), pregnancy_status(on="2026-10-31")

    assert find("pregnant", *records).presence is Presence.UNKNOWN


def test_a_due_date_may_be_that_of_the_child_born_this_year(find: Find) -> None:
    records = procedure(DELIVERY, on="2026"), due_date(30)

    assert find("pregnant", *records).presence is Presence.UNKNOWN


def test_an_undated_pregnancy_counts_until_a_delivery_is_recorded(find: Find) -> None:
    undated = condition(PREGNANT)

    assert find("pregnant", undated).presence is Presence.PRESENT
    assert find("pregnant", undated, delivery(30)).presence is Presence.ABSENT


def test_a_lost_pregnancy_does_not_go_on_when_she_conceives_again(find: Find) -> None:
    first = due_date(38, on=days_ago(200))
    lost = pregnancy_status(NOT_PREGNANT, on=days_ago(150))
    again = pregnancy_status(on=days_ago(5))

    assert find("pregnant", first, lost).presence is Presence.ABSENT
    assert find("pregnant", first, lost, again).presence is Presence.PRESENT
    assert find("late_pregnancy", first, lost, again).reason == "gestational age is not recorded"


def test_the_age_of_the_pregnancy_is_noted(find: Find) -> None:
    assert find("pregnant", due_date(30, days=2)).note == "30 weeks and 2 days"
    assert find("pregnant", pregnancy_status()).note is None


def test_each_record_is_named_once_and_the_newest_first(find: Find) -> None:
    old, new = condition((ICD, "Z34.93"), onset=days_ago(40)), pregnancy_status(on=days_ago(2))

    pregnant = find("pregnant", old, new)

    assert [one.reference for one in pregnant.evidence] == [
        f"Observation/{new['id']}",
        f"Condition/{old['id']}",
    ]


@pytest.mark.parametrize("lacking", ["Observation", "Condition", "Encounter", "Procedure"])
def test_pregnancy_is_not_denied_by_records_that_were_not_sent(look: Observe, lacking: str) -> None:
    pregnant = look(lacking=[lacking])[Side.LEFT].findings["pregnant"]

    assert pregnant.presence is Presence.UNKNOWN
    assert pregnant.lacked == {lacking}
    assert pregnant.reason == f"{lacking} records were not sent"


def test_pregnancy_stands_in_both_cases(look: Observe) -> None:
    cases = look(pregnancy_status())

    assert cases[Side.LEFT].findings["pregnant"] == cases[Side.RIGHT].findings["pregnant"]


@pytest.mark.parametrize("answer", [{"valueCodeableConcept": {"text": "pregnant"}}, {"valueBoolean": True}, {}])
def test_a_status_without_a_coded_answer_is_no_answer(find: Find, answer: dict[str, Any]) -> None:
    assert find("pregnant", observation(PREGNANCY_STATUS, **answer)).presence is Presence.UNKNOWN


NOT_YET_CONFIRMED = (SCT, "152231000119106")
UNCONFIRMED = verification("unconfirmed")
P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(pregnancy_status(POSSIBLY_PREGNANT), id="asked for, perhaps"),
        pytest.param(pregnancy_status(NOT_YET_CONFIRMED), id="asked for, not yet confirmed"),
        pytest.param(pregnancy_status(POSSIBLY_PREGNANT, on=None), id="asked for, undated"),
        pytest.param(pregnancy_status(POSSIBLY_PREGNANT, on=days_ago(294)), id="42 weeks ago"),
        pytest.param(pregnancy_status(POSSIBLY_PREGNANT, status="unknown"), id="answer of unknown standing"),
        pytest.param(observation(POSSIBLY_PREGNANT), id="observed"),
        pytest.param(condition(POSSIBLY_PREGNANT, onset=days_ago(10)), id="problem list"),
        pytest.param(condition(NOT_YET_CONFIRMED, verificationStatus=UNCONFIRMED), id="problem list, unconfirmed"),
        pytest.param(condition(PREGNANT, verificationStatus=UNCONFIRMED), id="unconfirmed pregnancy"),
        pytest.param(condition(PREGNANT, verificationStatus=verification("provisional")), id="provisional pregnancy"),
        pytest.param(condition((ICD, "Z34.92"), verificationStatus=verification("differential")), id="differential"),
    ],
)
def test_a_possible_pregnancy_is_in_doubt_and_no_pregnancy(look: Observe, record: Json) -> None:
    found = look(record)[Side.LEFT].findings

    assert (found["pregnancy_in_doubt"].presence, found["pregnant"].presence) == (P, U)
    assert [one.reference for one in found["pregnancy_in_doubt"].evidence] == [
        f"{record['resourceType']}/{record['id']}"
    ]


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(pregnancy_status((LOINC, "LA4489-6")), id="answer unknown"),
        pytest.param(pregnancy_status(POSSIBLY_PREGNANT, on=days_ago(295)), id="more than 42 weeks ago"),
        pytest.param(pregnancy_status(POSSIBLY_PREGNANT, status="entered-in-error"), id="in error"),
        pytest.param(observation(POSSIBLY_PREGNANT, valueBoolean=False), id="observed not to be so"),
        pytest.param(condition(POSSIBLY_PREGNANT, verificationStatus=verification("refuted")), id="refuted"),
        pytest.param(condition(POSSIBLY_PREGNANT, abatementDateTime=days_ago(5)), id="over"),
        pytest.param(condition(PREGNANT, verificationStatus=UNCONFIRMED, onset=days_ago(400)), id="unconfirmed, old"),
        pytest.param(condition(HIP_PAIN, verificationStatus=UNCONFIRMED), id="something else unconfirmed"),
        pytest.param(condition(NOT_PREGNANT, verificationStatus=UNCONFIRMED), id="unconfirmed that she is not"),
        pytest.param(condition((ICD, "O80"), verificationStatus=UNCONFIRMED), id="unconfirmed delivery"),
        pytest.param(delivery(400), id="delivered more than 42 weeks ago"),
        pytest.param(delivery(4000), id="delivered years ago"),
        pytest.param(due_date(112, on=days_ago(600)), id="due more than a year ago"),
    ],
)
def test_what_names_no_possible_pregnancy_leaves_none_open(find: Find, record: Json) -> None:
    assert find("pregnancy_in_doubt", record).presence is A


@pytest.mark.parametrize(
    ("record", "pregnant", "doubt"),
    [
        pytest.param(pregnancy_status(on=days_ago(40)), P, A, id="known to be pregnant before"),
        pytest.param(pregnancy_status(on=days_ago(2)), P, A, id="confirmed since"),
        pytest.param(pregnancy_status(NOT_PREGNANT, on=days_ago(40)), A, P, id="not pregnant before"),
        pytest.param(pregnancy_status(NOT_PREGNANT, on=days_ago(5)), A, P, id="not pregnant the same day"),
        pytest.param(observation(TEST_NEGATIVE, on=days_ago(4)), A, A, id="tested since"),
        pytest.param(delivery(90), A, P, id="delivered before"),
        pytest.param(delivery(4), A, A, id="delivered since"),
        pytest.param(due_date(44, on=days_ago(100)), A, P, id="due four weeks ago"),
        pytest.param(pregnancy_status(NOT_PREGNANT, on=None), A, P, id="denied on no day"),
    ],
)
@pytest.mark.parametrize(
    "possible",
    [
        pytest.param(pregnancy_status(POSSIBLY_PREGNANT, on=days_ago(5)), id="possible"),
        pytest.param(condition(PREGNANT, verificationStatus=UNCONFIRMED, onset=days_ago(5)), id="unconfirmed"),
    ],
)
def test_the_latest_record_decides_of_a_possible_pregnancy(
    look: Observe, possible: Json, record: Json, pregnant: Presence, doubt: Presence
) -> None:
    found = look(possible, record)[Side.LEFT].findings

    assert (found["pregnant"].presence, found["pregnancy_in_doubt"].presence) == (pregnant, doubt)


def test_what_was_possible_before_a_due_date_passed_is_over(find: Find) -> None:
    records = pregnancy_status(POSSIBLY_PREGNANT, on=days_ago(20)), due_date(44, on=days_ago(100))

    assert find("pregnancy_in_doubt", *records).presence is A


@pytest.mark.parametrize("name", ["first_trimester", "earlier_pregnancy", "late_pregnancy", "recently_delivered"])
def test_a_possible_pregnancy_says_nothing_of_its_weeks(find: Find, name: str) -> None:
    possible = find(name, pregnancy_status(POSSIBLY_PREGNANT))

    assert possible == find(name)


def test_a_possible_pregnancy_beside_records_that_contradict_each_other_is_named_with_them(find: Find) -> None:
    records = pregnancy_status(), pregnancy_status(NOT_PREGNANT, id="no"), pregnancy_status(POSSIBLY_PREGNANT, id="may")

    doubt = find("pregnancy_in_doubt", *records)

    assert doubt.presence is P
    assert {one.reference for one in doubt.evidence} == {f"Observation/{one['id']}" for one in records}
