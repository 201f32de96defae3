"""What a sentence says in all, where it says something of the same concept more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import NO_SIDE, Presence
from service.prose.mentions import Account, Mention, Why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.domain import Sides
    from service.prose.lexicon import Lexicon
    from service.prose.sentence import Told


def in_one_voice(told: Iterable[Told], quote: str, lexicon: Lexicon) -> tuple[list[Mention], list[Mention]]:
    """The mentions of a sentence, and what it only mentions besides."""
    kept: list[Told] = []
    left_out: list[Mention] = []
    for one in told:
        if one.out:
            left_out.append(_mention(one, quote, lexicon))
        else:
            kept = _joined(kept, one)
    return [_mention(one, quote, lexicon) for one in kept], left_out


def _mention(one: Told, quote: str, lexicon: Lexicon) -> Mention:
    concept = one.said.concept
    sides = one.place.sides if lexicon.concepts[concept].sided else NO_SIDE
    return Mention(concept, one.presence, sides, one.place.region, quote, one.why)


def _joined(kept: list[Told], new: Told) -> list[Told]:
    """The answers with one more: one of the same concept and hip may take its place, or it theirs."""
    for number, old in enumerate(kept):
        if old.said.concept == new.said.concept and _same_hip(old.place.sides, new.place.sides):
            return _joined(kept[:number] + kept[number + 1 :], _weighed(old, new))
    return [*kept, new]


def _same_hip(sides: Sides, others: Sides) -> bool:
    return not sides or not others or not sides.isdisjoint(others)


def _weighed(old: Told, new: Told) -> Told:
    """One answer for two."""
    if old.presence is new.presence:
        return new if old.place.sides < new.place.sides else old
    ranked = sorted((old, new), key=_weight)
    if Presence.UNKNOWN not in (old.presence, new.presence) and old.said.words == new.said.words:
        return ranked[0]._replace(presence=Presence.UNKNOWN, why=Why.CONTRADICTS)
    return ranked[0]


def _weight(one: Told) -> int:
    """A name that is there outweighs its signs; what is open outweighs the rest, a sign that is missing nothing."""
    present = one.presence is Presence.PRESENT
    if present and not one.said.sign:
        return 1
    if one.presence is Presence.UNKNOWN:
        return 2 if one.said.sign else 0
    return 3 if present else 4


def answered(account: Account) -> Account:
    """The account without the questions that the same text answers."""
    asked = [one for one in account.mentions if one.why is Why.ASKED]
    if not asked:
        return account
    told = [one for one in account.mentions if one.why is not Why.ASKED]
    settled = [one for one in asked if any(one.concept == other.concept for other in told)]
    mentions = tuple(one for one in account.mentions if one not in settled)
    return Account(mentions, (*account.left_out, *(one._replace(why=Why.ANSWERED) for one in settled)))
