"""The conformance table: complete, and every test that it names is there."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache

import pytest

from tests.conformance.table import ITEMS, PAGE, ROOT, STATES, Row, data, inferno, items, page, path_of
from tests.corpora.archive import SHARED

REQUIREMENTS = SHARED / "spec/inferno-cds-hooks-2.0-requirements.csv"
ROWS = [pytest.param(row, id=f"{'inferno' if row.item else 'item'} {row.name}") for row in (*items(), *inferno())]
OPEN_INDEED = {*range(60, 74), 20, 21, 34, 36, 38, 40}
"""Feedback, trusted clients, and fetching: a row leaves this set when it is built."""


@cache
def functions(path: str) -> dict[str, ast.FunctionDef]:
    """The test functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def may_be_skipped(path: str) -> bool:
    """Whether a file's tests need data that is no part of the project."""
    return "pytestmark = needs_examples" in (ROOT / path).read_text(encoding="utf-8")


def test_every_item_stands_there_once() -> None:
    assert [row.name for row in items()] == [*map(str, range(1, 77)), "1.10"]


def test_no_row_is_written_twice() -> None:
    written = re.findall(r"^  \"?([\d.]+)\"?:", ITEMS.read_text(encoding="utf-8"), re.MULTILINE)

    assert len(written) == len(items()) + len(inferno())


def test_the_test_kit_has_120_requirements_on_a_service() -> None:
    assert len({row.name for row in inferno()}) == 120


@pytest.mark.skipif(
    not REQUIREMENTS.exists(), reason="the list is no part of the project; it is looked for in ../shared"
)
def test_they_are_those_of_the_published_list() -> None:
    with REQUIREMENTS.open(encoding="utf-8-sig", newline="") as file:
        asked = [row["ID*"] for row in csv.DictReader(file) if "Service" in row["Actors*"]]

    assert [row.name for row in inferno()] == asked


def test_every_requirement_belongs_to_an_item() -> None:
    assert {row.item for row in inferno()} <= {row.name for row in items()}


@pytest.mark.parametrize("kind", ["items", "inferno"])
def test_a_row_says_one_thing(kind: str) -> None:
    several = [name for name, row in data()[kind].items() if len(STATES.keys() & row.keys()) > 1]
    unknown = [name for name, row in data()[kind].items() if row.keys() - {"asks", "item", "tests", *STATES}]

    assert several == unknown == []


@pytest.mark.parametrize("row", ROWS)
def test_what_is_met_is_shown_by_tests_that_run_everywhere(row: Row) -> None:
    assert row.how
    assert row.asks
    if row.state == "met":
        assert [one for one in row.tests if not may_be_skipped(path_of(one))]
    if row.state == "open":
        assert not row.tests
        assert row.how.startswith("Not built yet: ")


@pytest.mark.parametrize("row", ROWS)
def test_every_test_that_is_named_exists_and_asserts_something(row: Row) -> None:
    for named in row.tests:
        found = functions(path_of(named)).get(named.partition("::")[2])
        assert found is not None, named
        says = ast.unparse(found)
        assert any(word in says for word in ("assert ", "refusal_of(", "pytest.raises")), named


def test_only_what_is_being_built_is_open() -> None:
    assert {row.name for row in items() if row.state == "open"} == set(map(str, OPEN_INDEED))


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.conformance.table"


def test_the_page_counts_what_is_open_at_its_top() -> None:
    top = PAGE.read_text(encoding="utf-8").partition("## ")[0]

    for rows in (items(), inferno()):
        still = sum(row.state == "open" for row in rows)
        assert f"{len(rows)}, of which **{still} open**" in top
