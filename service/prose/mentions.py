"""What a text says: the answers of the reader."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from service.domain import Presence, Sides


class Region(StrEnum):
    """Of which part of the body something is said."""

    HIP = "the hip"
    ELSEWHERE = "another part of the body"
    NOT_NAMED = "no part of the body is named"


class Why(StrEnum):
    """Why something that is mentioned is unknown, or is not said of this hip and this day."""

    OPEN = "the text leaves it open"
    ASKED = "the text asks for it"
    UNCLEAR = "it is not clear how far a denial reaches"
    CONTRADICTS = "the sentence contradicts itself"
    TOO_LONG = "the sentence is too long to be read"
    TABLE = "the line is part of a table or form"
    ELSEWHERE = "said of another part of the body"
    OTHER_HIP = "said of the hip that was not examined"
    SOMEONE_ELSE = "said of another person"
    EARLIER = "said of an earlier time"
    NOT_SAID = "mentioned, but not said of this patient now"
    ANSWERED = "asked for, and answered in the same text"


class Mention(NamedTuple):
    """One concept in one sentence; `sides` are those that the words give it, and may be none."""

    concept: str
    presence: Presence
    sides: Sides
    region: Region
    quote: str
    why: Why | None = None


class Account(NamedTuple):
    """What a text says of this patient's hips now, and what it mentions besides, with the reason."""

    mentions: tuple[Mention, ...]
    left_out: tuple[Mention, ...] = ()
