"""The page for reading: generated from the sheets, so that it cannot say anything else than they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.evaluate import open_rulebook
from service.rulebook.conditions import parse_condition
from service.rulebook.doc import in_words, rules_page
from tests.invented import assessment, book_of, rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.rulebook.book import RuleBook


@pytest.fixture
def page(directory: Path) -> str:
    """The page of the small rule book."""
    return rules_page(open_rulebook(directory))


@pytest.mark.parametrize(
    "line",
    [
        "# A small rule book: the rule book",
        "Version 1.0.0. For tests.",
        "| Finding or assessment | hip-pain |",
        "| `painful_walking` | + |",
        "| `trauma` | - |",
        "| `under_18` | x |",
        "### hip-pain",
        "Hip pain without injury, no MRI yet. TEST-1, version 1.0.0, active.",
        "Track diagnostic, priority 1; answers patient-view.",
        "- **Card** (info; warning if limp): Hip pain without injury: consider an MRI",
        "- **When** pain and limp and injury: recorded absent",
        "- **Unless** younger than 18 years; MRI of the hip",
        "- **Suggests** mri",
        "- **Misses** Pain in free text.",
        "- **C01** (low certainty): Pain comes first. A book",
        "- Example: fires: fires",
        "- Example: injury not recorded: silent",
        "### painful_walking",
        "- **Holds when** hip pain and limp",
        "| `hip_pain` | hip pain | Condition, Observation | nothing is recorded | yes | hip-pain |",
        "| `limp` | limp | Condition | the record says so | no | limp |",
        "| `pain_days`: Pain counts for this long | 365 days | engineering choice | Tests |",
        "| `hip-pain` | 2 | 0 | 1.0.0 |",
        "| `injury` | 0 | 1 | 1.0.0 |",
    ],
)
def test_the_page_says_what_the_sheets_say(page: str, line: str) -> None:
    assert line in page.splitlines()


def test_the_page_ends_with_one_line_break(page: str) -> None:
    assert page.endswith("|\n")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param({"all": ["a"]}, "a finding", id="one"),
        pytest.param({"all": [{"not": "a"}]}, "a finding: recorded absent", id="not"),
        pytest.param({"all": [{"unknown": "a"}]}, "a finding: not known", id="unknown"),
        pytest.param({"all": ["a", "x"]}, "a finding and x", id="and"),
        pytest.param({"any": ["a", "x"]}, "a finding or x", id="or"),
        pytest.param({"all": [{"any": ["a", "x"]}, "x"]}, "(a finding or x) and x", id="or within and"),
        pytest.param({"any": ["x", {"all": ["a", "x"]}]}, "x or (a finding and x)", id="and within or"),
        pytest.param({"all": [{"any": ["a", "x"]}]}, "a finding or x", id="one group alone"),
        pytest.param(
            {"any": [{"all": ["a", {"any": ["x", "b"]}]}, "x"]}, "(a finding and (x or a finding)) or x", id="twice"
        ),
    ],
)
def test_a_condition_reads_in_words_with_every_bracket_closed(
    book: RuleBook, when: dict[str, Any], expected: str
) -> None:
    sheets = book_of(book, [rule("rule", when)], [assessment("x", {"all": ["b"]})])

    assert in_words(sheets, parse_condition(when).when) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param({"all": ["a"]}, "+", id="must be present"),
        pytest.param({"all": [{"not": "a"}]}, "-", id="must be recorded absent"),
        pytest.param({"all": [{"unknown": "a"}]}, "?", id="must be unknown"),
        pytest.param({"all": ["b"], "unless": ["a"]}, "x", id="silences"),
        pytest.param({"any": ["a", "b"]}, "(+)", id="one of several"),
        pytest.param({"any": [{"all": ["a", "b"]}, "c"]}, "(+)", id="part of one of several"),
        pytest.param({"all": ["b", {"any": ["a", {"unknown": "a"}]}]}, "(+) (?)", id="twice"),
        pytest.param({"all": ["a", {"all": ["a"]}]}, "+", id="twice the same"),
        pytest.param({"all": ["a"], "unless": ["a"]}, "+ x", id="asked for and silencing"),
    ],
)
def test_the_decision_table_marks_what_a_rule_makes_of_a_finding(
    book: RuleBook, when: dict[str, Any], expected: str
) -> None:
    page = rules_page(book_of(book, [rule("rule", when)]))

    assert f"| `a` | {expected} |" in page.splitlines()


def test_a_rule_without_silencers_and_suggestions_says_so(book: RuleBook) -> None:
    page = rules_page(book_of(book, [rule("rule", {"all": ["a"]})]))

    assert "- **Suggests** nothing to order" in page
    assert "**Unless**" not in page


def test_a_finding_that_only_a_card_mentions_has_no_row_in_the_table(
    directory: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit("assess/painful_walking.yaml", "[hip_pain, limp]\nevidence", "[hip_pain]\nevidence")
    edit("assess/painful_walking.yaml", "[hip_pain, limp]}", "[hip_pain]}")
    edit("assess/painful_walking.yaml", "{present: [hip_pain]}, expect: silent", "{}, expect: silent")

    page = rules_page(open_rulebook(directory))

    assert not [line for line in page.splitlines() if line.startswith("| `limp` | +")]
