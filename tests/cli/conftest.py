"""What the tests of the command line share."""

from __future__ import annotations

import gc
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from tests.cli.shell import ROOT
from tests.unit.rulebook.small_book import write_small_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """A copy of the rule book that a test may change; docs/ stands beside it."""
    (tmp_path / "docs").mkdir()
    return shutil.copytree(ROOT / "rules", tmp_path / "rules")


@pytest.fixture
def process_state() -> Iterator[None]:
    """Puts back what `serve` sets for its process: signal handlers and garbage collection."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    thresholds = gc.get_threshold()
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small rule book on disk, without a lock."""
    return write_small_book(tmp_path / "rules")
