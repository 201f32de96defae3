"""YAML with line numbers, so that every fault in a sheet can name its line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import yaml
from yaml._yaml import CParser
from yaml.composer import Composer, ComposerError
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from service.errors import Fault

if TYPE_CHECKING:
    from pathlib import Path

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One YAML file: its content, and the line of every place in it."""

    file: str
    content: Any
    lines: dict[Place, int] = field(default_factory=dict)
    words: dict[Place, str] = field(default_factory=dict)

    def line(self, place: Place, word: str | None = None) -> int:
        """The line of a place, or of the nearest place around it; within it, of the first that says the word."""
        while place and place not in self.lines:
            place = place[:-1]
        within = (self.lines[one] for one, said in self.words.items() if said == word and one[: len(place)] == place)
        return next(within, self.lines.get(place, 1))

    def fault(self, place: Place, message: str, word: str | None = None) -> Fault:
        """A fault at a place of this sheet."""
        return Fault(self.file, self.line(place, word), message)


def read_sheet(path: Path, name: str, faults: list[Fault]) -> Sheet | None:
    """Read one file; what is wrong with it is added to the faults.

    Mapping keys must be strings and may stand only once. Anchors, tags and merge keys are refused:
    a sheet reads the same from top to bottom, and no sheet can grow beyond what is written in it.
    """
    found = Sheet(name, None)
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is None:
            return found
        _index(node, (), found, faults)  # first: the library resolves merge keys while it constructs
        return replace(found, content=loader.construct_document(node))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as fault:
        faults.append(Fault(name, *_told(fault)))
        return None


class _Loader(Composer, CParser, SafeConstructor, Resolver):
    """The safe loader without anchors and tags: libyaml parses, and nodes are composed here.

    Dates stay text: nothing in a sheet is a date, and 2026-13-01 would not even be one.
    """

    def __init__(self, text: str) -> None:
        """Begin to read."""
        CParser.__init__(self, text)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node, as the library calls it."""
        event: Any = self.peek_event()
        if event.anchor or getattr(event, "tag", None):
            problem = "anchors, aliases and tags are not used in sheets"
            raise ComposerError(problem=problem, problem_mark=event.start_mark)
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _told(fault: Exception) -> tuple[int, str]:
    """The line of a fault, and what was wrong."""
    match fault:
        case OSError():
            return 1, f"cannot be read: {fault.strerror}"
        case UnicodeDecodeError():
            return fault.object.count(b"\n", 0, fault.start) + 1, "not UTF-8"
        case yaml.MarkedYAMLError(problem=str(problem), problem_mark=mark) if mark is not None:
            return mark.line + 1, problem
        case RecursionError():
            return 1, "nested too deeply"
    return 1, f"not valid YAML: {' '.join(str(fault).split())}"


_STRING = "tag:yaml.org,2002:str"


def _index(node: yaml.Node, place: Place, sheet: Sheet, faults: list[Fault]) -> None:
    sheet.lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _index(item, (*place, position), sheet, faults)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, yaml.ScalarNode) else f"a {key.id}"
            if key.tag != _STRING:
                faults.append(Fault(sheet.file, line, f"the key {name!r} is not a string; quote it"))
            if name in seen:
                faults.append(Fault(sheet.file, line, f"{name!r} stands here twice"))
            seen.add(name)
            _index(value, (*place, name), sheet, faults)
            sheet.lines[(*place, name)] = line
    else:
        sheet.words[place] = node.value
