"""The cases of the literature: each step, in each coding, gives exactly the cards that are written beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.cases.charting import HOSTS, TRANSLATIONS, NotTranslated, chart
from tests.cases.codings import CODINGS
from tests.cases.disagreements import DISAGREEMENTS
from tests.cases.free_text import FREE_TEXT
from tests.cases.icd10cm import ICD10CM
from tests.cases.snomed import SNOMED
from tests.cases.steps import CASES, Step, cards_of, faults, read_steps
from tests.cases.understanding import FINDINGS, misunderstandings
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.rulebook.book import RuleBook
    from tests.cases.coding import Coding
    from tests.charts import Json

STEPS = read_steps()
BY_NAME = {step.name: step for step in STEPS}
ORIGINAL = ROOT.parent / "shared" / "clinical" / "cases.yaml"
IMAGING = frozenset({"imagingStudies", "diagnosticReports"})

each_step = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
in_each_coding = pytest.mark.parametrize("coding", CODINGS, ids=lambda coding: coding.name)


@in_each_coding
@each_step
def test_a_step_gives_exactly_its_cards(step: Step, coding: Coding, call: Callable[..., Json]) -> None:
    cards = cards_of(call(step.hook, chart(step.facts, coding)))

    if step.name in DISAGREEMENTS:
        assert cards == DISAGREEMENTS[step.name].cards
        assert faults(step, cards), "the disagreement is over: take it out of the table and of docs/cases.md"
    else:
        assert faults(step, cards) == []


@in_each_coding
@each_step
def test_the_findings_of_a_step_are_what_its_facts_say(
    step: Step, coding: Coding, explain: Callable[..., Json]
) -> None:
    answer = explain(step.hook, chart(step.facts, coding))

    assert misunderstandings(step.facts, answer["patients"][0]) == []
    assert {one["severity"] for one in answer["patients"][0].get("issues", ())} <= {"information"}


@in_each_coding
@pytest.mark.parametrize(
    "step",
    [one for one in STEPS if None in (one.facts.get("mri_result", ""), one.facts.get("xray_result", ""))],
    ids=lambda step: step.name,
)
def test_imaging_that_is_not_known_changes_no_card(step: Step, coding: Coding, call: Callable[..., Json]) -> None:
    """A null result: the keys of imaging are not answered at all."""
    cards = cards_of(call(step.hook, chart(step.facts, coding), lacking=IMAGING))

    assert faults(step, cards) == []


SAME_PACK = {"patient-view": ["encounter-start", "encounter-discharge"], "order-sign": ["order-select"]}


@each_step
def test_every_hook_of_a_pack_gives_the_same_cards(step: Step, call: Callable[..., Json]) -> None:
    made = chart(step.facts, SNOMED)

    cards = [cards_of(call(hook, made)) for hook in (step.hook, *SAME_PACK[step.hook])]

    assert all(each == cards[0] for each in cards)


MIRROR = {"left": "right", "right": "left"}


@in_each_coding
@each_step
def test_the_same_of_the_other_hip_gives_the_same_cards(step: Step, coding: Coding, call: Callable[..., Json]) -> None:
    mirrored = {key: MIRROR.get(value, value) if "side" in key else value for key, value in step.facts.items()}

    cards = cards_of(call(step.hook, chart(mirrored, coding)))

    assert cards == cards_of(call(step.hook, chart(step.facts, coding)))


@each_step
def test_every_record_of_a_step_is_valid_r4(step: Step) -> None:
    for coding in (SNOMED, ICD10CM, FREE_TEXT):
        made = chart(step.facts, coding)
        for resource in (*made.resources, *made.drafts):
            get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def coded(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if "system" in node and "code" in node and "value" not in node:
            yield node["system"], node["code"]
        for value in node.values():
            yield from coded(value)
    elif isinstance(node, list):
        for value in node:
            yield from coded(value)


@pytest.mark.parametrize("coding", [SNOMED, ICD10CM, FREE_TEXT], ids=lambda coding: coding.name)
def test_every_code_stands_in_a_value_set(coding: Coding, book: RuleBook) -> None:
    made = [chart(step.facts, coding) for step in STEPS]
    codes = {one for each in made for one in coded([*each.resources, *each.drafts])}

    unknown = {pair for pair in codes if not pair[0].startswith("http://terminology.hl7.org/")}
    unknown -= {pair for pair in unknown if any(one.holds(*pair) for one in book.value_sets.values())}

    assert unknown == set()


def test_the_codings_are_not_the_same_chart_under_two_names() -> None:
    systems = {
        coding.name: {system for step in STEPS for system, _ in coded(_conditions(step, coding))}
        for coding in (SNOMED, ICD10CM)
    }

    assert "http://hl7.org/fhir/sid/icd-10-cm" not in systems[SNOMED.name]
    assert "http://hl7.org/fhir/sid/icd-10-cm" in systems[ICD10CM.name]


def _conditions(step: Step, coding: Coding) -> list[Json]:
    return [one["code"] for one in chart(step.facts, coding).resources if one["resourceType"] == "Condition"]


@pytest.mark.parametrize(
    "facts",
    [
        {"age": 30, "sex": "female", "favourite_colour": "blue"},
        {"age": 30, "sex": "female", "mri_result": "interesting"},
        {"age": 30, "sex": "female", "hip_pain_active": True, "side": "upper"},
        {"age": 30, "sex": "female", "hip_pain_active": True, "trauma": "perhaps"},
        {"age": 30, "sex": "female", "gait_feature": "a little"},
        {"age": 30, "sex": "female", "mri_result": "other"},
        {"age": 30, "sex": "female", "ga_weeks": 30},
        {"age": 30, "sex": "female", "draft_orders": ["leeches"]},
    ],
    ids=lambda facts: next(reversed(facts)),
)
def test_a_fact_that_the_harness_cannot_tell_is_an_error(facts: Json) -> None:
    with pytest.raises(NotTranslated):
        chart(facts, SNOMED)


def test_every_fact_of_the_cases_is_translated_and_no_other() -> None:
    assert {key for step in STEPS for key in step.facts} == TRANSLATIONS.keys()
    assert HOSTS.keys() | set(HOSTS.values()) <= TRANSLATIONS.keys()


@in_each_coding
@each_step
def test_a_fact_that_is_there_has_a_record(step: Step, coding: Coding) -> None:
    """Facts that only colour another, that say no, or that are not known have none of their own."""
    made = chart(step.facts, coding)

    said = {key for key, value in step.facts.items() if value is True or value in RESULTS}
    told_in_report = {"fracture_hip", "avn"} if coding.reports_suffice else set()
    assert {key for key in said - told_in_report - {"new_side"} if not made.of.get(key)} == set()
    assert len(made.drafts) == len(step.facts.get("draft_orders") or ())


RESULTS = ("normal", "osteopenia", "fracture", "bme", "bme_contralateral", "other", "uncoded", "significant", "minor")


def test_every_finding_that_is_compared_is_one_of_the_vocabulary(book: RuleBook) -> None:
    assert FINDINGS.keys() <= book.findings.keys()


def test_each_fact_leaves_its_mark_on_what_is_compared(explain: Callable[..., Json]) -> None:
    """Without the fact, the findings of some step no longer agree: so it was compared."""
    marked = set()
    for step in STEPS:
        for key, value in step.facts.items():
            if key not in marked and value not in (None, "unknown", []) and _tells(step, key, explain):
                marked.add(key)

    assert TRANSLATIONS.keys() - marked == {"new_side"}, "pain of the same hip after the disease is found as well"


def _tells(step: Step, key: str, explain: Callable[..., Json]) -> bool:
    lacking = {name: value for name, value in step.facts.items() if name != key and HOSTS.get(name) != key}
    lacking |= {"age": 99} if key == "age" else {"sex": "other"} if key == "sex" else {}
    if key in ("fracture_hip", "avn") and step.facts.get("mri_result") == "other":
        lacking["mri_result"] = "normal"
    return bool(misunderstandings(step.facts, explain(step.hook, chart(lacking, SNOMED))["patients"][0]))


WRONG = {
    "a card more": lambda step: replace(step, expect=step.expect + Counter({("toh-protect-hip", "warning"): 1})),
    "a card less": lambda step: replace(step, expect=Counter()),
    "a card twice": lambda step: replace(step, expect=step.expect + step.expect),
    "another indicator": lambda step: replace(step, expect=Counter((rule, "info") for rule, _ in step.expect)),
    "a rule that speaks must be silent": lambda step: replace(
        step, never=step.never | {rule for rule, _ in step.expect}
    ),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_expectation_is_noticed(wrong: Callable[[Step], Step], call: Callable[..., Json]) -> None:
    step = BY_NAME["T07.2"]
    cards = cards_of(call(step.hook, chart(step.facts, SNOMED)))

    assert faults(step, cards) == []
    assert faults(wrong(step), cards)


def test_all_steps_of_all_cases_are_there() -> None:
    assert len({name.partition(".")[0] for name in BY_NAME}) == 36
    assert len(STEPS) == len(BY_NAME) == 73


def test_every_rule_that_a_case_names_is_on_by_default(book: RuleBook) -> None:
    """One that is off (ENABLE_RULES) would be silent in every step, whatever is written there."""
    named = {rule for step in STEPS for rule in (*step.never, *(one for one, _ in step.expect))}

    assert {rule for rule in named if book.rules[rule].status != "active"} == set()


def test_a_disagreement_names_a_step() -> None:
    assert DISAGREEMENTS.keys() <= BY_NAME.keys()


@pytest.mark.skipif(
    not ORIGINAL.exists(), reason="the cases as they were written lie beside the checkout, in ../shared"
)
def test_the_cases_are_those_of_the_clinical_documents() -> None:
    assert CASES.read_bytes() == ORIGINAL.read_bytes()
