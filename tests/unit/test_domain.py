"""The words that every room shares."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain import Side, When, moved


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        pytest.param(date(2026, 3, 4), date(2026, 3, 4), "2026-03-04", id="a day"),
        pytest.param(date(2024, 2, 1), date(2024, 2, 29), "2024-02", id="a month"),
        pytest.param(date(2026, 1, 1), date(2026, 12, 31), "2026", id="a year"),
        pytest.param(date(9999, 1, 1), date(9999, 12, 31), "9999", id="the last year there is"),
        pytest.param(date(5, 1, 1), date(5, 12, 31), "0005", id="a year of four digits all the same"),
        pytest.param(date(5, 2, 1), date(5, 2, 28), "0005-02", id="its February"),
        pytest.param(date(2026, 1, 1), date(2026, 2, 28), "2026-01-01/2026-02-28", id="two months"),
        pytest.param(date(2025, 1, 1), date(2026, 12, 31), "2025-01-01/2026-12-31", id="two years"),
        pytest.param(date(2024, 2, 1), date(2024, 2, 28), "2024-02-01/2024-02-28", id="a month but its last day"),
        pytest.param(date(2024, 3, 2), date(2025, 3, 1), "2024-03-02/2025-03-01", id="a year of life"),
    ],
)
def test_a_date_is_written_as_precisely_as_it_was_recorded(first: date, last: date, text: str) -> None:
    assert str(When(first, last)) == text


@pytest.mark.parametrize(
    ("day", "days", "later"),
    [
        pytest.param(date(2026, 2, 27), 2, date(2026, 3, 1), id="ahead"),
        pytest.param(date(2026, 3, 1), -1, date(2026, 2, 28), id="back"),
        pytest.param(date(1, 1, 10), -280, date.min, id="before the first day there is"),
        pytest.param(date(9999, 12, 31), 1, date.max, id="after the last day there is"),
    ],
)
def test_a_day_moves_as_far_as_the_calendar_goes(day: date, days: int, later: date) -> None:
    assert moved(day, days) == later


def test_a_span_moves_as_a_whole() -> None:
    january = When(date(2026, 1, 1), date(2026, 1, 31))

    assert january.shifted(31) == When(date(2026, 2, 1), date(2026, 3, 3))


@pytest.mark.parametrize(("side", "other"), [(Side.LEFT, Side.RIGHT), (Side.RIGHT, Side.LEFT)])
def test_each_side_has_another(side: Side, other: Side) -> None:
    assert side.other is other
