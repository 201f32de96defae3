"""Phrases of the sheets of language: how they are written, and every way in which they may stand in a text."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Words = tuple[str, ...]

TOKEN = re.compile(r"(?P<skip>(?<=\w)-(?=\w)|_)|[^\W\d_]+\d*|\d+(?:[.,/:]\d+)*|\n|[^\w\s]")
"""A word, a number, a line end or one other character; a hyphen within a word only joins."""

YEAR, NUMBER = "<year>", "<number>"
"""What stands in a phrase for any year and for any other number."""

_YEAR = re.compile(r"(?:\d\d?/)?(?:19|20)\d\d")


def figure(token: str) -> str:
    """What a number is called in a phrase; `03/2019` is a year as well."""
    return YEAR if _YEAR.fullmatch(token) else NUMBER


def readings(phrase: str) -> list[Words]:
    """Every sequence of words that a phrase of a sheet stands for.

    `(the|a)` is one of these or nothing, `left|right` one of these; the rest is taken as it stands.
    """
    parts = [list(_part(match)) for match in _PART.finditer(phrase)]
    found = (tuple(word for words in chosen for word in words) for chosen in product(*parts))
    return list(dict.fromkeys(found))


_PART = re.compile(r"\((?P<may>[^()\s][^()]*)\)(?!\S)|(?P<must>\S+)")


def _part(match: re.Match[str]) -> Iterator[Words]:
    optional = match["may"]
    for choice in (optional or match["must"]).split("|"):
        yield (choice,) if choice in (YEAR, NUMBER) else tuple(tokens(choice.lower()))
    if optional:
        yield ()


_STOPS = frozenset(".,;:!\n")


def unreadable(words: Words) -> bool:
    """Whether a sequence of words is found in no text: it has none, or goes over the end of a clause."""
    return not words or not _STOPS.isdisjoint(words)


def tokens(text: str) -> Iterator[str]:
    """The tokens of a text."""
    return (match[0] for match in TOKEN.finditer(text) if not match["skip"])


def spellings(word: str, respellings: Mapping[str, tuple[str, ...]]) -> set[str]:
    """A word with each part that is spelt in several ways in all of them."""
    found = {word}
    for part, others in respellings.items():
        found |= {one.replace(part, other) for one in found for other in others}
    return found
