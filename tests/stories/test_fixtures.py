"""fixtures/: the folder is the outcome, the file name is the story.

`<rule>[+<rule>…]` are the cards; `.warning` or `.info` after a rule is an indicator that differs from
the sheet's; `silent` is none. `partly-evaluated/…` also says what was missing. `refused` is 412,
`other-patient` an answer without cards that says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.charts import AS_OF, bundle, prefetch, request
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.rulebook.book import RuleBook
    from tests.client import Client

FIXTURES = ROOT / "fixtures"
STORIES = sorted(FIXTURES.rglob("*.json"))
BUNDLES = [path for path in STORIES if path.name.endswith(".bundle.json")]
REQUESTS = [path for path in STORIES if path.name.endswith(".request.json")]
NAMESPACE = "example.toh-rules"

Json = dict[str, Any]


def read(path: Path) -> Json:
    content: Json = orjson.loads(path.read_bytes())
    return content


def named(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix()


def outcome(path: Path) -> str:
    return path.parent.name


def expected_cards(path: Path, book: RuleBook) -> dict[str, str]:
    if outcome(path) in ("silent", "other-patient"):
        return {}
    cards = {}
    for part in outcome(path).split("+"):
        rule, _, indicator = part.partition(".")
        cards[rule] = indicator or book.rules[rule].card.indicator.value
    return cards


def cards_of(answer: Json) -> dict[str, str]:
    return {card["source"]["topic"]["code"]: card["indicator"] for card in answer["cards"]}


def service_of(request: Json, book: RuleBook) -> str:
    return next(service.id for service in book.sheet.services if service.hook == request["hook"])


@pytest.mark.parametrize("path", BUNDLES, ids=named)
def test_a_bundle_gives_the_cards_of_its_folder(path: Path, client: Client, book: RuleBook) -> None:
    answer = client.post(f"/evaluate?as_of={AS_OF}", read(path)).json()

    assert cards_of(answer) == expected_cards(path, book)


@pytest.mark.parametrize("path", BUNDLES, ids=named)
def test_the_same_chart_as_prefetch_gives_the_same_cards(path: Path, client: Client, book: RuleBook) -> None:
    resources = [entry["resource"] for entry in read(path)["entry"]]
    body = request() | {"prefetch": prefetch(*resources)}

    answer = client.post("/cds-services/toh-patient-view", body).json()

    assert cards_of(answer) == expected_cards(path, book)


@pytest.mark.parametrize("path", REQUESTS, ids=named)
def test_a_request_gives_the_outcome_of_its_folder(path: Path, client: Client, book: RuleBook) -> None:
    response = client.post(f"/cds-services/{service_of(read(path), book)}", read(path))

    if outcome(path) == "refused":
        assert response.status_code == 412
        assert response.json()["resourceType"] == "OperationOutcome"
        return
    assert response.status_code == 200
    assert cards_of(response.json()) == expected_cards(path, book)
    told = response.json().get("extension", {}).get(NAMESPACE, {})
    assert told.get("evaluated") == ("not" if outcome(path) == "other-patient" else partly(path))


@pytest.mark.parametrize("path", [path for path in REQUESTS if "draftOrders" in read(path)["context"]], ids=named)
def test_a_bundle_with_the_drafts_in_it_gives_the_same_cards(path: Path, client: Client, book: RuleBook) -> None:
    """For the order hooks the draft resources of a Bundle are the drafted orders."""
    story = read(path)
    wanted = set(story["context"].get("selections", []))
    drafts = [one for one in resources_of(story["context"]["draftOrders"]) if one.get("status") in ("draft", None)]
    if wanted:
        drafts = [one for one in drafts if f"{one['resourceType']}/{one['id']}" in wanted]
    chart = bundle(*resources_of({"prefetch": story["prefetch"], "context": {}}), *drafts)

    answer = client.post(f"/evaluate?as_of={AS_OF}&hook={story['hook']}", chart).json()

    assert cards_of(answer) == expected_cards(path, book)
    assert len(answer["patients"][0]["orders"]) == len([one for one in drafts if one["resourceType"] != "Medication"])


def partly(path: Path) -> str | None:
    return "partly" if path.parent.parent.name == "partly-evaluated" else None


def resources_of(content: Json) -> Iterator[Json]:
    values = [*content["prefetch"].values(), *content["context"].values()] if "prefetch" in content else [content]
    for value in values:
        if not isinstance(value, dict):
            continue
        if value and value["resourceType"] == "Bundle":
            yield from (entry["resource"] for entry in value["entry"])
        elif value:
            yield value


@pytest.mark.parametrize("path", STORIES, ids=named)
def test_every_resource_of_a_story_is_valid_r4(path: Path) -> None:
    for resource in resources_of(read(path)):
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_every_active_rule_has_a_story(book: RuleBook) -> None:
    told = {rule for path in STORIES if outcome(path) != "refused" for rule in expected_cards(path, book)}

    assert {rule.id for rule in book.rules.values() if rule.status == "active"} <= told
