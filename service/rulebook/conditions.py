"""The conditions of a rule: all, any, not, unknown, and what silences it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from service.domain import Presence

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Is:
    """A finding or conclusion has exactly this presence."""

    name: str
    presence: Presence


@dataclass(frozen=True, slots=True)
class All:
    """Every term holds."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801 - `Any` is taken by typing
    """At least one term holds."""

    terms: tuple[Term, ...]


Term = Is | All | Any_


@dataclass(frozen=True)
class Condition:
    """When a rule fires: its terms hold, and nothing in `unless` is PRESENT."""

    when: Term
    unless: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Every finding and conclusion that the condition reads."""
        return frozenset({term.name for term in atoms(self.when)} | set(self.unless))


def atoms(term: Term) -> Iterator[Is]:
    """The single comparisons of a term, from left to right."""
    if isinstance(term, Is):
        yield term
        return
    for inner in term.terms:
        yield from atoms(inner)


class ConditionFault(ValueError):
    """A condition that does not follow the grammar; `place` leads to the fault within it."""

    def __init__(self, place: tuple[str | int, ...], message: str) -> None:
        """Keep the way to the fault."""
        super().__init__(message)
        self.place = place


_EXPECTED = "expected a finding's name, or one of all: […], any: […], not: finding, unknown: finding"

_NAME = {"$ref": "#/$defs/FindingName"}
_GROUP = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Term"}}
GRAMMAR: dict[str, Any] = {
    "description": "all and any: when the rule fires; unless: what silences it where it is present",
    "type": "object",
    "properties": {"all": _GROUP, "any": _GROUP, "unless": {"type": "array", "items": _NAME}},
    "additionalProperties": False,
    "anyOf": [{"required": ["all"]}, {"required": ["any"]}],
}
"""The same grammar as JSON Schema, for editors."""

GRAMMAR_PARTS: dict[str, Any] = {
    "FindingName": {"type": "string"},
    "Term": {
        "anyOf": [
            _NAME,
            *(
                {"type": "object", "properties": {key: inner}, "required": [key], "additionalProperties": False}
                for key, inner in {"all": _GROUP, "any": _GROUP, "not": _NAME, "unknown": _NAME}.items()
            ),
        ]
    },
}
"""What the grammar refers to."""


def parse_condition(raw: Any) -> Condition:  # noqa: ANN401 - YAML
    """The condition that a sheet's `when` writes down; raises ConditionFault."""
    if not isinstance(raw, dict) or not raw:
        raise ConditionFault((), "expected a mapping with all, any and unless")
    for key in raw:
        if key not in ("all", "any", "unless"):
            raise ConditionFault((key,), f"{key!r} is not one of all, any, unless")
    terms = [_group(key, raw[key], (key,)) for key in ("all", "any") if key in raw]
    if not terms:
        raise ConditionFault((), "nothing makes this rule fire: all or any is missing")
    return Condition(terms[0] if len(terms) == 1 else All(tuple(terms)), _names(raw.get("unless", []), ("unless",)))


def _group(key: str, raw: Any, place: tuple[str | int, ...]) -> Term:  # noqa: ANN401 - YAML
    if not isinstance(raw, list) or not raw:
        raise ConditionFault(place, f"{key}: expected a list that is not empty")
    terms = tuple(_term(item, (*place, position)) for position, item in enumerate(raw))
    return All(terms) if key == "all" else Any_(terms)


def _term(raw: Any, place: tuple[str | int, ...]) -> Term:  # noqa: ANN401 - YAML
    if isinstance(raw, str):
        return Is(raw, Presence.PRESENT)
    if not isinstance(raw, dict) or len(raw) != 1:
        raise ConditionFault(place, _EXPECTED)
    ((key, inner),) = raw.items()
    if key in ("all", "any"):
        return _group(key, inner, (*place, key))
    if key in ("not", "unknown"):
        if not isinstance(inner, str):
            raise ConditionFault((*place, key), f"{key}: takes one finding, never a group")
        return Is(inner, Presence.ABSENT if key == "not" else Presence.UNKNOWN)
    raise ConditionFault(place, _EXPECTED)


def _names(raw: Any, place: tuple[str | int, ...]) -> tuple[str, ...]:  # noqa: ANN401 - YAML
    if not isinstance(raw, list):
        raise ConditionFault(place, "unless: expected a list of findings and conclusions")
    for position, item in enumerate(raw):
        if not isinstance(item, str):
            raise ConditionFault((*place, position), "unless: takes names only")
    return tuple(raw)
