"""The closed loop: whoever does what a card suggests is not told again, or less urgently."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.charts import AS_OF, bundle
from tests.stories.test_fixtures import (
    BUNDLES,
    REQUESTS,
    Json,
    cards_of,
    named,
    outcome,
    read,
    resources_of,
    service_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from service.rulebook.book import RuleBook
    from tests.client import Client

URGENCY = {"info": 0, "warning": 1, "critical": 2}
ORDERS = [
    path
    for path in REQUESTS
    if "draftOrders" in read(path)["context"] and outcome(path) not in ("silent", "other-patient", "refused")
]
SPEAKING = [path for path in BUNDLES if outcome(path) != "silent"]


def created(cards: list[Json], status: str) -> list[Json]:
    """The resources that the EHR holds once every suggestion was accepted."""
    actions = [
        action for card in cards for suggestion in card.get("suggestions", []) for action in suggestion["actions"]
    ]
    return [
        action["resource"] | {"id": f"accepted-{number}", "status": status} for number, action in enumerate(actions)
    ]


def with_accepted(chart: Json, cards: list[Json], status: str) -> Json:
    entries = [{"resource": resource} for resource in created(cards, status)]
    return chart | {"entry": [*chart["entry"], *entries]}


@pytest.mark.parametrize("status", ["draft", "active"])
@pytest.mark.parametrize("path", SPEAKING, ids=named)
def test_accepting_every_suggestion_of_a_card_silences_or_lowers_it(path: Path, status: str, client: Client) -> None:
    chart = read(path)
    cards = client.post(f"/evaluate?as_of={AS_OF}", chart).json()["cards"]

    for card in cards:
        if "suggestions" not in card:
            continue
        rule, before = card["source"]["topic"]["code"], card["indicator"]
        after = cards_of(client.post(f"/evaluate?as_of={AS_OF}", with_accepted(chart, [card], status)).json())
        assert rule not in after or URGENCY[after[rule]] < URGENCY[before]


@pytest.mark.parametrize("path", SPEAKING, ids=named)
def test_accepting_everything_raises_no_new_urgency(path: Path, client: Client) -> None:
    chart = read(path)
    cards = client.post(f"/evaluate?as_of={AS_OF}", chart).json()["cards"]

    again = client.post(f"/evaluate?as_of={AS_OF}", with_accepted(chart, cards, "draft")).json()["cards"]

    worst = max((URGENCY[card["indicator"]] for card in cards), default=0)
    assert all(URGENCY[card["indicator"]] <= worst for card in again)


def after(request: Json, actions: list[Json]) -> Json:
    """The request as the EHR sends it once the actions of a suggestion were carried out on the drafts."""
    drafts = {f"{one['resourceType']}/{one['id']}": one for one in resources_of(request["context"]["draftOrders"])}
    for number, action in enumerate(actions):
        if action["type"] == "delete":
            del drafts[action["resourceId"]]
        else:
            resource = {"id": f"accepted-{number}", **action["resource"]}
            drafts[f"{resource['resourceType']}/{resource['id']}"] = resource
    context = {**request["context"], "draftOrders": bundle(*drafts.values())}
    if "selections" in context:
        context["selections"] = list(drafts)
    return {**request, "context": context}


@pytest.mark.parametrize("path", ORDERS, ids=named)
def test_accepting_any_suggestion_about_an_order_silences_or_lowers_its_card(
    path: Path, client: Client, book: RuleBook
) -> None:
    chart = read(path)
    service = f"/cds-services/{service_of(chart, book)}"

    for card in client.post(service, chart).json()["cards"]:
        rule, before = card["source"]["topic"]["code"], card["indicator"]
        for suggestion in card.get("suggestions", []):
            again = cards_of(client.post(service, after(chart, suggestion["actions"])).json())
            assert rule not in again or URGENCY[again[rule]] < URGENCY[before]


def test_the_loop_is_closed_for_every_rule_that_suggests_something(book: RuleBook) -> None:
    suggesting = {rule.id for rule in book.rules.values() if rule.status == "active" and rule.card.suggestions}
    told = {part.partition(".")[0] for path in (*SPEAKING, *ORDERS) for part in outcome(path).split("+")}

    assert suggesting <= told
