"""What durable-rules cannot hold is refused when the rule book loads, never at a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from service.domain import Presence
from service.reasoning.engine import Engine
from service.reasoning.limits import MATCHES, check_limits, side_by_side
from service.reasoning.plain import holds
from service.rulebook.conditions import Condition, parse_condition
from service.rulebook.load import Places
from tests.invented import assessment, book_of, conditions, engine_of, known, rule

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook

PAIRS = {"any": [{"all": [f"a{number}", f"b{number}"]} for number in range(16)]}
"""More groups within one another than a rule of durable-rules 2.0.28 can hold (error 113)."""


def many(count: int) -> list[str]:
    return [f"finding_{number}" for number in range(count)]


def faults(book: RuleBook) -> list[str]:
    return [str(fault) for fault in check_limits(book, Places())]


def test_the_rule_book_of_the_checkout_is_within_the_limits(book: RuleBook) -> None:
    assert faults(book) == []


def test_a_condition_with_too_many_groups_is_refused(book: RuleBook) -> None:
    sheets = book_of(book, [rule("wide", PAIRS), rule("plain")], [assessment("wider", PAIRS)])

    told = faults(sheets)

    assert [fault.split(": ")[0] for fault in told] == ["assess/wider.yaml:1", "advise/wide.yaml:1"]
    assert all("too much for the rule engine" in fault for fault in told)


@pytest.mark.parametrize(
    ("rules", "assessments"),
    [
        pytest.param([rule(f"rule-{name}", {"all": [name]}) for name in "abcdefgh" for _ in "x"], [], id="few rules"),
        pytest.param([rule("all", {"all": many(200)})], [], id="one rule that asks for much"),
        pytest.param([rule("unless", {"all": ["a"], "unless": many(100)})], [], id="one rule with many silencers"),
    ],
)
def test_what_durable_rules_can_hold_is_accepted(book: RuleBook, rules: list[Any], assessments: list[Any]) -> None:
    accepted = [fault for fault in faults(book_of(book, rules, assessments)) if "too much" in fault]

    assert accepted == []


def test_rules_that_may_all_match_at_the_same_time_are_too_many_for_a_hook(book: RuleBook) -> None:
    rules = [rule(f"rule-{name.replace('_', '-')}", {"all": [name]}) for name in many(MATCHES + 1)]

    told = faults(book_of(book, rules))

    assert told == ["rulebook.yaml:1: the rules of patient-view may match more than 64 terms at the same time"]


def test_assessments_of_a_hook_are_counted_too(book: RuleBook) -> None:
    names = many(MATCHES + 1)
    sheets = book_of(book, [rule("rule", {"all": ["either"]})], [assessment("either", {"any": names})])

    assert faults(sheets) == [
        "rulebook.yaml:1: the rules of patient-view may match more than 64 terms at the same time"
    ]


FEW = tuple(many(12))


@settings(max_examples=60, deadline=None)
@given(st.lists(conditions(FEW), min_size=1, max_size=24))
def test_a_rule_book_within_the_limits_answers_every_case(rules: list[Condition]) -> None:
    assume(side_by_side(rules) <= MATCHES)
    engine = engine_of(rules)

    for presence in Presence:
        values = dict.fromkeys(FEW, presence)
        expected = {f"rule-{number}" for number, condition in enumerate(rules) if holds(condition, values)}
        assert engine.fired(values) == expected


def test_sixty_four_rules_fire_on_one_case() -> None:
    names = many(MATCHES)
    engine = Engine("full", {name: parse_condition({"all": [name]}) for name in names})

    assert engine.fired(known(names, names)) == set(names)
