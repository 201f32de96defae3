"""One line for each call of a service: what it came to, how long it took, and nothing of the patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service import log
from tests.api.answers import PATIENT_VIEW
from tests.api.asgi import GONE, Exchange, chunk
from tests.charts import Json, bundle, due_date, hip_pain, patient, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.client import Client

PREGNANT_WITH_PAIN = request(patient(), hip_pain(), due_date(31))
HELD = {"service": "toh-patient-view", "hook": "patient-view"}


def settled(line: Json) -> Json:
    """A line without what differs from call to call."""
    return {name: value for name, value in line.items() if name not in ("timestamp", "duration_ms")}


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        pytest.param(
            PATIENT_VIEW,
            PREGNANT_WITH_PAIN,
            HELD | {"rules": ["late-pregnancy-hip-pain"], "shadow": [], "cards": 1, "status": 200},
            id="a card",
        ),
        pytest.param(
            PATIENT_VIEW,
            request(patient()),
            HELD | {"rules": [], "shadow": [], "cards": 0, "status": 200},
            id="silence",
        ),
        pytest.param(
            PATIENT_VIEW,
            request(patient(), hip_pain(()), due_date(31)),
            HELD | {"rules": ["late-pregnancy-hip-pain"], "shadow": [], "cards": 1, "status": 200},
            id="one card for both hips",
        ),
        pytest.param(
            PATIENT_VIEW,
            PREGNANT_WITH_PAIN | {"prefetch": {}},
            HELD | {"status": 412},
            id="a Patient that was not sent",
        ),
        pytest.param(PATIENT_VIEW, ["no request"], HELD | {"status": 400}, id="no request"),
        pytest.param(
            PATIENT_VIEW,
            PREGNANT_WITH_PAIN | {"context": {"patientId": "another"}},
            HELD | {"status": 200},
            id="another patient: nothing was evaluated",
        ),
        pytest.param("/cds-services/anna", PREGNANT_WITH_PAIN, {"status": 404}, id="a service that does not exist"),
    ],
)
def test_a_call_is_one_line(
    path: str, body: Any, told: Json, client: Client, log_lines: Callable[[], list[Json]]
) -> None:
    client.post(path, body)

    (line,) = log_lines()
    assert settled(line) == {"event": "call", "level": "info", **told}
    assert 0 <= line["duration_ms"] < 10_000


def test_a_body_that_is_too_large_is_a_line_as_well(
    serving: Callable[..., Client], log_lines: Callable[[], list[Json]]
) -> None:
    serving(max_body_bytes=10).post(PATIENT_VIEW, PREGNANT_WITH_PAIN)

    (line,) = log_lines()
    assert settled(line) == {"event": "call", "level": "info", **HELD, "status": 413}


def test_nobody_counts_a_call_that_its_client_gave_up(client: Client, log_lines: Callable[[], list[Json]]) -> None:
    Exchange(client.app, PATIENT_VIEW, [chunk(b'{"hook":'), GONE])

    assert log_lines() == []


def test_a_chart_that_is_tried_out_is_no_call(client: Client, log_lines: Callable[[], list[Json]]) -> None:
    client.post("/evaluate", bundle(patient(), hip_pain(), due_date(31)))

    (line,) = log_lines()
    assert settled(line) == {"event": "evaluate", "level": "info", "hook": "patient-view", "status": 200}


@pytest.mark.parametrize("level", ["WARNING", "ERROR"])
def test_calls_are_not_written_where_only_faults_are_wanted(
    level: str, client: Client, log_lines: Callable[[], list[Json]], capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure(level)

    client.post(PATIENT_VIEW, PREGNANT_WITH_PAIN)

    assert (log_lines(), capsys.readouterr().err) == ([], "")
