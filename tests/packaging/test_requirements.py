"""pyproject.toml and the lock files: they agree, and nothing is used that was not asked for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.checkout import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
TEST: list[str] = PROJECT["dependency-groups"]["test"]
BUILD: list[str] = PROJECT["dependency-groups"]["build"]
BENCH_TEXT: list[str] = PROJECT["dependency-groups"]["bench-text"]
LOCKS = ["build.txt", "runtime.txt", "test.txt", "bench-text.txt"]


@dataclass(frozen=True)
class Pin:
    """One package of a lock file: exactly this version, with one of these hashes."""

    version: str
    hashes: frozenset[str]


def pins(lock: str) -> dict[str, Pin]:
    """The packages of a lock file by their names."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            exact = re.match(r"([\w.-]+)==([^\s;]+)", line)
            assert exact, f"{lock}: {line[:60]!r} is not one exact version"
            found[exact[1]] = Pin(exact[2], frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line)))
    return found


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("build.txt", BUILD),
        ("runtime.txt", RUNTIME),
        ("test.txt", [*RUNTIME, *TEST, *BUILD]),
        ("bench-text.txt", BENCH_TEXT),
    ],
    ids=LOCKS,
)
def test_a_lock_file_has_what_the_project_asks_for_in_its_range(lock: str, wanted: list[str]) -> None:
    locked = pins(lock)

    outside = [
        asked
        for asked in map(Requirement, wanted)
        if (pin := locked.get(canonicalize_name(asked.name))) is None or pin.version not in asked.specifier
    ]

    assert outside == []


@pytest.mark.parametrize("lock", ["runtime.txt", "build.txt"])
def test_what_runs_is_exactly_what_was_tested(lock: str) -> None:
    tested = pins("test.txt")

    assert {name: pin for name, pin in pins(lock).items() if tested.get(name) != pin} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_hash(lock: str) -> None:
    locked = pins(lock)

    assert locked
    assert [name for name, pin in locked.items() if not pin.hashes] == []


def test_nothing_that_only_tests_need_goes_into_the_image() -> None:
    only_for_tests = {canonicalize_name(Requirement(one).name) for one in TEST}

    assert only_for_tests & pins("runtime.txt").keys() == set()


@pytest.mark.parametrize("dependency", [*RUNTIME, *TEST, *BUILD, *BENCH_TEXT])
def test_every_dependency_says_why(dependency: str) -> None:
    """On its own line, or in the line above the ones that share a reason."""
    lines = [line.strip() for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()]
    place = next(number for number, line in enumerate(lines) if f'"{dependency}"' in line)

    reason = lines[place].partition("#")[2]
    while not reason:
        place -= 1
        assert lines[place].startswith(('"', "#")), f"{dependency} has no reason"
        reason = lines[place].partition("#")[2] if lines[place].startswith("#") else ""

    assert len(reason.split()) > 1


def imported(folder: str) -> set[str]:
    """The names of the modules outside the checkout and the standard library that a folder imports."""
    found = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"service", "tests"}


@pytest.mark.parametrize(("folder", "declared"), [("service", RUNTIME), ("tests", [*RUNTIME, *TEST, *BENCH_TEXT])])
def test_what_is_imported_was_asked_for(folder: str, declared: list[str]) -> None:
    """What comes along with another package may leave with it.

    What is not installed here, because it has an environment of its own, is called as its distribution is.
    """
    names = {canonicalize_name(Requirement(one).name) for one in declared}
    distributions = packages_distributions()

    unasked = {
        module
        for module in imported(folder)
        if not names & {canonicalize_name(one) for one in distributions.get(module, [module])}
    }

    assert unasked == set()
