"""Pregnancy over the calendar: leap years, partial dates, and charts that no one would think of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Presence, Side
from tests.charts import (
    DELIVERY,
    DUE_DATE,
    GESTATIONAL_AGE,
    LAST_PERIOD,
    NOT_PREGNANT,
    PREGNANCY_STATUS,
    PREGNANT,
    SECOND_TRIMESTER,
    THIRD_TRIMESTER,
    concept,
    condition,
    encounter,
    observation,
    procedure,
    week_code,
)

if TYPE_CHECKING:
    from tests.charts import Json
    from tests.unit.findings.conftest import Find, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN

DAYS = st.dates(date(1952, 1, 1), date(2104, 12, 31))
STAGES = ("first_trimester", "earlier_pregnancy", "late_pregnancy", "recently_delivered")
EVERY = ("pregnant", *STAGES)


def due(day: date | str, on: date) -> Json:
    return observation(DUE_DATE, on=on.isoformat(), valueDateTime=str(day))


def before(day: date, days: int) -> date:
    return day - timedelta(days)


@given(DAYS, st.integers(14, 500))
def test_every_pregnancy_goes_through_its_stages_in_order(look: Observe, conceived: date, age: int) -> None:
    """From the last period to half a year after the due date there is exactly one stage, and then none."""
    record = due(conceived + timedelta(280), conceived + timedelta(14))
    last_days = {
        "first_trimester": 83,
        "earlier_pregnancy": 195,
        "late_pregnancy": 294,
        "recently_delivered": 280 + 182,
    }

    findings = look(record, as_of=conceived + timedelta(age))[Side.LEFT].findings

    assert [name for name in STAGES if findings[name].presence is P] == [
        name for name, last in last_days.items() if age <= last
    ][:1]


@pytest.mark.parametrize("leap_day", [date(2024, 2, 29), date(2000, 2, 29), date(2028, 2, 29)], ids=str)
@pytest.mark.parametrize("days", [0, 84, 196, 280])
def test_leap_days_are_days(find: Find, leap_day: date, days: int) -> None:
    """A pregnancy that began so many days before 29 February is that old on the day, and a day older on 1 March."""
    record = due(before(leap_day, days - 280), before(leap_day, 1))

    for later in (0, 1):
        weeks, rest = divmod(days + later, 7)
        note = find("pregnant", record, as_of=leap_day + timedelta(later)).note
        assert note == f"{weeks} weeks and {rest} day{'' if rest == 1 else 's'}"


@st.composite
def records(draw: st.DrawFn) -> tuple[date, list[Json]]:
    """A day, and any mixture of records about pregnancy from the two years before it."""
    as_of = draw(DAYS)
    ago = st.integers(0, 700)

    def dated() -> str | None:
        day = before(as_of, draw(ago)).isoformat()
        return draw(st.sampled_from([day, day, day, day[:7], day[:4], None]))

    made = []
    for kind in draw(st.lists(st.sampled_from("dgwltTpcnby"), max_size=6)):
        match kind:
            case "d":
                made.append(observation(DUE_DATE, on=dated(), valueDateTime=before(as_of, draw(ago) - 300).isoformat()))
            case "g":
                weeks = {"value": draw(st.integers(0, 45)), "unit": "wk"}
                made.append(observation(GESTATIONAL_AGE, on=dated(), valueQuantity=weeks))
            case "w":
                made.append(encounter(week_code(draw(st.integers(8, 42))), on=dated()))
            case "l":
                made.append(observation(LAST_PERIOD, on=dated(), valueDateTime=dated()))
            case "t" | "T":
                made.append(condition(SECOND_TRIMESTER if kind == "t" else THIRD_TRIMESTER, onset=dated()))
            case "p" | "n":
                answer = concept(PREGNANT if kind == "p" else NOT_PREGNANT)
                made.append(observation(PREGNANCY_STATUS, on=dated(), valueCodeableConcept=answer))
            case "c":
                made.append(condition(PREGNANT, onset=dated()))
            case _:
                made.append(procedure(DELIVERY, on=dated()))
    return as_of, made


@given(records())
def test_no_chart_makes_two_stages_of_one_pregnancy(look: Observe, chart: tuple[date, list[Json]]) -> None:
    as_of, made = chart

    findings = look(*made, as_of=as_of)[Side.LEFT].findings
    present = {name for name in EVERY if findings[name].presence is P}

    assert len(present & {"first_trimester", "earlier_pregnancy", "late_pregnancy"}) <= 1
    if present & {"first_trimester", "earlier_pregnancy", "late_pregnancy"}:
        assert "pregnant" in present


@given(records())
def test_every_answer_rests_on_a_record_or_has_a_reason(look: Observe, chart: tuple[date, list[Json]]) -> None:
    as_of, made = chart

    findings = look(*made, as_of=as_of)[Side.LEFT].findings

    for name in EVERY:
        finding = findings[name]
        assert finding.evidence if finding.presence is not U else finding.reason


@given(records())
def test_the_order_in_which_records_arrive_changes_no_answer(look: Observe, chart: tuple[date, list[Json]]) -> None:
    as_of, made = chart

    forwards = look(*made, as_of=as_of)[Side.LEFT].findings
    backwards = look(*reversed(made), as_of=as_of)[Side.LEFT].findings

    assert [forwards[name].presence for name in EVERY] == [backwards[name].presence for name in EVERY]


def partial(day: date) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{day:%Y-%m}", f"{day:%Y}"])


def agrees(coarse: Presence, fine: Presence) -> bool:
    """Whether a partial date claims nothing that the exact one does not, and denies nothing that it claims."""
    return coarse in (U, fine) or (coarse, fine) == (A, U)


@given(st.data(), DAYS, st.integers(-300, 280))
def test_a_partial_due_date_says_nothing_that_the_exact_one_denies(
    look: Observe, data: st.DataObject, as_of: date, ahead: int
) -> None:
    day = as_of + timedelta(ahead)
    said = before(as_of, 250)

    exact = look(due(day, said), as_of=as_of)[Side.LEFT].findings
    coarse = look(due(data.draw(partial(day)), said), as_of=as_of)[Side.LEFT].findings

    for name in STAGES:
        assert agrees(coarse[name].presence, exact[name].presence), name


@given(st.data(), DAYS, st.integers(0, 294))
def test_a_partial_last_period_says_nothing_that_the_exact_one_denies(
    look: Observe, data: st.DataObject, as_of: date, ago: int
) -> None:
    day = before(as_of, ago)
    pregnant = observation(PREGNANCY_STATUS, on=as_of.isoformat(), valueCodeableConcept=concept(PREGNANT))

    def findings(value: str) -> dict[str, Presence]:
        record = observation(LAST_PERIOD, on=as_of.isoformat(), valueDateTime=value)
        case = look(record, pregnant, as_of=as_of)[Side.LEFT]
        return {name: case.findings[name].presence for name in STAGES[:3]}

    exact, coarse = findings(day.isoformat()), findings(data.draw(partial(day)))

    for name, presence in coarse.items():
        assert agrees(presence, exact[name]), name


@given(st.data(), DAYS, st.integers(0, 800))
def test_a_partial_day_of_delivery_says_nothing_that_the_exact_one_denies(
    look: Observe, data: st.DataObject, as_of: date, ago: int
) -> None:
    day = before(as_of, ago)

    def delivered(on: str) -> Presence:
        return look(procedure(DELIVERY, on=on), as_of=as_of)[Side.LEFT].findings["recently_delivered"].presence

    assert agrees(delivered(data.draw(partial(day))), delivered(day.isoformat()))
