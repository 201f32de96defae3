"""Fixed phrases in short texts: the name of an order, a note to it. Sentences of reports are another matter."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def says(text: str, terms: Iterable[str], denials: Iterable[str] = ()) -> bool:
    """Whether a text holds one of the terms outside the phrases that deny it."""
    for phrase in denials:
        text = _words(phrase).sub(" ", text)
    return any(_words(term).search(text) for term in terms)


@lru_cache(maxsize=1024)
def _words(term: str) -> re.Pattern[str]:
    """A term whatever its case and its hyphens."""
    words = re.split(r"[\s-]+", term.strip())
    return re.compile(r"\b" + r"[\s-]+".join(map(re.escape, words)) + r"\b", re.IGNORECASE)
