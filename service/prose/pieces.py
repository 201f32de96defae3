"""A text as sentences, and each sentence as its pieces: phrases of the sheets, stops, and words nobody looks for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from service.domain import BOTH, Side
from service.prose.lexicon import Leaf
from service.prose.mentions import Why
from service.prose.tables import Tables
from service.prose.tokens import Token, tokens
from service.rulebook.language import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.prose.lexicon import Lexicon


class Mark(StrEnum):
    """What a piece is where it is no phrase of the sheets, or one whose role its neighbours decide."""

    WORD = "word"
    SIDE = "side"
    COMMA = ","
    DASH = "-"
    COLON = ":"
    PAREN = "("
    STOP = ";"
    END = "."


class Piece(NamedTuple):
    """One piece of a sentence, what it stands for, and the characters that it takes."""

    role: Role | Mark
    what: Any
    first: int
    last: int


class Sentence(NamedTuple):
    """The pieces of one sentence, the roles that they have, its characters, and whether the line ends with it.

    `unread` says why it is not read: what is longer than the sheets allow takes more than linear time, and nobody
    writes so; in a table or form the words do not say what is meant.
    """

    pieces: list[Piece]
    roles: frozenset[Role | Mark]
    first: int
    last: int
    line_ends: bool
    unread: Why | None = None

    @property
    def readable(self) -> bool:
        """Whether it is read."""
        return self.unread is None


_PUNCTUATION = {
    ",": Mark.COMMA,
    "-": Mark.DASH,
    ":": Mark.COLON,
    "(": Mark.PAREN,
    ")": Mark.PAREN,
    "[": Mark.PAREN,
    "]": Mark.PAREN,
    ";": Mark.STOP,
    "*": Mark.STOP,
    ".": Mark.END,
    "!": Mark.END,
    "\n": Mark.END,
}
_SIDES = {
    Role.LEFT: frozenset({Side.LEFT}),
    Role.RIGHT: frozenset({Side.RIGHT}),
    Role.BOTH: BOTH,
    Role.OTHER_SIDE: None,
}
_GAPS = frozenset({Mark.COMMA, Mark.DASH, Mark.PAREN, Mark.STOP})
_SEGMENT_ENDS = _GAPS | {Role.AND, Role.OR, Role.TURN}
_BEFORE_A_SITE = frozenset({Role.SMALL, Role.ASSERTS, Mark.WORD})
_SITES = frozenset({Role.SITE, Role.ELSEWHERE})


def sentences(text: str, lexicon: Lexicon) -> Iterator[Sentence]:
    """The sentences of a text, without empty ones."""
    found: list[Piece] = []
    waiting: Sentence | None = None
    end = Mark.END
    tables = Tables(text)
    for piece in _pieces(tokens(text, lexicon), text, lexicon):
        if piece.role is not end:
            if waiting:
                yield waiting
                waiting = None
            if found or piece.role is not Mark.STOP:
                found.append(piece)
        elif found:
            waiting = _sentence(found, piece, lexicon, tables)
            found = []
        elif waiting and piece.what == "\n":
            waiting = waiting._replace(line_ends=True)
    if waiting:
        yield waiting._replace(line_ends=True)
    if found:
        yield _sentence(found, Piece(end, "\n", found[-1].last, found[-1].last), lexicon, tables)


def _sentence(pieces: list[Piece], end: Piece, lexicon: Lexicon, tables: Tables) -> Sentence:
    line_ends = end.what == "\n"
    roles = frozenset([piece.role for piece in pieces])
    unread = Why.TOO_LONG if len(pieces) > lexicon.longest else None
    if tables.hold(pieces[0].first, pieces[-1].last):
        unread = Why.TABLE
    if unread is None and not roles.isdisjoint(_UNSETTLED):
        pieces = _settled(pieces)
        roles = frozenset([piece.role for piece in pieces])
    last = pieces[-1].last if line_ends else end.last
    return Sentence(pieces, roles, pieces[0].first, last, line_ends, unread)


def _pieces(words: list[Token], text: str, lexicon: Lexicon) -> Iterator[Piece]:
    """The longest phrase at each place, and what is in none."""
    tree, place, count = lexicon.tree, 0, len(words)
    while place < count:
        node, leaf, end, here = tree, None, place, place
        while here < count and (below := node.get(words[here].word)) is not None:
            here += 1
            found = below.get("") if isinstance(below, dict) else below
            if isinstance(found, Leaf) and _as_written(found, text[words[place].first : words[here - 1].last]):
                leaf, end = found, here
            if not isinstance(below, dict):
                break
            node = below
        first = words[place].first
        if leaf is not None:
            yield _phrase(leaf, first, words[end - 1].last)
            place = end
            continue
        word, _, last = words[place]
        place += 1
        if word == "?":
            yield from _question(text, first, last)
        else:
            yield Piece(_PUNCTUATION.get(word, Mark.WORD), word, first, last)


def _as_written(leaf: Leaf, written: str) -> bool:
    return leaf.written is None or "".join(written.split()) == leaf.written


def _phrase(leaf: Leaf, first: int, last: int) -> Piece:
    if leaf.role in _SIDES:
        return Piece(Mark.SIDE, _SIDES[leaf.role], first, last)
    return Piece(leaf.role, leaf.what, first, last)


def _question(text: str, first: int, last: int) -> Iterator[Piece]:
    """A question mark asks what follows it ("?fracture"); what stands before where it ends a sentence ("fracture?")."""
    after = text[last : last + 1]
    if after.isspace() and (not first or text[first - 1].isspace()):
        after = text[last:].lstrip(" \t")[:1]
    if after and not after.isspace():
        yield Piece(Role.OPEN_AHEAD, None, first, last)
    else:
        yield Piece(Role.OPEN_BACK, None, first, last)
        yield Piece(Mark.END, ".", last, last)


_EITHER: dict[Role | Mark, tuple[Role, Role]] = {
    Role.DENIES_EITHER: (Role.DENIES_AHEAD, Role.DENIES_BACK),
    Role.OPEN_EITHER: (Role.OPEN_AHEAD, Role.OPEN_BACK),
    Role.EARLIER_EITHER: (Role.EARLIER_AHEAD, Role.EARLIER_BACK),
    Role.PERSISTS_EITHER: (Role.ASSERTS, Role.PERSISTS_BACK),
    Role.RESOLVES_EITHER: (Role.RESOLVES_AHEAD, Role.RESOLVES_BACK),
}
_SECTIONS: dict[Role | Mark, Role | Mark] = {
    Role.ASKS: Mark.WORD,
    Role.HISTORY: Role.EARLIER_AHEAD,
    Role.FAMILY: Role.SOMEONE_ELSE,
    Role.ASIDE: Role.NOT_SAID,
    Role.REPORTS: Mark.WORD,
}
SECTIONS = frozenset(_SECTIONS)
_AFTER_HEADING = frozenset({Mark.COLON, Mark.DASH})
_SPEAK = frozenset({Role.TERM, Role.WORD_OF})
_UNSETTLED = frozenset(
    {*_EITHER, *_SECTIONS, Role.BOTH_OF, Role.OPEN_AHEAD, Role.OPEN_FAR, Role.HINTS, Role.DENIES_AHEAD}
)
_OPENS = frozenset({Role.OPEN_AHEAD, Role.HINTS})
_LIGHT = frozenset({*_OPENS, Role.OPEN_BACK, Role.OPEN_EITHER, Role.SMALL, Role.LINK})


def _settled(pieces: list[Piece]) -> list[Piece]:
    """The pieces, those decided whose role depends on their place."""
    for at, piece in enumerate(pieces):
        role: Role | Mark = piece.role
        if role in _EITHER:
            ahead, back = _EITHER[role]
            role = ahead if _speaks(pieces, at + 1) else back
        elif role is Role.BOTH_OF:
            role = Mark.SIDE if _before_a_site(pieces, at + 1) else Mark.WORD
            pieces[at] = piece._replace(what=BOTH)
        elif (role in _OPENS and _ends_so(pieces, at + 1)) or (role is Role.OPEN_FAR and at and at + 1 == len(pieces)):
            role = Role.OPEN_BACK
        elif role is Role.DENIES_AHEAD and (at + 1 == len(pieces) or pieces[at + 1].role in _GAPS):
            role = Role.DENIES_BACK
        elif role in SECTIONS and not _is_heading(pieces, at):
            role = _SECTIONS[role]
        if role is not piece.role:
            pieces[at] = pieces[at]._replace(role=role)
    return pieces


def _is_heading(pieces: list[Piece], at: int) -> bool:
    return at == 0 and (len(pieces) == 1 or pieces[1].role in _AFTER_HEADING)


def _speaks(pieces: list[Piece], at: int) -> bool:
    """Whether there is something to speak of before the next stop."""
    while at < len(pieces) and pieces[at].role not in _SEGMENT_ENDS:
        if pieces[at].role in _SPEAK:
            return True
        at += 1
    return False


def _ends_so(pieces: list[Piece], at: int) -> bool:
    """Whether nothing of weight follows before the next stop ("AVN is felt to be unlikely")."""
    while at < len(pieces) and pieces[at].role in _LIGHT:
        at += 1
    return at == len(pieces) or pieces[at].role in _SEGMENT_ENDS


def _before_a_site(pieces: list[Piece], at: int) -> bool:
    while at < len(pieces) and pieces[at].role in _BEFORE_A_SITE:
        at += 1
    return at < len(pieces) and pieces[at].role in _SITES
