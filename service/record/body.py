"""Bytes in, JSON out: what a body may be, and where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from service.errors import InvalidLine, MalformedJson, TooDeep, TooLarge, TooManyEntries, WrongShape
from service.record.elements import json_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.record.elements import Json

PARSER_DEPTH = 1000
"""orjson refuses deeper nesting by itself, so this limit costs nothing."""

_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def parse_json(body: bytes, max_depth: int = PARSER_DEPTH) -> Any:  # noqa: ANN401 - JSON
    """The JSON value of a body; raises MalformedJson with line and column, or TooDeep.

    orjson's messages describe the grammar and never quote the body.
    """
    if max_depth < PARSER_DEPTH and not _shallow(body, max_depth):
        raise TooDeep(limit=max_depth)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        if "Recursion" in fault.msg or "recursion" in fault.msg:
            raise TooDeep(limit=PARSER_DEPTH) from fault
        raise MalformedJson(problem=fault.msg, line=fault.lineno, column=fault.colno) from None


def parse_object(body: bytes, where: str, max_depth: int = PARSER_DEPTH) -> Json:
    """The JSON object of a body; raises WrongShape for any other value."""
    value = parse_json(body, max_depth)
    if not isinstance(value, dict):
        raise WrongShape(where=where, expected="a JSON object", found=json_kind(value))
    return value


def parse_lines(body: bytes, limit: int, max_depth: int = PARSER_DEPTH) -> Iterator[tuple[int, Json]]:
    """The JSON objects of an NDJSON body with their line numbers, from 1; blank lines are skipped.

    Source: https://hl7.org/fhir/uv/bulkdata (application/fhir+ndjson: one resource per line).
    """
    count = 0
    for number, line in enumerate(body.splitlines(), start=1):
        if not line.strip():
            continue
        count += 1
        if count > limit:
            raise TooManyEntries(limit=limit)
        try:
            value = parse_json(line, max_depth)
        except MalformedJson as fault:
            raise InvalidLine(line=number, problem=str(fault).removeprefix("the body is ")) from None
        if not isinstance(value, dict):
            raise InvalidLine(line=number, problem=f"expected a JSON object, found {json_kind(value)}")
        yield number, value


def within_size(size: int, limit: int) -> None:
    """Raise TooLarge for a body above the limit, in bytes."""
    if size > limit:
        raise TooLarge(limit=limit)


def _shallow(body: bytes, limit: int) -> bool:
    """Whether brackets, those in strings included, nest at most `limit` deep: each pass takes off one level."""
    brackets = body.translate(None, _NOT_BRACKETS)
    for _ in range(limit):
        if not brackets:
            return True
        shorter = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if shorter == brackets:  # brackets inside strings do not pair up: let the parser decide
            return True
        brackets = shorter
    return not brackets
