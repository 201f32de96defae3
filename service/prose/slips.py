"""Slips of the pen: a long word with one letter missing, doubled, wrong, or in the place of its neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LONGEST = 24
"""No word of a report is longer; a longer one is not looked at."""


class Slips:
    """The long words of the sheets, found again where one letter is not right; the first letter always is."""

    def __init__(self, spelt: Mapping[str, str], shortest: int) -> None:
        """Index every word of at least so many letters under what it is without one of them."""
        self._spelt = spelt
        self._shortest = shortest
        self._without: dict[str, tuple[str, ...]] = {}
        for word in spelt:
            if len(word) >= shortest:
                for rest in _without_one(word):
                    self._without[rest] = (*self._without.get(rest, ()), word)

    def meant(self, written: str) -> str | None:
        """The word of the sheets that must be meant, unless there is more than one or none."""
        if not self._shortest <= len(written) + 1 <= _LONGEST:
            return None
        found = {self._spelt[word] for word in self._near(written)}
        return found.pop() if len(found) == 1 else None

    def _near(self, written: str) -> Iterator[str]:
        yield from self._without.get(written, ())
        for rest in _without_one(written):
            if len(rest) >= self._shortest and rest in self._spelt:
                yield rest
            for word in self._without.get(rest, ()):
                if len(word) == len(written) and _one_step(word, written):
                    yield word


def _without_one(word: str) -> list[str]:
    """The word without each of its letters but the first."""
    return [word[:place] + word[place + 1 :] for place in range(1, len(word))]


def _one_step(word: str, other: str) -> bool:
    """Whether one letter differs, or two neighbours have changed places."""
    places = [place for place, letter in enumerate(word) if letter != other[place]]
    if len(places) == 1:
        return True
    first, *rest = places
    return rest == [first + 1] and word[first] == other[first + 1] and word[first + 1] == other[first]
