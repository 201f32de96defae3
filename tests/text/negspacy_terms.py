"""Our terms as negspacy gets them: entities for spaCy's entity ruler, labelled with concept and presence."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from service.domain import Presence
from service.prose.lexicon import entries
from service.rulebook.language import Role, Said
from tests.text.gold import UNLISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.rulebook.language import Language, Terms

Pattern = dict[str, Any]

_BETWEEN = [{"OP": "?", "IS_ALPHA": True}] * 3
"""So many words may stand between the two words of a pair."""


def names(language: Language, terms: Terms) -> Iterator[Pattern]:
    """The terms that mean something by themselves, every reading in every spelling."""
    for entry in entries(language, terms):
        said: Said = entry.what
        if entry.role is not Role.TERM or said.concept in UNLISTED:
            continue
        if said.presence is not Presence.UNKNOWN:
            for words in entry.readings:
                for spelt in product(*(sorted(language.spellings(word)) for word in words)):
                    yield {"label": f"{said.concept}:{said.presence}", "pattern": " ".join(spelt)}


def pairs(language: Language, terms: Terms) -> Iterator[Pattern]:
    """The words that mean something together, in both orders."""
    groups: dict[str, list[list[Pattern]]] = {}
    for entry in entries(language, terms):
        if entry.role in (Role.SITE, Role.WORD_OF):
            groups.setdefault(entry.what, []).extend(_tokens(words, language) for words in entry.readings)
    for concept, says, one, other in _pairs(terms):
        for first, second in product(groups[one], groups[other]):
            yield {"label": f"{concept}:{says}", "pattern": [*first, *_BETWEEN, *second]}


def _pairs(terms: Terms) -> Iterator[tuple[str, str, str, str]]:
    for name, concept in terms.concepts.items():
        for pair in concept.together:
            for near in pair.near:
                yield name, pair.says, pair.words, near
                yield name, pair.says, near, pair.words


def _tokens(words: tuple[str, ...], language: Language) -> list[Pattern]:
    return [{"LOWER": {"IN": sorted(language.spellings(word))}} for word in words]
