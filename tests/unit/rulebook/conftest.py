"""A small rule book on disk, and what the loader says once it was broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.errors import RuleBookFault
from service.evaluate import open_rulebook
from tests.unit.rulebook.small_book import write_small_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A sound small rule book."""
    return write_small_book(tmp_path / "rules")


@pytest.fixture
def edit(directory: Path) -> Callable[[str, str, str], None]:
    """Replaces one passage of a file; appends where there is nothing to replace."""

    def run(file: str, old: str, new: str) -> None:
        path = directory / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")

    return run


@pytest.fixture
def faults(directory: Path) -> Callable[[], list[str]]:
    """Every fault of the rule book as it is, in one line each."""

    def run() -> list[str]:
        with pytest.raises(RuleBookFault) as refused:
            open_rulebook(directory)
        return str(refused.value).splitlines()

    return run


@pytest.fixture
def line_of(directory: Path) -> Callable[[str, str], int]:
    """The first line of a file that holds a text; 1 for no text."""

    def run(file: str, text: str) -> int:
        if not text:
            return 1
        lines = (directory / file).read_text(encoding="utf-8").splitlines()
        return 1 + next(number for number, line in enumerate(lines) if text in line)

    return run
