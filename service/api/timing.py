"""How long each phase of a call took, for the header `Server-Timing` (W3C Server Timing)."""

from __future__ import annotations

from time import perf_counter

PHASES = ("parse", "record", "findings", "reasoning", "cards", "write")
"""In the order in which a call walks through them; a call that ends early has only the first of them."""


class Phases:
    """A stop watch that is told when a phase is over."""

    __slots__ = ("_last", "_spent")

    def __init__(self) -> None:
        """Start."""
        self._last = perf_counter()
        self._spent: list[tuple[str, float]] = []

    def over(self, phase: str) -> None:
        """The time since the last phase belongs to this one."""
        now = perf_counter()
        self._spent.append((phase, now - self._last))
        self._last = now

    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """`Server-Timing: parse;dur=0.21, …`, in milliseconds."""
        told = ", ".join([f"{phase};dur={seconds * 1000:.3f}" for phase, seconds in self._spent])
        return ((b"server-timing", told.encode()),)
