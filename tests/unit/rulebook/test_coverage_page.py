"""The page of the statements: a row for each, and in it what honours the statement or why nothing does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from service.evaluate import open_rulebook
from service.rulebook.coverage import coverage_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.rulebook.book import RuleBook

SHEET = "statements.yaml"


@pytest.fixture
def page(directory: Path) -> Callable[[], list[str]]:
    """The lines of the page of the small rule book as it is."""
    return lambda: coverage_page(open_rulebook(directory)).splitlines()


def test_every_statement_has_its_row(page: Callable[[], list[str]]) -> None:
    rows = [line for line in page() if line.startswith("| S")]

    assert rows == [
        "| S2 | Running helps | It breaks bones. | Nothing: No card speaks of it. |",
        "| S1 | It hurts | It does. | [hip-pain](rules.md#hip-pain) |",
    ]


def test_what_would_do_harm_stands_first_under_its_own_heading(page: Callable[[], list[str]]) -> None:
    headings = [line for line in page() if line.startswith("## ")]

    assert headings == ["## Dangerous if it were followed as written", "## In agreement with the literature"]


def test_the_page_counts_what_is_honoured(page: Callable[[], list[str]]) -> None:
    lines = page()

    assert "2 statements. The literature: 1 dangerous, 0 wrong, 0 contested, 0 imprecise, 1 agrees." in lines
    assert "1 are honoured by the rule book, 1 are not, each for the reason given." in lines


@pytest.mark.parametrize("status", ["draft", "shadow"])
def test_a_rule_that_is_not_in_force_is_named_with_its_status(
    status: str, page: Callable[[], list[str]], edit: Callable[[str, str, str], None]
) -> None:
    edit("advise/hip-pain.yaml", "status: active", f"status: {status}")

    assert f"[hip-pain](rules.md#hip-pain) ({status}) |" in "\n".join(page())


def test_findings_assessments_and_parameters_honour_too(
    page: Callable[[], list[str]], edit: Callable[[str, str, str], None]
) -> None:
    edit(SHEET, "[hip-pain]", "[limp, painful_walking, pain_days]")

    assert "| `limp`, `painful_walking`, `pain_days` |" in "\n".join(page())


def test_a_bar_or_a_line_break_in_the_words_breaks_no_row(
    page: Callable[[], list[str]], edit: Callable[[str, str, str], None]
) -> None:
    edit(SHEET, "note: It breaks bones.", r'note: "Bones | break.\nOften."')

    assert r"| S2 | Running helps | Bones \| break. Often. | Nothing: No card speaks of it. |" in page()


def test_the_page_of_the_checkout_has_every_statement_once_and_no_empty_cell(book: RuleBook) -> None:
    page = coverage_page(book)

    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in page.splitlines() if line.startswith("| S")]
    assert sorted(int(cells[0].strip()[1:]) for cells in rows) == list(range(1, 70))
    assert [cells for cells in rows if len(cells) != 4 or not all(cell.strip() for cell in cells)] == []
