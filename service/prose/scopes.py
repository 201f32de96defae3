"""What may reach a word of a sentence, and how far lists go in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from service.prose.pieces import Mark
from service.prose.places import begins_clause
from service.rulebook.language import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from service.prose.pieces import Piece, Sentence


@dataclass(slots=True)
class Scope:
    """Everything that reaches one word of a sentence.

    `either`: it is one of several that may be. `once`: it was so before, and may still be; `earlier`: it is said of
    another time. `excepted` is the piece of an exception behind it.
    """

    denied: bool = False
    unclear: bool = False
    open: bool = False
    resolved: bool = False
    persists: bool = False
    once: bool = False
    recent: bool = False
    earlier: bool = False
    not_said: bool = False
    someone_else: bool = False
    rest: bool = False
    either: bool = False
    excepted: int = -1


class Joint(StrEnum):
    """What joins the list that a comma belongs to, by its last two items ("A, B or C"); nothing where there is none."""

    OR = "or"
    AND = "and"
    NONE = ""


class View(NamedTuple):
    """A sentence as its words are judged in it: the pieces, the words that speak, what each comma joins."""

    pieces: list[Piece]
    spots: Collection[int]
    joints: dict[int, Joint]


_STEPS = frozenset({Mark.COMMA, Role.OR, Role.AND})
_WORDS = frozenset({Role.TERM, Role.WORD_OF})
STATES = frozenset(
    {
        *(role for role in Role if role.value.startswith(("denies", "leaves_open", "earlier", "persists", "resolves"))),
        *(
            Role.ASSERTS,
            Role.LINK,
            Role.MEANS,
            Role.TURN,
            Role.AFTER,
            Role.WITH,
            Role.NOT_SAID,
            Role.COMPARES,
            Role.EXCEPT,
        ),
    }
)
"""What says something by itself, so that no list goes on over it."""
_ENDS_LIST = STATES | {Mark.DASH, Mark.STOP, Mark.COLON, Mark.PAREN}


def joints(sentence: Sentence) -> dict[int, Joint]:
    """For each comma what joins the list that it belongs to.

    An item that names its side ends the list to its left: "no fracture, left hip oedema or effusion" denies one thing.
    """
    found: dict[int, Joint] = {}
    if Mark.COMMA not in sentence.roles:
        return found
    pieces = sentence.pieces
    joint, word, side = Joint.NONE, False, False
    for at in range(len(pieces) - 1, -1, -1):
        role = pieces[at].role
        if role in _STEPS:
            joint = Joint.NONE if word and side else joint
            word = side = False
            if role is Mark.COMMA:
                found[at] = joint
            elif role is Role.OR:
                joint = Joint.OR
            elif joint is Joint.NONE and not begins_clause(pieces, at):
                joint = Joint.AND
        elif role in _ENDS_LIST:
            joint, word, side = Joint.NONE, False, False
        else:
            word = word or role in _WORDS
            side = side or role is Mark.SIDE
    return found
