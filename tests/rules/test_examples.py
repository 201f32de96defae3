"""Every example of every sheet, through the real engine and in the company of all other rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Presence
from service.reasoning.engine import Engine
from service.reasoning.examples import values_of
from service.reasoning.reasoner import indicator_of
from tests.rules.sheets import RULES, SHEETS

if TYPE_CHECKING:
    from service.rulebook.sheets import AssessmentSheet, Example, RuleSheet

CASES = [
    pytest.param(sheet, example, id=f"{sheet.id}: {example.name}") for sheet in SHEETS for example in sheet.examples
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine("every-sheet", {sheet.id: sheet.when for sheet in SHEETS})


@pytest.mark.parametrize(("sheet", "example"), CASES)
def test_an_example_does_what_it_says(sheet: AssessmentSheet | RuleSheet, example: Example, engine: Engine) -> None:
    names = frozenset().union(*(one.when.names for one in SHEETS))
    values = dict.fromkeys(names, Presence.ABSENT) | values_of(sheet, example)

    fired = engine.fired(values)

    assert (sheet.id in fired) is (example.expect == "fires")


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        pytest.param(rule, example, id=f"{rule.id}: {example.name}")
        for rule in RULES
        for example in rule.examples
        if example.indicator
    ],
)
def test_an_example_has_the_urgency_that_it_says(rule: RuleSheet, example: Example) -> None:
    assert indicator_of(rule, values_of(rule, example)) is example.indicator


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES if rule.steps])
def test_every_change_of_urgency_has_an_example(rule: RuleSheet) -> None:
    shown = {example.indicator for example in rule.examples}

    assert {rule.card.indicator, *(step.indicator for step in rule.steps)} <= shown
