"""Bytes become JSON, or an error that says where and why without repeating them."""

from __future__ import annotations

import pytest

from service.errors import InvalidLine, MalformedJson, TooDeep, TooLarge, TooManyEntries, WrongShape
from service.record.body import parse_json, parse_lines, parse_object, within_size


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        pytest.param(b"", 1, 1, id="empty"),
        pytest.param(b'{"a": 1,}', 1, 8, id="a trailing comma"),
        pytest.param(b'{\n  "a": hush\n}', 2, 8, id="a bare word"),
        pytest.param(b'{"a": NaN}', 1, 7, id="not a number"),
        pytest.param(b'{"a": 1e999}', 1, 7, id="a number that is too large"),
        pytest.param(b'{"a": 1} {"b": 2}', 1, 10, id="two documents"),
        pytest.param(b'\xef\xbb\xbf{"a": 1}', 1, 1, id="a byte order mark"),
        pytest.param(b'{"a": "\xff"}', 1, 1, id="bytes that are not UTF-8"),
        pytest.param(b'{"a": "\\ud800"}', 1, 8, id="half a surrogate pair"),
    ],
)
def test_what_is_no_json_is_refused_with_line_and_column(body: bytes, line: int, column: int) -> None:
    with pytest.raises(MalformedJson, match=f"line {line}, column {column}$"):
        parse_json(body)


def test_the_refusal_repeats_nothing_of_the_body() -> None:
    with pytest.raises(MalformedJson) as refused:
        parse_json(b'{"name": "CANARY" CANARY}')

    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[]", "an array"),
        (b'"x"', "a string"),
        (b"true", "a boolean"),
        (b"null", "null"),
        (b"1", "a number"),
        (b"1.5", "a number"),
    ],
)
def test_a_body_that_is_no_object_is_refused_by_its_json_type(body: bytes, kind: str) -> None:
    with pytest.raises(WrongShape, match=f"body: expected a JSON object, found {kind}"):
        parse_object(body, "body")


def test_an_object_is_taken() -> None:
    assert parse_object(b'{"a": [1]}', "body") == {"a": [1]}


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        pytest.param(nested(3), 3, id="as deep as the limit"),
        pytest.param(b'{"a": {"b": [1]}}', 3, id="objects and arrays count alike"),
        pytest.param(b'{"a": "[[[[[[[["}', 1, id="brackets in strings are not nesting"),
        pytest.param(b"1", 1, id="no nesting at all"),
        pytest.param(nested(1024), 1000, id="the greatest limit leaves it to the parser"),
    ],
)
def test_nesting_within_the_limit_is_read(body: bytes, limit: int) -> None:
    parse_json(body, limit)


@pytest.mark.parametrize(
    ("body", "limit", "named"),
    [
        pytest.param(nested(4), 3, 3, id="one level too deep"),
        pytest.param(b'{"a": {"b": [[1]]}}', 3, 3, id="objects and arrays mixed"),
        pytest.param(b'{"a": "[", "b": [[[1]]]}', 3, 3, id="with an open bracket in a string"),
        pytest.param(b'["]", ["]", ["]", ["]"]]]]', 3, 3, id="with closing brackets in strings"),
        pytest.param(nested(1025), 1000, 1024, id="deeper than the parser goes"),
        pytest.param(nested(100_000), 1000, 1024, id="far deeper"),
    ],
)
def test_nesting_beyond_the_limit_is_refused(body: bytes, limit: int, named: int) -> None:
    with pytest.raises(TooDeep, match=f"more than {named} levels"):
        parse_json(body, limit)


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    body = b'{"a": 1}\n\n  \r\n{"b": 2}\r\n{"c": 3}'

    assert list(parse_lines(body, 10)) == [(1, {"a": 1}), (4, {"b": 2}), (5, {"c": 3})]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        pytest.param(b'{"a": 1}\n{"a": CANARY}', "line 2: not valid JSON", id="no JSON"),
        pytest.param(b'{"a": 1}\n["CANARY"]', "line 2: expected a JSON object, found an array", id="no object"),
    ],
)
def test_a_line_that_is_no_object_is_named_by_its_number(body: bytes, problem: str) -> None:
    with pytest.raises(InvalidLine, match=problem) as refused:
        list(parse_lines(body, 10))

    assert "CANARY" not in str(refused.value)


def test_as_many_lines_as_allowed_are_read() -> None:
    assert len(list(parse_lines(b'{"a": 1}\n' * 2, 2))) == 2


def test_one_line_more_is_refused() -> None:
    with pytest.raises(TooManyEntries, match="more than 2"):
        list(parse_lines(b'{"a": 1}\n' * 3, 2))


def test_a_line_may_be_too_deep_as_a_body_may() -> None:
    with pytest.raises(TooDeep):
        list(parse_lines(b'{"a": [[[1]]]}', 10, 3))


def test_a_body_of_exactly_the_limit_is_taken() -> None:
    within_size(10, 10)


def test_a_body_above_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge, match="larger than 10 bytes"):
        within_size(11, 10)
