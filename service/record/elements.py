"""Typed access to FHIR JSON: walk to an element, take its value, or say where it is unreadable."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from service.record.statements import Coding, Concept, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.record.statements import CodeIndex

Json = dict[str, Any]
JSON_NAMES = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}


def json_kind(value: object) -> str:
    """The JSON name of a value's type; the value itself never leaves the record."""
    return JSON_NAMES.get(type(value), "a number")


class Unreadable(Exception):
    """An element that the vocabulary needs has another shape than FHIR gives it."""

    def __init__(self, element: str, expected: str, found: str) -> None:
        """Say where, what FHIR has there, and what was found (a JSON type, never a value)."""
        super().__init__(f"expected {expected}, found {found}")
        self.element = element


def walk(resource: Json, path: str) -> list[tuple[Any, str]]:
    """Each value at a dotted path, arrays flattened, with the element it stands in."""
    names = _names(path)
    if names[0] not in resource:
        return []
    if len(names) == 1:
        return _flat(resource[path], path)
    pairs: list[tuple[Any, str]] = [(resource, "")]
    for name in names:
        pairs = [pair for value, where in pairs for pair in _step(value, where, name)]
    return pairs


@lru_cache(maxsize=512)
def _names(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _step(value: Any, where: str, name: str) -> list[tuple[Any, str]]:  # noqa: ANN401 - JSON
    if not isinstance(value, dict):
        raise Unreadable(where, "an object", json_kind(value))
    return _flat(value.get(name), f"{where}.{name}" if where else name)


def _flat(found: Any, where: str) -> list[tuple[Any, str]]:  # noqa: ANN401 - JSON
    """A value, or the items of an array, each with its place; null is nothing."""
    if isinstance(found, list):
        return [(item, f"{where}[{position}]") for position, item in enumerate(found) if item is not None]
    return [] if found is None else [(found, where)]


def code_at(resource: Json, path: str) -> str | None:
    """The first code of a status element: a code (STU3, R4) or a CodeableConcept (R4, R5).

    A concept without a code is not taken for a missing status: its text may say anything.
    """
    for value, where in walk(resource, path):
        if isinstance(value, str):
            return value
        if not isinstance(value, dict):
            raise Unreadable(where, "a status code", json_kind(value))
        for coding, at in walk(value, "coding"):
            if not isinstance(coding, dict) or not isinstance(coding.get("code"), str):
                raise Unreadable(f"{where}.{at}", "a Coding with a code", json_kind(coding))
            return str(coding["code"])
        raise Unreadable(where, "a status code", "a concept without one")
    return None


def text_at(resource: Json, path: str) -> Iterator[tuple[str, str]]:
    """Each string at a path; Annotations give their text, and instructions to the patient (R5) theirs."""
    for value, where in walk(resource, path):
        inner = value.get("text", value.get("instructionMarkdown")) if isinstance(value, dict) else value
        if isinstance(inner, str):
            yield visible(inner), where
        elif inner is not None:
            raise Unreadable(where, "a string", json_kind(inner))


def visible(text: str) -> str:
    """A text as it looks: without characters that nobody sees, wide and joined letters as plain ones."""
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")


def concepts_at(resource: Json, path: str, index: CodeIndex) -> Iterator[Concept]:
    """Each concept at a path: CodeableConcept, the concept of a CodeableReference, or Coding."""
    for value, where in walk(resource, path):
        found, at = value, where
        if isinstance(value, dict) and value.get("concept") is not None:
            found, at = value["concept"], f"{where}.concept"
        if not isinstance(found, dict):
            raise Unreadable(at, "a CodeableConcept", json_kind(found))
        concept = _concept(found, at, index)
        if concept is not None:
            yield concept


def _concept(value: Json, where: str, index: CodeIndex) -> Concept | None:
    if "coding" not in value and "text" not in value:
        codings = (_coding(value, where, index),) if "code" in value else ()
        return Concept(where, tuple(c for c in codings if c), None, _all_sets(codings)) if codings else None
    text = value.get("text")
    if text is not None and not isinstance(text, str):
        raise Unreadable(f"{where}.text", "a string", json_kind(text))
    found = tuple(c for coding, at in walk(value, "coding") if (c := _coding(coding, f"{where}.{at}", index)))
    words = text or _display(value)
    return Concept(where, found, visible(words) if words else None, _all_sets(found))


def _display(concept: Json) -> str | None:
    """What a coding of the concept is called."""
    shown = (coding.get("display") for coding, _ in walk(concept, "coding"))
    return next((one for one in shown if isinstance(one, str) and one), None)


def _all_sets(codings: tuple[Coding | None, ...]) -> frozenset[str]:
    return frozenset().union(*(coding.sets for coding in codings if coding))


def _coding(value: Any, where: str, index: CodeIndex) -> Coding | None:  # noqa: ANN401 - JSON
    if not isinstance(value, dict):
        raise Unreadable(where, "a Coding", json_kind(value))
    system, code = value.get("system"), value.get("code")
    if code is None:
        return None
    if not isinstance(code, str):
        raise Unreadable(f"{where}.code", "a string", json_kind(code))
    if system is not None and not isinstance(system, str):
        raise Unreadable(f"{where}.system", "a string", json_kind(system))
    return Coding(system or "", code, index.sets_of(system or "", code))


def quantity_at(resource: Json, path: str) -> Quantity | None:
    """The number and unit at a path; a comparator makes it an open range, an integer has no unit."""
    for value, where in walk(resource, path):
        if isinstance(value, int) and not isinstance(value, bool):
            return Quantity(value, value, "")
        if not isinstance(value, dict):
            raise Unreadable(where, "a Quantity", json_kind(value))
        number, code, written = value.get("value"), value.get("code") or "", value.get("unit") or ""
        if number is None:
            return None
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise Unreadable(f"{where}.value", "a number", json_kind(number))
        for part, text in (("code", code), ("unit", written)):
            if not isinstance(text, str):
                raise Unreadable(f"{where}.{part}", "a string", json_kind(text))
        low, high = _bounds(float(number), value.get("comparator"))
        return Quantity(low, high, code or written, written, below=value.get("comparator") == "<")
    return None


def _bounds(number: float, comparator: object) -> tuple[float, float]:
    """What a comparator leaves possible: `<` and `<=` anything below, `>` and `>=` above, an unknown one anything."""
    low = number if comparator in (None, ">", ">=") else -math.inf
    high = number if comparator in (None, "<", "<=") else math.inf
    return low, high
