"""The screen before the engine: it may let a silent chart through, but never stops one that fires."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import Presence
from service.reasoning.plain import holds
from service.reasoning.screen import Screen
from service.rulebook.conditions import Condition, parse_condition
from tests.invented import conditions, raw_conditions, values_of

FINDINGS = ("a", "b", "c", "d")
CONCLUSIONS = ("x", "y")
Conditions = dict[str, Condition]


def present_in(values: dict[str, Presence]) -> frozenset[str]:
    return frozenset(name for name, value in values.items() if value is Presence.PRESENT)


@settings(deadline=None)
@given(
    st.fixed_dictionaries({name: conditions(FINDINGS) for name in CONCLUSIONS}),
    st.lists(raw_conditions(FINDINGS, CONCLUSIONS).map(parse_condition), min_size=1, max_size=3),
    values_of(FINDINGS),
)
def test_what_fires_is_never_screened_out(
    assessments: Conditions, rules: list[Condition], values: dict[str, Presence]
) -> None:
    concluded = {name: Presence.PRESENT if holds(one, values) else Presence.ABSENT for name, one in assessments.items()}
    fires = any(holds(rule, values | concluded) for rule in rules)

    may_fire = Screen(rules, assessments).may_fire(present_in(values))

    assert may_fire or not fires


PAIN = {"any": ["hip_pain", {"all": ["girdle_pain", "limp"]}]}
LATE = {"all": ["pregnant", "pain"], "unless": ["fracture"]}


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        pytest.param([], False, id="an empty chart"),
        pytest.param(["pregnant"], False, id="pregnant and no pain"),
        pytest.param(["hip_pain", "limp"], False, id="pain and not pregnant"),
        pytest.param(["pregnant", "girdle_pain"], False, id="half of what makes hip pain"),
        pytest.param(["pregnant", "girdle_pain", "limp"], True, id="what a conclusion rests on"),
        pytest.param(["pregnant", "hip_pain"], True, id="pregnant and pain"),
        pytest.param(["pregnant", "hip_pain", "fracture"], True, id="silencers are the engine's business"),
    ],
)
def test_a_chart_that_lacks_what_every_rule_needs_is_screened_out(present: list[str], *, expected: bool) -> None:
    screen = Screen([parse_condition(LATE)], {"pain": parse_condition(PAIN)})

    assert screen.may_fire(frozenset(present)) is expected


def test_a_rule_that_needs_nothing_present_lets_every_chart_through() -> None:
    screen = Screen([parse_condition({"all": [{"unknown": "trauma"}, {"not": "mri"}]})], {})

    assert screen.may_fire(frozenset())


def test_without_rules_nothing_may_fire() -> None:
    assert not Screen([], {}).may_fire(frozenset({"hip_pain"}))


def test_a_chart_is_let_through_when_any_rule_may_fire() -> None:
    screen = Screen([parse_condition({"all": ["hip_pain"]}), parse_condition({"all": ["oedema"]})], {})

    assert screen.may_fire(frozenset({"oedema"}))
