"""ENABLE_RULES: sheets that a site switches on although their status is draft or shadow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.errors import RuleBookFault, StartFault
from service.evaluate import open_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEET = "advise/hip-pain.yaml"


@pytest.mark.parametrize("status", ["draft", "shadow", "active"])
def test_a_sheet_that_is_enabled_is_active(status: str, directory: Path, edit: Callable[[str, str, str], None]) -> None:
    edit(SHEET, "status: active", f"status: {status}")

    book = open_rulebook(directory, ("hip-pain",))

    assert book.rules["hip-pain"].status == "active"
    assert [rule.id for rule in book.speaking("patient-view")] == ["hip-pain"]


def test_no_sheet_is_enabled_unless_it_is_asked_for(directory: Path, edit: Callable[[str, str, str], None]) -> None:
    edit(SHEET, "status: active", "status: draft")

    assert open_rulebook(directory).speaking("patient-view") == ()


def test_a_rule_that_does_not_exist_cannot_be_enabled(directory: Path) -> None:
    with pytest.raises(StartFault) as refused:
        open_rulebook(directory, ("hip-pain", "broken-heart"))

    assert str(refused.value) == "setting ENABLE_RULES: no rule has the id 'broken-heart'"


def test_a_sheet_that_was_retired_cannot_be_enabled(directory: Path, edit: Callable[[str, str, str], None]) -> None:
    edit(SHEET, "status: active", "status: retired")

    with pytest.raises(StartFault, match=r"^setting ENABLE_RULES: the rule 'hip-pain' is retired$"):
        open_rulebook(directory, ("hip-pain",))


def test_what_is_asked_of_active_sheets_is_asked_of_those_that_are_enabled(
    directory: Path, edit: Callable[[str, str, str], None]
) -> None:
    """A draft may answer a hook that no service serves yet; an active sheet may not."""
    edit(SHEET, "status: active", "status: draft")
    edit(SHEET, "hooks: [patient-view]", "hooks: [encounter-start]")
    open_rulebook(directory)

    with pytest.raises(RuleBookFault, match="answers 'encounter-start'"):
        open_rulebook(directory, ("hip-pain",))
