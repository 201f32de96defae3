"""Time is an argument: no room behind the doors asks the clock."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CLOCKS = {"date", "datetime", "time"}
ASKING = {"today", "now", "utcnow", "time", "monotonic", "perf_counter", "localtime", "gmtime"}
ROOMS = ("record", "findings", "rulebook", "reasoning", "cards", "api")
SOURCES = [
    *(ROOT / "service").glob("*.py"),
    *(path for room in ROOMS for path in (ROOT / "service" / room).glob("*.py")),
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_the_application_asks_the_clock(path: Path) -> None:
    source = ast.parse(path.read_text(encoding="utf-8"))

    asked = [
        node.attr
        for node in ast.walk(source)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in CLOCKS
    ]

    expected = ["today"] if path.name == "app.py" else []
    assert [name for name in asked if name in ASKING] == expected
