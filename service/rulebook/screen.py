"""Which texts are worth reading at all: those with a word that some concept cannot do without."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from service.rulebook.phrases import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from service.rulebook.language import Concept, Language, Terms, Together

Need = tuple[frozenset[str], ...]
"""Of each of these sets of spellings a word must stand in the text."""


class Screen:
    """Tells whether a text may say something: a look that costs a microsecond where it may not.

    It knows a word of each phrase of each concept, in all spellings, and what must stand beside it; a slip of
    the pen in such a word goes unseen.
    """

    def __init__(self, terms: Terms, language: Language) -> None:
        """Choose the words; a concept that needs `company` is said only of what another concept names."""
        told = (one for one in terms.concepts.values() if not one.company)
        wordings = [one for concept in told for one in _wordings(concept, terms, language)]
        needs: dict[str, list[Need]] = {}
        for words, besides in sorted(wordings, key=lambda one: len(one[0])):
            word = next((one for one in words if one in needs), _telling(words))
            rest = (_spelt((one,), language) for one in words if one != word and len(one) > _SMALL)
            needs.setdefault(word, []).append((*rest, *besides))
        self._needs = {spelling: found for word, found in needs.items() for spelling in language.spellings(word)}
        self._words = frozenset(self._needs)
        self._signs = tuple(word for word in needs if not word.isalpha())

    def may_say(self, text: str) -> bool:
        """Whether a phrase may stand in the text, or a sign such as "#"."""
        words = text.lower().translate(_ONLY_LETTERS).split()
        if not self._words.isdisjoint(words):
            found = frozenset(words)
            for word in found & self._words:
                if any(all(not one.isdisjoint(found) for one in need) for need in self._needs[word]):
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


def _wordings(concept: Concept, terms: Terms, language: Language) -> Iterator[tuple[tuple[str, ...], Need]]:
    """Every sequence of words that the phrases stand for, and what must stand beside it."""
    for phrase in (*concept.names, *concept.signs, *concept.denials, *concept.topics):
        yield from ((wording, ()) for wording in readings(phrase))
    for one in concept.together:
        yield from _paired(one, terms, language)


def _paired(together: Together, terms: Terms, language: Language) -> Iterator[tuple[tuple[str, ...], Need]]:
    """Of two groups that must stand side by side, the phrases of the smaller one, each with any of the other."""
    groups = terms.words | terms.sites
    words = _all(groups.get(together.words, ()))
    near = _all(phrase for name in together.near for phrase in groups.get(name, ()))
    fewer, more = sorted((near or words, words), key=len)
    besides = (_spelt(map(_telling, more), language),) if near else ()
    yield from ((wording, besides) for wording in fewer)


def _all(phrases: Iterable[str]) -> list[tuple[str, ...]]:
    return list(chain.from_iterable(readings(phrase) for phrase in phrases))


def _spelt(words: Iterable[str], language: Language) -> frozenset[str]:
    return frozenset(spelling for word in words for spelling in language.spellings(word))
