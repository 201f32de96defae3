"""rules.lock.json: version and SHA-256 of every sheet, so that no sheet changes unnoticed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
import yaml

from service.errors import Fault
from service.rulebook.load import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "rules.lock.json"


def entries(directory: Path) -> dict[str, dict[str, str]]:
    """Version and SHA-256 of each sheet; sheets without a version of their own have the rule book's."""
    book = yaml.safe_load((directory / "rulebook.yaml").read_bytes())["version"]
    found = {}
    for path in files(directory):
        content = path.read_bytes()
        own = _version(path, content)
        name = path.relative_to(directory).as_posix()
        found[name] = {"version": own or book, "sha256": hashlib.sha256(content).hexdigest()}
    return found


def _version(path: Path, content: bytes) -> str | None:
    read: Any = orjson.loads(content) if path.suffix == ".json" else yaml.safe_load(content)
    own = read.get("version") if isinstance(read, dict) else None
    return own if isinstance(own, str) else None


def locked(directory: Path) -> dict[str, dict[str, str]]:
    """What the lock file says; nothing where there is none."""
    path = directory / LOCK
    return orjson.loads(path.read_bytes())["sheets"] if path.exists() else {}


def write_lock(directory: Path) -> None:
    """Lock the sheets as they are."""
    content = orjson.dumps({"sheets": entries(directory)}, option=orjson.OPT_INDENT_2)
    (directory / LOCK).write_bytes(content + b"\n")


def check_lock(directory: Path) -> Iterator[Fault]:
    """A fault for each sheet that changed without a new version, and for each that is not locked."""
    now, before = entries(directory), locked(directory)
    for name in sorted(now.keys() | before.keys()):
        if name not in now:
            yield Fault(name, 1, f"stands in {LOCK} but does not exist; run `rules lock`")
        elif name not in before:
            yield Fault(name, 1, f"does not stand in {LOCK}; run `rules lock`")
        elif now[name] != before[name]:
            same = now[name]["version"] == before[name]["version"]
            yield Fault(name, 1, "changed, but its version did not" if same else "has a new version; run `rules lock`")
