"""Charts with one thing changed: where anything stands in JSON, and what to put there instead."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every member and item, the outermost first."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in steps:
        yield (*path, step)
        yield from places(member, (*path, step))


def at(value: Any, path: Path) -> Any:
    """What stands at a path."""
    for step in path:
        value = value[step]
    return value


def replaced(value: Any, path: Path, new: Any) -> Any:
    """A copy with something else at a path."""
    made = copy.deepcopy(value)
    at(made, path[:-1])[path[-1]] = copy.deepcopy(new)
    return made


def removed(value: Any, path: Path) -> Any:
    """A copy without what stands at a path."""
    made = copy.deepcopy(value)
    del at(made, path[:-1])[path[-1]]
    return made
