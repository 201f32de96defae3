"""The grammar of `when`: what it reads, and the way to each fault."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Presence
from service.rulebook.conditions import All, Any_, Condition, ConditionFault, Is, atoms, parse_condition
from tests.invented import raw_conditions

PAIN, LIMP = Is("pain", Presence.PRESENT), Is("limp", Presence.PRESENT)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param({"all": ["pain"]}, Condition(All((PAIN,))), id="all"),
        pytest.param({"any": ["pain", "limp"]}, Condition(Any_((PAIN, LIMP))), id="any"),
        pytest.param({"all": ["pain"], "any": ["limp"]}, Condition(All((All((PAIN,)), Any_((LIMP,))))), id="both"),
        pytest.param(
            {"all": [{"not": "limp"}]}, Condition(All((Is("limp", Presence.ABSENT),))), id="not means recorded absent"
        ),
        pytest.param({"all": [{"unknown": "limp"}]}, Condition(All((Is("limp", Presence.UNKNOWN),))), id="unknown"),
        pytest.param({"all": ["pain"], "unless": ["limp"]}, Condition(All((PAIN,)), ("limp",)), id="unless"),
        pytest.param({"all": [{"any": [{"all": ["pain"]}]}]}, Condition(All((Any_((All((PAIN,)),)),))), id="nested"),
    ],
)
def test_a_condition_is_read_as_it_is_written(raw: dict[str, Any], expected: Condition) -> None:
    assert parse_condition(raw) == expected


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        pytest.param(None, (), id="nothing"),
        pytest.param({}, (), id="empty"),
        pytest.param(["pain"], (), id="a list"),
        pytest.param({"unless": ["pain"]}, (), id="only silencers"),
        pytest.param({"not": "pain"}, ("not",), id="not at the top"),
        pytest.param({"all": ["pain", ["limp"]]}, ("all", 1), id="a list within a list"),
        pytest.param({"all": [{"any": ["pain", {"not": ["limp"]}]}]}, ("all", 0, "any", 1, "not"), id="deep"),
        pytest.param({"all": [{"any": []}]}, ("all", 0, "any"), id="an empty group"),
        pytest.param({"all": [{}]}, ("all", 0), id="an empty term"),
        pytest.param({"all": [None]}, ("all", 0), id="a missing term"),
        pytest.param({"all": ["pain"], "unless": "limp"}, ("unless",), id="one silencer without a list"),
        pytest.param({"all": ["pain"], "unless": ["mri", {"any": ["limp"]}]}, ("unless", 1), id="a group silences"),
    ],
)
def test_a_fault_knows_its_place(raw: object, place: tuple[str | int, ...]) -> None:
    with pytest.raises(ConditionFault) as fault:
        parse_condition(raw)

    assert fault.value.place == place


def test_the_names_of_a_condition_are_all_that_it_reads() -> None:
    condition = parse_condition({"all": ["a", {"any": ["b", {"not": "c"}]}], "unless": ["d", "a"]})

    assert condition.names == {"a", "b", "c", "d"}
    assert [term.name for term in atoms(condition.when)] == ["a", "b", "c"]


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["pain", "all", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["all", "any", "not", "x"]), inner),
    max_leaves=8,
)


@given(raw_conditions(("a", "b")))
def test_what_follows_the_grammar_is_read(raw: dict[str, Any]) -> None:
    assert parse_condition(raw).names <= {"a", "b"}


@given(json)
def test_anything_else_is_a_fault_with_a_place_and_nothing_worse(raw: object) -> None:
    """Any other exception would end the start without a word about the sheet."""
    with suppress(ConditionFault):
        assert list(atoms(parse_condition(raw).when))
