"""DiagnosticReport.presentedForm: the report as it was issued, read where it is text or HTML."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from service.record.elements import Unreadable, json_kind, visible, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLAIN, _HTML = "text/plain", "text/html"
_KINDS = {"application/pdf": "a PDF", "application/rtf": "RTF", "text/rtf": "RTF", "": "of a kind that is not named"}


_LONGEST = 300_000
"""Characters of base64: no report is that long."""


class Form(NamedTuple):
    """One Attachment of a report, not yet decoded; `data` is None where it was only linked."""

    element: str
    kind: str
    charset: str
    data: str | None

    @property
    def unread(self) -> str | None:
        """Why it is not read; None where it is text or HTML."""
        if self.kind not in (_PLAIN, _HTML):
            return f"is {_KINDS.get(self.kind, 'neither text nor HTML')} and was not read"
        if self.data is None:
            return "was linked, not sent, and was not read"
        return "is too long and was not read" if len(self.data) > _LONGEST else None

    @property
    def text(self) -> str:
        """What a reader would see; empty where it is not read or cannot be decoded."""
        if self.unread or self.data is None:
            return ""
        try:
            text = b64decode(self.data).decode(self.charset)
        except (binascii.Error, ValueError, LookupError):
            return ""
        return visible(_without_markup(text) if self.kind == _HTML else text)


def forms_at(resource: Mapping[str, Any], path: str) -> Iterator[Form]:
    """The forms of a report; raises Unreadable where one is no Attachment."""
    for form, where in walk(dict(resource), path):
        if not isinstance(form, dict):
            raise Unreadable(where, "an Attachment", json_kind(form))
        kind, data = form.get("contentType") or "", form.get("data")
        for name, value in (("contentType", kind), ("data", data)):
            if value is not None and not isinstance(value, str):
                raise Unreadable(f"{where}.{name}", "a string", json_kind(value))
        named, _, parameters = kind.partition(";")
        yield Form(where, named.strip().lower(), _charset(parameters), data)


def _charset(parameters: str) -> str:
    """The charset of a content type; UTF-8 where it names none."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"') or "utf-8"
    return "utf-8"


def _without_markup(html: str) -> str:
    """The text of a page in lines, in one walk over its tags; hidden and struck text is left out.

    A row of a table with several cells, and a line with a field to fill in, are left out too: what belongs
    to what cannot be told from their words.
    """
    page = _Page()
    seen = 0
    while (start := html.find("<", seen)) >= 0:
        page.text(html[seen:start])
        seen = _after_tag(html, start, page)
    page.text(html[seen:])
    page.end()
    return "\n".join(page.lines)


def _after_tag(html: str, start: int, page: _Page) -> int:
    """Where the text goes on after what begins with `<`; what is never closed ends the page."""
    if html.startswith("<!--", start):
        end = html.find("-->", start)
        return end + 3 if end >= 0 else len(html)
    tag = _TAG.match(html, start)
    if tag is None:
        page.text("<")
        return start + 1
    end = html.find(">", start)
    if end < 0:
        return len(html)
    page.tag(tag["name"].lower(), html[start:end].lower(), closes=bool(tag["closes"]))
    return end + 1


_TAG = re.compile(r"<(?P<closes>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*|!|\?)")
_BLOCKS = frozenset(
    "p div br li ul ol tr table td th h1 h2 h3 h4 h5 h6 section article header footer hr dt dd pre body".split()  # noqa: SIM905 - a list of names is easier to read
)
_UNSEEN = frozenset(("script", "style", "head", "title", "template", "s", "strike", "del"))
_CELLS = frozenset(("td", "th"))
_FIELDS = frozenset(("input", "select", "textarea", "button"))
_EMPTY = frozenset(("br", "hr", "input", "img", "meta", "link", "!", "?"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden\b")


@dataclass(slots=True)
class _Page:
    """What a page shows so far; `unseen` are the open elements of one name that is not shown, outermost first."""

    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    in_row: bool = False
    filled_in: bool = False

    def text(self, raw: str) -> None:
        """Text between two tags."""
        if raw and not self.unseen:
            self.words.append(unescape(raw))

    def tag(self, name: str, tag: str, *, closes: bool) -> None:
        """A tag: it may begin or end a line, a cell, or what is not shown."""
        if self.unseen:
            self._within(name, closes=closes)
            return
        if name in _FIELDS:
            self.filled_in = True
        if name in _CELLS:
            self._cell()
            self.in_row = True
        elif name == "tr":
            self._row()
            self.in_row = not closes
        elif name in _BLOCKS:
            self._part()
        if not closes and name not in _EMPTY and (name in _UNSEEN or _HIDDEN.search(tag)):
            self.unseen.append(name)

    def _within(self, name: str, *, closes: bool) -> None:
        if name == self.unseen[-1]:
            if closes:
                self.unseen.pop()
            else:
                self.unseen.append(name)

    def end(self) -> None:
        """The end of the page."""
        if self.row:
            self._row()
        else:
            self._line()

    def _part(self) -> None:
        """The end of a paragraph; within a row it stays in its cell."""
        if self.in_row:
            self.words.append(" ")
        else:
            self._line()

    def _line(self) -> None:
        """The end of a line; one with a field is dropped."""
        text = " ".join("".join(self.words).split())
        if text and not self.filled_in:
            self.lines.append(text)
        self.words.clear()
        self.filled_in = False

    def _cell(self) -> None:
        """The end of a cell, or of the line before a row."""
        if not self.in_row:
            self._line()
        text = " ".join("".join(self.words).split())
        if text:
            self.row.append(text)
        self.words.clear()

    def _row(self) -> None:
        """The end of a row: the text of its only cell; of several it is left out."""
        self._cell()
        if len(self.row) == 1 and not self.filled_in:
            self.lines.append(self.row[0])
        self.row.clear()
        self.filled_in = False
