"""Log lines are JSON with a closed list of fields."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from service import log
from service.log import ALLOWED, FieldNotAllowed, logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.charts import Json


def test_a_line_is_an_event_with_level_and_time(log_lines: Callable[[], list[Json]]) -> None:
    logger().info("serving", host="127.0.0.1", port=8000)

    (line,) = log_lines()
    assert {name: value for name, value in line.items() if name != "timestamp"} == {
        "event": "serving",
        "level": "info",
        "host": "127.0.0.1",
        "port": 8000,
    }
    assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None


@pytest.mark.parametrize("field", ["patient", "reference", "text", "token", "body", "query"])
def test_a_field_that_is_not_on_the_list_is_an_error(field: str, log_lines: Callable[[], list[Json]]) -> None:
    with pytest.raises(FieldNotAllowed, match=field) as refused:
        logger().info("call", **{field: "CANARY"})

    assert "CANARY" not in str(refused.value)
    assert log_lines() == []


def test_the_list_of_fields_is_closed() -> None:
    """A new field is a decision about privacy: it belongs here as well, on purpose."""
    assert {
        *("event", "level", "timestamp", "service", "hook", "rules", "cards", "status", "duration_ms", "request_id"),
        *("shadow", "version", "sha256", "faults", "path", "host", "port", "setting", "exception", "where", "missing"),
    } == ALLOWED


@pytest.mark.parametrize(("level", "kept"), [("DEBUG", 3), ("INFO", 2), ("WARNING", 1), ("ERROR", 1)])
def test_lines_below_the_level_are_not_written(
    level: str, kept: int, log_lines: Callable[[], list[Json]], capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure(level)

    logger().debug("one")
    logger().info("two")
    logger().error("three")

    assert len(capsys.readouterr().err.splitlines()) == kept
    assert log_lines() == []
