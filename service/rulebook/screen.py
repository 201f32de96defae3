"""Which texts are worth reading at all: those with a word that some concept cannot do without."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from service.rulebook.phrases import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from service.rulebook.language import Concept, Language, Terms, Together

Wordings = tuple[tuple[str, ...], ...]
"""Every sequence of words that phrases stand for."""


class Screen:
    """Tells whether a text may say something: a look that costs a microsecond.

    It has a word of each phrase of each concept, in all spellings; a slip of the pen in that word goes unseen.
    """

    def __init__(self, terms: Terms, language: Language) -> None:
        """Choose the words; a concept that needs `company` is said only of what another concept names."""
        words: set[str] = set()
        told = (one for one in terms.concepts.values() if not one.company)
        for wording in sorted(chain.from_iterable(_wordings(one, terms) for one in told), key=len):
            if words.isdisjoint(wording):
                words.add(_telling(wording))
        self._words = frozenset(spelling for word in words for spelling in language.spellings(word))
        self._signs = tuple(word for word in words if not word.isalpha())

    def may_say(self, text: str) -> bool:
        """Whether one of the words, or a sign such as "#", stands in the text."""
        if not self._words.isdisjoint(text.lower().translate(_ONLY_LETTERS).split()):
            return True
        return any(sign in text for sign in self._signs)


class Screens(NamedTuple):
    """Whether the text of a problem or visit, or that of a report, may say something."""

    may_complain: Callable[[str], bool]
    may_report: Callable[[str], bool]


def screens(language: Language, symptoms: Terms, reports: Terms) -> Screens:
    """The screens of the two sheets of terms."""
    return Screens(Screen(symptoms, language).may_say, Screen(reports, language).may_say)


_ONLY_LETTERS = {place: " " for place in range(128) if not chr(place).isalpha()}


def _telling(wording: tuple[str, ...]) -> str:
    """The word of a phrase that says most: the last that is no small word, in English the noun."""
    return next((word for word in reversed(wording) if len(word) > _SMALL), wording[-1])


_SMALL = 2
"""Words so short ("of", "on") stand in any text."""


def _wordings(concept: Concept, terms: Terms) -> Iterator[tuple[str, ...]]:
    for phrase in (*concept.names, *concept.signs, *concept.denials, *concept.topics):
        yield from readings(phrase)
    for one in concept.together:
        yield from _rarer(one, terms)


def _rarer(together: Together, terms: Terms) -> Wordings:
    """Of the two groups that must stand side by side, the one with fewer phrases."""
    groups = terms.words | terms.sites
    near = [phrase for name in together.near for phrase in groups.get(name, ())]
    words = groups.get(together.words, ())
    return min((_all(near or words), _all(words)), key=len)


def _all(phrases: Iterable[str]) -> Wordings:
    return tuple(chain.from_iterable(readings(phrase) for phrase in phrases))
