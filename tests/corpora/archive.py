"""What third parties published, read from beside the checkout; the project does not copy it."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared"
ARCHIVE = SHARED / "corpora/third-party.tar.xz"
EXAMPLES = SHARED / "spec/examples"

SOURCES = (
    "ecqm-qicore-2025",
    "hl7-r4-examples",
    "hl7-r4b-examples",
    "hl7-r5-examples",
    "hooks",
    "jsontestsuite",
    "smart-synthea-r4",
    "test-ehr",
    "us-core",
)


def third_party_files() -> dict[str, bytes]:
    """Every file of the archive by its path below data/."""
    with tarfile.open(ARCHIVE) as archive:
        opened = {
            member.name.removeprefix("data/"): archive.extractfile(member) for member in archive if member.isfile()
        }
        return {name: file.read() for name, file in opened.items() if file}


def example_files() -> dict[str, bytes]:
    """Every example message of the specification, the hook library and a real client, by its path."""
    return {path.relative_to(EXAMPLES).as_posix(): path.read_bytes() for path in sorted(EXAMPLES.rglob("*.json"))}


def json_of(body: bytes) -> Any:
    """The JSON value of a body, or None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
