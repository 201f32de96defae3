"""DiagnosticReport.presentedForm: the report as it was issued, read where it is text or HTML."""

from __future__ import annotations

import binascii
from base64 import b64decode
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple

from service.record.elements import Unreadable, json_kind, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLAIN, _HTML = "text/plain", "text/html"


_PLAIN, _HTML = "text/plain", "text/html"
_KINDS = {"application/pdf": "a PDF", "application/rtf": "RTF", "text/rtf": "RTF", "": "of a kind that is not named"}


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
        return "was linked, not sent, and was not read" if self.data is None else None

    @property
    def text(self) -> str:
        """What a reader would see; empty where it is not read or cannot be decoded."""
        if self.unread or self.data is None:
            return ""
        try:
            text = b64decode(self.data).decode(self.charset)
        except (binascii.Error, ValueError, LookupError):
            return ""
        return _without_markup(text) if self.kind == _HTML else text


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
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    """Keeps what a browser would show; what stands in blocks of its own stands in lines of its own."""

    _BLOCKS = frozenset(
        "p div br li ul ol tr table td th h1 h2 h3 h4 h5 h6 section article header footer hr dt dd pre".split()  # noqa: SIM905 - a list of names is easier to read
    )
    _UNSEEN = frozenset(("script", "style", "head", "title", "template"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the signature of HTMLParser
        self._hidden += tag in self._UNSEEN
        self._line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._UNSEEN and self._hidden > 0
        self._line(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    def _line(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self.parts.append("\n")
