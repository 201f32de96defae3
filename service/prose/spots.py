"""Which words of a sentence say something, alone or together with a word near them, and of which place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import Presence
from service.prose.mentions import Region
from service.prose.pieces import SECTIONS, Mark
from service.prose.places import NOWHERE, PLACES, Chain, along, before, begins_clause, behind, together
from service.rulebook.language import Role, Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.prose.headings import Headings
    from service.prose.lexicon import Lexicon
    from service.prose.pieces import Piece, Sentence
    from service.rulebook.language import Concept, Together


_ELSEWHERE = NOWHERE._replace(elsewhere=True)


class Spot(NamedTuple):
    """A word that says something, the piece that it is, and the place that it belongs to."""

    at: int
    said: Said
    place: Chain


class _Around(NamedTuple):
    """The places that may belong to a word: before it, behind it, where it spreads, in its clause, in the heading."""

    left: Chain
    right: Chain
    clause: Chain
    heading: Chain
    spread: Chain

    @property
    def place(self) -> Chain:
        """The place of the word by itself."""
        return together((self.left, self.right, self.clause, self.heading))

    @property
    def own(self) -> tuple[Chain, ...]:
        """The sites of the word; one that has its site before it has none behind ("back pain, hip replaced")."""
        named = self.left.sited or self.left.elsewhere
        return (self.left, NOWHERE if named else self.right, self.spread)

    def sided(self, chain: Chain, groups: tuple[str, ...]) -> Chain:
        """A place with the sides of some groups, or else those that govern it."""
        own = chain.of(groups)
        if own.sides or chain.sides or chain is self.spread:
            return own
        return together((own, self.right, self.clause, self.heading))


_SPEAK = frozenset({Role.TERM, Role.WORD_OF})


def spots(sentence: Sentence, headings: Headings, lexicon: Lexicon) -> Iterator[Spot]:
    """What the words of a sentence say."""
    pieces = sentence.pieces
    speaking = [at for at, piece in enumerate(pieces) if piece.role in _SPEAK]
    subjects = [] if sentence.roles.isdisjoint(PLACES) else _subjects(pieces, lexicon)
    spreads = Role.SPREADS in sentence.roles
    names = {at for at in speaking if pieces[at].role is Role.TERM}
    taken: set[int] = set()
    for at in speaking:
        left, right = before(pieces, at, taken, lexicon.together), behind(pieces, at, names)
        if right is not NOWHERE and pieces[right.first - 1].role is Role.SMALL:
            taken.update(range(right.first, right.last + 1))
        clause = next((chain for start, chain in reversed(subjects) if start < at), NOWHERE)
        if clause.sides and _other_side_between(pieces, clause, at):
            clause = clause.without_sides()
        spread = _spread(pieces, at) if spreads else NOWHERE
        around = _Around(left, right, clause, headings.place(sentence, at), spread)
        if pieces[at].role is Role.TERM:
            found = [Spot(at, pieces[at].what, around.place)]
        else:
            found = list(_pairs(pieces, at, around, lexicon, alone=_alone(pieces, at, headings)))
        for spot in found:
            concept = lexicon.concepts[spot.said.concept]
            if not _counts(pieces, spot, concept):
                continue
            if spot.place.region is not Region.NOT_NAMED:
                yield spot
            elif concept.company and Role.ELSEWHERE in sentence.roles and Role.SITE not in sentence.roles:
                yield spot._replace(place=_ELSEWHERE)
            else:
                yield _shared(pieces, spot) if lexicon.share_place else spot


def _counts(pieces: list[Piece], spot: Spot, concept: Concept) -> bool:
    """Whether a concept can be said of this site, and in this company."""
    if concept.said_of and not spot.place.groups <= set(concept.said_of):
        return False
    company = concept.company
    return not company or any(one.what in company for one in pieces if one.role is Role.WORD_OF) or _known(pieces, spot)


def _known(pieces: list[Piece], spot: Spot) -> bool:
    """Whether the sheets know everything that stands with a word, up to the next stop."""
    for step in (-1, 1):
        at = spot.at + step
        while 0 <= at < len(pieces) and pieces[at].role not in _ENDS:
            if pieces[at].role is Mark.WORD:
                return False
            at += step
    return True


_ENDS = frozenset({Mark.STOP, Mark.COMMA, Mark.DASH, Mark.COLON, Role.TURN, Role.AFTER})
_JOINS = frozenset({Role.WITH, Role.AND, Role.MEANS})
_PARTS = frozenset({Mark.STOP, Role.TURN, Role.DENIES_AHEAD, Role.DENIES_BACK})


def _shared(pieces: list[Piece], spot: Spot) -> Spot:
    """A word without a site, at the place before "with" if that is elsewhere ("sacral fracture with oedema")."""
    joined = False
    for at in range(spot.at - 1, -1, -1):
        role = pieces[at].role
        if joined and role is Role.ELSEWHERE:
            return spot._replace(place=along(pieces, at))
        if role in _PARTS or role is Role.SITE or (role is Mark.COMMA and pieces[at + 1].role is not Role.WITH):
            break
        joined = joined or (role in _JOINS and not begins_clause(pieces, at))
    return spot


_VERBS = frozenset({Role.LINK, Role.DENIES_AHEAD, Role.PERSISTS_BACK, Role.NOT, Role.DENIES_BACK})
_PAUSES = frozenset({Mark.COMMA, Role.ASSERTS})
_STARTS = frozenset({Mark.COMMA, Mark.STOP, Mark.COLON, Role.TURN, Role.AND})
_IN_FRONT = frozenset({Role.SMALL, *SECTIONS})


def _other_side_between(pieces: list[Piece], clause: Chain, at: int) -> bool:
    """Whether another side is named between the site that a clause speaks of and a word in it."""
    return any(one.role is Mark.SIDE and one.what != clause.sides for one in pieces[clause.last + 1 : at])


_BEFORE_SPREAD = frozenset(
    {Mark.STOP, Mark.COMMA, Mark.DASH, Role.TURN, Role.TERM, Role.DENIES_AHEAD, Role.NOT, Role.OPEN_AHEAD}
)


def _spread(pieces: list[Piece], at: int) -> Chain:
    """Where a pain goes ("hip pain radiating to the groin")."""
    for here in range(at + 1, len(pieces)):
        if pieces[here].role in _BEFORE_SPREAD:
            break
        if pieces[here].role is Role.SPREADS:
            return behind(pieces, here, ())
    return NOWHERE


def _subjects(pieces: list[Piece], lexicon: Lexicon) -> list[tuple[int, Chain]]:
    """The sites that the clauses of a sentence speak of ("The left hip shows …"), and from where on."""
    found: list[tuple[int, Chain]] = []
    begins, within = True, -1
    for at, piece in enumerate(pieces):
        if piece.role is Mark.STOP:
            found.append((at, NOWHERE))
        if begins and at > within and piece.role in PLACES:
            chain = along(pieces, at)
            after = _verb(pieces, chain.last + 1, lexicon)
            if after in _VERBS or (after in _PAUSES and at and pieces[at - 1].role is Role.SMALL):
                found.append((chain.last, chain))
                within = chain.last
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
        for chain in around.own:
            if chain.groups.intersection(pair.near) and not (pair.close and _apart(pieces, at, chain)):
                yield Spot(at, said, around.sided(chain, pair.near))
                break
        else:
            if _partner(pieces, at, pair, nowhere=together(around.own).region is Region.NOT_NAMED) or (
                alone and not pair.near
            ):
                yield Spot(at, said, around.place)


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
_NEAR = 7


_WITH_ONE = _CLOSE - PLACES - {Mark.COLON} | {Role.IGNORED}
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
