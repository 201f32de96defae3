"""The plain reading of a condition: whether it holds, which part of it decided, and whether it could hold."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import Because, Presence
from service.reasoning.plain import holds, might_hold, why_not
from service.rulebook.conditions import parse_condition
from tests.invented import conditions, known, values_of

if TYPE_CHECKING:
    from service.rulebook.conditions import Condition

NAMES = ("pain", "groin_pain", "limp", "trauma", "mri", "toh")
ALL = {"all": ["pain", "limp"]}
ANY = {"any": ["pain", "groin_pain"]}
NOT = {"all": ["pain", {"not": "trauma"}]}
UNKNOWN = {"all": ["pain", {"unknown": "trauma"}]}
UNLESS = {"all": ["pain"], "unless": ["mri", "toh"]}
BOTH = {"all": ["limp"], "any": ["pain", "groin_pain"]}
NESTED = {"any": ["pain", {"all": ["groin_pain", {"any": ["limp", "mri"]}]}]}
TREE = {"all": [{"any": ["pain", {"all": ["groin_pain", {"not": "trauma"}]}]}, "limp"], "unless": ["toh"]}


@pytest.mark.parametrize(
    ("when", "present", "unknown", "expected"),
    [
        pytest.param(ALL, ["pain", "limp"], [], True, id="all: both"),
        pytest.param(ALL, ["pain"], [], False, id="all: one is absent"),
        pytest.param(ALL, ["pain"], ["limp"], False, id="all: one is unknown"),
        pytest.param(ANY, ["groin_pain"], [], True, id="any: one"),
        pytest.param(ANY, [], ["pain", "groin_pain"], False, id="any: unknown is not present"),
        pytest.param(NOT, ["pain"], [], True, id="not: recorded absent"),
        pytest.param(NOT, ["pain"], ["trauma"], False, id="not: an unrecorded trauma is not an absent trauma"),
        pytest.param(NOT, ["pain", "trauma"], [], False, id="not: present"),
        pytest.param(UNKNOWN, ["pain"], ["trauma"], True, id="unknown: unknown"),
        pytest.param(UNKNOWN, ["pain"], [], False, id="unknown: recorded absent"),
        pytest.param(UNKNOWN, ["pain", "trauma"], [], False, id="unknown: present"),
        pytest.param(UNLESS, ["pain"], [], True, id="unless: none"),
        pytest.param(UNLESS, ["pain", "toh"], [], False, id="unless: the second silences"),
        pytest.param(UNLESS, ["pain"], ["mri", "toh"], True, id="unless: unknown does not silence"),
        pytest.param(BOTH, ["limp", "groin_pain"], [], True, id="all and any"),
        pytest.param(BOTH, ["pain", "groin_pain"], [], False, id="all and any: all fails"),
        pytest.param(BOTH, ["limp"], [], False, id="all and any: any fails"),
        pytest.param(NESTED, ["groin_pain", "mri"], [], True, id="nested: inner any"),
        pytest.param(NESTED, ["groin_pain"], [], False, id="nested: inner any fails"),
        pytest.param(TREE, ["groin_pain", "limp"], [], True, id="tree"),
        pytest.param(TREE, ["groin_pain", "limp"], ["trauma"], False, id="tree: trauma unknown"),
    ],
)
def test_a_condition_holds_exactly_when_it_says(
    when: dict[str, Any], present: list[str], unknown: list[str], *, expected: bool
) -> None:
    assert holds(parse_condition(when), known(NAMES, present, unknown)) is expected


@pytest.mark.parametrize(
    ("when", "present", "unknown", "expected"),
    [
        pytest.param(ALL, ["pain", "limp"], [], [], id="it fired"),
        pytest.param(ALL, [], [], [("pain", "absent", "present")], id="the first of several decides"),
        pytest.param(ALL, ["pain"], ["limp"], [("limp", "unknown", "present")], id="an unknown decides"),
        pytest.param(
            ANY,
            [],
            ["pain"],
            [("pain", "unknown", "present"), ("groin_pain", "absent", "present")],
            id="of an any each of its terms",
        ),
        pytest.param(NOT, ["pain"], ["trauma"], [("trauma", "unknown", "absent")], id="not recorded either way"),
        pytest.param(UNKNOWN, ["pain", "trauma"], [], [("trauma", "present", "unknown")], id="known after all"),
        pytest.param(UNLESS, ["pain", "mri", "toh"], [], [("mri", "present", "not present")], id="the first silencer"),
        pytest.param(UNLESS, ["toh"], [], [("pain", "absent", "present")], id="a missing term before a silencer"),
        pytest.param(
            TREE,
            ["groin_pain", "trauma"],
            [],
            [("pain", "absent", "present"), ("trauma", "present", "absent")],
            id="inside a tree only what failed",
        ),
    ],
)
def test_why_not_names_the_condition_that_decided(
    when: dict[str, Any], present: list[str], unknown: list[str], expected: list[tuple[str, str, str]]
) -> None:
    because = why_not(parse_condition(when), known(NAMES, present, unknown))

    assert because == tuple(Because(*one) for one in expected)


FEW = ("a", "b", "c", "d")


@given(conditions(FEW), values_of(FEW))
def test_there_is_a_reason_exactly_when_a_rule_is_silent(condition: Condition, values: dict[str, Presence]) -> None:
    assert bool(why_not(condition, values)) is not holds(condition, values)


@given(conditions(FEW), values_of(FEW))
def test_each_reason_is_a_name_that_is_not_what_the_rule_needed(
    condition: Condition, values: dict[str, Presence]
) -> None:
    for name, value, needed in why_not(condition, values):
        assert name in condition.names
        assert value == values[name]
        assert value not in needed or needed == "not present"


@settings(deadline=None)
@given(conditions(FEW), values_of(FEW), st.sets(st.sampled_from(FEW)))
def test_might_hold_never_denies_what_the_lacking_records_could_bring(
    condition: Condition, values: dict[str, Presence], lacked: set[str]
) -> None:
    names = sorted(lacked)
    completions = (values | dict(zip(names, some, strict=True)) for some in product(Presence, repeat=len(names)))

    possible = any(holds(condition, one) for one in completions)

    assert might_hold(condition, values, lacked) or not possible


@pytest.mark.parametrize(
    ("when", "present", "lacked", "expected"),
    [
        pytest.param(ALL, ["pain"], ["limp"], True, id="what is lacked may be present"),
        pytest.param(ALL, [], ["limp"], False, id="what is known absent stays absent"),
        pytest.param(ANY, [], ["groin_pain"], True, id="one alternative is open"),
        pytest.param(ANY, [], ["limp"], False, id="no alternative is open"),
        pytest.param(NOT, ["pain", "trauma"], ["trauma"], True, id="what is lacked may be absent"),
        pytest.param(UNLESS, ["pain", "mri"], [], False, id="silenced by what is known"),
        pytest.param(UNLESS, ["pain", "mri"], ["mri"], True, id="a lacking silencer does not silence"),
    ],
)
def test_might_hold_looks_only_at_what_is_lacking(
    when: dict[str, Any], present: list[str], lacked: list[str], *, expected: bool
) -> None:
    assert might_hold(parse_condition(when), known(NAMES, present), lacked) is expected
