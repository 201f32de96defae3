"""FHIR R4 ValueSets as the rule book uses them: enumerated codes, prefixes, and exclusions."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from service.errors import Fault
from service.rulebook.fields import Strict, Version, Words, either
from service.rulebook.validation import faults_of
from service.rulebook.yaml_source import Place, Sheet, read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from service.rulebook.screen import Screens

_PREFIX = re.compile(r"(?P<literal>(?:[A-Za-z0-9]|\\\.|-)+)\.\*")
_HEAD = 3


@dataclass(frozen=True, slots=True)
class ValueSet:
    """One value set: (system, code) pairs with their displays, and prefixes with what they leave out."""

    name: str
    title: str
    version: str
    copyright: str
    codes: dict[tuple[str, str], str]
    prefixes: tuple[tuple[str, str], ...] = ()
    excluded: frozenset[tuple[str, str]] = frozenset()
    excluded_prefixes: tuple[tuple[str, str], ...] = ()

    def holds(self, system: str, code: str) -> bool:
        """Whether the set contains a code."""
        if (system, code) in self.codes:
            return True
        if (system, code) in self.excluded or _below(system, code, self.excluded_prefixes):
            return False
        return _below(system, code, self.prefixes)


def _below(system: str, code: str, prefixes: tuple[tuple[str, str], ...]) -> bool:
    return any(system == other and code.startswith(prefix) for other, prefix in prefixes)


def read_value_set(path: Path, name: str, faults: list[Fault]) -> ValueSet | None:
    """Read one ValueSet file; what the rule book cannot use in it is added to the faults.

    Of `compose` it uses `concept` lists and `filter` on `code` with op `regex` whose value is a
    literal followed by `.*` (a prefix); anything else would be read differently by other servers.
    """
    try:
        resource = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_each_key_once)
        found = Resource.model_validate(resource)
    except json.JSONDecodeError as fault:
        faults.append(Fault(name, fault.lineno, f"not valid JSON: {fault.msg}"))
        return None
    except ValidationError as error:
        faults.extend(faults_of(_located(path, name), error))
        return None
    except (OSError, RecursionError, ValueError):  # not UTF-8, a key twice, a number of thousands of digits
        read_sheet(path, name, faults)  # JSON is YAML: it says the same again, with the line
        return None
    problems = list(_problems(found, path.stem))
    if problems:
        faults.extend(_located(path, name).fault(place, message) for place, message in problems)
        return None
    return _value_set(found)


class _KeyTwice(ValueError):
    """A JSON object that has a key twice; readers differ in which one counts."""


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _KeyTwice
    return found


def _located(path: Path, name: str) -> Sheet:
    """The file as YAML, for its lines; not the usual way, which would take seconds for all sets."""
    return read_sheet(path, name, []) or Sheet(name, None)


def _is_prefix(value: str) -> str:
    found = _PREFIX.fullmatch(value)
    if found is None or len(found["literal"].replace("\\", "")) < _HEAD:
        message = f"expected a literal of at least {_HEAD} characters followed by .*"
        raise ValueError(message)
    return value


class _Concept(BaseModel):
    code: Words
    display: Words


class _Filter(Strict):
    property: Literal["code"]
    op: Literal["regex"]
    value: Annotated[
        str,
        AfterValidator(_is_prefix),
        WithJsonSchema({"type": "string", "pattern": rf"^(?:[A-Za-z0-9-]|\\\.){{{_HEAD},}}\.\*$"}),
    ]


class _Block(Strict):
    model_config = ConfigDict(json_schema_extra=either("concept", "filter"))

    system: Words
    concept: tuple[_Concept, ...] = ()
    filter: Annotated[tuple[_Filter, ...], Field(max_length=1)] = ()  # FHIR joins several with "and"
    extension: Any = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.concept) == bool(self.filter):
            message = "expected either concepts or one filter: a whole code system is never meant"
            raise ValueError(message)
        return self

    @property
    def prefix(self) -> str | None:
        """The literal of the filter."""
        return self.filter[0].value.removesuffix(".*").replace("\\", "") if self.filter else None


class _Compose(Strict):
    include: Annotated[tuple[_Block, ...], Field(min_length=1)]
    exclude: tuple[_Block, ...] = ()


class Resource(BaseModel):
    """A FHIR R4 ValueSet as far as the rule book reads it."""

    resourceType: Literal["ValueSet"]  # noqa: N815 - FHIR's name
    id: Words
    url: Words
    version: Version
    title: Words
    copyright: Words
    compose: _Compose


Problem = tuple[Place, str]


def _problems(found: Resource, stem: str) -> Iterator[Problem]:
    """What a model cannot see: the file name, codes that stand in the set twice, or in it and out of it."""
    if found.id != stem:
        yield ("id",), f"the id differs from the file name {stem!r}"
    excluded = _concepts(found.compose.exclude)
    prefixes = tuple(_prefixes(found.compose.exclude))
    seen: set[tuple[str, str]] = set()
    for number, block in enumerate(found.compose.include):
        for position, concept in enumerate(block.concept):
            pair = (block.system, concept.code)
            place: Place = ("compose", "include", number, "concept", position)
            if pair in seen:
                yield place, f"code {concept.code!r} of {block.system} stands in the set twice"
            if pair in excluded or _below(*pair, prefixes):
                yield place, f"code {concept.code!r} of {block.system} is both included and excluded"
            seen.add(pair)


def _value_set(found: Resource) -> ValueSet:
    return ValueSet(
        name=found.id,
        title=found.title,
        version=found.version,
        copyright=found.copyright,
        codes=_concepts(found.compose.include),
        prefixes=tuple(_prefixes(found.compose.include)),
        excluded=frozenset(_concepts(found.compose.exclude)),
        excluded_prefixes=tuple(_prefixes(found.compose.exclude)),
    )


def _concepts(blocks: Iterable[_Block]) -> dict[tuple[str, str], str]:
    return {(block.system, concept.code): concept.display for block in blocks for concept in block.concept}


def _prefixes(blocks: Iterable[_Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block.prefix is not None:
            yield block.system, block.prefix


class Terminology:
    """All value sets of a rule book as one index: which sets hold a code? And which texts are worth reading?"""

    def __init__(self, value_sets: dict[str, ValueSet], aliases: dict[str, str], screens: Screens) -> None:
        """Index the sets; `aliases` maps other spellings of a code system to the one in the sets."""
        self._aliases = aliases
        self.may_complain, self.may_report = screens
        self._exact: dict[tuple[str, str], frozenset[str]] = {}
        self._prefixed: dict[tuple[str, str], tuple[ValueSet, ...]] = {}
        for value_set in value_sets.values():
            for pair in value_set.codes:
                self._exact[pair] = self._exact.get(pair, frozenset()) | {value_set.name}
            for system, prefix in value_set.prefixes:
                head = (system, prefix[:_HEAD])
                if value_set not in self._prefixed.get(head, ()):
                    self._prefixed[head] = (*self._prefixed.get(head, ()), value_set)
        self.systems = frozenset(system for system, _ in (*self._exact, *self._prefixed)).union(aliases)
        self.codes = frozenset(code for _, code in self._exact)
        self.heads = frozenset(head for _, head in self._prefixed)

    def sets_of(self, system: str, code: str) -> frozenset[str]:
        """The names of the value sets that hold a code of a system."""
        system = self._aliases.get(system, system)
        exact = self._exact.get((system, code), frozenset())
        below = self._prefixed.get((system, code[:_HEAD]))
        if below is None:
            return exact
        return exact | {value_set.name for value_set in below if value_set.holds(system, code)}
