"""Which words of a sentence say something, alone or together with a word near them, and of which place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.prose.around import Around, spread, subject, subjects
from service.prose.mentions import Region
from service.prose.pairs import pairs, stands_alone
from service.prose.pieces import Mark
from service.prose.places import NOWHERE, Chain, along, before, begins_clause, behind
from service.rulebook.language import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.prose.headings import Headings
    from service.prose.lexicon import Lexicon
    from service.prose.pieces import Piece, Sentence
    from service.rulebook.language import Concept, Said


_ELSEWHERE = NOWHERE._replace(elsewhere=True)


class Spot(NamedTuple):
    """A word that says something, the piece that it is, and the place that it belongs to."""

    at: int
    said: Said
    place: Chain


_SPEAK = frozenset({Role.TERM, Role.WORD_OF})


def spots(sentence: Sentence, headings: Headings, lexicon: Lexicon) -> Iterator[Spot]:
    """What the words of a sentence say."""
    for spot in _named(sentence, headings, lexicon):
        concept = lexicon.concepts[spot.said.concept]
        if not _counts(sentence.pieces, spot, concept):
            continue
        if spot.place.region is not Region.NOT_NAMED:
            yield spot
        elif concept.company and Role.ELSEWHERE in sentence.roles and Role.SITE not in sentence.roles:
            yield spot._replace(place=_ELSEWHERE)
        else:
            yield _shared(sentence.pieces, spot) if lexicon.share_place else spot


def _named(sentence: Sentence, headings: Headings, lexicon: Lexicon) -> Iterator[Spot]:
    """What is named, each with the places around it."""
    pieces = sentence.pieces
    speaking = [at for at, piece in enumerate(pieces) if piece.role in _SPEAK]
    names = {at for at in speaking if pieces[at].role is Role.TERM}
    clauses = subjects(sentence, lexicon)
    taken: set[int] = set()
    for at in speaking:
        left, right = before(pieces, at, taken, lexicon.together), behind(pieces, at, names)
        if right is not NOWHERE and pieces[right.first - 1].role is Role.SMALL:
            taken.update(range(right.first, right.last + 1))
        clause, heading = subject(clauses, pieces, at), headings.place(sentence, at)
        around = Around(left, right, clause, heading, spread(sentence, at))
        if pieces[at].role is Role.TERM:
            yield Spot(at, pieces[at].what, around.place)
        else:
            alone = stands_alone(pieces, at, headings)
            yield from (Spot(at, *found) for found in pairs(pieces, at, around, lexicon, alone=alone))


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
