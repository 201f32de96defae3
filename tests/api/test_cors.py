"""Browsers may call: preflight, answers and refusals carry the headers that the Fetch standard asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.answers import PATIENT_VIEW
from tests.charts import Json, patient, request

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.client import Client

SANDBOX, OTHER = "https://sandbox.cds-hooks.org", "https://other.example"
ALLOWED = "access-control-allow-origin"


def preflight(client: Client, path: str, method: str, origin: str = SANDBOX) -> httpx.Response:
    headers = {
        "origin": origin,
        "access-control-request-method": method,
        "access-control-request-headers": "authorization,content-type",
    }
    return client.send("OPTIONS", path, headers=headers)


@pytest.mark.parametrize(
    ("path", "method"), [("/cds-services", "GET"), (PATIENT_VIEW, "POST"), ("/evaluate", "POST"), ("/rules", "GET")]
)
def test_the_sandbox_may_call_every_endpoint(path: str, method: str, client: Client) -> None:
    response = preflight(client, path, method)

    assert response.status_code == 200
    assert response.headers[ALLOWED] == "*"
    assert method in response.headers["access-control-allow-methods"]
    assert {"authorization", "content-type"} <= set(
        response.headers["access-control-allow-headers"].lower().replace(" ", "").split(",")
    )


ANSWERS = [
    pytest.param("GET", "/cds-services", None, 200, id="discovery"),
    pytest.param("POST", PATIENT_VIEW, request(patient()), 200, id="a call"),
    pytest.param("POST", PATIENT_VIEW, request(), 412, id="data missing"),
    pytest.param("POST", PATIENT_VIEW, [], 400, id="another shape"),
    pytest.param("POST", "/cds-services/unknown", request(patient()), 404, id="an unknown service"),
    pytest.param("POST", "/evaluate", [], 400, id="no Bundle"),
    pytest.param("GET", "/nowhere", None, 404, id="an unknown path"),
    pytest.param("GET", PATIENT_VIEW, None, 405, id="another method"),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), ANSWERS)
def test_answers_and_refusals_can_be_read_by_any_origin(
    method: str, path: str, body: Json | None, status: int, client: Client
) -> None:
    response = client.send(method, path, json=body, headers={"origin": SANDBOX})

    assert response.status_code == status
    assert response.headers[ALLOWED] == "*"


@pytest.mark.parametrize(("method", "path", "body", "status"), ANSWERS)
def test_with_origins_listed_only_those_can_read(
    method: str, path: str, body: Json | None, status: int, serving: Callable[..., Client]
) -> None:
    client = serving(cors_origins=f"{SANDBOX}, https://ehr.example")

    known, unknown = (client.send(method, path, json=body, headers={"origin": origin}) for origin in (SANDBOX, OTHER))

    assert known.status_code == unknown.status_code == status
    assert known.headers[ALLOWED] == SANDBOX
    assert ALLOWED not in unknown.headers
    assert "origin" in known.headers["vary"].lower()
    assert "origin" in unknown.headers["vary"].lower()


def test_with_origins_listed_a_preflight_of_another_is_refused(serving: Callable[..., Client]) -> None:
    client = serving(cors_origins=SANDBOX)

    known, unknown = (preflight(client, PATIENT_VIEW, "POST", origin) for origin in (SANDBOX, OTHER))

    assert (known.status_code, unknown.status_code) == (200, 400)
    assert ALLOWED not in unknown.headers


@pytest.mark.parametrize(("method", "path", "body", "status"), ANSWERS)
def test_without_origins_no_browser_can_read(
    method: str, path: str, body: Json | None, status: int, serving: Callable[..., Client]
) -> None:
    response = serving(cors_origins="").send(method, path, json=body, headers={"origin": SANDBOX})

    assert response.status_code == status
    assert ALLOWED not in response.headers


def test_without_origins_there_is_no_preflight(serving: Callable[..., Client]) -> None:
    assert preflight(serving(cors_origins=""), PATIENT_VIEW, "POST").status_code == 405


def test_a_call_that_comes_from_no_browser_needs_no_headers(client: Client) -> None:
    assert ALLOWED not in client.post(PATIENT_VIEW, request(patient())).headers
