"""Nothing of a record reaches a log, an OperationOutcome or the message of an issue.

Every string of the chart is a canary. Ids, dates and quoted sentences may stand in a card or in the
explanation of /evaluate, which go to the caller that sent them; nowhere else.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.answers import PATIENT_VIEW
from tests.api.asgi import GONE, Exchange, chunk
from tests.api.mutations import at, places, replaced
from tests.charts import (
    DUE_DATE,
    HIP_PAIN,
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_LEFT,
    PREFETCH,
    REFERRAL,
    Json,
    bundle,
    concept,
    device_order,
    encounter,
    hip_pain,
    imaging_study,
    observation,
    order,
    patient,
    procedure,
    report,
    request,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    import httpx

    from tests.client import Client

    Send = Callable[[Client, Any], httpx.Response]

DATES = ("1994-03-02", "2026-10-07", "2026-10-09", "2026-10-11", "2027-01-17")
CANARY = re.compile("|".join(("canary", *DATES)), re.IGNORECASE)
NOTE = [{"text": "canary note", "authorString": "canary author"}]


def told(code: tuple[str, str]) -> Json:
    """A concept whose display and text are canaries."""
    made = concept(code, text="canary text")
    made["coding"][0]["display"] = "canary display"
    return made


def chart() -> tuple[Json, ...]:
    """Late pregnancy with hip pain: every type of resource, and a canary wherever FHIR takes words."""
    person = patient(
        birth=DATES[0],
        name=[{"family": "Canary", "given": ["Canary-Ann"], "text": "Ann Canary"}],
        telecom=[{"value": "canary@example.org"}],
        address=[{"line": ["1 Canary Row"], "city": "Canary"}],
        identifier=[{"system": "urn:canary", "value": "canary-7"}],
    )
    others = (
        hip_pain(LEFT_HIP, onset=DATES[1], recordedDate=DATES[2], note=NOTE) | {"code": told(HIP_PAIN)},
        observation(DUE_DATE, on=DATES[3], valueDateTime=DATES[4], note=NOTE),
        observation(HIP_PAIN, on=DATES[3], valueString="canary value"),
        procedure(MRI_LEFT, on=DATES[2], note=NOTE),
        encounter(HIP_PAIN, on=DATES[3], identifier=[{"value": "canary"}]),
        imaging_study(description="canary study", started=DATES[2]),
        report(MRI_LEFT, MARROW_OEDEMA, on=DATES[2], conclusion="canary conclusion"),
        order(REFERRAL, text="canary order", on=DATES[2], note=NOTE),
        device_order(on=DATES[2], note=NOTE),
    )
    identity = {"id": "canary-patient"}
    subject = {"subject": {"reference": "Patient/canary-patient", "display": "Ann Canary"}}
    return person | identity, *(
        one | {"id": f"canary-{number}"} | subject for number, one in enumerate(others, start=1)
    )


def hook_request() -> Json:
    context = {"userId": "Practitioner/canary-user", "patientId": "canary-patient", "encounterId": "canary-4"}
    secrets = {"access_token": "canary-token", "scope": "canary", "subject": "canary", "token_type": "Bearer"}
    return request(*chart(), context=context, fhirAuthorization=secrets, fhirServer="https://canary.example/fhir")


def messages(value: Any) -> Iterator[str]:
    """What issues say in words, wherever they stand."""
    if isinstance(value, dict):
        if "message" in value:
            yield value["message"]
        for member in value.values():
            yield from messages(member)
    elif isinstance(value, list):
        for one in value:
            yield from messages(one)


def leaks(response: httpx.Response) -> list[str]:
    """Canaries in a refusal, or in the messages of issues."""
    answer = response.json()
    said = [response.text] if answer.get("resourceType") == "OperationOutcome" else list(messages(answer))
    return [one for one in said if CANARY.search(one)]


@pytest.fixture
def silent(log_lines: Callable[[], list[Json]], capfd: pytest.CaptureFixture[str]) -> Callable[[], list[Json]]:
    """The lines of the log besides those of calls; fails when a canary stands in any, or anything else was printed."""

    def look() -> list[Json]:
        lines = log_lines()
        assert [line for line in lines if CANARY.search(str({**line, "timestamp": None}))] == []
        assert tuple(capfd.readouterr()) == ("", "")
        return [line for line in lines if line["event"] not in ("call", "evaluate")]

    return look


HEADERS = {"authorization": "Bearer canary-token", "user-agent": "canary", "x-request-id": "canary"}
SENDERS: list[Any] = [
    pytest.param(hook_request, lambda client, body: client.post(PATIENT_VIEW, body, headers=HEADERS), id="hook"),
    pytest.param(
        lambda: bundle(*chart()), lambda client, body: client.post("/evaluate", body, headers=HEADERS), id="evaluate"
    ),
]
EVERYWHERE = pytest.mark.parametrize(("body", "send"), SENDERS)


@EVERYWHERE
def test_a_readable_chart_leaves_no_trace(
    body: Callable[[], Json], send: Send, client: Client, silent: Callable[[], list[Json]]
) -> None:
    response = send(client, body())

    assert response.status_code == 200
    assert response.json()["cards"]
    assert leaks(response) == []
    assert silent() == []


NEW = [
    pytest.param("canary", id="text"),
    pytest.param(["canary"], id="array"),
    pytest.param({"canary": "canary"}, id="object"),
]


@pytest.mark.parametrize("new", NEW)
@EVERYWHERE
def test_a_chart_that_is_garbled_anywhere_leaves_no_trace(
    body: Callable[[], Json], send: Send, new: object, client: Client, silent: Callable[[], list[Json]]
) -> None:
    whole = body()
    leaves = [path for path in places(whole) if not isinstance(at(whole, path), (dict, list))]

    for path in leaves:
        response = send(client, replaced(whole, path, new))

        assert response.status_code < 500, path
        assert leaks(response) == [], path
    assert silent() == []


@pytest.mark.parametrize("path", [PATIENT_VIEW, "/evaluate"])
def test_a_body_that_is_cut_off_anywhere_leaves_no_trace(
    path: str, client: Client, silent: Callable[[], list[Json]]
) -> None:
    whole = json.dumps(hook_request() if path == PATIENT_VIEW else bundle(*chart())).encode()

    for length in range(0, len(whole), 97):
        response = client.post(path, content=whole[:length], headers={"content-type": "application/json"})

        assert response.status_code == 400
        assert leaks(response) == []
    assert silent() == []


def test_lines_that_are_cut_off_anywhere_leave_no_trace(client: Client, silent: Callable[[], list[Json]]) -> None:
    whole = "\n".join(json.dumps(one) for one in chart()).encode()

    for length in range(0, len(whole), 97):
        response = client.post("/evaluate", content=whole[:length], headers={"content-type": "application/fhir+ndjson"})

        assert response.status_code in (200, 400)
        assert leaks(response) == []
    assert silent() == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/cds-services/canary"),
        ("POST", "/cds-services/canary/feedback"),
        ("GET", "/cds-services/canary"),
        ("GET", "/rules/canary"),
        ("GET", "/canary?canary=canary"),
        ("POST", "/evaluate?as_of=canary"),
        ("POST", "/evaluate?hook=canary"),
        ("POST", "/evaluate?patient=canary"),
        ("CANARY", "/evaluate"),
    ],
)
def test_an_address_leaves_no_trace(method: str, path: str, client: Client, silent: Callable[[], list[Json]]) -> None:
    response = client.send(method, path, json=bundle(*chart()), headers=HEADERS)

    assert 400 <= response.status_code < 500
    assert leaks(response) == []
    assert silent() == []


@pytest.mark.parametrize("path", [PATIENT_VIEW, "/evaluate"])
def test_a_client_that_leaves_in_the_middle_leaves_no_trace(
    path: str, client: Client, silent: Callable[[], list[Json]]
) -> None:
    Exchange(client.app, path, [chunk(b'{"canary": "canary'), GONE])

    assert silent() == []


@EVERYWHERE
def test_a_crash_leaves_one_line_without_a_trace(
    body: Callable[[], Json], send: Send, serving: Callable[..., Client], silent: Callable[[], list[Json]]
) -> None:
    def broken_clock() -> date:
        message = "canary"
        raise RuntimeError(message)

    response = send(serving(broken_clock), body())

    assert response.status_code == 500
    assert leaks(response) == []
    assert [line["event"] for line in silent()] == ["crash"]


def test_the_chart_has_a_canary_in_every_type_of_resource() -> None:
    """Otherwise the tests of this file would show nothing."""
    found = {one["resourceType"] for one in chart() if len(CANARY.findall(json.dumps(one))) > 2}

    assert found == set(PREFETCH)
