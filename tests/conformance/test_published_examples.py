"""The example messages of the specification and of the hook library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.api.invariants import broken
from tests.api.answers import answer_of, cards_of, refusal_of
from tests.charts import IBUPROFEN, bundle, due_date, medication_order, patient
from tests.conformance.examples import example, names, needs_examples

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook
    from tests.charts import Json
    from tests.client import Client

pytestmark = needs_examples

ID = "1288992"
"""The patient of nearly every example."""

OWN = {"reference": f"Patient/{ID}"}
HOOKS = names("hooks")
SPEC = "spec-2.0"
PRINTED_ANSWERS = ("16-index-http-response.json", "23-index-example.json")


def request_of(name: str) -> Json:
    """A request around one context of the hook library."""
    hook = name.split("/")[1]
    prefetch = {"patient": patient(id=ID)}
    return {"hook": hook, "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "prefetch": prefetch, **example(name)}


@pytest.mark.parametrize("name", HOOKS)
def test_a_context_of_the_library_is_answered_where_the_hook_is_and_is_no_card(
    name: str, client: Client, book: RuleBook
) -> None:
    """Amoxicillin, a diet, an ankle: nothing of it is about a hip."""
    body = request_of(name)
    services = {one.hook: one.id for one in book.sheet.services}
    identity = services.get(body["hook"])

    response = client.post(f"/cds-services/{identity or body['hook']}", body)

    if identity is None:
        refusal_of(response, 404)
    else:
        assert answer_of(response)["cards"] == []


@pytest.mark.parametrize("name", [one for one in HOOKS if "order-sign" in one])
def test_among_the_orders_of_an_example_the_dangerous_one_is_found(name: str, client: Client) -> None:
    body = request_of(name)
    drafted = medication_order(IBUPROFEN, subject=OWN)
    body["context"]["draftOrders"]["entry"].append({"resource": drafted})
    body["prefetch"]["observations"] = bundle(due_date(31, subject=OWN), kind="searchset")

    answer = answer_of(client.post("/cds-services/toh-order-sign", body))

    assert cards_of(answer) == {"nsaid-third-trimester": "critical"}
    (card,) = answer["cards"]
    assert card["extension"]["example.toh-rules"]["order"] == f"MedicationRequest/{drafted['id']}"


def test_the_request_of_the_specification_is_read_and_its_patient_missed(client: Client) -> None:
    """Its only key is `patientToGreet`: our Patient cannot be had from it."""
    body = example(f"{SPEC}/05-index-example.json")

    issue = refusal_of(client.post("/cds-services/toh-patient-view", body), 412)

    assert issue["expression"] == ["prefetch.patient"]
    assert body["fhirAuthorization"]["access_token"] not in str(issue)


def test_the_request_of_the_specification_with_our_key_is_answered(client: Client) -> None:
    body = example(f"{SPEC}/05-index-example.json")
    body["prefetch"]["patient"] = body["prefetch"].pop("patientToGreet")

    assert answer_of(client.post("/cds-services/toh-patient-view", body))["cards"] == []


def test_extensions_of_the_request_are_no_obstacle(client: Client) -> None:
    body = example(f"{SPEC}/30-index-extensions.json")
    body["context"]["patientId"] = "anna"
    body["prefetch"] = {"patient": patient()}

    assert answer_of(client.post("/cds-services/toh-patient-view", body))["cards"] == []


def test_a_context_without_the_patient_is_a_400_that_names_the_field(client: Client) -> None:
    body = example(f"{SPEC}/30-index-extensions.json")

    assert refusal_of(client.post("/cds-services/toh-patient-view", body), 400)["expression"] == ["context.patientId"]


@pytest.mark.parametrize("name", PRINTED_ANSWERS)
def test_the_answers_of_the_specification_are_safe_by_our_own_check(name: str) -> None:
    """Otherwise the check would be stricter than the specification."""
    assert [fault for fault in broken(example(f"{SPEC}/{name}")) if fault.unsafe] == []


@pytest.mark.parametrize("name", ["18-index-action.json", "19-index-action.json", "20-index-action.json"])
def test_the_actions_of_the_specification_are_safe_by_our_own_check(name: str) -> None:
    """What is snipped in print is the subject."""
    action = example(f"{SPEC}/{name}")
    if action["type"] == "create":
        action["resource"]["subject"] = OWN
    suggestion = {"label": "L", "uuid": "e56e1945-20b3-4393-8503-a1a20fd73152", "actions": [action]}
    card = example(f"{SPEC}/23-index-example.json")["cards"][0]
    card |= {"suggestions": [suggestion], "selectionBehavior": "any"}

    assert list(broken({"cards": [card]})) == []


def test_silence_is_the_answer_that_the_specification_prints(client: Client) -> None:
    body = request_of("hooks/order-sign/01-order-sign-example-r4.json")

    assert client.post("/cds-services/toh-order-sign", body).json() == example(f"{SPEC}/16-index-http-response.json")


def test_discovery_has_the_members_that_the_specification_prints(client: Client) -> None:
    printed = example(f"{SPEC}/03-index-discovery-example.json")["services"]
    members = {name for one in printed for name in one}

    for service in client.get("/cds-services").json()["services"]:
        assert service.keys() == members
