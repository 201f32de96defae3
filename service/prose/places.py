"""Where a word of a sentence belongs: the sites and sides that stand with it, before it or behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import NO_SIDE, Sides
from service.prose.mentions import Region
from service.prose.pieces import Mark
from service.rulebook.language import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from service.prose.pieces import Piece


class Chain(NamedTuple):
    """Sites and sides that belong together ("left femoral head and neck"), and the pieces that they take."""

    groups: frozenset[str]
    sides: Sides
    other_hip: bool
    elsewhere: bool
    first: int
    last: int

    @property
    def region(self) -> Region:
        """A hip among several sites is the hip."""
        if self.groups:
            return Region.HIP
        return Region.ELSEWHERE if self.elsewhere else Region.NOT_NAMED


NOWHERE = Chain(frozenset(), NO_SIDE, other_hip=False, elsewhere=False, first=-1, last=-1)

PLACES = frozenset({Role.SITE, Role.ELSEWHERE, Mark.SIDE})
_SITES = frozenset({Role.SITE, Role.ELSEWHERE})
_JOINTS = frozenset({Role.SMALL, Role.AND, Role.OR, Mark.PAREN, Role.BOTH_OF})
_LOOSE = frozenset({Role.SMALL, Role.LINK, Role.ASSERTS, Mark.WORD, Role.IGNORED})
_PASSED_BEHIND = frozenset(
    {
        *_LOOSE,
        Mark.PAREN,
        Mark.COLON,
        Role.EXCEPT,
        Role.SPREADS,
        Role.AND,
        Role.OR,
        Role.DENIES_BACK,
        Role.OPEN_BACK,
        Role.EARLIER_BACK,
        Role.PERSISTS_BACK,
        Role.RESOLVES_BACK,
    }
)
_GAP_BEFORE = 4
_GAP_BEHIND = 10
_WITHIN = 5


def before(pieces: list[Piece], place: int, taken: Collection[int]) -> Chain:
    """The sites and sides in front of a word; what is taken by an earlier word counts only where nothing is between."""
    at = place - 1
    while at >= 0 and place - at <= _GAP_BEFORE and pieces[at].role in _LOOSE:
        at -= 1
    if at < 0 or pieces[at].role not in PLACES or (at in taken and at != place - 1):
        return NOWHERE
    first = last = at
    while at >= 0:
        role = pieces[at].role
        if role in PLACES:
            first = at
        elif role not in _JOINTS and not (role is Mark.COMMA and _only_places(pieces, at - 1, -1)):
            break
        at -= 1
    return _chain(pieces, first, last)


def behind(pieces: list[Piece], place: int, shared: Collection[int]) -> Chain:
    """The sites and sides that follow a word; `shared` are other words that the same site may belong to."""
    at, joined, limit = place + 1, False, min(len(pieces), place + 1 + _GAP_BEHIND)
    while at < limit:
        role = pieces[at].role
        if role in PLACES:
            found = along(pieces, at)
            return NOWHERE if joined and _belongs_to_next(pieces, at, found.last) else found
        if role in (Role.AND, Role.OR):
            joined = True
        elif at in shared:
            if not joined:
                return NOWHERE
            joined = False
        elif role is Mark.COMMA:
            if not _only_places(pieces, at + 1, 1):
                return NOWHERE
        elif role not in _PASSED_BEHIND and role is not Role.WORD_OF:
            return NOWHERE
        at += 1
    return NOWHERE


def _belongs_to_next(pieces: list[Piece], first: int, last: int) -> bool:
    """Whether a chain after "and" belongs to what follows it ("hip pain and left groin pain")."""
    follows = pieces[last + 1].role if last + 1 < len(pieces) else Mark.END
    return pieces[first - 1].role in (Role.AND, Role.OR) or follows in (Role.TERM, Role.WORD_OF)


def along(pieces: list[Piece], first: int) -> Chain:
    """The chain that begins with a piece."""
    at, last, loose = first, first, 0
    named = False
    while at < len(pieces):
        role = pieces[at].role
        if role in PLACES:
            last, loose, named = at, 0, named or role in _SITES
        elif role in (Mark.WORD, Role.ASSERTS) and not named and loose < _WITHIN:
            loose += 1
        elif role not in _JOINTS and not (role is Mark.COMMA and _only_places(pieces, at + 1, 1)):
            break
        at += 1
    return _chain(pieces, first, last)


def _only_places(pieces: list[Piece], at: int, step: int) -> bool:
    """Whether up to the next stop, in one direction, there are only sites and sides."""
    found = False
    while 0 <= at < len(pieces):
        role = pieces[at].role
        if role in PLACES:
            found = True
        elif role in (Role.AND, Role.OR, Mark.COMMA, Mark.STOP):
            return found
        elif role not in _JOINTS:
            return found and step < 0 and role is Role.DENIES_AHEAD
        at += step
    return found


def _chain(pieces: list[Piece], first: int, last: int) -> Chain:
    """Sides count for the sites of the hip: of "left knee and right hip" only the right."""
    groups: set[str] = set()
    sides: Sides = NO_SIDE
    waiting: Sides = NO_SIDE
    other = elsewhere = False
    for piece in pieces[first : last + 1]:
        if piece.role is Mark.SIDE:
            other = other or piece.what is None
            waiting |= piece.what or NO_SIDE
        elif piece.role is Role.SITE:
            groups.add(piece.what)
            sides, waiting = sides | waiting, NO_SIDE
        elif piece.role is Role.ELSEWHERE:
            elsewhere, waiting = True, NO_SIDE
    sides |= waiting
    return Chain(frozenset(groups), sides, other, elsewhere and not groups, first, last)


def together(places: Iterable[Chain]) -> Chain:
    """The first of several that names a site, with the first sides that are named."""
    named = list(places)
    site = next((one for one in named if one.groups or one.elsewhere), None)
    side = next((one for one in named if one.sides or one.other_hip), None)
    if site is None or side is None or site is side:
        return site or side or NOWHERE
    if site.elsewhere:
        return site
    return site._replace(sides=side.sides, other_hip=side.other_hip)
