"""Lines that look like part of a table or a form: what stands in a cell or a box is not said by the words alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_RULED = re.compile(
    r"""
    [|\u00a6\u2502\u2503\u2551\u25a0\u25a1\u25fb\u25fc\u2610-\u2612\u2705\u2713-\u2718\u274c\u274e]  # rules, boxes
    | (?:[._\u2026][ ]?){4} | (?:-[ ]?){4} | \u2026[ ]?\u2026        # a row of dots or dashes, a line to write on
    | [\[(][ \t]*[xv*]?[ \t]*[\])] | \[[ \t]*[-+yn][ \t]*\]         # a box to tick
    | (?<=[^\W_])[ ]{4,}(?=\S)                                      # columns
    | \b(?:yes|y)[ ]?/[ ]?(?:no|n)\b                                # a choice
    | [:=][ \t]*(?:[nyx]|true|false|n/a)(?=[ \t]*(?:[.,;\n\r]|$))     # an answer of a form
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What rules a line into cells, or leaves a place to be filled in."""
_ANSWER = r"""
    [ \t]*(?:[-*:=\u2022>][ \t]*)?
    (?:no|none|nil|absent|negative|yes|present|positive|unknown|not[ ]seen|none[ ]seen|n/a|[0xyn])
    [ \t.;!]*
    """
"""A line that only answers what stands in the line before it."""
_END = r"[\n\r\v\f\x85\u2028\u2029]"
_ANY_ANSWER = re.compile(rf"(?:^|(?<={_END})){_ANSWER}(?={_END}|$)", re.IGNORECASE | re.VERBOSE)
_IS_ANSWER = re.compile(rf"^{_ANSWER}$", re.IGNORECASE | re.VERBOSE)
_OPEN_NO = re.compile(rf"[:=\u2010-\u2015-][ \t]*(?i:no)[ \t]*{_END}[ \t]*[a-z]")
"""A "no" at the end of a line that may answer what is before it, or deny what the next line says."""
_LETTER = re.compile(r"[^\W\d_]")

Line = tuple[int, int]


class Tables:
    """The lines of a text that are not read, asked for from its beginning to its end."""

    def __init__(self, text: str) -> None:
        """Find them; a text without any costs one look."""
        self._lines = sorted({*_ruled(text), *_answered(text), *(match.span() for match in _OPEN_NO.finditer(text))})
        self._next = 0

    def hold(self, first: int, last: int) -> bool:
        """Whether any of these characters stand in such a line."""
        while self._next < len(self._lines) and self._lines[self._next][1] <= first:
            self._next += 1
        return self._next < len(self._lines) and self._lines[self._next][0] < last


def _lines(text: str) -> Iterator[tuple[Line, str]]:
    """The lines, each with their first character and the one behind their last."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        yield (start, end), line
        start = end


def _ruled(text: str) -> Iterator[Line]:
    """The lines with cells, with boxes to tick, or with places to be filled in."""
    if "\t" not in text and not _RULED.search(text):
        return
    for place, line in _lines(text):
        if _LETTER.search(line) and (_RULED.search(line) or ("\t" in line and _tabbed(line))):
            yield place


def _tabbed(line: str) -> bool:
    """Whether tabs make cells; one behind a bullet, a number or a colon is a space."""
    cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
    while cells and not _LETTER.search(cells[0]):
        del cells[0]
    return len(cells) > _HEAD_AND_TEXT or (len(cells) == _HEAD_AND_TEXT and not cells[0].endswith(":"))


_HEAD_AND_TEXT = 2


def _answered(text: str) -> Iterator[Line]:
    """The lines that are only answers, and for each of them the line before it that has none yet."""
    if not _ANY_ANSWER.search(text):
        return
    asked: list[Line] = []
    for place, line in _lines(text):
        if _IS_ANSWER.search(line.rstrip()):
            yield place
            if asked:
                yield asked.pop()
        elif not line.isspace():
            asked.append(place)
