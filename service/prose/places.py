"""Where a word of a sentence belongs: the sites and sides that stand with it, before it or behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import NO_SIDE, Sides
from service.prose.mentions import Region
from service.prose.pieces import Mark
from service.rulebook.language import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable

    from service.prose.pieces import Piece


class Chain(NamedTuple):
    """Sites and sides that belong together ("left hip and right groin"), and the pieces that they take.

    `sited` has each group of sites of the hip with the sides that it is given.
    """

    sited: tuple[tuple[str, Sides], ...]
    sides: Sides
    other_hip: bool
    elsewhere: bool
    first: int
    last: int

    @property
    def groups(self) -> frozenset[str]:
        """The groups of sites."""
        return frozenset(group for group, _ in self.sited)

    @property
    def region(self) -> Region:
        """A hip among several sites is the hip."""
        if self.sited:
            return Region.HIP
        return Region.ELSEWHERE if self.elsewhere else Region.NOT_NAMED

    def without_sides(self) -> Chain:
        """The sites alone."""
        return self._replace(sited=tuple((group, NO_SIDE) for group, _ in self.sited), sides=NO_SIDE)

    def of(self, groups: Collection[str]) -> Chain:
        """The chain with the sides of some groups only."""
        return self._replace(sides=NO_SIDE.union(*(sides for group, sides in self.sited if group in groups)))


NOWHERE = Chain((), NO_SIDE, other_hip=False, elsewhere=False, first=-1, last=-1)

PLACES = frozenset({Role.SITE, Role.ELSEWHERE, Mark.SIDE})
_SITES = frozenset({Role.SITE, Role.ELSEWHERE})
_JOINTS = frozenset({Role.SMALL, Role.AND, Role.OR, Mark.PAREN, Role.BOTH_OF})
_BEGINS = frozenset({Role.ASSERTS, Role.LINK, Role.NOT_SAID})
_LOOSE = frozenset({Role.SMALL, Role.LINK, Role.MEANS, Role.ASSERTS, Mark.WORD, Role.IGNORED})
_PASSED_BEHIND = frozenset(
    {
        *_LOOSE,
        Mark.PAREN,
        Mark.COLON,
        Role.SPREADS,
        Role.AND,
        Role.OR,
        Role.TERM,
        Role.WORD_OF,
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


def before(pieces: list[Piece], place: int, taken: Collection[int], heads: Container[str]) -> Chain:
    """The sites and sides in front of a word.

    A site that an earlier word has taken counts only where nothing is between. Words that say something (`heads`) are
    not passed.
    """
    at = place - 1
    while at >= 0 and place - at <= _GAP_BEFORE and _is_loose(pieces[at], heads):
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
        if at in taken and first not in taken:
            break
    return _chain(pieces, first, last)


def _is_loose(piece: Piece, heads: Container[str]) -> bool:
    return piece.role in _LOOSE or (piece.role is Role.WORD_OF and piece.what not in heads)


def behind(pieces: list[Piece], place: int, names: Collection[int]) -> Chain:
    """The sites and sides that follow a word; `names` are other words that the same site may belong to."""
    joined = False
    for at in range(place + 1, min(len(pieces), place + 1 + _GAP_BEHIND)):
        role = pieces[at].role
        if role in PLACES:
            found = _own_part(pieces, along(pieces, at))
            if not _belongs_to_next(pieces, at, found.last):
                return found
            return NOWHERE if joined else found.without_sides()
        if not _passed(pieces, at) or (at in names and not joined):
            break
        joined = role in (Role.AND, Role.OR) or (joined and at not in names)
    return NOWHERE


def _passed(pieces: list[Piece], at: int) -> bool:
    """Whether the way to a site behind a word goes over a piece."""
    role = pieces[at].role
    if role in (Mark.COMMA, Mark.DASH):
        return _only_places(pieces, at + 1, 1)
    return role in _PASSED_BEHIND and not (role is Role.AND and begins_clause(pieces, at))


def _belongs_to_next(pieces: list[Piece], first: int, last: int) -> bool:
    """Whether a chain belongs to the word behind it ("atraumatic left hip pain", "hip pain and left groin pain")."""
    follows = pieces[last + 1].role if last + 1 < len(pieces) else Mark.END
    leads = pieces[first - 1].role
    return leads in (Role.AND, Role.OR) or (follows in (Role.TERM, Role.WORD_OF) and leads is not Role.SMALL)


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


_NAMES = frozenset({Role.TERM, Role.WORD_OF, Mark.WORD})


def _own_part(pieces: list[Piece], chain: Chain) -> Chain:
    """A chain without the part that the next word has ("oedema of the right femoral head and left hip effusion")."""
    behind = chain.last + 1
    if behind == len(pieces) or pieces[behind].role not in _NAMES:
        return chain
    joint = next((at for at in range(chain.last, chain.first, -1) if pieces[at].role in (Role.AND, Role.OR)), None)
    if joint is None or pieces[joint + 1].role is not Mark.SIDE or not _has_site(pieces, chain.first, joint):
        return chain
    last = next(at for at in range(joint - 1, chain.first - 1, -1) if pieces[at].role in PLACES)
    return _chain(pieces, chain.first, last)


def _has_site(pieces: list[Piece], first: int, end: int) -> bool:
    return any(pieces[at].role in _SITES for at in range(first, end))


def begins_clause(pieces: list[Piece], at: int) -> bool:
    """Whether "and" begins a clause of its own ("and there is …", "and mild …")."""
    return at + 1 < len(pieces) and pieces[at + 1].role in _BEGINS


def _only_places(pieces: list[Piece], at: int, step: int) -> bool:
    """Whether up to the next stop, in one direction, there are only sites and sides."""
    found = False
    while 0 <= at < len(pieces):
        role = pieces[at].role
        if role in PLACES:
            found = True
        elif role in (Role.AND, Role.OR, Mark.COMMA, Mark.DASH, Mark.STOP):
            return found
        elif role not in _JOINTS:
            return found and step < 0 and role is Role.DENIES_AHEAD
        at += step
    return found


def _chain(pieces: list[Piece], first: int, last: int) -> Chain:
    """A side holds for the sites that follow it, up to the next; one at the end for those that have none."""
    sited: list[tuple[str, Sides]] = []
    elsewhere = other = False
    side, free = NO_SIDE, NO_SIDE
    fresh = True
    for piece in pieces[first : last + 1]:
        if piece.role is Mark.SIDE:
            other = other or piece.what is None
            side = (side if fresh else NO_SIDE) | (piece.what or NO_SIDE)
            free, fresh = side, True
        elif piece.role in _SITES:
            if piece.role is Role.SITE:
                sited.append((piece.what, side))
            else:
                elsewhere = True
            free, fresh = NO_SIDE, False
    placed = tuple((group, sides or free) for group, sides in sited)
    sides = NO_SIDE.union(*(sides for _, sides in placed)) if placed or elsewhere else free
    return Chain(placed, sides, other, elsewhere and not sited, first, last)


def together(places: Iterable[Chain]) -> Chain:
    """The first of several that names a site, with the first sides that are named."""
    named = list(places)
    site = next((one for one in named if one.sited or one.elsewhere), None)
    side = next((one for one in named if one.sides or one.other_hip), None)
    if site is None or side is None or site is side:
        return site or side or NOWHERE
    if site.elsewhere:
        return site
    return site._replace(sides=side.sides, other_hip=side.other_hip)
