"""Headings: "Left hip:" gives its side to what stands below it, "Indication:" asks, "Technique:" says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.prose.mentions import Region
from service.prose.pieces import SECTIONS, Mark
from service.prose.places import NOWHERE, PLACES, Chain, along
from service.rulebook.language import Role

if TYPE_CHECKING:
    from service.prose.pieces import Piece, Sentence

_LONGEST = 8
"""A heading has at most this many pieces."""
_PART_OF_ONE = PLACES | {Role.SMALL, Role.AND, Role.WORD_OF, Mark.WORD, Mark.PAREN, Role.IGNORED, Mark.DASH, Mark.COMMA}


class Headings:
    """The section and the place that hold for a sentence.

    A heading that stands alone on its line holds until the next one, another to the end of its line.
    """

    def __init__(self) -> None:
        """Nothing holds at the beginning of a text."""
        self.section: Role | None = None
        self._place = NOWHERE
        self._section_stays = self._place_stays = False
        self._line_begins = self._opens = True

    def begin(self, sentence: Sentence) -> None:
        """Take up the section with which a sentence begins."""
        pieces = sentence.pieces
        first = pieces[0].role
        if first in SECTIONS and sentence.readable:
            self.section, self._place = Role(first), NOWHERE
            self._section_stays = self._line_begins and sentence.line_ends and len(pieces) <= len((first, Mark.COLON))

    def place(self, sentence: Sentence, before: int) -> Chain:
        """The place that the last heading in front of a piece names, in its sentence or above."""
        found, start = self._place, 0
        if Mark.COLON not in sentence.roles:
            return found
        pieces = sentence.pieces
        for at in range(before):
            role = pieces[at].role
            if role is Mark.COLON:
                found = _heading(pieces, start, at) or found
            if role in (Mark.COLON, Mark.STOP):
                start = at + 1
        return found

    def above(self, pieces: list[Piece], first: int) -> bool:
        """Whether what begins with a piece stands below a heading of a hip or a section, or at the beginning."""
        if first == 0:
            return self._opens
        if pieces[first - 1].role is not Mark.COLON:
            return False
        start = first - 1
        while start > 0 and pieces[start - 1].role not in (Mark.COLON, Mark.STOP):
            start -= 1
        place = _heading(pieces, start, first - 1)
        return pieces[start].role in SECTIONS if place is None else place.region is not Region.ELSEWHERE

    def end(self, sentence: Sentence) -> None:
        """Let go at the end of a line what does not stay."""
        pieces = sentence.pieces
        found = self.place(sentence, len(pieces)) if sentence.readable else NOWHERE
        if found is not self._place:
            self._place = found
            self._place_stays = self._line_begins and sentence.line_ends and pieces[-1].role is Mark.COLON
        if sentence.line_ends:
            self._place = self._place if self._place_stays else NOWHERE
            self.section = self.section if self._section_stays else None
        self._line_begins = sentence.line_ends
        self._opens = sentence.readable and pieces[-1].role is Mark.COLON and self.above(pieces, len(pieces))


def _heading(pieces: list[Piece], start: int, colon: int) -> Chain | None:
    """The place that the pieces before a colon name, if they are a heading."""
    while start < colon and pieces[start].role in SECTIONS:
        start += 1
    if colon - start > _LONGEST or not all(one.role in _PART_OF_ONE for one in pieces[start:colon]):
        return None
    first = next((at for at in range(start, colon) if pieces[at].role in PLACES), None)
    return None if first is None else along(pieces[:colon], first)
