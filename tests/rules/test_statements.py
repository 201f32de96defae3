"""What the clinical reading of the source article asks of the rule book, statement by statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook

# The numbers of the decision table that the reading of the article gives for each statement.
RULES_OF = {
    "S1": "001",
    "S6": "030 040 041",
    "S7": "012",
    "S9": "022 032",
    "S10": "020",
    "S12": "042 043",
    "S13": "033",
    "S14": "047",
    "S16": "003",
    "S17": "003 023 024 030",
    "S19": "030",
    "S20": "030",
    "S21": "010 011 012",
    "S24": "046",
    "S25": "020",
    "S26": "046",
    "S27": "021 022",
    "S28": "021",
    "S31": "034",
    "S32": "033",
    "S34": "022",
    "S35": "033",
    "S36": "030 040 041",
    "S37": "034",
    "S39": "030",
    "S41": "010 020",
    "S42": "033",
    "S43": "034",
    "S45": "032",
    "S49": "032",
    "S51": "044 044b",
    "S52": "040 041 047",
    "S53": "014",
    "S54": "042 043",
    "S57": "010 020",
    "S59": "044",
    "S63": "001 020",
    "S64": "021",
}

# Statements that the reading answers with a fact or a number rather than a rule.
FACTS_OF = {
    "S4": "gait_feature",
    "S5": "gait_feature",
    "S8": "groin_buttock_thigh_pain",
    "S11": "alternative_hip_diagnosis",
    "S18": "hip_xray_unremarkable",
    "S22": "late_pregnancy_weeks pregnancy_min_weeks postpartum_weeks",
    "S33": "hip_xray_unremarkable mri_marrow_oedema",
    "S38": "orthopaedic_referral",
    "S65": "trauma significant_trauma",
}

NOTHING = [f"S{number}" for number in (2, 15, 23, 29, 30, 46, 47, 48, 50, 55, 56, 60, 61, 62, 66, 67, 69)]
"""What no rule may follow: causes, calcium, operations, boots, waiting for 48 hours, night pain, a sedentary life."""

DANGEROUS = [f"S{number}" for number in (6, 12, 26, 36, 51, 52, 58, 59)]


@pytest.mark.parametrize(("number", "refs"), RULES_OF.items())
def test_a_statement_is_honoured_by_the_rules_that_its_reading_names(number: str, refs: str, book: RuleBook) -> None:
    named = {book.rules[name].ref for name in book.statements[number].honoured_by if name in book.rules}

    assert {f"TOH-{ref}" for ref in refs.split()} <= named


@pytest.mark.parametrize(("number", "facts"), FACTS_OF.items())
def test_a_statement_is_honoured_by_the_facts_that_its_reading_names(number: str, facts: str, book: RuleBook) -> None:
    assert set(facts.split()) <= set(book.statements[number].honoured_by)


def test_what_must_not_be_followed_is_honoured_by_nothing(book: RuleBook) -> None:
    assert [number for number, one in book.statements.items() if one.reason] == NOTHING


def test_what_would_do_harm_as_written_is_named_so(book: RuleBook) -> None:
    assert [number for number, one in book.statements.items() if one.literature == "dangerous"] == DANGEROUS


@pytest.mark.parametrize("number", DANGEROUS)
def test_what_would_do_harm_is_met_by_a_rule_in_force(number: str, book: RuleBook) -> None:
    met = [book.rules[name] for name in book.statements[number].honoured_by if name in book.rules]

    assert [rule.id for rule in met if rule.status == "active" and rule.track == "safety"]
