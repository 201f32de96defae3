"""Fixed phrases in short texts: the name of an order, a note to it. Sentences of reports are another matter.

The parts of a term must all stand in the text, in any order: `x ray + hip`; of a part one wording
is enough: `hip | pelvis`.
"""

from __future__ import annotations

import re
from functools import lru_cache


def says(text: str, terms: tuple[str, ...], denials: tuple[str, ...] = ()) -> bool:
    """Whether a text holds one of the terms outside the phrases that deny it.

    A denial that stands in a term itself does not deny that term: `with and without contrast`.
    """
    if not terms or not _first_parts(terms).search(text):
        return False
    return any(_holds(text, term) and _holds(_without(text, term, denials), term) for term in terms)


@lru_cache(maxsize=256)
def _first_parts(terms: tuple[str, ...]) -> re.Pattern[str]:
    """What a text must hold to hold one of the terms; most hold none, and one look tells (docs/performance.md)."""
    return re.compile("|".join(_parts(term)[0].pattern for term in terms), re.IGNORECASE)


def _holds(text: str, term: str) -> bool:
    return all(part.search(text) for part in _parts(term))


def _without(text: str, term: str, denials: tuple[str, ...]) -> str:
    for phrase in denials:
        if phrase not in term:
            (part,) = _parts(phrase)
            text = part.sub(" ", text)
    return text


@lru_cache(maxsize=1024)
def _parts(term: str) -> tuple[re.Pattern[str], ...]:
    """The parts of a term, whatever their case, their spaces and their hyphens."""
    return tuple(
        re.compile(rf"\b(?:{'|'.join(map(_wording, part.split(' | ')))})\b", re.IGNORECASE)
        for part in term.strip().split(" + ")
    )


def _wording(words: str) -> str:
    return r"[\s-]*".join(map(re.escape, re.split(r"[\s-]+", words)))
