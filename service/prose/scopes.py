"""What may reach a word of a sentence, and how far lists go in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from service.prose.pieces import Mark
from service.prose.places import PLACES
from service.rulebook.language import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from service.prose.pieces import Piece


@dataclass(slots=True)
class Scope:
    """Everything that reaches one word of a sentence; `excepted` is the piece of an exception behind it."""

    denied: bool = False
    unclear: bool = False
    open: bool = False
    resolved: bool = False
    persists: bool = False
    earlier: bool = False
    not_said: bool = False
    someone_else: bool = False
    rest: bool = False
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
_BEGINS = frozenset({Role.ASSERTS, Role.LINK, Role.NOT_SAID})
STATES = frozenset(
    {
        *(role for role in Role if role.value.startswith(("denies", "leaves_open", "earlier", "persists", "resolves"))),
        *(Role.ASSERTS, Role.LINK, Role.TURN, Role.AFTER, Role.WITH, Role.NOT_SAID, Role.COMPARES, Role.EXCEPT),
    }
)
"""What says something by itself, so that no list goes on over it."""
_ENDS_LIST = STATES | {Mark.DASH, Mark.STOP, Mark.COLON, Mark.PAREN}


def joints(pieces: list[Piece]) -> dict[int, Joint]:
    """For each comma what joins the list that it belongs to.

    An item that names its site ends the list to its left: "no fracture, left hip oedema or effusion" denies one thing.
    """
    found: dict[int, Joint] = {}
    joint, word, place = Joint.NONE, False, False
    for at in range(len(pieces) - 1, -1, -1):
        role = pieces[at].role
        if role in _STEPS:
            joint = Joint.NONE if word and place else joint
            word = place = False
            if role is Mark.COMMA:
                found[at] = joint
            elif role is Role.OR:
                joint = Joint.OR
            elif joint is Joint.NONE and not new_clause(pieces, at):
                joint = Joint.AND
        elif role in _ENDS_LIST:
            joint, word, place = Joint.NONE, False, False
        else:
            word = word or role in _WORDS
            place = place or role in PLACES
    return found


def new_clause(pieces: list[Piece], at: int) -> bool:
    """Whether "and" begins a clause of its own ("and there is …", "and mild …")."""
    return at + 1 < len(pieces) and pieces[at + 1].role in _BEGINS
