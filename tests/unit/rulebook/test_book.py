"""The rule book as other rooms ask it: which rules speak, what they read, which queries that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.evaluate import open_rulebook
from service.rulebook.finding_sheets import Parameter
from service.rulebook.prefetch import OBSERVATION_COUNT, observation_codes, queries, templates
from tests.charts import LOINC, SCT
from tests.invented import assessment, book_of, question, rule

if TYPE_CHECKING:
    from pathlib import Path

    from service.rulebook.book import RuleBook

HOOK = "patient-view"


@pytest.fixture
def small(directory: Path) -> RuleBook:
    return open_rulebook(directory)


def test_a_service_is_known_by_its_id(small: RuleBook) -> None:
    service = small.service("small-patient-view")

    assert service is not None
    assert service.hook == HOOK
    assert small.service("small-order-sign") is None


def test_only_active_rules_and_those_in_shadow_are_evaluated(book: RuleBook) -> None:
    rules = [rule(status, status=status) for status in ("active", "shadow", "draft", "retired")]

    speaking = book_of(book, rules).speaking(HOOK)

    assert {one.id for one in speaking} == {"active", "shadow"}


def test_rules_are_evaluated_in_the_order_of_priority_then_of_their_names(book: RuleBook) -> None:
    rules = [rule("b", priority=2), rule("late", priority=7.5), rule("a", priority=2), rule("first", priority=0)]

    assert [one.id for one in book_of(book, rules).speaking(HOOK)] == ["first", "a", "b", "late"]


def test_a_hook_hears_only_its_own_rules(book: RuleBook) -> None:
    rules = [rule("chart"), rule("start", hooks=["encounter-start"])]

    sheets = book_of(book, rules)

    assert [one.id for one in sheets.speaking("encounter-start")] == ["start"]
    assert sheets.speaking("encounter-discharge") == ()


def test_a_rule_reads_the_findings_behind_its_assessments_its_urgency_and_its_mentions(small: RuleBook) -> None:
    sheet = small.rules["hip-pain"]

    assert small.reads(sheet) == {"hip_pain", "limp", "trauma", "under_18", "hip_mri"}


def test_what_makes_a_suggestion_superfluous_is_observed_too(small: RuleBook) -> None:
    sheet = small.rules["hip-pain"]

    assert small.observes(sheet) - small.reads(sheet) == {"hip_mri_ordered"}


def test_what_makes_a_question_moot_is_observed_too(book: RuleBook) -> None:
    findings = {"pregnant": question(moot=["male"]), "male": question()}

    sheets = book_of(book, [rule("rule", {"all": ["pregnant"]})], findings=findings)

    assert sheets.observes(sheets.rules["rule"]) == {"pregnant", "male"}


def test_what_a_rule_asks_for_is_what_its_terms_name_and_not_what_silences_it(book: RuleBook) -> None:
    pain = assessment("pain", {"any": ["hip_pain", "groin_pain"], "unless": ["healed"]})
    sheets = book_of(book, [rule("rule", {"all": ["pain", {"not": "trauma"}], "unless": ["mri"]})], [pain])

    assert sheets.asks(sheets.rules["rule"]) == {"hip_pain", "groin_pain", "trauma"}


def test_the_record_types_of_a_hook_are_those_that_its_findings_read_the_patient_first(small: RuleBook) -> None:
    assert small.kinds(HOOK) == ("Patient", "Condition", "ImagingStudy", "Observation", "ServiceRequest")


def test_a_hook_without_rules_reads_the_patient_only(small: RuleBook) -> None:
    assert small.kinds("order-sign") == ("Patient",)


def test_each_query_answers_for_one_type(small: RuleBook) -> None:
    assert queries(small, HOOK) == {
        "patient": {"Patient"},
        "conditions": {"Condition"},
        "imagingStudies": {"ImagingStudy"},
        "observations": {"Observation"},
        "serviceRequests": {"ServiceRequest"},
    }


def test_prefetch_templates_stay_in_the_portable_subset(small: RuleBook) -> None:
    """CDS Hooks 2.0.1, Prefetch query restrictions."""
    assert templates(small, HOOK) == {
        "patient": "Patient/{{context.patientId}}",
        "conditions": "Condition?patient={{context.patientId}}",
        "imagingStudies": "ImagingStudy?patient={{context.patientId}}",
        "observations": "Observation?patient={{context.patientId}}&code=http://snomed.info/sct|49218002"
        f"&_sort=-date&_count={OBSERVATION_COUNT}",
        "serviceRequests": "ServiceRequest?patient={{context.patientId}}",
    }


def test_observations_are_asked_for_by_every_code_that_may_be_observed(book: RuleBook) -> None:
    codes = observation_codes(book, HOOK)

    assert (LOINC, "82810-3") in codes
    assert (SCT, "49218002") in codes
    assert codes == sorted(set(codes))


def test_codes_that_classify_conditions_are_not_asked_for_in_observations(book: RuleBook) -> None:
    assert not [pair for pair in observation_codes(book, HOOK) if "icd-10" in pair[0]]


@pytest.mark.parametrize(("value", "unit", "days"), [(14, "days", 14), (6, "weeks", 42), (1.5, "weeks", 10)])
def test_a_span_of_time_is_counted_in_days(value: float, unit: str, days: int) -> None:
    sheet = {"value": value, "unit": unit, "kind": "literature", "source": "Tests", "says": "A span"}

    assert Parameter.model_validate(sheet).days == days


@pytest.mark.parametrize("unit", ["years", "Cel", "mg/L", "10*9/L", "mm/h"])
def test_other_units_are_no_span_of_days(unit: str) -> None:
    """A year has no number of days; such a parameter is refused where days are needed."""
    sheet = {"value": 1, "unit": unit, "kind": "literature", "source": "Tests", "says": "No span"}

    with pytest.raises(ValueError, match="is not a span of days"):
        _ = Parameter.model_validate(sheet).days
