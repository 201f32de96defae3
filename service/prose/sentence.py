"""One sentence: what it says with each word that says something, all things considered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import Presence
from service.prose.ahead import Ahead
from service.prose.back import Back
from service.prose.mentions import Region, Why
from service.prose.pieces import Mark
from service.prose.places import NOWHERE, PLACES, Chain, along
from service.prose.scopes import Scope, View, joints
from service.prose.spots import Spot, spots
from service.rulebook.language import Role, Said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from service.prose.headings import Headings
    from service.prose.lexicon import Lexicon
    from service.prose.pieces import Piece, Sentence


class Told(NamedTuple):
    """What a sentence says with one word; `out`: it is not said of this hip now."""

    said: Said
    presence: Presence
    place: Chain
    why: Why | None = None
    out: bool = False


_SPEAK = frozenset({Role.TERM, Role.WORD_OF})


def told(sentence: Sentence, headings: Headings, lexicon: Lexicon) -> list[Told]:
    """Everything that a sentence says."""
    if sentence.roles.isdisjoint(_SPEAK):
        return []
    pieces = sentence.pieces
    if sentence.unread:
        return list(_unread(pieces, sentence.unread, lexicon))
    found = list(spots(sentence, headings, lexicon))
    if not found:
        return []
    view = View(pieces, {spot.at for spot in found}, joints(sentence))
    either = _alternatives(sentence, found)
    answers: list[tuple[Spot, Told]] = []
    for spot in found:
        scope = Scope(someone_else=_someone_else(sentence, spot.at))
        Ahead(view, spot.at, scope, denial=spot.said.presence is Presence.ABSENT).walk()
        Back(view, spot.at, scope).walk()
        scope.either = spot.at in either
        one = _excepted(
            _judged(spot, scope, headings.section), scope, pieces, whole=lexicon.concepts[spot.said.concept].whole
        )
        if spot.said.sign and not lexicon.concepts[spot.said.concept].names and _asserts_nothing(one):
            continue
        if spot.said.presence is not Presence.UNKNOWN or one.out or one.why is not None:
            answers.append((spot, one))
    echoes = _echoes(pieces, view.spots, answers) if Mark.SIDE in sentence.roles else ()
    return [*(one for _, one in answers), *echoes]


def _asserts_nothing(one: Told) -> bool:
    """Whether a sign of what has no name of its own is only asked for or denied: it may be there without that sign."""
    return one.presence is Presence.ABSENT or one.why is Why.ASKED


def _someone_else(sentence: Sentence, at: int) -> bool:
    """Whether another person is named between the stops around a word."""
    if Role.SOMEONE_ELSE not in sentence.roles:
        return False
    named = False
    for here, piece in enumerate(sentence.pieces):
        if piece.role is Mark.STOP:
            if here > at:
                break
            named = False
        named = named or piece.role is Role.SOMEONE_ELSE
    return named


_CUTS = frozenset({Mark.STOP, Role.TURN, Role.WITH, Role.AND, Role.DENIES_AHEAD})


def _alternatives(sentence: Sentence, found: list[Spot]) -> set[int]:
    """The words of which a sentence says that it is one or another: "AVN or fracture" states neither."""
    if Role.OR not in sentence.roles:
        return set()
    said = {spot.at: (spot.said.concept, spot.said.presence) for spot in found}
    either: set[int] = set()
    before, joined = -1, False
    for at, piece in enumerate(sentence.pieces):
        if at in said or piece.role is Role.IGNORED:
            if joined and said.get(before) != said.get(at):
                either |= {before, at}
            before, joined = at, False
        elif piece.role in _CUTS:
            before, joined = -1, False
        elif piece.role is Role.OR:
            joined = before >= 0
    return either


def _unread(pieces: list[Piece], why: Why, lexicon: Lexicon) -> Iterator[Told]:
    """Every concept that may be meant by a sentence that is not read."""
    for piece in pieces:
        if piece.role is Role.TERM:
            yield Told(piece.what, Presence.UNKNOWN, NOWHERE, why)
        elif piece.role is Role.WORD_OF:
            for concept, _ in lexicon.together.get(piece.what, ()):
                yield Told(Said(concept, Presence.UNKNOWN, piece.what), Presence.UNKNOWN, NOWHERE, why)


def _judged(spot: Spot, scope: Scope, section: Role | None) -> Told:
    """The answer: first whether it is said of this hip now at all, then whether it is open, then what it is."""
    said, place = spot.said, spot.place
    for holds, why in (
        (scope.someone_else or section is Role.FAMILY, Why.SOMEONE_ELSE),
        (scope.not_said or section is Role.ASIDE, Why.NOT_SAID),
        (place.region is Region.ELSEWHERE, Why.ELSEWHERE),
        (place.other_hip, Why.OTHER_HIP),
        (section is Role.HISTORY or _past(scope), Why.EARLIER),
    ):
        if holds:
            return Told(said, Presence.UNKNOWN, place, why, out=True)
    if section is Role.ASKS or scope.open:
        return Told(said, Presence.UNKNOWN, place, Why.ASKED if section is Role.ASKS else Why.OPEN)
    gone = scope.denied or scope.resolved
    if scope.either and not (gone or scope.unclear):
        return Told(said, Presence.UNKNOWN, place, Why.OPEN)
    twice = gone and (said.presence is not Presence.PRESENT or scope.denied is scope.resolved)
    if (scope.unclear and said.presence is not Presence.ABSENT) or twice or (scope.resolved and scope.persists):
        return Told(said, Presence.UNKNOWN, place, Why.UNCLEAR)
    return Told(said, Presence.ABSENT if gone else said.presence, place)


def _past(scope: Scope) -> bool:
    """Whether it is said of an earlier time only; what has resolved, or persists, is said of now."""
    return not scope.resolved and (scope.earlier or (scope.once and not (scope.persists or scope.recent)))


def _excepted(one: Told, scope: Scope, pieces: list[Piece], *, whole: bool) -> Told:
    """What an exception makes of it: "no oedema except in the left neck" is oedema, "otherwise normal" is nothing."""
    if one.out or (scope.excepted < 0 and not scope.rest):
        return one
    if whole:
        return one._replace(presence=Presence.UNKNOWN, why=Why.NOT_SAID, out=True)
    if scope.excepted < 0 or one.why or one.presence is not Presence.ABSENT:
        return one
    place = _next_place(pieces, scope.excepted)
    if place is NOWHERE or one.said.presence is not Presence.PRESENT:
        return one._replace(presence=Presence.UNKNOWN, why=Why.UNCLEAR)
    return one._replace(presence=Presence.PRESENT, place=place)


_SEGMENT = frozenset({Mark.COMMA, Mark.DASH, Mark.STOP, Role.TURN})


def _next_place(pieces: list[Piece], at: int) -> Chain:
    """The place that is named next in the same segment."""
    while at < len(pieces) and pieces[at].role not in _SEGMENT:
        if pieces[at].role in PLACES:
            return along(pieces, at)
        at += 1
    return NOWHERE


_ECHOES: dict[Role | Mark, Presence] = {
    Role.DENIES_AHEAD: Presence.ABSENT,
    Role.DENIES_BACK: Presence.ABSENT,
    Role.NOT: Presence.ABSENT,
    Role.RESOLVES_BACK: Presence.ABSENT,
    Role.PERSISTS_BACK: Presence.PRESENT,
    Role.OPEN_BACK: Presence.UNKNOWN,
}


def _echoes(pieces: list[Piece], places: Collection[int], answers: list[tuple[Spot, Told]]) -> Iterator[Told]:
    """What is said of the other side without the word: "AVN on the right, none on the left"."""
    start = 0
    for at in range(len(pieces) + 1):
        if at < len(pieces) and pieces[at].role not in _SEGMENT:
            continue
        before = [one for spot, one in answers if spot.at < start]
        if before and not before[-1].out and not any(start <= place < at for place in places):
            one = _echo(pieces[start:at], before[-1])
            if one is not None:
                yield one
        start = at + 1


def _echo(segment: list[Piece], before: Told) -> Told | None:
    first = next((at for at, piece in enumerate(segment) if piece.role in PLACES), None)
    presence = next((_ECHOES[piece.role] for piece in segment if piece.role in _ECHOES), None)
    if first is None or presence is None:
        return None
    place = along(segment, first)
    if not place.sides or place.elsewhere or not before.place.sides.isdisjoint(place.sides):
        return None
    return Told(before.said, presence, place, Why.OPEN if presence is Presence.UNKNOWN else None)
