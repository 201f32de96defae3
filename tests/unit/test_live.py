"""A changed rule book takes its place while calls go on; a broken one does not."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from service.errors import RuleBookFault
from service.evaluate import Pipeline, open_rulebook
from service.live import Live
from tests.conftest import BASE_URL, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.charts import Json


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the rule book that a test may change."""
    return shutil.copytree(ROOT / "rules", tmp_path / "rules")


class Workshop:
    """Makes pipelines of a directory, and counts how often it tried."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.tried = directory, 0

    def __call__(self) -> Pipeline:
        self.tried += 1
        return Pipeline(open_rulebook(self.directory), BASE_URL, lambda: "")


@pytest.fixture
def workshop(rules: Path) -> Workshop:
    return Workshop(rules)


@pytest.fixture
def live(rules: Path, workshop: Workshop) -> Live:
    return Live(rules, workshop)


def edit(rules: Path, old: str, new: str, name: str = "rulebook.yaml") -> None:
    sheet = rules / name
    text = sheet.read_text(encoding="utf-8")
    assert old in text
    sheet.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_rule_book_that_did_not_change_is_not_opened_again(live: Live, workshop: Workshop) -> None:
    assert live.refresh() is False
    assert workshop.tried == 1


def test_a_changed_rule_book_is_taken_and_logged(rules: Path, live: Live, log_lines: Callable[[], list[Json]]) -> None:
    edit(rules, "title: Transient osteoporosis of the hip", "title: Hips")

    assert live.refresh() is True
    assert live.pipeline.book.sheet.title == "Hips"
    (line,) = log_lines()
    assert (line["event"], line["sha256"]) == ("rulebook_changed", live.pipeline.book.sha256)


def test_a_call_keeps_the_rule_book_that_it_began_with(rules: Path, live: Live) -> None:
    before = live.pipeline
    edit(rules, "title: Transient", "title: Changed, transient")

    live.refresh()

    assert live.pipeline is not before
    assert before.book.sheet.title.startswith("Transient")


def test_a_broken_rule_book_is_not_taken_and_the_log_says_why(
    rules: Path, live: Live, log_lines: Callable[[], list[Json]]
) -> None:
    before = live.pipeline
    edit(rules, "publisher:", "publisherr:")

    assert live.refresh() is False
    assert live.pipeline is before
    (line,) = log_lines()
    assert (line["event"], line["level"]) == ("rulebook_refused", "error")
    assert any(fault.startswith("rulebook.yaml:") and "publisherr" in fault for fault in line["faults"])


def test_a_broken_rule_book_is_complained_about_once(
    rules: Path, live: Live, workshop: Workshop, log_lines: Callable[[], list[Json]]
) -> None:
    edit(rules, "publisher:", "publisherr:")

    for _ in range(3):
        live.refresh()

    assert len(log_lines()) == 1
    assert workshop.tried == 2


def test_a_mended_rule_book_is_taken(rules: Path, live: Live) -> None:
    edit(rules, "publisher:", "publisherr:")
    live.refresh()
    edit(rules, "publisherr:", "publisher:  ")

    assert live.refresh() is True


def test_the_rule_book_of_before_is_good_again_without_being_opened(
    rules: Path, live: Live, workshop: Workshop
) -> None:
    edit(rules, "publisher:", "publisherr:")
    live.refresh()
    edit(rules, "publisherr:", "publisher:")

    assert live.refresh() is False
    assert workshop.tried == 2


def test_a_file_that_vanishes_while_it_is_read_is_looked_at_again(
    rules: Path, log_lines: Callable[[], list[Json]]
) -> None:
    """An editor replaces a file by removing it first."""

    class Removed(Workshop):
        def __call__(self) -> Pipeline:
            if self.tried == 1:
                self.tried += 1
                raise FileNotFoundError
            return super().__call__()

    live = Live(rules, Removed(rules))
    edit(rules, "title: Transient", "title: Changed, transient")

    assert live.refresh() is False
    assert log_lines() == []
    assert live.refresh() is True


def test_a_rule_book_with_faults_does_not_start(rules: Path, workshop: Workshop) -> None:
    edit(rules, "publisher:", "publisherr:")

    with pytest.raises(RuleBookFault, match="publisherr"):
        Live(rules, workshop)


def test_the_watch_takes_a_change_until_it_is_told_to_stop(rules: Path) -> None:
    stop = threading.Event()
    taken = threading.Event()

    class Watched(Live):
        def refresh(self) -> bool:
            if super().refresh():
                taken.set()
            return taken.is_set()

    watched = Watched(rules, Workshop(rules))
    thread = watched.watch(0.01, stop)
    edit(rules, "title: Transient", "title: Changed, transient")

    assert taken.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert watched.pipeline.book.sheet.title.startswith("Changed")
