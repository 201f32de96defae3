"""The places that may belong to a word: beside it, of its clause, of the heading above it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.prose.pieces import SECTIONS, Mark
from service.prose.places import NOWHERE, PLACES, Chain, along, behind, together
from service.rulebook.language import Role

if TYPE_CHECKING:
    from service.prose.lexicon import Lexicon
    from service.prose.pieces import Piece, Sentence


class Around(NamedTuple):
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


Subjects = list[tuple[int, Chain]]

_VERBS = frozenset({Role.LINK, Role.DENIES_AHEAD, Role.PERSISTS_BACK, Role.NOT, Role.DENIES_BACK})
_PAUSES = frozenset({Mark.COMMA, Role.ASSERTS})
_STARTS = frozenset({Mark.COMMA, Mark.STOP, Mark.COLON, Role.TURN, Role.AND})
_IN_FRONT = frozenset({Role.SMALL, *SECTIONS})


def subjects(sentence: Sentence, lexicon: Lexicon) -> Subjects:
    """The sites that the clauses of a sentence speak of ("The left hip shows …"), and from where on."""
    found: Subjects = []
    if sentence.roles.isdisjoint(PLACES):
        return found
    pieces = sentence.pieces
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


def subject(found: Subjects, pieces: list[Piece], at: int) -> Chain:
    """What the clause of a word speaks of; without its side where another is named between them."""
    chain = next((chain for start, chain in reversed(found) if start < at), NOWHERE)
    other = any(one.role is Mark.SIDE and one.what != chain.sides for one in pieces[chain.last + 1 : at])
    return chain.without_sides() if chain.sides and other else chain


_BEFORE_SPREAD = frozenset(
    {Mark.STOP, Mark.COMMA, Mark.DASH, Role.TURN, Role.TERM, Role.DENIES_AHEAD, Role.NOT, Role.OPEN_AHEAD}
)


def spread(sentence: Sentence, at: int) -> Chain:
    """Where a pain goes ("hip pain radiating to the groin")."""
    if Role.SPREADS not in sentence.roles:
        return NOWHERE
    pieces = sentence.pieces
    for here in range(at + 1, len(pieces)):
        if pieces[here].role in _BEFORE_SPREAD:
            break
        if pieces[here].role is Role.SPREADS:
            return behind(pieces, here, ())
    return NOWHERE
