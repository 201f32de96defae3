"""What nobody foresaw: 500 without detail, a log line without values, and the process lives on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.answers import PATIENT_VIEW, refusal_of
from tests.charts import AS_OF, Json, bundle, patient, request

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tests.client import Client

CANARY = "CANARY"


def broken_clock() -> date:
    raise RuntimeError(CANARY)


@pytest.fixture
def broken(serving: Callable[..., Client]) -> Client:
    return serving(broken_clock, cors_origins="https://ehr.example")


CALLS = [
    pytest.param(PATIENT_VIEW, request(patient()), "/cds-services/{id}", id="hook"),
    pytest.param(f"/cds-services/{CANARY}", request(patient()), "/cds-services/{id}", id="a service of that name"),
    pytest.param("/evaluate", bundle(patient()), "/evaluate", id="evaluate"),
    pytest.param(f"/evaluate?hook={CANARY}", bundle(patient()), "/evaluate", id="evaluate with a parameter"),
]


@pytest.mark.parametrize(("path", "body", "_route"), CALLS)
def test_a_crash_is_a_500_without_detail(path: str, body: Json, _route: str, broken: Client) -> None:
    response = broken.post(path, body)

    issue = refusal_of(response, 500)
    assert issue == {"severity": "error", "code": "exception", "diagnostics": "the request could not be processed"}


@pytest.mark.parametrize(("path", "body", "route"), CALLS)
def test_the_log_says_where_it_crashed_and_nothing_of_the_call(
    path: str, body: Json, route: str, broken: Client, log_lines: Callable[[], list[Json]]
) -> None:
    broken.post(path, body, headers={"authorization": f"Bearer {CANARY}"})

    (line,) = log_lines()
    assert {name: line[name] for name in ("event", "level", "exception", "path")} == {
        "event": "crash",
        "level": "error",
        "exception": "RuntimeError",
        "path": route,
    }
    assert line["where"].partition(":")[0].endswith("test_crash.py")
    assert CANARY not in str(line)


@pytest.mark.parametrize(("path", "body", "_route"), CALLS)
def test_a_browser_can_read_that_it_crashed(path: str, body: Json, _route: str, broken: Client) -> None:
    response = broken.post(path, body, headers={"origin": "https://ehr.example"})

    assert response.headers["access-control-allow-origin"] == "https://ehr.example"


def test_the_next_call_is_answered(serving: Callable[..., Client]) -> None:
    days = iter([None, AS_OF])

    def stumbling_clock() -> date:
        return next(days) or broken_clock()

    client = serving(stumbling_clock)

    first, second = (client.post(PATIENT_VIEW, request(patient())) for _ in range(2))

    assert (first.status_code, second.status_code) == (500, 200)
