"""YAML with line numbers, so that every fault in a sheet can name its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

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

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def fault(self, place: Place, message: str) -> Fault:
        """A fault at a place of this sheet."""
        return Fault(self.file, self.line(place), message)


def read_sheet(path: Path, name: str, faults: list[Fault]) -> Sheet | None:
    """Read one file; what is wrong with it is added to the faults.

    Mapping keys must be strings and may stand only once; anchors and tags are not needed and
    the safe loader refuses what would build objects.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.load(text, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as fault:
        faults.append(Fault(name, 1, f"cannot be read: {fault}"))
        return None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        problem = getattr(fault, "problem", None) or "not valid YAML"
        faults.append(Fault(name, mark.line + 1 if mark else 1, problem))
        return None
    sheet = Sheet(name, content)
    if node is not None:
        _index(node, (), sheet, faults)
    return sheet


def _index(node: yaml.Node, place: Place, sheet: Sheet, faults: list[Fault]) -> None:
    sheet.lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _index(item, (*place, position), sheet, faults)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                faults.append(Fault(sheet.file, key.start_mark.line + 1, f"{key.value!r} stands here twice"))
            seen.add(key.value)
            _index(value, (*place, key.value), sheet, faults)
            sheet.lines[(*place, key.value)] = key.start_mark.line + 1
