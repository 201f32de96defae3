"""What cannot be answered is refused with a 4xx and an OperationOutcome that repeats nothing of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.answers import PATIENT_VIEW, refusal_of
from tests.charts import Json, patient, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.client import Client

CANARY = "CANARY"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"CANARY", id="a word"),
        pytest.param(b'{"hook": "patient-view", "CANARY": }', id="a missing value"),
        pytest.param(b'{"hook": "patient-view"}}', id="one brace too many"),
        pytest.param(b'{"hook": "CANARY', id="cut off"),
        pytest.param(b"\xff\xfe{\x00}\x00", id="UTF-16"),
        pytest.param(b'\xef\xbb\xbf{"hook": "patient-view"}', id="a byte order mark"),
        pytest.param(b"<html>CANARY</html>", id="HTML"),
    ],
)
@pytest.mark.parametrize("path", [PATIENT_VIEW, "/evaluate"])
def test_a_body_that_is_no_json_is_refused_with_its_place(path: str, body: bytes, client: Client) -> None:
    response = client.post(path, content=body, headers={"content-type": "application/json"})

    issue = refusal_of(response, 400)
    assert issue["code"] == "structure"
    assert issue["diagnostics"].startswith("the body is not valid JSON: ")
    assert " at line 1, column " in issue["diagnostics"]
    assert CANARY not in response.text


@pytest.mark.parametrize(
    ("body", "found"),
    [(b"[]", "an array"), (b'"CANARY"', "a string"), (b"null", "null"), (b"7", "a number"), (b"true", "a boolean")],
)
@pytest.mark.parametrize(("path", "where"), [(PATIENT_VIEW, "body"), ("/evaluate", "Bundle")])
def test_json_that_is_no_object_is_refused(path: str, where: str, body: bytes, found: str, client: Client) -> None:
    response = client.post(path, content=body, headers={"content-type": "application/json"})

    issue = refusal_of(response, 400)
    assert issue["diagnostics"] == f"{where}: expected a JSON object, found {found}"


@pytest.mark.parametrize(
    ("change", "where", "expected"),
    [
        pytest.param({"context": None}, "context", "an object, found nothing", id="no context"),
        pytest.param({"context": CANARY}, "context", "an object, found a string", id="context as text"),
        pytest.param({"context": {}}, "context.patientId", "a string, found nothing", id="no patientId"),
        pytest.param(
            {"context": {"patientId": ""}}, "context.patientId", "a string, found nothing", id="an empty patientId"
        ),
        pytest.param(
            {"context": {"patientId": [CANARY]}}, "context.patientId", "a string, found an array", id="several patients"
        ),
        pytest.param(
            {"context": {"patientId": "anna", "encounterId": {"id": CANARY}}},
            "context.encounterId",
            "a string, found an object",
            id="encounter as object",
        ),
        pytest.param({"prefetch": [CANARY]}, "prefetch", "an object, found an array", id="prefetch as array"),
        pytest.param({"prefetch": CANARY}, "prefetch", "an object, found a string", id="prefetch as text"),
        pytest.param({"hookInstance": 5}, "hookInstance", "a string, found a number", id="hookInstance as number"),
    ],
)
def test_a_request_of_another_shape_is_refused_with_its_place(
    change: Json, where: str, expected: str, client: Client
) -> None:
    response = client.post(PATIENT_VIEW, request(patient()) | change)

    issue = refusal_of(response, 400)
    assert issue["diagnostics"] == f"{where}: expected {expected}"
    assert issue["expression"] == [where]
    assert CANARY not in response.text


@pytest.mark.parametrize("hook", ["order-sign", "CANARY", None, "", 5, ["patient-view"]])
def test_another_hook_than_the_services_is_refused(hook: object, client: Client) -> None:
    response = client.post(PATIENT_VIEW, request(patient()) | {"hook": hook})

    issue = refusal_of(response, 400)
    assert "this service answers 'patient-view'" in issue["diagnostics"]
    assert issue["expression"] == ["hook"]
    assert CANARY not in response.text


@pytest.mark.parametrize(
    "path",
    ["/cds-services/CANARY", "/cds-services/", "/cds-services/TOH-patient-view", "/cds-services/toh-patient-view%2F"],
)
def test_an_unknown_service_is_not_found(path: str, client: Client) -> None:
    response = client.post(path, request(patient()))

    assert "GET /cds-services lists them" in refusal_of(response, 404)["diagnostics"]
    assert CANARY not in response.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/CANARY", 404),
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("POST", "/cds-services/toh-patient-view/CANARY", 404),
        ("POST", "/cds-services/toh-patient-view/feedback", 404),
        ("POST", "/cds-services/toh-patient-view/", 404),
        ("GET", "/cds-services/", 404),
        ("POST", "/evaluate/", 404),
        ("GET", "/rules/CANARY", 404),
        ("GET", "/health", 404),
        ("GET", "/cds-services/toh-patient-view", 405),
        ("GET", "/cds-services/CANARY", 405),
        ("PUT", "/cds-services/toh-patient-view", 405),
        ("POST", "/cds-services", 405),
        ("GET", "/evaluate", 405),
        ("DELETE", "/evaluate", 405),
        ("POST", "/health/live", 405),
        ("POST", "/rules", 405),
    ],
)
def test_unknown_paths_and_methods_are_refused(method: str, path: str, status: int, client: Client) -> None:
    response = client.send(method, path)

    assert refusal_of(response, status)["code"] == {404: "not-found", 405: "not-supported"}[status]
    assert CANARY not in response.text
    assert status == 404 or response.headers["allow"]


@pytest.mark.parametrize("path", [PATIENT_VIEW, "/evaluate"])
def test_json_may_nest_as_deeply_as_the_setting_says(path: str, serving: Callable[..., Client]) -> None:
    shallow = serving(max_json_depth=8)
    body = b'{"resourceType": "Bundle", "hook": "patient-view", "context": ' + b"[" * 8 + b"]" * 8 + b"}"

    response = shallow.post(path, content=body, headers={"content-type": "application/json"})

    issue = refusal_of(response, 400)
    assert issue["code"] == "too-costly"
    assert issue["diagnostics"] == "the JSON is nested more than 8 levels deep (setting MAX_JSON_DEPTH)"


@pytest.mark.parametrize("path", [PATIENT_VIEW, "/evaluate"])
def test_json_that_nests_without_end_is_refused(path: str, client: Client) -> None:
    body = b'{"a":' * 100_000

    response = client.post(path, content=body, headers={"content-type": "application/json"})

    assert refusal_of(response, 400)["code"] == "too-costly"


def test_the_routes_behind_the_front_door_repeat_nothing_either(client: Client) -> None:
    """FastAPI would answer 422 with the whole body in it."""
    inner = type(client)(client.app.app)  # type: ignore[arg-type]  # any ASGI application will do

    response = inner.post(PATIENT_VIEW, {"hook": ["CANARY"]})

    assert refusal_of(response, 400)["diagnostics"] == "a parameter of the request is not valid"
    assert CANARY not in response.text


@pytest.mark.parametrize("path", [PATIENT_VIEW, "/evaluate"])
def test_a_compressed_body_is_refused(path: str, client: Client) -> None:
    response = client.post(path, {}, headers={"content-encoding": "gzip"})

    assert refusal_of(response, 415)["diagnostics"] == "Content-Encoding: expected none"
