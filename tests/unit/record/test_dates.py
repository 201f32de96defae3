"""FHIR dates are spans of days, as precise as they were recorded."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain import When
from service.record.dates import age_on, parse_when, years_after


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2026-03-04", date(2026, 3, 4), date(2026, 3, 4), id="a day"),
        pytest.param("2026-04", date(2026, 4, 1), date(2026, 4, 30), id="a month"),
        pytest.param("2024-02", date(2024, 2, 1), date(2024, 2, 29), id="February of a leap year"),
        pytest.param("2026-12", date(2026, 12, 1), date(2026, 12, 31), id="December"),
        pytest.param("9999-12", date(9999, 12, 1), date(9999, 12, 31), id="the last month there is"),
        pytest.param("2026", date(2026, 1, 1), date(2026, 12, 31), id="a year"),
        pytest.param("2026-03-04T05:06:07Z", date(2026, 3, 4), date(2026, 3, 4), id="an instant"),
        pytest.param("2026-03-04T23:59:59+14:00", date(2026, 3, 4), date(2026, 3, 4), id="far east: the local day"),
        pytest.param("2026-03-04T00:00:00.000-12:00", date(2026, 3, 4), date(2026, 3, 4), id="far west: the local day"),
        pytest.param("2026-03-04T05:06:07", date(2026, 3, 4), date(2026, 3, 4), id="without a zone"),
        pytest.param("2026-03-04T05:06", date(2026, 3, 4), date(2026, 3, 4), id="without seconds"),
    ],
)
def test_a_fhir_date_is_as_precise_as_it_was_written(text: str, first: date, last: date) -> None:
    assert parse_when(text) == When(first, last)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("26-03-04", id="two digits of a year"),
        pytest.param("2026-3-4", id="no leading zeros"),
        pytest.param("2026-13", id="month 13"),
        pytest.param("2026-00-01", id="month 0"),
        pytest.param("2026-02-30", id="30 February"),
        pytest.param("0000", id="year 0"),
        pytest.param("2026-03-04T", id="a time that is not there"),
        pytest.param("2026-03-04T05", id="hours only"),
        pytest.param("2026-03-04 05:06", id="a space instead of T"),
        pytest.param("04.03.2026", id="another order"),
        pytest.param("2026-03-04\n", id="a line end"),
        pytest.param("٢٠٢٦-03-04", id="digits of another script"),
        pytest.param("last spring", id="words"),
    ],
)
def test_what_is_no_fhir_date_gives_no_date(text: str) -> None:
    assert parse_when(text) is None


@pytest.mark.parametrize(
    ("birth", "years", "birthday"),
    [
        (date(1994, 3, 2), 30, date(2024, 3, 2)),
        (date(1996, 2, 29), 28, date(2024, 2, 29)),
        (date(1996, 2, 29), 30, date(2026, 3, 1)),
    ],
)
def test_a_birthday_on_29_february_moves_to_1_march(birth: date, years: int, birthday: date) -> None:
    assert years_after(birth, years) == birthday


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2026, 3, 1), 31),
        (date(2026, 3, 2), 32),
        (date(2026, 11, 22), 32),
        (date(1994, 3, 2), 0),
    ],
)
def test_age_counts_completed_years(day: date, age: int) -> None:
    assert age_on(date(1994, 3, 2), day) == age
