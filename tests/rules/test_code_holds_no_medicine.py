"""Rules are data: no code of a terminology, no threshold and no card text stands in Python."""

from __future__ import annotations

import ast
import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from tests.charts import DCM
from tests.conftest import ROOT
from tests.rules.sheets import BOOK, RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = sorted((ROOT / "service").rglob("*.py"))
CODES = {pair for value_set in BOOK.value_sets.values() for pair in value_set.codes}
PREFIXES = {prefix for value_set in BOOK.value_sets.values() for _, prefix in value_set.prefixes}
BELOW = re.compile(f"(?:{'|'.join(map(re.escape, sorted(PREFIXES)))})[.0-9A-Z]*")
"""A code below a prefix, or the prefix itself."""


def strings(path: Path) -> Iterator[str]:
    """Every string in a module, docstrings included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def numbers(path: Path) -> Iterator[float]:
    """Every number in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield node.value


def words(text: str) -> set[str]:
    """What could be a code in a text: letters, digits, dots and hyphens without a break."""
    return {word.strip(".-") for word in re.findall(r"[A-Za-z0-9.-]+", text)}


def in_service(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=in_service)
def test_no_code_of_a_value_set_stands_in_a_module(path: Path) -> None:
    """DICOM modalities are two letters; those only count where they are the whole string."""
    codes = {code for system, code in CODES if system != DCM}
    modalities = {code for system, code in CODES if system == DCM}

    for text in strings(path):
        assert codes.isdisjoint(words(text))
        assert text not in modalities
        assert not [word for word in words(text) if BELOW.fullmatch(word)]


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name in ("findings", "reasoning", "cards")])
def test_no_number_of_the_rule_book_stands_in_the_rooms_that_judge(path: Path) -> None:
    """Numbers that are small, or of the calendar, are nobody's threshold."""
    thresholds = {parameter.value for parameter in BOOK.parameters.values()} - {2, 6, 7, 12, 365}

    assert thresholds.isdisjoint(numbers(path))


@pytest.mark.parametrize("path", MODULES, ids=in_service)
def test_no_text_of_a_card_stands_in_a_module(path: Path) -> None:
    told = chain.from_iterable((rule.card.summary, *rule.card.detail.splitlines()) for rule in RULES)
    sentences = {line.strip("- ") for line in told if len(line) > 30}

    for text in strings(path):
        assert not [sentence for sentence in sentences if sentence in text]


def test_a_code_in_a_string_would_be_found() -> None:
    """The tests above look for what they claim to look for."""
    assert "49218002" in words("http://snomed.info/sct|49218002") & {code for _, code in CODES}
    assert BELOW.fullmatch("S72.011A")
    assert not BELOW.fullmatch("S72")
