"""The rule book of the checkout: locked, printed, and what the clinical decision table asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from service.rulebook.doc import rules_page
from service.rulebook.lock import check_lock
from tests.conftest import ROOT
from tests.rules.sheets import BOOK, RULES, named

if TYPE_CHECKING:
    from service.rulebook.sheets import RuleSheet

TABLE = ROOT.parent / "shared" / "clinical" / "decision-table.yaml"
with_table = pytest.mark.skipif(not TABLE.is_file(), reason="the decision table in ../shared/clinical is not here")

FIRST_RULES = {
    "late-pregnancy-hip-pain",
    "earlier-pregnancy-hip-pain",
    "sudden-atraumatic-hip-pain",
    "midlife-man-hip-pain",
    "xray-not-conclusive",
    "marrow-oedema-on-mri",
    "hip-fracture",
    "cannot-bear-weight",
    "decisive-facts-missing",
    "toh-protect-hip",
}


def test_no_sheet_changed_without_a_new_version() -> None:
    assert [str(fault) for fault in check_lock(ROOT / "rules")] == []


def test_the_page_of_the_rules_is_up_to_date() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page(BOOK)


def test_the_first_rules_are_active() -> None:
    assert {rule.id for rule in RULES if rule.status == "active"} >= FIRST_RULES


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, Any]]:
    """The rows of the decision table, by rule."""
    rows = yaml.safe_load(TABLE.read_text(encoding="utf-8"))["rules"]
    return {row["id"]: row for row in rows}


@with_table
@pytest.mark.parametrize("rule", RULES, ids=named)
@pytest.mark.parametrize("column", ["ref", "track", "priority", "indicator", "summary"])
def test_a_rule_has_what_its_row_of_the_decision_table_says(
    rule: RuleSheet, column: str, table: dict[str, dict[str, Any]]
) -> None:
    own: dict[str, Any] = {**rule.model_dump(mode="json", exclude={"when"}), **rule.card.model_dump(mode="json")}

    assert own[column] == table[rule.id][column]


@with_table
@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_rule_rests_on_the_citations_of_its_row(rule: RuleSheet, table: dict[str, dict[str, Any]]) -> None:
    cited = {one.cite for one in rule.evidence}

    assert cited >= set(table[rule.id]["citations"])


@with_table
@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_rule_answers_the_hooks_of_its_row_that_are_served(rule: RuleSheet, table: dict[str, dict[str, Any]]) -> None:
    served = {service.hook for service in BOOK.sheet.services}

    assert set(rule.hooks) == set(table[rule.id]["hooks"]) & served


def test_every_number_of_our_own_choice_is_told_as_such() -> None:
    page = rules_page(BOOK)

    for name, parameter in BOOK.parameters.items():
        (line,) = [line for line in page.splitlines() if line.startswith(f"| `{name}`:")]
        assert parameter.kind in line
        assert parameter.source in line
