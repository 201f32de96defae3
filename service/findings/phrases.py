"""Fixed phrases in short texts: the name of an order, a note to it. Sentences of reports are another matter.

The parts of a term must all stand in the text, in any order: `x ray + hip`; of a part one wording
is enough: `hip | pelvis`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.rulebook.finding_sheets import FindingSheet


def says(text: str, terms: tuple[str, ...], denials: tuple[str, ...] = ()) -> bool:
    """Whether a text holds one of the terms outside the phrases that deny it.

    A denial that stands in a term itself does not deny that term: `with and without contrast`.
    """
    if not terms or not _first_parts(terms).search(text):
        return False
    return any(_holds(text, term) and _holds(_without(text, term, denials), term) for term in terms)


def said_of(text: str, sheet: FindingSheet) -> bool:
    """Whether a text says what a finding looks for, and neither denies it nor takes it back."""
    if not says(text, sheet.terms, sheet.denials):
        return False
    undoing = _undoing(sheet.terms, sheet.undone_by.before, sheet.undone_by.behind)
    return undoing is None or says(undoing.sub(" ", text), sheet.terms, sheet.denials)


def apart_from(text: str, terms: tuple[str, ...]) -> str:
    """A text without the terms: the toes of "toe touch" are no part of the body."""
    return _first_parts(terms).sub(" ", text) if terms else text


@lru_cache(maxsize=256)
def _undoing(terms: tuple[str, ...], before: tuple[str, ...], behind: tuple[str, ...]) -> re.Pattern[str] | None:
    """A term with what takes it back; "do not stop" takes nothing back."""
    said = _first_parts(terms).pattern
    ways = [
        *([rf"{_NOT_DENIED}(?:{_any(before)})[\s:-]+(?:{said})"] if before else []),
        *([rf"(?:{said})[\s:-]+(?:{_any(behind)})"] if behind else []),
    ]
    return re.compile("|".join(ways), re.IGNORECASE) if ways else None


_NOT_DENIED = r"(?<!not )(?<!n't )(?<!never )"


def _any(phrases: tuple[str, ...]) -> str:
    return "|".join(_parts(phrase)[0].pattern for phrase in phrases)


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
        re.compile(rf"(?:{'|'.join(map(_wording, part.split(' | ')))})(?!\w)", re.IGNORECASE)
        for part in term.strip().split(" + ")
    )


def _wording(words: str) -> str:
    spelt = r"[\s-]*".join(map(re.escape, re.split(r"[\s-]+", words))).replace(r"\+", r"\+\s*")
    return rf"(?<!\w){spelt}" if words[0].isalnum() else spelt
