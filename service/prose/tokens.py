"""A text as words in the spelling of the sheets, with the ends of its sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from service.rulebook.phrases import TOKEN, figure

if TYPE_CHECKING:
    from service.prose.lexicon import Lexicon


class Token(NamedTuple):
    """A word as the sheets spell it, and its characters in the text."""

    word: str
    first: int
    last: int


_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u2022\u25cf\u25aa\u00b7", "*"),
        **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"),
    }
)
_LONG_LINE = 45
"""A line of this many characters that does not end a sentence was wrapped; a shorter one was ended."""
_NOUGHT = "0"
"""The one figure that is a word: it may deny."""
_FAR = 200
"""How far a line end looks for what follows it."""


def _plain(text: str) -> str:
    """The text in small letters, with plain dashes, quotes and line ends; every character stays in its place."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return _RUBBISH.sub(_thinned, small.translate(_PLAIN))


_RUBBISH = re.compile(r"[\W_]{64,}")
"""So many characters in a row without a letter or a figure say nothing."""
_KEPT = 16


def _thinned(match: re.Match[str]) -> str:
    """The beginning and the end of such a row, with as much space between them, and the end of a line if it has one."""
    row = match[0]
    middle = row[_KEPT:-_KEPT]
    end = "\n\n" if "\n" in middle else ""
    return row[:_KEPT] + end + " " * (len(middle) - len(end)) + row[-_KEPT:]


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of a text; full stops and line ends only where they end a sentence, as commas where they may."""
    small = _plain(text)
    spelt = lexicon.spelt
    found: list[Token] = []
    for match in TOKEN.finditer(small):
        first, last = match.span()
        word = small[first:last]
        if word[0].isalpha():
            found.append(Token(spelt.get(word) or lexicon.word(word), first, last))
        elif word == ".":
            if not found or not _goes_on(text, found[-1], last, lexicon):
                found.append(Token(word, first, last))
        elif word == "\n":
            end = _line_end(text, found, first, lexicon)
            if end:
                found.append(Token(end, first, last))
        elif word[0].isdigit():
            found.append(Token(word if word == _NOUGHT else figure(word), first, last))
        elif match["skip"] is None:
            found.append(Token(word, first, last))
    return found


def _goes_on(text: str, before: Token, last: int, lexicon: Lexicon) -> bool:
    """Whether a full stop belongs to an abbreviation, or stands within a word."""
    after = text[last : last + 1]
    return before.word in lexicon.abbreviations or (after.isalnum() and not after.isupper())


def _line_end(text: str, found: list[Token], place: int, lexicon: Lexicon) -> str:
    """What the end of a line stands for: the end of a sentence, a comma, or nothing within a sentence."""
    if not found or found[-1].word in "\n.":
        return "\n"
    if found[-1].word in lexicon.carries_on:
        return "\n" if _answers(found) else ""
    rest = text[place + 1 : place + _FAR]
    following = rest.lstrip()
    if not following[:1].isalpha() or "\n" in rest[: -len(following)]:
        return "\n"
    line = text[text.rfind("\n", 0, place) + 1 : place].strip()
    wrapped = len(line) >= _LONG_LINE
    if following[0].islower():
        return "" if wrapped else ","
    return "" if wrapped and line.isupper() else "\n"


def _answers(found: list[Token]) -> bool:
    """Whether a "no" at the end of a line is the answer to what stands before it ("Fracture - no")."""
    return found[-1].word == "no" and len(found) > 1 and found[-2].word in _BEFORE_ANSWER


_BEFORE_ANSWER = frozenset(":-=")
