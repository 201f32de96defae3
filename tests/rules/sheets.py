"""The sheets of the checkout, for tests that say something of each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.evaluate import open_rulebook
from tests.conftest import ROOT

if TYPE_CHECKING:
    from service.rulebook.sheets import AssessmentSheet, RuleSheet

BOOK = open_rulebook(ROOT / "rules")
RULES = tuple(BOOK.rules.values())
SHEETS: tuple[AssessmentSheet | RuleSheet, ...] = (*BOOK.assessments.values(), *RULES)


def named(sheet: AssessmentSheet | RuleSheet) -> str:
    """The id of a sheet, for the name of a test."""
    return sheet.id
