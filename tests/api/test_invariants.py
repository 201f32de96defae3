"""The self-check of answers: each invariant is noticed when it breaks, and only what could mislead is withheld."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from service.api.invariants import ACTION, CARD, RESPONSE, SUGGESTION, broken
from tests.api.answers import PATIENT_VIEW, refusal_of
from tests.charts import IBUPROFEN, bundle, due_date, hip_pain, medication_order, order_request, patient, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.cards.build import Deck
    from tests.charts import Json
    from tests.client import Client

PREGNANT_WITH_PAIN = (patient(), hip_pain(), due_date(31))


@pytest.fixture
def answer(client: Client) -> Json:
    """A sound answer with two cards: suggestions that create, change and delete."""
    chart = client.post(PATIENT_VIEW, request(*PREGNANT_WITH_PAIN)).json()
    order = client.post(
        "/cds-services/toh-order-sign", order_request([medication_order(IBUPROFEN)], patient(), due_date(31))
    )
    (create,), (safer,) = chart["cards"], order.json()["cards"]
    return {"cards": [create, safer]}


def put(*path: Any, value: Any) -> Callable[[Json], None]:
    """Puts a value somewhere into the answer."""

    def spoil(answer: Json) -> None:
        holder: Any = answer
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value

    return spoil


def drop(*path: Any) -> Callable[[Json], None]:
    """Takes a member away."""

    def spoil(answer: Json) -> None:
        holder: Any = answer
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]

    return spoil


CREATES = ("cards", 0, "suggestions", 0)
DELETES = ("cards", 1, "suggestions", 0, "actions", 0)
LINK = {"label": "L", "url": "https://x.example", "type": "absolute"}

UNSAFE = {
    "no cards": (drop("cards"), "ids are unique"),
    "cards are null": (put("cards", value=None), "ids are unique"),
    "two cards of one id": (
        lambda answer: put("cards", 1, "uuid", value=answer["cards"][0]["uuid"])(answer),
        "ids are unique",
    ),
    "a system action": (put("systemActions", value=[{"type": "delete"}]), "no system actions"),
    "no summary": (drop("cards", 0, "summary"), "a summary"),
    "a blank summary": (put("cards", 0, "summary", value=" "), "a summary"),
    "another indicator": (put("cards", 0, "indicator", value="hard-stop"), "an indicator that clients know"),
    "no indicator": (drop("cards", 0, "indicator"), "an indicator that clients know"),
    "no source": (drop("cards", 0, "source"), "a source with a label"),
    "HTML": (put("cards", 0, "detail", value="<img src=x onerror=alert(1)>"), "no HTML in the detail"),
    "no selection behaviour": (
        drop("cards", 0, "selectionBehavior"),
        "a selection behaviour with suggestions, and only with them",
    ),
    "another selection behaviour": (
        put("cards", 0, "selectionBehavior", value="all"),
        "a selection behaviour with suggestions, and only with them",
    ),
    "a selection of nothing": (
        drop("cards", 0, "suggestions"),
        "a selection behaviour with suggestions, and only with them",
    ),
    "no label": (drop(*CREATES, "label"), "a label"),
    "one of the actions": (put(*CREATES, "actionSelectionBehavior", value="any"), "all actions together"),
    "no actions": (put(*CREATES, "actions", value=[]), "at least one action"),
    "another action": (put(*CREATES, "actions", 0, "type", value="replace"), "create, update or delete"),
    "an order for nobody": (drop(*CREATES, "actions", 0, "resource", "subject"), "what its type acts on"),
    "delete without a target": (drop(*DELETES, "resourceId"), "what its type acts on"),
    "delete by a whole resource": (put(*DELETES, "resource", value={"id": "1"}), "what its type acts on"),
    "delete by a bare id": (put(*DELETES, "resourceId", value="1"), "what its type acts on"),
    "update without an id": (
        put(*DELETES, value={"type": "update", "description": "D", "resource": {"resourceType": "MedicationRequest"}}),
        "what its type acts on",
    ),
}
COSMETIC = {
    "a null": (put("cards", 0, "links", value=None), "nothing is null or empty"),
    "an empty list": (put("cards", 0, "links", value=[]), "nothing is null or empty"),
    "an extension that is text": (
        put("extension", value={"a.b": "text"}),
        "extensions are objects under a reverse domain name",
    ),
    "an extension without a domain": (
        put("extension", value={"toh": {"a": 1}}),
        "extensions are objects under a reverse domain name",
    ),
    "a long summary": (put("cards", 0, "summary", value="x" * 140), "fewer than 140 characters in the summary"),
    "a relative URL": (put("cards", 0, "source", "url", value="/rules/x"), "absolute URLs in the source"),
    "an icon that is no URL": (put("cards", 0, "source", "icon", value="icon.png"), "absolute URLs in the source"),
    "a topic without a system": (drop("cards", 0, "source", "topic", "system"), "a topic with code and system"),
    "no card id": (drop("cards", 0, "uuid"), "a uuid"),
    "an id that is no uuid": (put("cards", 0, "uuid", value="1"), "a uuid"),
    "no suggestion id": (drop(*CREATES, "uuid"), "a uuid"),
    "a reason without words": (
        drop("cards", 0, "overrideReasons", 0, "display"),
        "reasons to override with code, system and display",
    ),
    "a reason without a system": (
        drop("cards", 0, "overrideReasons", 0, "system"),
        "reasons to override with code, system and display",
    ),
    "a link without a type": (put("cards", 0, "links", value=[LINK | {"type": "web"}]), "complete links"),
    "a context for a plain link": (put("cards", 0, "links", value=[LINK | {"appContext": "x"}]), "complete links"),
    "no description": (drop(*CREATES, "actions", 0, "description"), "a description"),
}


def test_a_sound_answer_breaks_nothing(answer: Json) -> None:
    assert list(broken(answer)) == []


def test_the_sound_answer_creates_and_deletes(answer: Json) -> None:
    actions = [one for card in answer["cards"] for made in card["suggestions"] for one in made["actions"]]

    assert {one["type"] for one in actions} >= {"create", "delete"}


@pytest.mark.parametrize(("spoil", "name"), UNSAFE.values(), ids=UNSAFE)
def test_what_could_mislead_is_noticed_as_unsafe(spoil: Callable[[Json], None], name: str, answer: Json) -> None:
    spoil(answer)

    assert name in {fault.name for fault in broken(answer) if fault.unsafe}


@pytest.mark.parametrize(("spoil", "name"), COSMETIC.values(), ids=COSMETIC)
def test_what_no_client_stumbles_over_is_noticed_as_cosmetic(
    spoil: Callable[[Json], None], name: str, answer: Json
) -> None:
    spoil(answer)

    faults = list(broken(answer))
    assert name in {fault.name for fault in faults}
    assert [fault for fault in faults if fault.unsafe] == []


def test_two_recommended_suggestions_of_which_one_can_be_chosen_are_noticed(answer: Json) -> None:
    card = answer["cards"][0]
    second = deepcopy(card["suggestions"][0]) | {"uuid": "00000000-0000-4000-8000-ffffffffffff"}
    card["suggestions"] = [one | {"isRecommended": True} for one in (card["suggestions"][0], second)]

    assert list(broken(answer)) == []
    card["selectionBehavior"] = "at-most-one"
    assert [fault.name for fault in broken(answer)] == ["one recommended suggestion at most, unless any"]


def test_every_invariant_has_an_answer_that_breaks_it() -> None:
    tried = {name for _, name in (*UNSAFE.values(), *COSMETIC.values())}
    known = {one.name for one in (*RESPONSE, *CARD, *SUGGESTION, *ACTION)}

    assert known - tried == {"one recommended suggestion at most, unless any"}


@pytest.mark.parametrize("garbled", [None, 7, "text", [], {}], ids=str)
def test_a_card_that_is_none_breaks_invariants_and_not_the_check(garbled: object, answer: Json) -> None:
    answer["cards"][0] = garbled

    assert [fault for fault in broken(answer) if fault.unsafe]


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch, serving: Callable[..., Client]) -> Callable[..., Client]:
    """The application whose cards are spoilt on their way out."""

    def start(spoil: Callable[[Json], None], **settings: Any) -> Client:
        from service.cards import build  # noqa: PLC0415 - only these tests look inside

        sound = build.Deck.cards

        def cards(deck: Deck, *given: Any) -> list[Json]:
            made = {"cards": deepcopy(sound(deck, *given))}
            spoil(made)
            return made["cards"]

        monkeypatch.setattr(build.Deck, "cards", cards)
        return serving(**settings)

    return start


CALLS = [
    pytest.param(PATIENT_VIEW, request(*PREGNANT_WITH_PAIN), {"service": "toh-patient-view"}, id="hook"),
    pytest.param("/evaluate", bundle(*PREGNANT_WITH_PAIN), {}, id="evaluate"),
]


@pytest.mark.parametrize(("path", "body", "known"), CALLS)
def test_a_misleading_answer_is_a_500_that_names_the_invariant(
    path: str, body: Json, known: Json, spoilt: Callable[..., Client], log_lines: Callable[[], list[Json]]
) -> None:
    client = spoilt(put("cards", 0, "indicator", value="hard-stop"))

    issue = refusal_of(client.post(path, body), 500)

    said = "response.cards[0]: an indicator that clients know"
    assert issue["diagnostics"] == f"the answer was not sent, because it breaks CDS Hooks: {said}"
    line = log_lines()[0]
    assert (line["event"], line["level"], line["faults"]) == ("broken_answer", "error", [said])
    assert known.items() <= line.items()


@pytest.mark.parametrize(("path", "body", "_known"), CALLS)
def test_a_correct_card_is_not_lost_for_a_cosmetic_fault(
    path: str, body: Json, _known: Json, spoilt: Callable[..., Client], log_lines: Callable[[], list[Json]]
) -> None:
    client = spoilt(put("cards", 0, "summary", value="x" * 200))

    response = client.post(path, body)

    assert (response.status_code, response.json()["cards"][0]["summary"]) == (200, "x" * 200)
    line = log_lines()[0]
    assert line["event"] == "broken_answer"
    assert line["faults"] == ["response.cards[0]: fewer than 140 characters in the summary"]


@pytest.mark.parametrize(("path", "body", "_known"), CALLS)
def test_nothing_is_checked_unless_the_setting_says_so(
    path: str, body: Json, _known: Json, spoilt: Callable[..., Client], log_lines: Callable[[], list[Json]]
) -> None:
    client = spoilt(put("cards", 0, "indicator", value="hard-stop"), validate_responses=False)

    assert client.post(path, body).status_code == 200
    assert [line for line in log_lines() if line["event"] == "broken_answer"] == []
