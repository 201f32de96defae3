"""The sheets of language made ready for reading: one tree of all phrases, and every spelling of their words."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from service.prose.slips import Slips
from service.rulebook.language import Role, entries_of_terms, entries_of_wording
from service.rulebook.phrases import readings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.rulebook.language import Concept, Entry, Language, Terms, Together


class Leaf(NamedTuple):
    """What a phrase is; where its capitals count, how it is `written`, without spaces."""

    role: Role
    what: Any
    written: str | None


Tree = dict[str, "Tree | Leaf"]
"""Word by word down to a leaf; the leaf of a phrase that goes on stands under the empty word."""


class Lexicon:
    """What one kind of text is read with."""

    def __init__(self, language: Language, terms: Terms) -> None:
        """Compile the sheets; sound ones only, the rule book has looked."""
        self.tree: Tree = {}
        self.spelt: dict[str, str] = {}
        self._known: set[str] = set()
        for entry in entries(language, terms):
            leaf = _leaf(entry)
            for words in entry.readings:
                self._add(words, leaf, language)
        self._slips = Slips(self.spelt, language.slips_from)
        self.abbreviations = frozenset(language.abbreviations)
        self.carries_on = frozenset(words[-1] for phrase in language.carries_on for words in readings(phrase))
        self.longest = language.longest_sentence
        self.share_place = terms.share_place
        self.concepts: dict[str, Concept] = dict(terms.concepts)
        self.together: dict[str, tuple[tuple[str, Together], ...]] = _together(terms)
        self.sites = frozenset(terms.sites)

    def _add(self, words: tuple[str, ...], leaf: Leaf, language: Language) -> None:
        node = self.tree
        for place, word in enumerate(words):
            if word not in self._known:
                self._known.add(word)
                for spelling in language.spellings(word):
                    self.spelt.setdefault(spelling, word)
            below = node.get(word)
            if place + 1 == len(words):
                if isinstance(below, dict):
                    below[""] = leaf
                else:
                    node[word] = leaf
            elif isinstance(below, dict):
                node = below
            else:
                node[word] = node = {} if below is None else {"": below}

    def word(self, written: str) -> str:
        """A word that the sheets do not have, as they spell the one that must be meant; itself where there is none."""
        return self._slips.meant(written) or written


def entries(language: Language, terms: Terms) -> Iterator[Entry]:
    """The phrases that a kind of text is read with."""
    return chain(entries_of_wording(language), entries_of_terms(terms))


def _leaf(entry: Entry) -> Leaf:
    capitals = entry.phrase != entry.phrase.lower()
    return Leaf(entry.role, entry.what, "".join(entry.phrase.split()) if capitals else None)


def _together(terms: Terms) -> dict[str, tuple[tuple[str, Together], ...]]:
    """The pairs of words by the group that they begin with, each with its concept."""
    found: dict[str, list[tuple[str, Together]]] = {}
    for name, concept in terms.concepts.items():
        for pair in concept.together:
            found.setdefault(pair.words, []).append((name, pair))
    return {group: tuple(pairs) for group, pairs in found.items()}
