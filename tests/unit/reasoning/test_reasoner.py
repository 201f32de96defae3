"""From cases to conclusions: stages, indicators, explanations, and where the service was blind."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from service.domain import BOTH, NO_SIDE, Because, Case, Evidence, Finding, Indicator, Outcome, Presence, Side, Sides
from service.reasoning.engine import EngineFault
from service.reasoning.plain import holds
from service.reasoning.reasoner import Reasoner
from tests.invented import assessment, book_of, case_of, known, question, raw_conditions, rule, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from service.domain import Conclusion, Verdict
    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import AssessmentSheet, RuleSheet
    from tests.invented import Raw, Values

HOOK = "patient-view"
NAMES = ("hip_pain", "girdle_pain", "limp", "pregnant", "late", "mri", "oedema", "protected")
PAIN = assessment("pain", {"any": ["hip_pain", {"all": ["girdle_pain", "limp"]}]})
UNDATED = assessment("undated", {"all": ["pregnant", {"unknown": "late"}]})
LATE = rule("late-pregnancy", {"all": ["late", "pain"], "unless": ["mri"]}, priority=9)
DATES = rule("record-dates", {"all": ["pain", "undated"]}, priority=13)
OEDEMA = rule(
    "oedema",
    {"all": ["oedema"]},
    priority=6,
    card={
        "indicator": "warning",
        "lower": {"when": "protected", "indicator": "info"},
        "escalate": {"when": "undated", "indicator": "critical"},
    },
)
OBSERVED = rule("observed", {"all": ["pain"]}, priority=1, status="shadow")


@pytest.fixture(scope="module")
def reasoner(book: RuleBook) -> Reasoner:
    return Reasoner(book_of(book, [LATE, DATES, OEDEMA, OBSERVED], [PAIN, UNDATED]))


@pytest.fixture
def judge(reasoner: Reasoner) -> Callable[..., Verdict]:
    """The verdict on one case."""

    def run(present: Iterable[str] = (), unknown: Iterable[str] = (), lacked: Iterable[str] = ()) -> Verdict:
        (verdict,) = reasoner.conclude([case_of(known(NAMES, present, unknown), lacked)], HOOK)
        return verdict

    return run


def told(conclusions: Iterable[Conclusion]) -> dict[str, tuple[str, str]]:
    return {one.rule: (one.outcome.value, one.indicator.value) for one in conclusions}


@pytest.mark.parametrize(
    ("present", "unknown", "expected"),
    [
        pytest.param([], [], {}, id="nothing"),
        pytest.param(["late", "hip_pain", "mri"], [], {"observed": ("shadow", "info")}, id="silenced"),
        pytest.param(["late"], [], {}, id="half a rule"),
        pytest.param(
            ["late", "girdle_pain", "limp"],
            [],
            {"late-pregnancy": ("fired", "info"), "observed": ("shadow", "info")},
            id="a rule that builds on an assessment",
        ),
        pytest.param(
            ["pregnant", "hip_pain"],
            ["late"],
            {"record-dates": ("fired", "info"), "observed": ("shadow", "info")},
            id="an assessment that asks for an unknown",
        ),
        pytest.param(["oedema"], [], {"oedema": ("fired", "warning")}, id="indicator of the card"),
        pytest.param(["oedema", "protected"], [], {"oedema": ("fired", "info")}, id="lowered"),
        pytest.param(
            ["oedema"], ["protected"], {"oedema": ("fired", "warning")}, id="unknown protection lowers nothing"
        ),
        pytest.param(["oedema", "pregnant"], ["late"], {"oedema": ("fired", "critical")}, id="raised"),
        pytest.param(
            ["oedema", "pregnant", "protected"], ["late"], {"oedema": ("fired", "info")}, id="lowering counts first"
        ),
        pytest.param(
            ["late", "hip_pain", "oedema"],
            [],
            {
                "oedema": ("fired", "warning"),
                "late-pregnancy": ("hidden", "info"),
                "observed": ("shadow", "info"),
            },
            id="tracks",
        ),
    ],
)
def test_the_rules_of_a_hook_are_concluded_from_one_case(
    judge: Callable[..., Verdict], present: list[str], unknown: list[str], expected: dict[str, tuple[str, str]]
) -> None:
    verdict = judge(present, unknown)

    assert told(verdict.conclusions) == expected


def test_only_what_fired_is_shown(judge: Callable[..., Verdict]) -> None:
    verdict = judge(["late", "hip_pain", "oedema"])

    assert [one.rule for one in verdict.shown()] == ["oedema"]


def test_a_verdict_keeps_what_was_observed_apart_from_what_was_concluded(judge: Callable[..., Verdict]) -> None:
    verdict = judge(["late", "hip_pain"])

    assert "pain" not in verdict.observed
    assert (verdict.values["pain"], verdict.values["undated"]) == (Presence.PRESENT, Presence.ABSENT)


def test_each_hip_is_judged_for_itself(reasoner: Reasoner) -> None:
    left = case_of(known(NAMES, ["late", "hip_pain"]), hip=Side.LEFT)
    right = case_of(known(NAMES, ["late", "oedema"]), hip=Side.RIGHT)

    verdicts = reasoner.conclude([left, right], HOOK)

    assert [[one.rule for one in verdict.shown()] for verdict in verdicts] == [["late-pregnancy"], ["oedema"]]


def test_hips_with_equal_values_get_equal_verdicts_each_with_its_own_case(reasoner: Reasoner) -> None:
    cases = [case_of(known(NAMES, ["oedema"]), hip=hip) for hip in Side]

    left, right = reasoner.conclude(cases, HOOK)

    assert (left.case.hip, right.case.hip) == (Side.LEFT, Side.RIGHT)
    assert left.conclusions == right.conclusions != ()


def test_one_set_of_findings_for_both_hips_gives_both_a_verdict(reasoner: Reasoner) -> None:
    left = case_of(known(NAMES, ["oedema"]))
    right = Case(left.findings, Side.RIGHT)

    verdicts = reasoner.conclude([left, right], HOOK)

    assert [(verdict.case.hip, len(verdict.shown())) for verdict in verdicts] == [(Side.LEFT, 1), (Side.RIGHT, 1)]


def test_a_hook_without_rules_concludes_nothing(reasoner: Reasoner) -> None:
    case = Case({}, Side.LEFT)

    verdicts = reasoner.conclude([case], "encounter-start")

    assert [verdict.conclusions for verdict in verdicts] == [()]


def test_a_panel_lists_its_rules_by_priority(reasoner: Reasoner) -> None:
    assert reasoner.panel(HOOK).order == ("observed", "oedema", "late-pregnancy", "record-dates")


def test_the_explanation_names_every_rule_and_why_it_was_silent(
    reasoner: Reasoner, judge: Callable[..., Verdict]
) -> None:
    verdict = judge(["late", "hip_pain", "oedema", "protected"])

    explained = {
        one.rule: (one.outcome, one.indicator, one.because, one.hidden_by) for one in reasoner.explain(verdict, HOOK)
    }

    assert explained == {
        "observed": (Outcome.SHADOW, Indicator.INFO, (), None),
        "oedema": (Outcome.FIRED, Indicator.INFO, (), None),
        "late-pregnancy": (Outcome.HIDDEN, Indicator.INFO, (), "oedema"),
        "record-dates": (Outcome.SILENT, Indicator.INFO, (Because("undated", "absent", "present"),), None),
    }


def test_the_explanation_of_a_chart_that_was_screened_out_is_as_complete(
    reasoner: Reasoner, judge: Callable[..., Verdict]
) -> None:
    verdict = judge(unknown=["oedema"])

    because = {one.rule: one.because for one in reasoner.explain(verdict, HOOK)}

    assert because == {
        "observed": (Because("pain", "absent", "present"),),
        "oedema": (Because("oedema", "unknown", "present"),),
        "late-pregnancy": (Because("late", "absent", "present"),),
        "record-dates": (Because("pain", "absent", "present"),),
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param((["late"], ["hip_pain"], []), set(), id="unknown, but all records were sent"),
        pytest.param((["late"], [], ["hip_pain"]), {"late-pregnancy"}, id="a finding of an assessment"),
        pytest.param((["hip_pain"], [], ["late"]), {"late-pregnancy"}, id="a finding of the rule"),
        pytest.param((["late", "hip_pain"], [], ["mri"]), set(), id="it fired all the same"),
        pytest.param(([], [], ["hip_pain"]), set(), id="something else is missing too"),
        pytest.param((["late", "mri"], [], ["hip_pain"]), set(), id="silenced by what was sent"),
        pytest.param(([], [], ["hip_pain", "late", "oedema"]), {"late-pregnancy", "oedema"}, id="several rules"),
        pytest.param((["hip_pain"], ["late"], ["pregnant"]), {"record-dates"}, id="an assessment that may come true"),
    ],
)
def test_blind_are_the_silent_rules_that_the_lacking_records_could_make_fire(
    reasoner: Reasoner, judge: Callable[..., Verdict], given: tuple[list[str], list[str], list[str]], expected: set[str]
) -> None:
    verdict = judge(*given)

    blind = reasoner.blind(verdict, HOOK)

    assert blind == dict.fromkeys(expected, frozenset({"Condition"}))


def test_a_rule_in_shadow_is_nobodys_blind_spot(reasoner: Reasoner, judge: Callable[..., Verdict]) -> None:
    assert "observed" not in reasoner.blind(judge(lacked=["hip_pain"]), HOOK)


ONSET = {"sided": True, "parameters": {"unrecorded_onset": "weeks"}}


@pytest.mark.parametrize(
    ("lacked", "mri", "sides", "expected"),
    [
        pytest.param("pain", ONSET, BOTH, {"Observation"}, id="from the onset of the pain"),
        pytest.param("pain", {"sided": True, "option": "fall"}, BOTH, {"Observation"}, id="from another finding"),
        pytest.param("pain", {"sided": True}, NO_SIDE, {"Observation"}, id="the pain gives it its side"),
        pytest.param("pain", {"sided": True}, BOTH, None, id="it has a side of its own"),
        pytest.param("pain", {}, NO_SIDE, None, id="it has nothing to do with the hip"),
        pytest.param("order", ONSET, BOTH, None, id="the pain is known"),
    ],
)
def test_a_silencer_at_the_hip_stands_only_as_long_as_the_pain_is_known(
    book: RuleBook, lacked: str, mri: dict[str, Any], sides: Sides, expected: set[str] | None
) -> None:
    """Records of pain that were not sent may make an old MRI too old, or place it at the other hip."""
    findings = {
        "pain": question(pain=True, reads=["Observation"]),
        "order": question(reads=["ServiceRequest"]),
        "mri": question(**mri),
    }
    reasoner = Reasoner(book_of(book, [rule("rule", {"all": ["order"], "unless": ["mri"]})], findings=findings))
    found = {
        "pain": Finding("pain", Presence.ABSENT),
        "order": Finding("order", Presence.PRESENT),
        "mri": Finding("mri", Presence.PRESENT, (Evidence("ImagingStudy/1", "ImagingStudy.modality", sides=sides),)),
    }
    found[lacked] = found[lacked]._replace(lacked=frozenset(findings[lacked].reads))
    (verdict,) = reasoner.conclude([Case(found, Side.LEFT)], HOOK)

    assert reasoner.blind(verdict, HOOK).get("rule") == expected


FEW = ("a", "b", "c", "d")
CONCLUSIONS = ("x", "y")


def concluded(assessments: Iterable[AssessmentSheet], values: Values) -> Values:
    """The values with the assessments added, by plain reading."""
    added = {one.id: Presence.PRESENT if holds(one.when, values) else Presence.ABSENT for one in assessments}
    return values | added


def sheets(whens: list[Raw], assessed: dict[str, Raw]) -> tuple[list[RuleSheet], list[AssessmentSheet]]:
    rules = [rule(f"rule-{'abcdef'[number]}", when) for number, when in enumerate(whens)]
    return rules, [assessment(name, when) for name, when in assessed.items()]


@pytest.fixture(scope="module")
def reasoner_of(book: RuleBook) -> Callable[..., Reasoner]:
    """A reasoner over invented sheets; a function, so that a failure does not print the whole rule book."""

    def make(rules: list[RuleSheet], assessments: list[AssessmentSheet]) -> Reasoner:
        try:
            return Reasoner(book_of(book, rules, assessments))
        except EngineFault:  # refused when a rule book loads
            reject()

    return make


invented_rules = st.lists(raw_conditions(FEW, CONCLUSIONS), min_size=1, max_size=4)
invented_assessments = st.fixed_dictionaries({name: raw_conditions(FEW) for name in CONCLUSIONS})


@settings(max_examples=150)
@given(whens=invented_rules, assessed=invented_assessments, cases=st.lists(values_of(FEW), min_size=1, max_size=4))
def test_both_stages_together_conclude_what_plain_reading_concludes(
    whens: list[Raw], assessed: dict[str, Raw], cases: list[Values], reasoner_of: Callable[..., Reasoner]
) -> None:
    rules, assessments = sheets(whens, assessed)
    reasoner = reasoner_of(rules, assessments)

    for values in cases:
        (verdict,) = reasoner.conclude([case_of(values)], HOOK)
        expected = {one.id for one in rules if holds(one.when, concluded(assessments, values))}
        assert {one.rule for one in verdict.conclusions} == expected


@settings(max_examples=200)
@given(
    whens=invented_rules,
    assessed=invented_assessments,
    values=values_of(FEW),
    lacked=st.sets(st.sampled_from(FEW), min_size=1),
)
@example(
    whens=[{"all": ["a"], "unless": ["x"]}],
    assessed={"x": {"all": [{"unknown": "a"}]}, "y": {"all": ["a"]}},
    values=dict.fromkeys(FEW, Presence.ABSENT),
    lacked={"a"},
)
@example(
    whens=[{"all": ["b"], "unless": ["x"]}],
    assessed={"x": {"all": [{"unknown": "a"}]}, "y": {"all": ["a"]}},
    values=dict.fromkeys(FEW, Presence.PRESENT),
    lacked={"a"},
)
def test_no_rule_that_the_lacking_records_could_make_fire_is_left_out_of_the_blind_spots(
    whens: list[Raw], assessed: dict[str, Raw], values: Values, lacked: set[str], reasoner_of: Callable[..., Reasoner]
) -> None:
    rules, assessments = sheets(whens, assessed)
    reasoner = reasoner_of(rules, assessments)
    names = sorted(lacked)
    completions = [values | dict(zip(names, some, strict=True)) for some in product(Presence, repeat=len(names))]
    (verdict,) = reasoner.conclude([case_of(values, lacked)], HOOK)
    silent = [one for one in rules if one.id not in {spoke.rule for spoke in verdict.conclusions}]

    blind = reasoner.blind(verdict, HOOK)

    expected = {
        one.id for one in silent if any(holds(one.when, concluded(assessments, values)) for values in completions)
    }
    assert expected <= blind.keys()
