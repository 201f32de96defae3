"""Requests as a real client sends them: recorded from the CDS Hooks Sandbox, an EHR in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.answers import answer_of, cards_of, refusal_of, told
from tests.charts import IBUPROFEN, bundle, concept, due_date, gestational_age, reference
from tests.conformance.examples import example, names, needs_examples

if TYPE_CHECKING:
    import httpx

    from tests.charts import Json
    from tests.client import Client

pytestmark = needs_examples

SERVICES = {"toh-view": "toh-patient-view", "toh-select": "toh-order-select", "toh-sign": "toh-order-sign"}
"""The recorded stub's ids, and ours for the same hooks."""

FEEDBACK = {"02-cds-services_toh-view_feedback.json", "03-cds-services_toh-view_feedback.json"}
VIEWS = ["01-cds-services_toh-view.json", "06-cds-services_toh-view.json"]
EMPTY_ORDERS = ["04-cds-services_toh-select.json", "07-cds-services_toh-select.json", "08-cds-services_toh-select.json"]
UNFETCHED = "05-cds-services_toh-sign.json"
OWN = {"reference": "Patient/toh-1"}
"""The patient of the recording."""


def recorded(name: str) -> Json:
    """The body of one recorded request."""
    return example(f"sandbox-wire/{name}")


def send(client: Client, name: str, body: Json) -> httpx.Response:
    """Sends a body as the client did: with the headers of a browser at the service of that hook."""
    headers = example("sandbox-wire/headers-of-last-request.json")
    kept = {key: value for key, value in headers.items() if key not in ("Host", "Content-Length", "Connection")}
    path = f"/cds-services/{SERVICES[name.split('_')[1].removesuffix('.json')]}"
    return client.post(path, body, headers=kept)


def test_every_recorded_request_is_looked_at_here() -> None:
    assert {name.rpartition("/")[2] for name in names("sandbox-wire")} == {*FEEDBACK, *VIEWS, *EMPTY_ORDERS, UNFETCHED}


@pytest.mark.parametrize("name", VIEWS)
def test_hip_pain_alone_is_no_card_and_the_answer_says_what_was_not_sent(name: str, client: Client) -> None:
    response = send(client, name, recorded(name))

    answer = answer_of(response)
    assert answer["cards"] == []
    assert told(answer)["evaluated"] == "partly"
    assert "observations" in {one["prefetch"] for one in told(answer)["missing"]}
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("name", VIEWS)
def test_the_same_chart_with_a_pregnancy_is_a_card(name: str, client: Client) -> None:
    body = recorded(name)
    body["prefetch"]["observations"] = bundle(due_date(31, subject=OWN), kind="searchset")

    answer = answer_of(send(client, name, body))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


@pytest.mark.parametrize("name", EMPTY_ORDERS)
def test_an_order_that_is_not_yet_chosen_is_no_card_and_no_fault(name: str, client: Client) -> None:
    assert send(client, name, recorded(name)).content == b'{"cards":[]}'


def test_the_medicine_once_chosen_is_judged(client: Client) -> None:
    body = recorded(EMPTY_ORDERS[0])
    (entry,) = body["context"]["draftOrders"]["entry"]
    entry["resource"]["medicationCodeableConcept"] = concept(IBUPROFEN)
    body["prefetch"]["observations"] = bundle(gestational_age(31, subject=OWN), kind="searchset")

    answer = answer_of(send(client, EMPTY_ORDERS[0], body))

    assert cards_of(answer) == {"nsaid-third-trimester": "critical"}
    removed = [one["resourceId"] for one in actions(answer) if one["type"] == "delete"]
    assert set(removed) == {reference(entry["resource"])[0]["reference"]}


def actions(answer: Json) -> list[Json]:
    """Every action that an answer suggests."""
    return [one for card in answer["cards"] for made in card["suggestions"] for one in made["actions"]]


def test_a_call_without_prefetch_and_without_a_token_is_a_412_that_names_the_key(client: Client) -> None:
    body = recorded(UNFETCHED)

    issue = refusal_of(send(client, UNFETCHED, body), 412)

    assert "fhirAuthorization" not in body
    assert issue["expression"] == ["prefetch.patient"]
