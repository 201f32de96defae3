""".ci/run: installs what a bare Debian lacks, then checks and tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.packaging.checkout import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = ["make", "gcc", "libc6-dev", "python3-dev", "python3-venv"]
CHECKED = [
    "make format lint types imports rulebook, CI=true",
    "make test, CI=true --cov --cov-report=",
    "make floors, CI=true",
]


def run(folder: Path, *, lacks: list[str], fails: str = "nothing") -> tuple[int, list[str]]:
    """The exit code of .ci/run, and what it called, on a machine that lacks some packages."""
    tools = folder / "bin"
    tools.mkdir()
    scripts = {
        "dpkg": f'case " {" ".join(lacks)} " in *" $2 "*) exit 1;; esac; echo "Status: install ok installed"',
        "apt-get": f'echo "apt-get $*" >> "{folder}/calls"',
        "make": f'echo "make $*, CI=$CI${{PYTEST_ADDOPTS+ $PYTEST_ADDOPTS}}" >> "{folder}/calls"; [ "$1" != {fails} ]',
    }
    for name, script in scripts.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    for name in ("bash", "dirname", "grep"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    code = subprocess.run(
        [tools / "bash", ROOT / ".ci/run"], env={"PATH": str(tools)}, cwd=folder, timeout=30, check=False
    ).returncode
    return code, (folder / "calls").read_text().splitlines()


def test_a_machine_that_has_everything_only_checks_and_tests(tmp_path: Path) -> None:
    assert run(tmp_path, lacks=[]) == (0, CHECKED)


@pytest.mark.parametrize("lacks", [["gcc"], ["make", "python3-venv"], NEEDED], ids=["one", "two", "all"])
def test_what_is_missing_is_installed_first_and_nothing_else(tmp_path: Path, lacks: list[str]) -> None:
    _, calls = run(tmp_path, lacks=lacks)

    assert calls == [
        "apt-get update",
        f"apt-get install -y --no-install-recommends {' '.join(lacks)}",
        *CHECKED,
    ]


@pytest.mark.parametrize("fails", ["format", "test", "floors"])
def test_what_fails_decides(tmp_path: Path, fails: str) -> None:
    code, _ = run(tmp_path, lacks=[], fails=fails)

    assert code != 0


def test_the_checks_are_those_of_make_check() -> None:
    """`make check` runs the tests with coverage; here the tests are run by their own command."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert "\ncheck: install format lint types imports rulebook coverage ##" in makefile
    assert CHECKED[0].startswith("make format lint types imports rulebook,")


def test_the_script_can_be_executed() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
