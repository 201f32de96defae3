"""POST to the order hooks and to problem-list-item-create: what of the context is judged, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.answers import answer_of, cards_of, refusal_of
from tests.charts import (
    IBUPROFEN,
    LEFT_HIP,
    NAPROXEN,
    PHYSIOTHERAPY,
    RIGHT_HIP,
    TOH,
    XRAY_HIP,
    XRAY_LEFT,
    Json,
    bundle,
    concept,
    condition,
    draft,
    due_date,
    hip_pain,
    medication,
    medication_order,
    order_request,
    patient,
    request,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.charts import Code
    from tests.client import Client

    Named = Callable[[Json], str]

SELECT = "/cds-services/toh-order-select"
SIGN = "/cds-services/toh-order-sign"
PROBLEMS = "/cds-services/toh-problem-list"
LATE = (patient(), due_date(31))
NSAID = {"nsaid-third-trimester": "critical"}
CANARY = "CANARY"


def name(resource: Json) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def actions(card: Json) -> Iterator[Json]:
    for suggestion in card["suggestions"]:
        yield from suggestion["actions"]


def test_two_orders_have_a_card_each_that_names_its_own(client: Client) -> None:
    drafts = [medication_order(IBUPROFEN, text="Ibuprofen 400 mg"), medication_order(NAPROXEN, text="Naproxen 500 mg")]

    answer = answer_of(client.post(SIGN, order_request(drafts, *LATE)))

    assert [card["detail"].splitlines()[0].partition(" is ")[0] for card in answer["cards"]] == [
        "The order “Ibuprofen 400 mg”",
        "The order “Naproxen 500 mg”",
    ]
    for card, drafted in zip(answer["cards"], drafts, strict=True):
        assert {one["resourceId"] for one in actions(card) if one["type"] == "delete"} == {name(drafted)}
        assert card["extension"]["example.toh-rules"]["order"] == name(drafted)


def test_of_two_ways_to_remove_an_order_one_can_be_taken(client: Client) -> None:
    answer = answer_of(client.post(SIGN, order_request([medication_order(IBUPROFEN)], *LATE)))

    (card,) = answer["cards"]
    assert [[one["type"] for one in suggestion["actions"]] for suggestion in card["suggestions"]] == [
        ["delete", "create"],
        ["delete"],
    ]
    assert card["selectionBehavior"] == "at-most-one"


def test_an_order_that_cannot_be_found_again_is_warned_of_and_not_changed(client: Client) -> None:
    answer = answer_of(client.post(SIGN, order_request([], *LATE, draftOrders=bundle_of_nameless())))

    (card,) = answer["cards"]
    assert cards_of(answer) == NSAID
    assert "suggestions" not in card


def bundle_of_nameless() -> Json:
    return {"resourceType": "Bundle", "entry": [{"resource": medication_order(IBUPROFEN, id=None)}]}


def test_a_limit_is_written_into_the_note_of_the_order(client: Client) -> None:
    drafted = draft(PHYSIOTHERAPY, note=[{"text": "mornings"}])

    answer = answer_of(client.post(SIGN, order_request([drafted], patient(), condition(TOH, LEFT_HIP))))

    (update,) = [one for card in answer["cards"] for one in actions(card) if one["type"] == "update"]
    assert {key: value for key, value in update["resource"].items() if key != "note"} == {
        key: value for key, value in drafted.items() if key != "note"
    }
    assert [one["text"][:10] for one in update["resource"]["note"]] == ["mornings", "Protected "]


@pytest.mark.parametrize(("site", "side"), [(LEFT_HIP, "left hip"), (RIGHT_HIP, "right hip"), ((), "hip")])
def test_the_safer_examination_is_for_the_hip_of_the_order(site: tuple[Code, ...], side: str, client: Client) -> None:
    drafted = draft(XRAY_HIP, bodySite=[concept(*site)] if site else None)

    answer = answer_of(client.post(SIGN, order_request([drafted], *LATE, hip_pain(LEFT_HIP))))

    labels = [one["label"] for card in answer["cards"] for one in card["suggestions"]]
    assert labels[0] == f"MRI of the {side} without contrast instead"


@pytest.mark.parametrize(
    "named",
    [
        pytest.param(name, id="by type and id"),
        pytest.param(lambda one: f"https://ehr.example/fhir/{name(one)}", id="absolute"),
    ],
)
def test_order_select_looks_at_the_selected_orders_only(named: Named, client: Client) -> None:
    nsaid, xray = medication_order(IBUPROFEN), draft(XRAY_LEFT)

    first = client.post(SELECT, order_request([nsaid, xray], *LATE, hook="order-select", selections=[named(nsaid)]))
    second = client.post(SELECT, order_request([nsaid, xray], *LATE, hook="order-select", selections=[named(xray)]))

    assert cards_of(answer_of(first)) == NSAID
    assert cards_of(answer_of(second)) == {"ionising-hip-imaging-pregnancy": "info"}


def test_a_selection_may_name_an_order_by_its_full_url(client: Client) -> None:
    drafts = {"entry": [{"fullUrl": "urn:uuid:7", "resource": medication_order(IBUPROFEN, id=None)}]}

    sent = order_request([], *LATE, hook="order-select", selections=["urn:uuid:7"], draftOrders=drafts)

    assert cards_of(answer_of(client.post(SELECT, sent))) == NSAID


def test_the_medication_of_a_selected_order_need_not_be_selected(client: Client) -> None:
    drafted = medication_order(medicationReference={"reference": "Medication/pills"})

    sent = order_request([drafted, medication()], *LATE, hook="order-select", selections=[name(drafted)])

    assert cards_of(answer_of(client.post(SELECT, sent))) == NSAID


@pytest.mark.parametrize("selections", [[], ["MedicationRequest/other"], [5, None, {}]], ids=["none", "other", "junk"])
def test_nothing_selected_is_nothing_judged(selections: list[object], client: Client) -> None:
    sent = order_request([medication_order(IBUPROFEN)], *LATE, hook="order-select", selections=selections)
    sent["context"]["draftOrders"]["entry"] += ["x", {"resource": 5}]

    assert answer_of(client.post(SELECT, sent))["cards"] == []


@pytest.mark.parametrize("key", ["conditions", "medications"], ids=["a key of the service", "a key of the client"])
def test_a_medication_in_the_prefetch_is_found(key: str, client: Client) -> None:
    sent = order_request([medication_order(medicationReference={"reference": "Medication/pills"})], *LATE)
    sent["prefetch"][key] = bundle(medication(), medication_order(NAPROXEN))

    answer = answer_of(client.post(SIGN, sent))

    assert [card["source"]["topic"]["code"] for card in answer["cards"]] == ["nsaid-third-trimester"]


def test_chart_rules_do_not_speak_about_orders(client: Client) -> None:
    answer = answer_of(client.post(SIGN, order_request([draft()], *LATE, hip_pain())))

    assert answer["cards"] == []


def test_no_draft_is_nothing_to_say(client: Client) -> None:
    sent = order_request([], *LATE, draftOrders={"resourceType": "Bundle"})

    assert client.post(SIGN, sent).content == b'{"cards":[]}'


def test_a_problem_that_is_being_added_counts_as_recorded(client: Client) -> None:
    sent = request(*LATE, hook="problem-list-item-create")
    sent["context"]["conditions"] = bundle(hip_pain())

    answer = answer_of(client.post(PROBLEMS, sent))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


def test_a_problem_of_another_patient_is_not_added(client: Client) -> None:
    sent = request(*LATE, hook="problem-list-item-create")
    sent["context"]["conditions"] = bundle(hip_pain(subject={"reference": "Patient/zoe"}))

    assert answer_of(client.post(PROBLEMS, sent))["cards"] == []


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        pytest.param(None, ": expected a Bundle, found nothing", id="missing"),
        pytest.param([CANARY], ": expected a Bundle, found an array", id="array"),
        pytest.param(CANARY, ": expected a Bundle, found a string", id="text"),
        pytest.param({"resourceType": CANARY}, ": expected a Bundle, found another resource", id="another resource"),
        pytest.param({"entry": CANARY}, ".entry: expected an array, found a string", id="entries"),
    ],
)
@pytest.mark.parametrize(
    ("path", "hook", "element"),
    [
        (SIGN, "order-sign", "context.draftOrders"),
        (SELECT, "order-select", "context.draftOrders"),
        (PROBLEMS, "problem-list-item-create", "context.conditions"),
    ],
    ids=["order-sign", "order-select", "problem-list-item-create"],
)
def test_a_context_of_another_shape_is_refused_with_its_place(  # noqa: PLR0913, PLR0917 - two tables
    path: str, hook: str, element: str, sent: object, complaint: str, client: Client
) -> None:
    body = request(patient(), hook=hook)
    body["context"] |= {element.removeprefix("context."): sent, "selections": []}

    response = client.post(path, body)

    issue = refusal_of(response, 400)
    assert issue["diagnostics"] == element + complaint
    assert issue["expression"] == [(element + complaint).partition(":")[0]]
    assert CANARY not in response.text


@pytest.mark.parametrize(
    ("selections", "found"), [(None, "nothing"), (CANARY, "a string"), ({"id": CANARY}, "an object")]
)
def test_order_select_without_selections_is_refused(selections: object, found: str, client: Client) -> None:
    response = client.post(SELECT, order_request([], *LATE, hook="order-select", selections=selections))

    issue = refusal_of(response, 400)
    assert issue["diagnostics"] == f"context.selections: expected an array of references, found {found}"
    assert issue["expression"] == ["context.selections"]
    assert CANARY not in response.text
