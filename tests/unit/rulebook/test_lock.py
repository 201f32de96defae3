"""The lock file: no sheet changes without a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.rulebook.load import LOCK
from service.rulebook.lock import check_lock, entries, write_lock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RULE = "advise/hip-pain.yaml"
CHANGED = "changed, but its version did not"
RENEWED = "has a new version; run `rules lock`"


@pytest.fixture
def locked(directory: Path) -> Path:
    """The small rule book, locked."""
    write_lock(directory)
    return directory


def told(directory: Path) -> list[str]:
    return [str(fault) for fault in check_lock(directory)]


def test_a_locked_rule_book_is_as_it_was(locked: Path) -> None:
    assert told(locked) == []


def test_every_sheet_has_a_version_and_a_hash(locked: Path) -> None:
    lines = entries(locked)

    assert {"rulebook.yaml", RULE, "assess/painful_walking.yaml", "value_sets/limp.json"} <= lines.keys()
    assert {line["version"] for line in lines.values()} == {"1.0.0"}
    assert all(len(line["sha256"]) == 64 for line in lines.values())


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(RULE, "Pain of {hip}", "Pain in {hip}", CHANGED, id="words of a card"),
        pytest.param(RULE, "", "# a comment\n", CHANGED, id="a comment"),
        pytest.param(RULE, "version: 1.0.0", "version: 1.0.1", RENEWED, id="a new version"),
        pytest.param("value_sets/limp.json", "Limping", "Limps", CHANGED, id="a display"),
        pytest.param(
            "value_sets/limp.json", '"version": "1.0.0"', '"version": "1.1.0"', RENEWED, id="version of a set"
        ),
        pytest.param("parameters.yaml", "365", "366", CHANGED, id="a sheet that has the rule book's version"),
        pytest.param(RULE, "id: hip-pain", "id: [", CHANGED, id="a sheet that can no longer be read"),
    ],
)
def test_a_changed_sheet_needs_a_new_version(  # noqa: PLR0913, PLR0917 - a row of the table
    locked: Path, edit: Callable[[str, str, str], None], file: str, old: str, new: str, expected: str
) -> None:
    edit(file, old, new)

    assert told(locked) == [f"{file}:1: {expected}"]


def test_a_new_version_of_the_rule_book_counts_for_the_sheets_without_their_own(
    locked: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit("rulebook.yaml", "version: 1.0.0", "version: 1.1.0")
    edit("parameters.yaml", "365", "366")

    assert f"parameters.yaml:1: {RENEWED}" in told(locked)


def test_a_new_sheet_must_be_locked(locked: Path) -> None:
    (locked / "advise" / "other.yaml").write_text("version: 1.0.0\n", encoding="utf-8")

    assert told(locked) == [f"advise/other.yaml:1: does not stand in {LOCK}; run `rules lock`"]


def test_a_sheet_that_is_gone_must_leave_the_lock(locked: Path) -> None:
    (locked / RULE).unlink()

    assert told(locked) == [f"{RULE}:1: stands in {LOCK} but does not exist; run `rules lock`"]


def test_without_a_lock_every_sheet_is_told(directory: Path) -> None:
    assert len(told(directory)) == len(entries(directory))


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"sheets": []}', '{"sheets": {"a": {"version": 1}}}', '{"sheets": {}, "x": {}}']
)
def test_a_lock_file_that_says_something_else_is_a_fault_of_its_own(locked: Path, content: str) -> None:
    (locked / LOCK).write_text(content, encoding="utf-8")

    assert told(locked) == [f"{LOCK}:1: is not a lock file; run `rules lock`"]
