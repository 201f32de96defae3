"""What CDS Hooks asks of any service, and no other test shows: time, tokens, addresses, and no memory between calls."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from tests.api.answers import PATIENT_VIEW, answer_of, cards_of, refusal_of
from tests.charts import IBUPROFEN, due_date, hip_pain, medication_order, order_request, patient, request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.charts import Json
    from tests.client import Client

SIGN = "/cds-services/toh-order-sign"
VIEW = request(patient(), hip_pain(), due_date(31))
NSAID = order_request([medication_order(IBUPROFEN)], patient(), due_date(31))
SECONDS = 0.5
"""What the specification calls quick: on the order of 500 ms."""

CALLS = [pytest.param(PATIENT_VIEW, VIEW, id="chart"), pytest.param(SIGN, NSAID, id="order")]
CANARY = "canary-access-token"
AUTHORISED: Json = {
    "fhirServer": "https://ehr.example/fhir",
    "fhirAuthorization": {
        "access_token": CANARY,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/Patient.rs patient/Observation.rs",
        "subject": "toh",
        "patient": "anna",
    },
}


def urls(value: object) -> Iterator[str]:
    """Every `url` and `icon` in an answer."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name in ("url", "icon") and isinstance(member, str):
                yield member
            yield from urls(member)
    elif isinstance(value, list):
        for member in value:
            yield from urls(member)


@pytest.mark.parametrize(("path", "body"), CALLS)
def test_an_answer_comes_well_within_half_a_second(path: str, body: Json, client: Client) -> None:
    began = perf_counter()
    answer = answer_of(client.post(path, body))

    assert perf_counter() - began < SECONDS
    assert answer["cards"]


@pytest.mark.parametrize(("path", "body"), CALLS)
@pytest.mark.parametrize("prefetch", [True, False], ids=["answered", "refused"])
def test_the_tokens_of_a_call_are_nowhere_told(
    path: str, body: Json, client: Client, log_lines: Callable[[], list[Json]], *, prefetch: bool
) -> None:
    body = {**body, **AUTHORISED}
    if not prefetch:
        del body["prefetch"]

    response = client.post(path, body, headers={"authorization": f"Bearer {CANARY}"})

    assert response.status_code == (200 if prefetch else 412)
    assert CANARY not in response.text + str(response.headers)
    assert CANARY not in str(log_lines())


@pytest.mark.parametrize(("path", "body"), CALLS)
def test_every_address_in_a_card_is_the_services_own(path: str, body: Json, client: Client) -> None:
    """A card leads nowhere that the site did not set up itself."""
    answer = answer_of(client.post(path, body))

    found = list(urls(answer))
    assert found
    assert [url for url in found if not url.startswith("http://toh.test/rules/")] == []


@pytest.mark.parametrize(("path", "body"), CALLS)
def test_cards_have_no_links_no_icons_and_start_nothing(path: str, body: Json, client: Client) -> None:
    answer = answer_of(client.post(path, body))

    assert "systemActions" not in answer
    assert [card for card in answer["cards"] if "links" in card or "icon" in card["source"]] == []


def test_the_hook_instance_changes_no_answer(client: Client) -> None:
    """Whether it repeats over calls is open in the specification: nothing may be remembered by it."""
    silent = request(patient())
    assert silent["hookInstance"] == VIEW["hookInstance"]

    told = [cards_of(answer_of(client.post(PATIENT_VIEW, body))) for body in (VIEW, silent, VIEW)]

    assert told == [{"late-pregnancy-hip-pain": "warning"}, {}, {"late-pregnancy-hip-pain": "warning"}]


def test_json_with_comments_or_trailing_commas_is_refused(client: Client) -> None:
    for body in (b'{"hook": "patient-view", /* who */ "context": {}}', b'{"hook": "patient-view", }'):
        refusal_of(client.post(PATIENT_VIEW, content=body), 400)
