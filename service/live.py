"""The rule book in use, and how a new one takes its place while calls go on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from service.errors import RuleBookFault, StartFault
from service.log import logger
from service.rulebook.load import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.evaluate import Pipeline


class Live:
    """Holds the pipeline that answers; each call takes it once and keeps it to its end."""

    def __init__(self, directory: Path, make: Callable[[], Pipeline]) -> None:
        """Open the rule book; raises RuleBookFault or StartFault."""
        self._directory = directory
        self._make = make
        self.pipeline = make()
        self._refused: str | None = None

    def refresh(self) -> bool:
        """Take a changed rule book if it has no fault, else keep the last good one and log why."""
        try:
            now = fingerprint(self._directory)
            if now in (self.pipeline.book.sha256, self._refused):
                return False
            self.pipeline = self._make()
        except (RuleBookFault, StartFault) as fault:
            self._refused = now
            logger().error("rulebook_refused", faults=str(fault).splitlines())
            return False
        except OSError:  # a file vanished between listing and reading: the next look will tell
            return False
        self._refused = None
        logger().info("rulebook_changed", version=self.pipeline.book.version, sha256=self.pipeline.book.sha256)
        return True

    def watch(self, seconds: float, stop: threading.Event) -> threading.Thread:
        """Look for changes every so many seconds, in a thread of its own, until told to stop."""

        def loop() -> None:
            while not stop.wait(seconds):
                self.refresh()

        thread = threading.Thread(target=loop, name="rulebook-watch", daemon=True)
        thread.start()
        return thread
