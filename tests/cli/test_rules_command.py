"""`rules`: what is wrong with a rule book, with file and line; and what stands in it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.shell import ROOT, edit, lines, process, shell

if TYPE_CHECKING:
    from pathlib import Path

    from service.rulebook.book import RuleBook

HIP_FRACTURE = "advise/hip-fracture.yaml"


def line_of(file: Path, text: str) -> int:
    """The line of a sheet on which a text first stands."""
    return next(number for number, line in enumerate(lines(file.read_text()), start=1) if text in line)


def test_the_rule_book_of_the_checkout_is_sound(book: RuleBook) -> None:
    result = shell("rules", "check")

    assert result.exit_code == 0
    assert result.stdout.startswith(f"rule book {book.version} is sound: {len(book.rules)} rules, ")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (HIP_FRACTURE, "title:", "titel:", "titel: "),
        (HIP_FRACTURE, "priority: ", "priority: first ", "priority: "),
        (HIP_FRACTURE, "hooks: [", "hooks: [order-sign, ", "order-sign"),
        (HIP_FRACTURE, "when:", "when: [", "expected"),
        ("findings.yaml", "hip_fracture:", "hip_fractur:", "hip_fractur"),
        ("rulebook.yaml", "title:", "titles:", "titles: "),
    ],
    ids=["unknown-key", "not-a-number", "unknown-hook", "not-yaml", "unknown-finding", "rule-book-itself"],
)
def test_a_fault_is_named_with_the_file_and_the_line_on_which_it_stands(
    sheets: Path, file: str, old: str, new: str, said: str
) -> None:
    edit(sheets / file, f"\n{old}", f"\n{new}")

    result = shell("rules", "check", RULES_DIR=str(sheets))

    assert result.exit_code == 1
    assert any(line.startswith(f"{sheets / file}:") and said in line for line in lines(result.stderr))
    assert lines(result.stderr)[-1].endswith("in the rule book")


def test_a_fault_names_its_own_line(sheets: Path) -> None:
    edit(sheets / HIP_FRACTURE, "\npriority: ", "\npriority: first ")

    result = shell("rules", "check", RULES_DIR=str(sheets))

    line = line_of(sheets / HIP_FRACTURE, "priority:")
    assert lines(result.stderr)[0].startswith(f"{sheets / HIP_FRACTURE}:{line}: priority: ")


def test_all_faults_of_all_sheets_are_named_at_once(sheets: Path) -> None:
    edit(sheets / HIP_FRACTURE, "\ntitle:", "\ntitel:")
    edit(sheets / "advise/toh-protect-hip.yaml", "\npriority: ", "\npriority: first ")

    result = shell("rules", "check", RULES_DIR=str(sheets))

    said = lines(result.stderr)
    assert {line.split(":")[0] for line in said[:-1]} == {
        str(sheets / HIP_FRACTURE),
        str(sheets / "advise/toh-protect-hip.yaml"),
    }
    assert said[-1] == f"{len(said) - 1} faults in the rule book"


def test_a_number_that_python_refuses_is_a_fault_of_its_value_set(sheets: Path) -> None:
    edit(sheets / "value_sets/hip-pain.json", '"status": "active"', f'"status": "active", "x": {"9" * 5000}')

    result = shell("rules", "check", RULES_DIR=str(sheets))

    assert result.exit_code == 1
    assert f"{sheets / 'value_sets/hip-pain.json'}:1: " in result.stderr


def test_a_number_beyond_all_numbers_does_not_keep_the_lock_from_telling_what_changed(sheets: Path) -> None:
    edit(sheets / "value_sets/hip-pain.json", '"status": "active"', '"status": "active", "x": 1e999')

    result = shell("rules", "check", RULES_DIR=str(sheets))

    assert result.stderr.startswith(f"{sheets / 'value_sets/hip-pain.json'}:1: changed, but its version did not\n")


def test_an_example_that_does_not_hold_is_a_fault(sheets: Path) -> None:
    edit(sheets / HIP_FRACTURE, "expect: fires", "expect: silent")

    result = shell("rules", "check", RULES_DIR=str(sheets))

    line = line_of(sheets / HIP_FRACTURE, "expect: silent")
    assert result.exit_code == 1
    assert f"{sheets / HIP_FRACTURE}:{line}: " in result.stderr


def test_a_directory_that_does_not_exist_is_one_line(tmp_path: Path) -> None:
    result = shell("rules", "check", RULES_DIR=str(tmp_path / "nowhere"))

    assert result.exit_code == 1
    assert lines(result.stderr)[0] == f"{tmp_path / 'nowhere'}:1: is not a directory"


def test_a_changed_sheet_needs_a_new_version_and_then_a_new_lock(sheets: Path) -> None:
    sheet, swapped = sheets / HIP_FRACTURE, str(sheets)

    edit(sheet, "\nversion: ", "\n# read again\nversion: ")
    unlocked = shell("rules", "check", RULES_DIR=swapped)
    refused = shell("rules", "lock", RULES_DIR=swapped)
    edit(sheet, "\nversion: ", "\nversion: 9.")
    edit(sheet, "version: 9.1.", "version: 9.")
    raised = shell("rules", "check", RULES_DIR=swapped)
    locked = shell("rules", "lock", RULES_DIR=swapped)
    sound = shell("rules", "check", RULES_DIR=swapped)

    assert f"{sheet}:1: changed, but its version did not" in unlocked.stderr
    assert f"{sheet}:1: changed, but its version did not" in refused.stderr
    assert f"{sheet}:1: has a new version; run `rules lock`" in raised.stderr
    assert [one.exit_code for one in (unlocked, refused, raised, locked, sound)] == [1, 1, 1, 0, 0]


def test_a_sheet_that_nobody_locked_is_named(sheets: Path) -> None:
    (sheets / "rules.lock.json").unlink()

    result = shell("rules", "check", RULES_DIR=str(sheets))

    assert f"{sheets / HIP_FRACTURE}:1: does not stand in rules.lock.json; run `rules lock`" in result.stderr


def test_a_lock_that_cannot_be_written_is_one_line(sheets: Path) -> None:
    (sheets / "rules.lock.json").unlink()
    (sheets / "rules.lock.json").mkdir()

    result = shell("rules", "lock", RULES_DIR=str(sheets))

    assert (result.exit_code, result.stderr) == (2, f"{sheets / 'rules.lock.json'}: Is a directory\n")


def test_the_list_has_every_rule_once_by_priority(book: RuleBook) -> None:
    result = shell("rules", "list")

    rows = [line.split() for line in lines(result.stdout)]
    assert sorted(row[4] for row in rows) == sorted(book.rules)
    assert [float(row[0]) for row in rows] == sorted(rule.priority for rule in book.rules.values())


def test_a_rule_is_shown_with_its_evidence_in_full(book: RuleBook) -> None:
    result = shell("rules", "show", "late-pregnancy-hip-pain")

    told = json.loads(result.stdout)
    rule = book.rules["late-pregnancy-hip-pain"]
    assert (told["title"], told["version"], told["misses"]) == (rule.title, rule.version, rule.misses)
    assert all(one["citation"] == book.citations[one["cite"]] for one in told["evidence"])


def test_a_rule_that_does_not_exist_is_one_line() -> None:
    result = shell("rules", "show", "broken-heart")

    assert result.exit_code == 1
    assert result.stderr == "no rule has the id 'broken-heart'; `rules list` shows them all\n"


def test_the_rules_of_another_directory_take_the_place_of_the_checkouts(sheets: Path) -> None:
    edit(sheets / HIP_FRACTURE, "\ntitle: ", "\ntitle: Elsewhere, ")

    listed = shell("rules", "list", RULES_DIR=str(sheets)).stdout

    assert "  hip-fracture  Elsewhere, " in listed


@pytest.mark.parametrize("command", ["list", "show hip-fracture", "lock", "doc"])
def test_no_command_uses_a_rule_book_with_a_fault(sheets: Path, command: str) -> None:
    edit(sheets / HIP_FRACTURE, "\ntitle:", "\ntitel:")
    before = (sheets / "rules.lock.json").read_bytes()

    result = shell("rules", *command.split(), RULES_DIR=str(sheets))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "faults in the rule book" in result.stderr
    assert (sheets / "rules.lock.json").read_bytes() == before


def test_the_page_for_reading_is_the_one_in_docs_whatever_the_locale() -> None:
    result = process("rules", "doc", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")

    assert result.stdout == (ROOT / "docs/rules.md").read_bytes()


def test_the_page_for_reading_names_every_rule(book: RuleBook) -> None:
    page = shell("rules", "doc").stdout

    assert [identity for identity in book.rules if f"\n### {identity}\n" not in page] == []


def test_the_page_stands_beside_the_rule_book_and_is_written_only_when_asked_to(sheets: Path) -> None:
    page, swapped = sheets.parent / "docs/rules.md", str(sheets)

    missing = shell("rules", "doc", "--check", RULES_DIR=swapped)
    written = shell("rules", "doc", "--write", RULES_DIR=swapped)
    current = shell("rules", "doc", "--check", RULES_DIR=swapped)
    edit(sheets / HIP_FRACTURE, "\ntitle: ", "\ntitle: Elsewhere, ")
    outdated = shell("rules", "doc", "--check", RULES_DIR=swapped)

    assert [one.exit_code for one in (missing, written, current, outdated)] == [1, 0, 0, 1]
    assert "Elsewhere" not in page.read_text(encoding="utf-8")
    assert outdated.stderr == f"{page} is not up to date; run `python -m service rules doc --write`\n"


def test_a_page_that_cannot_be_written_is_one_line(sheets: Path) -> None:
    shutil.rmtree(sheets.parent / "docs")

    result = shell("rules", "doc", "--write", RULES_DIR=str(sheets))

    assert result.exit_code == 2
    assert result.stderr == f"{sheets.parent / 'docs/rules.md'}: No such file or directory\n"


def test_a_rule_that_cannot_be_enabled_is_one_line_and_code_2() -> None:
    result = shell("rules", "list", ENABLE_RULES="broken-heart")

    assert result.exit_code == 2
    assert result.stderr.strip() == "setting ENABLE_RULES: no rule has the id 'broken-heart'"
