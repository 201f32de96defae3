"""Server-Timing: where the time of a call went, for whoever looks for a slow one."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from service.api.timing import PHASES
from tests.api.answers import PATIENT_VIEW
from tests.charts import due_date, hip_pain, patient, request

if TYPE_CHECKING:
    import httpx

    from tests.client import Client


def phases(response: httpx.Response) -> dict[str, float]:
    """Phase to milliseconds (W3C Server Timing: `name;dur=number`)."""
    told = (entry.split(";dur=") for entry in response.headers["server-timing"].split(", "))
    return {name: float(milliseconds) for name, milliseconds in told}


def test_a_call_with_a_card_walks_through_every_phase_in_order(client: Client) -> None:
    response = client.post(PATIENT_VIEW, request(patient(), hip_pain(), due_date(31)))

    assert tuple(phases(response)) == PHASES


def test_a_chart_that_says_nothing_is_answered_without_reasoning(client: Client) -> None:
    response = client.post(PATIENT_VIEW, request(patient()))

    assert list(phases(response)) == ["parse", "record", "write"]


def test_a_chart_of_another_patient_is_only_parsed(client: Client) -> None:
    response = client.post(PATIENT_VIEW, request(patient(id="berta"), hip_pain()))

    assert list(phases(response)) == ["parse"]


def test_the_phases_are_no_longer_than_the_call(client: Client) -> None:
    began = perf_counter()
    response = client.post(PATIENT_VIEW, request(patient(), hip_pain(), due_date(31)))
    whole = (perf_counter() - began) * 1000

    assert 0 < sum(phases(response).values()) < whole
    assert all(milliseconds >= 0 for milliseconds in phases(response).values())


@pytest.mark.parametrize(
    "body", [request(), [], request(patient()) | {"hook": "order-sign"}], ids=["no patient", "no object", "other hook"]
)
def test_a_refusal_has_no_phases(body: object, client: Client) -> None:
    assert "server-timing" not in client.post(PATIENT_VIEW, body).headers
