"""Sheets in shadow: evaluated, listed and counted, but nobody hears of them, and they hide nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from service.app import create_app
from service.evaluate import Pipeline
from service.live import Live
from service.rulebook.load import enabling
from service.settings import Settings
from tests.api.answers import PATIENT_VIEW
from tests.charts import AS_OF, prefetch, request
from tests.client import Client
from tests.conftest import BASE_URL, ROOT
from tests.rules.sheets import RULES
from tests.stories.test_fixtures import BUNDLES, NAMESPACE, REQUESTS, Json, cards_of, outcome, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from service.rulebook.book import RuleBook

ACTIVE = [rule.id for rule in RULES if rule.status == "active"]


def with_status(book: RuleBook, status: str, identities: Iterable[str]) -> RuleBook:
    """The rule book with another status of these sheets."""
    changed = {name: book.rules[name].model_copy(update={"status": status}) for name in identities}
    return replace(book, rules={**book.rules, **changed})


def serving(book: RuleBook) -> Client:
    pipeline = Pipeline(book, BASE_URL, lambda: "")
    return Client(create_app(Settings(), Live(ROOT / "rules", lambda: pipeline), lambda: AS_OF))


def stories_of(rule: str) -> list[Path]:
    return [path for path in BUNDLES if rule in {part.partition(".")[0] for part in outcome(path).split("+")}]


def evaluated(client: Client, path: Path) -> Json:
    answer: Json = client.post(f"/evaluate?as_of={AS_OF}", read(path)).json()
    return answer


def called(client: Client, path: Path) -> Json:
    """The same story as an EHR sends it."""
    body = request() | {"prefetch": prefetch(*[entry["resource"] for entry in read(path)["entry"]])}
    answer: Json = client.post(PATIENT_VIEW, body).json()
    return answer


def outcomes(answer: Json, rule: str) -> set[str]:
    """What became of a rule, for any hip."""
    hips = (hip for one in answer["patients"] for hip in one["hips"])
    return {told["outcome"] for hip in hips for told in hip["rules"] if told["rule"] == rule}


@pytest.mark.parametrize("rule", ACTIVE)
def test_without_its_card_a_story_is_told_as_if_there_were_no_such_rule(rule: str, book: RuleBook) -> None:
    shadowing, without = (serving(with_status(book, status, [rule])) for status in ("shadow", "retired"))

    for path in stories_of(rule):
        answers: list[Any] = [called(client, path) for client in (shadowing, without)]
        assert rule not in cards_of(answers[0])
        assert answers[0] == answers[1]


@pytest.mark.parametrize("rule", ACTIVE)
def test_the_explanation_lists_what_a_rule_in_shadow_would_have_said(rule: str, book: RuleBook) -> None:
    client = serving(with_status(book, "shadow", [rule]))

    for path in stories_of(rule):
        answer = evaluated(client, path)
        assert "shadow" in outcomes(answer, rule)
        assert rule not in cards_of(answer)


@pytest.mark.parametrize("rule", ACTIVE)
def test_the_line_of_a_call_counts_what_a_rule_in_shadow_would_have_said(
    rule: str, book: RuleBook, log_lines: Callable[[], list[Json]]
) -> None:
    client = serving(with_status(book, "shadow", [rule]))

    for number, path in enumerate(stories_of(rule)):
        cards = called(client, path)["cards"]

        line = log_lines()[number]
        assert rule in line["shadow"]
        assert rule not in line["rules"]
        assert line["cards"] == len(cards)


def test_what_a_rule_in_shadow_lacked_is_not_told(book: RuleBook) -> None:
    """The response says which rules data were missing for: a rule that says nothing misses nothing."""
    client = serving(with_status(book, "shadow", ACTIVE))

    for path in REQUESTS:
        answer = client.post(PATIENT_VIEW, read(path)).json()
        assert "missing" not in answer.get("extension", {}).get(NAMESPACE, {})


def test_a_rule_in_shadow_asks_for_the_data_that_it_needs(book: RuleBook) -> None:
    client = serving(with_status(book, "shadow", ACTIVE))

    assert client.get("/cds-services").json() == serving(book).get("/cds-services").json()


@pytest.mark.parametrize("status", ["draft", "shadow"])
def test_a_sheet_that_is_enabled_speaks_as_if_it_were_active(status: str, book: RuleBook) -> None:
    enabled = serving(enabling(with_status(book, status, ACTIVE), ACTIVE))
    active = serving(book)

    for path in BUNDLES:
        answers: list[Any] = [called(client, path) for client in (enabled, active)]
        assert answers[0] == answers[1]
