"""Which words of a sentence say something, alone or together with a word near them, and of which place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import Presence
from service.prose.mentions import Region
from service.prose.pieces import SECTIONS, Mark
from service.prose.places import NOWHERE, PLACES, Chain, along, before, behind, together
from service.rulebook.language import Role, Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.prose.headings import Headings
    from service.prose.lexicon import Lexicon
    from service.prose.pieces import Piece
    from service.rulebook.language import Together


class Spot(NamedTuple):
    """A word that says something, the piece that it is, and the place that it belongs to."""

    at: int
    said: Said
    place: Chain


class _Around(NamedTuple):
    """The places that may belong to a word: before it, behind it, and those of its clause and of the heading."""

    left: Chain
    right: Chain
    clause: Chain
    heading: Chain
    spreads: bool

    def with_sides(self, site: Chain) -> Chain:
        """A site with its own side, or else the one that governs it."""
        return site if site.sides else together((site, self.right, self.clause, self.heading))

    @property
    def region(self) -> Region:
        """Of which part of the body the word itself is said."""
        return together((self.left, self.right)).region

    @property
    def beyond(self) -> Chain:
        """What follows, unless the word has its site before it: "back pain since the hip operation" is no hip pain."""
        return self.right if self.spreads or not (self.left.groups or self.left.elsewhere) else NOWHERE


def spots(pieces: list[Piece], speaking: list[int], headings: Headings, lexicon: Lexicon) -> Iterator[Spot]:
    """What the words at these places say."""
    subjects = _subjects(pieces, lexicon)
    names = {at for at in speaking if pieces[at].role is Role.TERM}
    taken: set[int] = set()
    for at in speaking:
        left, right = before(pieces, at, taken), behind(pieces, at, names)
        if right is not NOWHERE and pieces[right.first - 1].role is Role.SMALL:
            taken.update(range(right.first, right.last + 1))
        clause = next((chain for start, chain in reversed(subjects) if start < at), NOWHERE)
        spreads = right is not NOWHERE and any(one.role is Role.SPREADS for one in pieces[at + 1 : right.first])
        around = _Around(left, right, clause, headings.place(pieces, at), spreads)
        if pieces[at].role is Role.TERM:
            found = [Spot(at, pieces[at].what, together(around[:4]))]
        else:
            found = list(_pairs(pieces, at, around, lexicon, alone=_alone(pieces, at, headings)))
        for spot in found:
            only = lexicon.concepts[spot.said.concept].said_of
            if not only or spot.place.groups <= set(only):
                yield spot


_VERBS = frozenset({Role.LINK, Role.DENIES_AHEAD, Role.PERSISTS_BACK, Role.NOT, Role.DENIES_BACK})
_STARTS = frozenset({Mark.COMMA, Mark.STOP, Mark.COLON, Role.TURN})
_IN_FRONT = frozenset({Role.SMALL, *SECTIONS})


def _subjects(pieces: list[Piece], lexicon: Lexicon) -> list[tuple[int, Chain]]:
    """The sites that the clauses of a sentence speak of ("The left hip shows …"), and from where on."""
    found: list[tuple[int, Chain]] = []
    begins = True
    for at, piece in enumerate(pieces):
        if piece.role is Mark.STOP:
            found.append((at, NOWHERE))
        if begins and piece.role in PLACES:
            chain = along(pieces, at)
            after = _verb(pieces, chain.last + 1, lexicon)
            if after in _VERBS or (after is Mark.COMMA and at and pieces[at - 1].role is Role.SMALL):
                found.append((chain.last, chain))
        begins = piece.role in _STARTS or (begins and piece.role in _IN_FRONT)
    return found


def _verb(pieces: list[Piece], at: int, lexicon: Lexicon) -> Role | Mark:
    """What follows a site, its examination left out ("left hip radiographs are …")."""
    for piece in pieces[at : at + 2]:
        if piece.role is not Mark.WORD and (piece.role is not Role.WORD_OF or piece.what in lexicon.together):
            return piece.role
    return pieces[at + 2].role if at + 2 < len(pieces) else Mark.END


def _pairs(pieces: list[Piece], at: int, around: _Around, lexicon: Lexicon, *, alone: bool) -> Iterator[Spot]:
    """What a word says together with a site that it has, or with another word near it."""
    for concept, pair in lexicon.together.get(pieces[at].what, ()):
        said = Said(concept, Presence(pair.says), f"{pair.words} {' '.join(pair.near)}")
        for chain in (around.left, around.beyond):
            if chain.groups.intersection(pair.near) and not (pair.close and _apart(pieces, at, chain)):
                yield Spot(at, said, around.with_sides(chain))
                break
        else:
            if _partner(pieces, at, pair, nowhere=around.region is Region.NOT_NAMED) or (alone and not pair.near):
                yield Spot(at, said, together(around[:4]))


_CLOSE = frozenset(
    {
        *PLACES,
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
_NEAR = 7


_WITH_ONE = _CLOSE - PLACES | {Role.IGNORED}
_STOPS = frozenset({Mark.STOP, Mark.COLON})


def _alone(pieces: list[Piece], at: int, headings: Headings) -> bool:
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
            if (
                (role in _APART or (role is Mark.COLON and step > 0))
                or (role is Role.WORD_OF and what == pair.words)
                or (pair.close and role not in _CLOSE)
            ):
                break
            here += step
    return False
