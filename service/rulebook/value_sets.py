"""FHIR R4 ValueSets as the rule book uses them: enumerated codes, prefixes, and exclusions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from service.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
        resource = orjson.loads(path.read_bytes())
        return _value_set(resource, path.stem)
    except orjson.JSONDecodeError as fault:
        faults.append(Fault(name, fault.lineno, f"not valid JSON: {fault.msg}"))
    except (KeyError, TypeError, AttributeError) as fault:
        faults.append(Fault(name, 1, f"not a ValueSet with url, version, title, copyright and compose: {fault!r}"))
    except ValueError as fault:
        faults.append(Fault(name, 1, str(fault)))
    return None


def _value_set(resource: Any, stem: str) -> ValueSet:  # noqa: ANN401 - JSON
    if resource["resourceType"] != "ValueSet" or resource["id"] != stem:
        message = f"expected a ValueSet whose id is the file name {stem!r}"
        raise ValueError(message)
    compose = resource["compose"]
    codes: dict[tuple[str, str], str] = {}
    for system, code, display in _concepts(compose["include"]):
        if (system, code) in codes:
            message = f"code {code!r} of {system} stands in the set twice"
            raise ValueError(message)
        codes[(system, code)] = display
    exclude = compose.get("exclude", [])
    return ValueSet(
        name=stem,
        title=resource["title"],
        version=resource["version"],
        copyright=resource["copyright"],
        codes=codes,
        prefixes=tuple(_prefixes(compose["include"])),
        excluded=frozenset((system, code) for system, code, _ in _concepts(exclude)),
        excluded_prefixes=tuple(_prefixes(exclude)),
    )


def _concepts(blocks: list[Any]) -> Iterator[tuple[str, str, str]]:
    for block in blocks:
        for concept in block.get("concept", ()):
            yield block["system"], concept["code"], concept["display"]


def _prefixes(blocks: list[Any]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        for rule in block.get("filter", ()):
            found = _PREFIX.fullmatch(rule["value"])
            if (rule["property"], rule["op"]) != ("code", "regex") or found is None:
                message = "a filter must be on property code, op regex, with a literal followed by .*"
                raise ValueError(message)
            literal = found["literal"].replace("\\", "")
            if len(literal) < _HEAD:
                message = f"prefix {literal!r} is shorter than {_HEAD} characters"
                raise ValueError(message)
            yield block["system"], literal


class Terminology:
    """All value sets of a rule book as one index: which sets hold a code?"""

    def __init__(self, value_sets: dict[str, ValueSet], aliases: dict[str, str]) -> None:
        """Index the sets; `aliases` maps other spellings of a code system to the one in the sets."""
        self._aliases = aliases
        self._exact: dict[tuple[str, str], frozenset[str]] = {}
        self._prefixed: dict[tuple[str, str], tuple[ValueSet, ...]] = {}
        for value_set in value_sets.values():
            for pair in value_set.codes:
                self._exact[pair] = self._exact.get(pair, frozenset()) | {value_set.name}
            for system, prefix in value_set.prefixes:
                head = (system, prefix[:_HEAD])
                if value_set not in self._prefixed.get(head, ()):
                    self._prefixed[head] = (*self._prefixed.get(head, ()), value_set)
        self.systems = frozenset(system for system, _ in (*self._exact, *self._prefixed))
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
