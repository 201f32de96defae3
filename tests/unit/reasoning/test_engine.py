"""The door to durable-rules: it says exactly what the conditions say, for every case and after any failure."""

from __future__ import annotations

import random
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import durable_rules_engine as library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reasoning.engine import Engine, EngineFault
from service.reasoning.plain import holds
from service.rulebook.checks import NAME_LIMIT
from service.rulebook.conditions import Condition, parse_condition
from tests.invented import conditions, engine_of, known, values_of

if TYPE_CHECKING:
    from service.domain import Presence

PAIN_AND_OEDEMA = parse_condition({"all": ["pain", "oedema"]})
PAIN = parse_condition({"all": ["pain"], "unless": ["trauma"]})
NO_FRACTURE = parse_condition({"all": [{"not": "fracture"}]})
NAMES = ("pain", "oedema", "trauma", "fracture")


@pytest.fixture
def engine() -> Engine:
    return Engine("test", {"pain-and-oedema": PAIN_AND_OEDEMA, "pain": PAIN, "no-fracture": NO_FRACTURE})


@pytest.mark.parametrize(
    ("present", "unknown", "expected"),
    [
        pytest.param([], ["fracture"], set(), id="nothing matches"),
        pytest.param([], [], {"no-fracture"}, id="one rule"),
        pytest.param(["pain"], [], {"pain", "no-fracture"}, id="two rules"),
        pytest.param(["pain", "oedema"], [], {"pain", "pain-and-oedema", "no-fracture"}, id="every rule"),
        pytest.param(["pain", "oedema", "fracture"], [], {"pain", "pain-and-oedema"}, id="a fracture is not absent"),
        pytest.param(["pain", "oedema"], ["fracture"], {"pain", "pain-and-oedema"}, id="an unread fracture line"),
        pytest.param(["pain", "trauma", "fracture"], [], set(), id="silenced"),
        pytest.param(["pain", "fracture"], ["trauma"], {"pain"}, id="unknown trauma does not silence"),
    ],
)
def test_every_rule_whose_condition_holds_fires_and_no_other(
    engine: Engine, present: list[str], unknown: list[str], expected: set[str]
) -> None:
    values = known(NAMES, present, unknown)

    fired = engine.fired(values)

    assert fired == expected


def test_a_case_leaves_nothing_behind_for_the_next(engine: Engine) -> None:
    everything = known(NAMES, ["pain", "oedema"])
    nothing = known(NAMES, ["fracture"])

    answers = [engine.fired(values) for values in (everything, nothing, nothing, everything, nothing)]

    assert [len(fired) for fired in answers] == [3, 0, 0, 3, 0]


def test_a_rule_with_both_alternatives_present_counts_once() -> None:
    engine = Engine("test", {"either": parse_condition({"any": ["groin_pain", "hip_pain"]})})

    fired = engine.fired(known(["groin_pain", "hip_pain"], ["groin_pain", "hip_pain"]))

    assert fired == {"either"}


def test_fifty_rules_fire_on_one_case() -> None:
    rules = {f"rule-{number}": PAIN for number in range(50)}

    fired = Engine("test", rules).fired(known(NAMES, ["pain"]))

    assert fired == rules.keys()


def test_an_engine_without_rules_is_silent() -> None:
    assert Engine("empty", {}).fired({}) == frozenset()


def test_engines_of_the_same_name_do_not_hear_each_other() -> None:
    pain, fracture = Engine("same", {"pain": PAIN}), Engine("same", {"no-fracture": NO_FRACTURE})

    answers = [pain.fired(known(NAMES, ["pain"])), fracture.fired(known(NAMES, ["fracture"]))]

    assert answers == [{"pain"}, set()]


def test_the_vocabulary_is_closed(engine: Engine) -> None:
    """A value that is missing is an error of the caller, never an absent finding."""
    values = known(NAMES)
    del values["fracture"]

    with pytest.raises(KeyError, match="fracture"):
        engine.fired(values)


def test_values_that_no_rule_reads_do_not_matter(engine: Engine) -> None:
    values = known((*NAMES, "hypertension"), ["hypertension", "fracture"])

    assert engine.fired(values) == frozenset()


@pytest.mark.parametrize("name", ["id", "sid", "exception", "label", "f0", "$s", "m", "$and"])
def test_a_finding_may_be_called_what_the_library_reserves(name: str) -> None:
    engine = Engine("test", {"rule": parse_condition({"all": [name, {"not": "other"}]})})

    answers = [engine.fired(known([name, "other"], present)) for present in ([name], [], [name, "other"])]

    assert answers == [{"rule"}, frozenset(), frozenset()]


def test_as_many_names_as_the_rule_book_may_have_are_told_apart() -> None:
    """durable-rules 2.0.28 has room for 254 properties of a fact, and takes two of them for ids."""
    names = [f"finding_{number}" for number in range(NAME_LIMIT)]
    rules = {f"rule-{number}": parse_condition({"all": names[number::10]}) for number in range(10)}
    engine = Engine("wide", rules)

    answers = [engine.fired(known(names, names)), engine.fired(known(names, names[::10]))]

    assert answers == [rules.keys(), {"rule-0"}]


def test_a_condition_that_the_library_does_not_take_is_an_error_at_once() -> None:
    """Or-groups cost much of the 32 expressions that durable-rules keeps for a rule."""
    pairs = [{"all": [f"a{number}", f"b{number}"]} for number in range(16)]

    with pytest.raises(EngineFault, match="error code: 113"):
        Engine("test", {"rule": parse_condition({"any": pairs})})


def test_a_rule_may_have_as_many_silencers_as_it_needs() -> None:
    names = [f"finding_{number}" for number in range(60)]
    engine = Engine("test", {"rule": parse_condition({"all": ["pain"], "unless": names})})

    cases = [["pain"], ["pain", names[0]], ["pain", names[-1]]]

    assert [engine.fired(known(["pain", *names], present)) for present in cases] == [{"rule"}, frozenset(), frozenset()]


def test_threads_do_not_mix_their_cases(engine: Engine) -> None:
    cases = [known(NAMES, random.Random(seed).sample(NAMES, seed % 4)) for seed in range(400)]  # noqa: S311 - cases
    expected = [engine.fired(case) for case in cases]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(engine.fired, cases * 3))

    assert answers == expected * 3


def failing(*_: Any) -> None:
    message = "told to fail"
    raise library.error(message)


@pytest.mark.parametrize(
    "step",
    ["assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact"],
)
def test_an_error_in_the_library_surfaces_and_does_not_stick_to_later_cases(
    engine: Engine, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [known(NAMES, present) for present in (["pain"], ["fracture"], ["pain", "oedema"], ["pain", "trauma"])]
    before = [engine.fired(case) for case in cases]

    with monkeypatch.context() as patched:
        patched.setattr(library, step, failing)
        with pytest.raises(EngineFault, match="told to fail"):
            engine.fired(cases[2])

    assert [engine.fired(case) for case in cases] == before


def test_an_answer_that_the_library_should_not_give_is_an_error(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    observed = 2

    with monkeypatch.context() as patched:
        patched.setattr(library, "assert_fact", lambda *_: (observed, 0))
        with pytest.raises(EngineFault, match="code 2"):
            engine.fired(known(NAMES, ["pain"]))

    assert engine.fired(known(NAMES, ["pain", "fracture"])) == {"pain"}


FEW = ("a", "b", "c", "d", "e", "f")


@settings(max_examples=250, deadline=None)
@given(st.lists(conditions(FEW), min_size=1, max_size=5), st.lists(values_of(FEW), min_size=1, max_size=5))
def test_engine_and_plain_reading_agree_on_any_rules_and_any_case(
    rules: list[Condition], cases: list[dict[str, Presence]]
) -> None:
    engine = engine_of(rules)

    for values in cases:
        expected = {f"rule-{number}" for number, condition in enumerate(rules) if holds(condition, values)}
        assert engine.fired(values) == expected


def test_an_engine_that_is_no_longer_used_gives_its_memory_back() -> None:
    """Measured: nothing per engine that never ran, half a megabyte each if it is kept."""

    def resident() -> int:
        return int(re.findall(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))[0])

    rules = {f"rule-{number}": parse_condition({"all": [f"a{number}", f"b{number}"]}) for number in range(10)}
    Engine("warm", rules)
    before = resident()

    for _ in range(100):
        Engine("again", rules)

    assert resident() - before < 5_000
