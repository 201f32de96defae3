"""Bytes in, JSON out: what a body may be, and where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from service.errors import InvalidLine, MalformedJson, TooDeep, TooLarge, TooManyEntries, WrongShape
from service.record.elements import json_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.record.elements import Json

PARSER_DEPTH = 1024
"""orjson refuses deeper nesting by itself."""

LEFT_TO_PARSER = 1000
"""From this limit on the depth is not measured: the parser's own limit is near, and costs nothing."""


def parse_json(body: bytes, max_depth: int = LEFT_TO_PARSER) -> Any:  # noqa: ANN401 - JSON
    """The JSON value of a body; raises MalformedJson with line and column, or TooDeep.

    orjson's messages describe the grammar and never quote the body.
    """
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        if "depth limit" in fault.msg:
            raise TooDeep(limit=PARSER_DEPTH) from None
        raise MalformedJson(problem=fault.msg, line=fault.lineno, column=fault.colno) from None
    if max_depth < LEFT_TO_PARSER and _is_deeper(value, max_depth):
        raise TooDeep(limit=max_depth)
    return value


def parse_object(body: bytes, where: str, max_depth: int = LEFT_TO_PARSER) -> Json:
    """The JSON object of a body; raises WrongShape for any other value."""
    value = parse_json(body, max_depth)
    if not isinstance(value, dict):
        raise WrongShape(where=where, expected="a JSON object", found=json_kind(value))
    return value


def parse_lines(body: bytes, limit: int, max_depth: int = LEFT_TO_PARSER) -> Iterator[tuple[int, Json]]:
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


def _is_deeper(value: Any, limit: int) -> bool:  # noqa: ANN401 - JSON
    """Whether objects and arrays nest more than `limit` deep: level by level, so that depth costs no recursion."""
    level = [value]
    for _ in range(limit + 1):
        level = [one for one in level if isinstance(one, (dict, list))]
        if not level:
            return False
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return True
