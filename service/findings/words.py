"""Body sites and sides in words: "L hip", "right hip joint", "hip, left", "both hips"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from service.domain import BOTH, NO_SIDE, Side, Sides

if TYPE_CHECKING:
    from service.rulebook.reading_sheets import PlaceWords

_WORD = re.compile(r"[^\W\d_]+")


def sides_in(text: str, words: PlaceWords) -> Sides:
    """The sides that a short text names; where left and right stand in it without a word for both, none is sure."""
    found = _WORD.findall(text.lower())
    if not words.both_words.isdisjoint(found):
        return BOTH
    left, right = _names(found, words.left, words), _names(found, words.right, words)
    return NO_SIDE if left == right else frozenset({Side.LEFT if left else Side.RIGHT})


def _names(found: list[str], spelt: tuple[str, ...], words: PlaceWords) -> bool:
    """Whether a side is named; a single letter counts only beside a word for the hip ("L hip", "hip L")."""
    return any(
        word in spelt and (len(word) > 1 or not words.hip_words.isdisjoint(found[max(place - 1, 0) : place + 2]))
        for place, word in enumerate(found)
    )
