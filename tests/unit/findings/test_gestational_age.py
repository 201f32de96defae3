"""How far the pregnancy is on the day: late, earlier, or in its first weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence
from tests.charts import (
    DELIVERY,
    DUE_DATE,
    FIRST_TRIMESTER,
    GESTATIONAL_AGE,
    ICD,
    LAST_PERIOD,
    SECOND_TRIMESTER,
    THIRD_TRIMESTER,
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
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
STAGES = ("first_trimester", "earlier_pregnancy", "late_pregnancy")


def stages(find: Find, *records: Json) -> tuple[Presence, ...]:
    """First weeks, earlier weeks, late weeks."""
    return tuple(find(name, *records).presence for name in STAGES)


@pytest.mark.parametrize(
    ("weeks", "days", "expected"),
    [
        pytest.param(0, 0, (P, A, A), id="conceived"),
        pytest.param(11, 6, (P, A, A), id="a day before 12 weeks"),
        pytest.param(12, 0, (A, P, A), id="12 weeks"),
        pytest.param(27, 6, (A, P, A), id="a day before 28 weeks"),
        pytest.param(28, 0, (A, A, P), id="28 weeks"),
        pytest.param(40, 0, (A, A, P), id="due today"),
        pytest.param(40, 14, (A, A, P), id="due 14 days ago"),
        pytest.param(40, 15, (A, A, A), id="due 15 days ago"),
    ],
)
def test_the_due_date_gives_the_stage_of_the_day(
    find: Find, weeks: int, days: int, expected: tuple[Presence, ...]
) -> None:
    assert stages(find, due_date(weeks, days)) == expected


@pytest.mark.parametrize(
    ("record", "note"),
    [
        pytest.param(due_date(30, 3), "30 weeks and 3 days", id="due date"),
        pytest.param(gestational_age(30), "30 weeks and 0 days", id="gestational age of today"),
        pytest.param(gestational_age(28, on=days_ago(17)), "30 weeks and 3 days", id="gestational age grows older"),
        pytest.param(
            observation(GESTATIONAL_AGE, on=days_ago(0), valueQuantity={"value": 213, "unit": "days", "code": "d"}),
            "30 weeks and 3 days",
            id="gestational age in days",
        ),
        pytest.param(
            observation(GESTATIONAL_AGE, on=days_ago(0), valueQuantity={"value": 30.5, "unit": "Weeks"}),
            "30 weeks and 3 days",
            id="gestational age in half weeks",
        ),
        pytest.param(encounter(week_code(30), on=days_ago(0)), "30 weeks", id="week code of today's visit"),
        pytest.param(
            condition(week_code(28), onset=days_ago(17)), "between 30 and 31 weeks", id="week code grows older"
        ),
        pytest.param(condition(THIRD_TRIMESTER, onset=days_ago(0)), "between 28 and 42 weeks", id="trimester code"),
        pytest.param(
            condition(THIRD_TRIMESTER, onset=days_ago(21)), "between 31 and 42 weeks", id="trimester grows older"
        ),
    ],
)
def test_each_source_gives_the_age_of_the_day(find: Find, record: Json, note: str) -> None:
    late = find("late_pregnancy", record)

    assert (late.presence, late.note) == (P, note)
    assert late.evidence[0].reference == f"{record['resourceType']}/{record['id']}"


def test_a_last_period_dates_a_pregnancy_that_another_record_shows(find: Find) -> None:
    late = find("late_pregnancy", last_period(30 * 7 + 1), pregnancy_status())

    assert (late.presence, late.note) == (P, "30 weeks and 1 day")
    assert late.evidence[0].element == "Observation.valueDateTime"


@pytest.mark.parametrize("on", [None, days_ago(180)], ids=["undated", "dated"])
def test_a_last_period_dates_a_pregnancy_of_the_problem_list(find: Find, on: str | None) -> None:
    pregnancy = condition((ICD, "Z33.1"), onset=on)

    assert find("late_pregnancy", last_period(200), pregnancy).presence is P


def test_a_last_period_after_the_pregnancy_was_recorded_does_not_date_it(find: Find) -> None:
    records = last_period(30), pregnancy_status(on=days_ago(60))

    assert find("late_pregnancy", *records).reason == "gestational age is not recorded"


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(gestational_age(43), id="longer than any pregnancy"),
        pytest.param(gestational_age(-1), id="below zero"),
        pytest.param(gestational_age(1e300), id="beyond the calendar"),
        pytest.param(observation(GESTATIONAL_AGE, valueQuantity={"value": 30}), id="without a unit"),
        pytest.param(observation(GESTATIONAL_AGE, valueQuantity={"value": 7, "unit": "months"}), id="in months"),
        pytest.param(
            observation(GESTATIONAL_AGE, valueQuantity={"value": 28, "unit": "wk", "comparator": ">"}), id="more than"
        ),
        pytest.param(
            observation(GESTATIONAL_AGE, on=None, valueQuantity={"value": 30, "unit": "wk"}), id="without a date"
        ),
        pytest.param(observation(GESTATIONAL_AGE, valueString="30 weeks"), id="as text"),
        pytest.param(gestational_age(30, status="entered-in-error"), id="in error"),
        pytest.param(observation(DUE_DATE), id="due date without a value"),
        pytest.param(observation(DUE_DATE, valueDateTime=days_ago(-300)), id="due date before conception"),
        pytest.param(observation(DUE_DATE, valueDateTime="0001-01-01"), id="due date at the beginning of the calendar"),
        pytest.param(observation(DUE_DATE, valueDateTime="9999-12-31"), id="due date at the end of the calendar"),
        pytest.param(observation(LAST_PERIOD), id="last period without a value"),
        pytest.param(condition(week_code(30)), id="week code without a date"),
        pytest.param(
            condition(week_code(30), onset=days_ago(1), verificationStatus=verification("provisional")),
            id="week code not confirmed",
        ),
        pytest.param(observation(THIRD_TRIMESTER, valueBoolean=False), id="trimester denied"),
    ],
)
def test_what_is_no_gestational_age_dates_nothing(find: Find, record: Json) -> None:
    late = find("late_pregnancy", record, pregnancy_status())

    assert (late.presence, late.reason) == (U, "gestational age is not recorded")


@pytest.mark.parametrize(
    ("trimester", "expected"),
    [
        pytest.param(FIRST_TRIMESTER, (U, U, A), id="first: may have reached 12 weeks"),
        pytest.param(SECOND_TRIMESTER, (A, P, A), id="second"),
        pytest.param(THIRD_TRIMESTER, (A, A, P), id="third"),
    ],
)
def test_a_trimester_code_gives_its_trimester(find: Find, trimester: Code, expected: tuple[Presence, ...]) -> None:
    assert stages(find, condition(trimester, onset=days_ago(0))) == expected


def test_a_trimester_code_without_a_date_is_of_the_day(find: Find) -> None:
    assert stages(find, condition(THIRD_TRIMESTER)) == (A, A, P)


def test_a_trimester_code_without_a_date_contradicts_no_dated_record(find: Find) -> None:
    assert stages(find, condition(FIRST_TRIMESTER), due_date(31)) == (A, A, P)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(0, (A, P, A), id="recorded today"),
        pytest.param(1, (A, U, U), id="recorded yesterday: 27w6d may have become 28"),
        pytest.param(98, (A, A, P), id="recorded 14 weeks ago"),
    ],
)
def test_a_second_trimester_grows_into_the_third(find: Find, days: int, expected: tuple[Presence, ...]) -> None:
    assert stages(find, condition(SECOND_TRIMESTER, onset=days_ago(days))) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(0, (A, P, A), id="today"),
        pytest.param(1, (A, U, U), id="yesterday"),
        pytest.param(6, (A, U, U), id="six days ago"),
        pytest.param(7, (A, A, P), id="a week ago"),
    ],
)
def test_a_week_code_stands_for_seven_days(find: Find, days: int, expected: tuple[Presence, ...]) -> None:
    assert stages(find, encounter(week_code(27), on=days_ago(days))) == expected


def test_an_open_age_says_so(find: Find) -> None:
    late = find("late_pregnancy", encounter(week_code(27), on=days_ago(1)))

    assert late.reason == "gestational age is not recorded precisely enough"


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param("2027-02-14", (A, A, P), id="day: 28 weeks today"),
        pytest.param("2027-02-15", (A, P, A), id="day: 28 weeks tomorrow"),
        pytest.param("2027-01", (A, A, P), id="month: 30 weeks at least"),
        pytest.param("2027-02", (A, U, U), id="month: some days before 28 weeks"),
        pytest.param("2027-03", (A, P, A), id="month: 26 weeks at most"),
        pytest.param("2027", (U, U, U), id="year"),
        pytest.param("2026-12", (A, A, P), id="month: next month"),
        pytest.param("2026-11", (A, A, U), id="month: due now, or passed by 21 days"),
        pytest.param("2026", (A, A, U), id="year: due, or passed for months"),
    ],
)
def test_a_partial_due_date_decides_only_what_all_its_days_agree_on(
    find: Find, due: str, expected: tuple[Presence, ...]
) -> None:
    assert stages(find, observation(DUE_DATE, valueDateTime=due)) == expected


def test_a_last_period_of_this_month_is_the_first_weeks(find: Find) -> None:
    records = observation(LAST_PERIOD, valueDateTime="2026-11"), pregnancy_status()

    assert stages(find, *records) == (P, A, A)
    assert find("first_trimester", *records).note == "between 0 and 3 weeks"


DATED = {
    "due date": due_date(30),
    "gestational age": gestational_age(30, on=days_ago(0)),
    "week code": encounter(week_code(30), on=days_ago(0)),
    "last period": last_period(30 * 7),
}
LATER = {
    "gestational age": gestational_age(30 + 1, on=days_ago(0)),
    "week code": encounter(week_code(31), on=days_ago(0)),
    "last period": last_period(31 * 7),
    "trimester": condition(THIRD_TRIMESTER, onset=days_ago(0)),
}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("due date", "gestational age"),
        ("due date", "week code"),
        ("due date", "last period"),
        ("due date", "trimester"),
        ("gestational age", "week code"),
        ("gestational age", "last period"),
        ("gestational age", "trimester"),
        ("week code", "last period"),
        ("week code", "trimester"),
        ("last period", "trimester"),
    ],
)
def test_of_sources_that_agree_the_higher_one_counts(find: Find, first: str, second: str) -> None:
    better, other = DATED[first], LATER[second]

    for order in ((better, other), (other, better)):
        late = find("late_pregnancy", *order, pregnancy_status())

        assert late.evidence[0].reference == f"{better['resourceType']}/{better['id']}"


@pytest.mark.parametrize(
    ("apart", "presence"), [pytest.param(14, P, id="two weeks apart"), pytest.param(15, U, id="a day more")]
)
@pytest.mark.parametrize("sign", [1, -1], ids=["earlier", "later"])
def test_sources_more_than_two_weeks_apart_make_the_age_unknown(
    find: Find, apart: int, presence: Presence, sign: int
) -> None:
    records = due_date(32), last_period(32 * 7 + sign * apart)

    late = find("late_pregnancy", *records)

    assert late.presence is presence
    assert (late.reason == "the sources of gestational age disagree") is (presence is U)
    assert find("pregnant", *records).presence is P


def test_a_span_disagrees_only_where_all_of_it_is_too_far(find: Find) -> None:
    near, far = encounter(week_code(35), on=days_ago(0)), encounter(week_code(36), on=days_ago(0))

    assert find("late_pregnancy", due_date(33), near).presence is P
    assert find("late_pregnancy", due_date(33), far).presence is U


def test_of_several_due_dates_the_one_recorded_last_counts(find: Find) -> None:
    by_scan, by_period = due_date(30, on=days_ago(50)), due_date(20, on=days_ago(100))

    assert find("late_pregnancy", by_scan, by_period).note == "30 weeks and 0 days"


def test_of_several_last_periods_the_one_recorded_last_counts(find: Find) -> None:
    visits = last_period(200 + 28, on=days_ago(210)), last_period(200, on=days_ago(150))

    assert find("late_pregnancy", *visits, pregnancy_status()).note == "28 weeks and 4 days"


def test_of_several_gestational_ages_the_newest_counts(find: Find) -> None:
    by_hand, by_scan = gestational_age(20, on=days_ago(70)), gestational_age(31, on=days_ago(0))

    assert find("late_pregnancy", by_hand, by_scan).note == "31 weeks and 0 days"


@pytest.mark.parametrize(
    "records",
    [
        pytest.param(
            (condition(SECOND_TRIMESTER, onset=days_ago(0)), condition(THIRD_TRIMESTER, onset=days_ago(0))),
            id="two trimesters",
        ),
        pytest.param((gestational_age(27.5), gestational_age(28.5)), id="two gestational ages"),
        pytest.param((encounter(week_code(27), on=days_ago(0)), encounter(week_code(28), on=days_ago(0))), id="weeks"),
    ],
)
def test_equal_sources_of_one_day_count_together(find: Find, records: tuple[Json, Json]) -> None:
    assert stages(find, *records) == stages(find, *reversed(records)) == (A, U, U)


@pytest.mark.parametrize("born", [300, 400])
def test_the_dates_of_the_child_that_was_born_do_not_date_the_next(find: Find, born: int) -> None:
    before = due_date(40, born, on=days_ago(born + 100)), delivery(born)

    assert stages(find, *before, due_date(13)) == (A, P, A)


def test_a_trimester_that_may_precede_the_delivery_dates_nothing(find: Find) -> None:
    """First trimester seen ten days ago: begun between 107 and 10 days ago, and delivered 60 days ago."""
    records = delivery(60), condition(FIRST_TRIMESTER, onset=days_ago(10))

    assert find("pregnant", *records).presence is P
    assert stages(find, *records) == (U, U, U)


def test_a_late_delivery_recorded_by_year_leaves_the_age_open(find: Find) -> None:
    assert stages(find, procedure(DELIVERY, on="2026"), due_date(30)) == (U, U, U)


def test_the_longest_age_that_is_named_is_42_weeks(find: Find) -> None:
    assert find("pregnant", observation(DUE_DATE, valueDateTime="2026-11")).note == "between 38 and 42 weeks"


@pytest.mark.parametrize("record", [{}, pregnancy_status()], ids=["nothing recorded", "pregnant"])
def test_without_a_date_no_stage_is_taken_for_granted(find: Find, record: dict[str, Any]) -> None:
    assert stages(find, *([record] if record else [])) == (U, U, U)


def test_who_is_not_pregnant_is_in_no_stage(find: Find) -> None:
    assert stages(find, delivery(30)) == (A, A, A)
