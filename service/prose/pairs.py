"""Words that mean something together: with a site that the word has, or with another word near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence
from service.prose.mentions import Region
from service.prose.pieces import Mark
from service.prose.places import PLACES, Chain, together
from service.rulebook.language import Role, Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.prose.around import Around
    from service.prose.headings import Headings
    from service.prose.lexicon import Lexicon
    from service.prose.pieces import Piece
    from service.rulebook.language import Together


def pairs(
    pieces: list[Piece], at: int, around: Around, lexicon: Lexicon, *, alone: bool
) -> Iterator[tuple[Said, Chain]]:
    """What a word says together with a site that it has, or with another word near it."""
    for concept, pair in lexicon.together.get(pieces[at].what, ()):
        said = Said(concept, Presence(pair.says), f"{pair.words} {' '.join(pair.near)}")
        for chain in around.own:
            if chain.groups.intersection(pair.near) and not (pair.close and _apart(pieces, at, chain)):
                yield said, around.sided(chain, pair.near)
                break
        else:
            nowhere = together(around.own).region is Region.NOT_NAMED
            if _partner(pieces, at, pair, nowhere=nowhere) or (alone and not pair.near):
                yield said, around.place


_CLOSE = frozenset(
    {
        *PLACES,
        Mark.COLON,
        Role.SMALL,
        Role.LINK,
        Role.BOTH_OF,
        Role.NOT,
        Role.OPEN_AHEAD,
        Role.OPEN_BACK,
        Role.DENIES_AHEAD,
        Role.DENIES_BACK,
        Role.HINTS,
    }
)
_APART = frozenset({Mark.STOP, Mark.COMMA, Mark.DASH, Role.TURN, Role.WITH, Role.TERM})
_APART_BEHIND = _APART | {Mark.COLON}
_NEAR = 7
_WITH_ONE = _CLOSE - PLACES - {Mark.COLON} | {Role.IGNORED}


def stands_alone(pieces: list[Piece], at: int, headings: Headings) -> bool:
    """Whether a word stands alone between stops, below a heading."""
    first, last = at, at + 1
    while first > 0 and pieces[first - 1].role in _WITH_ONE:
        first -= 1
    while last < len(pieces) and pieces[last].role in _WITH_ONE:
        last += 1
    ends = last == len(pieces) or pieces[last].role in (Mark.STOP, Mark.COMMA)
    return ends and headings.above(pieces, first)


def _apart(pieces: list[Piece], at: int, chain: Chain) -> bool:
    """Whether there is more than small words between a word and its site."""
    low, high = (chain.last + 1, at) if chain.last < at else (at + 1, chain.first)
    return any(one.role not in _CLOSE for one in pieces[low:high])


def _partner(pieces: list[Piece], at: int, pair: Together, *, nowhere: bool) -> bool:
    """Whether a word of one of the groups stands near, in the same breath; or before it a site, if it has none."""
    for step in (-1, 1):
        here = at + step
        while 0 <= here < len(pieces) and abs(here - at) <= _NEAR:
            role, what = pieces[here].role, pieces[here].what
            if what in pair.near and (role is Role.WORD_OF or (role is Role.SITE and nowhere and step < 0)):
                return True
            same = role is Role.WORD_OF and what == pair.words
            if same or role in (_APART if step < 0 else _APART_BEHIND) or (pair.close and role not in _CLOSE):
                break
            here += step
    return False
