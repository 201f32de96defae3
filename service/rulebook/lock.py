"""rules.lock.json: version and SHA-256 of every sheet, so that no sheet changes unnoticed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Literal

import orjson
from pydantic import ValidationError

from service.errors import Fault
from service.rulebook.fields import Strict
from service.rulebook.load import LOCK, files
from service.rulebook.yaml_source import read_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Entries = dict[str, dict[Literal["version", "sha256"], str]]


def entries(directory: Path) -> Entries:
    """Version and SHA-256 of each sheet of a sound rule book; sheets without a version have the rule book's."""
    book = _version(directory / "rulebook.yaml") or ""
    return {
        path.relative_to(directory).as_posix(): {
            "version": _version(path) or book,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in files(directory)
    }


def _version(path: Path) -> str | None:
    read: Any = json.loads(path.read_bytes()) if path.suffix == ".json" else _content(path)
    own = read.get("version") if isinstance(read, dict) else None
    return own if isinstance(own, str) else None


def _content(path: Path) -> object:
    sheet = read_sheet(path, path.name, [])
    return sheet.content if sheet else None


def locked(directory: Path, faults: list[Fault]) -> Entries:
    """What the lock file says; a file that says something else is added to the faults."""
    path = directory / LOCK
    try:
        return _Lock.model_validate_json(path.read_bytes()).sheets
    except FileNotFoundError:
        return {}
    except ValidationError:
        faults.append(Fault(LOCK, 1, "is not a lock file; run `rules lock`"))
        return {}


class _Lock(Strict):
    sheets: Entries


def write_lock(directory: Path) -> None:
    """Lock the sheets as they are."""
    content = orjson.dumps({"sheets": entries(directory)}, option=orjson.OPT_INDENT_2)
    (directory / LOCK).write_bytes(content + b"\n")


def check_lock(directory: Path) -> Iterator[Fault]:
    """A fault for each sheet that changed without a new version, and for each that is not locked."""
    faults: list[Fault] = []
    now, before = entries(directory), locked(directory, faults)
    if faults:
        yield from faults
        return
    for name in sorted(now.keys() | before.keys()):
        if name not in now:
            yield Fault(name, 1, f"stands in {LOCK} but does not exist; run `rules lock`")
        elif name not in before:
            yield Fault(name, 1, f"does not stand in {LOCK}; run `rules lock`")
        elif now[name] != before[name]:
            same = now[name].get("version") == before[name].get("version")
            yield Fault(name, 1, _UNVERSIONED if same else "has a new version; run `rules lock`")


_UNVERSIONED = "changed, but its version did not"


def unversioned(directory: Path) -> list[Fault]:
    """The sheets that must get a new version before they can be locked again."""
    return [fault for fault in check_lock(directory) if fault.message == _UNVERSIONED]
