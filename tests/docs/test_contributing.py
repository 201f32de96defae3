"""The steps of CONTRIBUTING add a rule without Python: they are run as printed, in a copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^```(sh|yaml|text)\n(.*?)^```", CONTRIBUTING, re.DOTALL | re.MULTILINE)
SHEET = "advise/toh-in-pregnancy.yaml"
LEFT_OUT = "…\n"


class Ran(NamedTuple):
    """One block of commands, how it ended, and what it is said to print."""

    commands: str
    code: int
    stdout: str
    stderr: str
    printed: str | None


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working copy as far as the steps need it."""
    directory = tmp_path_factory.mktemp("contributing")
    for part in ("rules", "fixtures", "docs"):
        shutil.copytree(ROOT / part, directory / part)
    return directory


@pytest.fixture(scope="module")
def steps(copy: Path) -> list[Ran]:
    """Every step in order: sheets are written, commands are run."""
    here = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "RULES_DIR": str(copy / "rules"),
    }
    ran = []
    for (kind, text), (after, printed) in zip(STEPS, [*STEPS[1:], ("", "")], strict=True):
        if kind == "yaml":
            (copy / "rules" / SHEET).write_text(text, encoding="utf-8")
        if kind == "sh":
            done = subprocess.run(
                ["bash", "-ec", text], cwd=copy, env=here, capture_output=True, text=True, timeout=120, check=False
            )
            ran.append(Ran(text, done.returncode, done.stdout, done.stderr, printed if after == "text" else None))
    return ran


def test_every_step_does_its_work(steps: list[Ran]) -> None:
    """Only `rules diff` ends with another code: it found what it was asked for."""
    faults = [(one.commands, one.stderr) for one in steps if one.code != (1 if "rules diff" in one.commands else 0)]

    assert faults == []


def test_what_is_printed_is_what_comes(steps: list[Ran]) -> None:
    told = [one for one in steps if one.printed is not None]

    assert len(told) == 3
    for one in told:
        printed = str(one.printed)
        if printed.endswith(LEFT_OUT):
            assert one.stdout.startswith(printed.removesuffix(LEFT_OUT))
        else:
            assert one.stdout == printed


def test_only_the_new_rule_changes_what_is_said(steps: list[Ran]) -> None:
    (compared,) = [one.stdout for one in steps if "rules diff" in one.commands]

    assert re.findall(r"^  (.*)", compared, re.MULTILINE) == ["gained   toh-in-pregnancy (info)"] * 2


@pytest.mark.usefixtures("steps")
def test_in_the_end_the_rule_is_in_force_and_on_its_page(copy: Path) -> None:
    assert "\nstatus: active\n" in (copy / "rules" / SHEET).read_text(encoding="utf-8")
    assert "\n### toh-in-pregnancy\n" in (copy / "docs/rules.md").read_text(encoding="utf-8")


def test_the_sheet_keeps_what_a_new_sheet_begins_with(steps: list[Ran], copy: Path) -> None:
    """The printed sheet is a new sheet filled in: the same keys, in the same order."""
    template = (ROOT / "service/rulebook/new_rule.yaml").read_text(encoding="utf-8")
    keys = re.findall(r"^(\w+):", template, re.MULTILINE)

    written = re.findall(r"^(\w+):", (copy / "rules" / SHEET).read_text(encoding="utf-8"), re.MULTILINE)

    assert written == keys
    assert "a draft with 12 places to fill in" in steps[0].stdout
