"""The Dockerfile: a compiler in the first stage only, packages by hash, and a user who may do little."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from typing import TYPE_CHECKING

import pytest

from service.app import VERSION
from service.settings import Settings
from tests.cli.shell import PATIENCE, serving
from tests.packaging.containers import ROOT, Stage, health_command, stages

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_PYTHON = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


@pytest.fixture
def first() -> Stage:
    """The stage that builds."""
    return stages()[0]


@pytest.fixture
def last() -> Stage:
    """The stage that runs."""
    return stages()[-1]


def copied(stage: Stage) -> Iterator[str]:
    """What a stage takes from the checkout."""
    for line in stage.all("COPY"):
        if not line.startswith("--from="):
            *sources, _ = line.split()
            yield from sources


def test_both_stages_stand_on_the_same_slim_image() -> None:
    assert [stage.image for stage in stages()] == ["python:3.12-slim", "python:3.12-slim"]


def test_the_compiler_stays_in_the_first_stage(first: Stage, last: Stage) -> None:
    assert any("apt-get install" in line and " gcc " in line for line in first.all("RUN"))
    assert [line for line in last.all("RUN") if re.search(r"\b(apt|apt-get|gcc|pip|dpkg)\b", line)] == []


def test_the_last_stage_takes_only_what_runs(last: Stage) -> None:
    assert [line for line in last.all("COPY") if line.startswith("--from=")] == [
        "--from=build /build/installed /usr/local",
        "--from=build /build/service service",
    ]
    assert set(copied(last)) == {"LICENSE", "NOTICE", "rules"}


def test_every_package_comes_from_a_lock_file_by_its_hash(first: Stage) -> None:
    installs = [line for line in first.all("RUN") if "pip install" in line]

    assert len(installs) == 2
    assert all("--require-hashes" in line and "--no-deps" in line for line in installs)
    assert [line.split()[-1] for line in installs] == ["requirements/build.txt", "requirements/runtime.txt"]


def test_the_service_runs_as_a_user_of_its_own(last: Stage) -> None:
    (user,) = last.all("USER")

    assert user.isdigit(), "a number, so that an orchestrator can tell that it is not root"
    assert int(user) > 0
    after = last.instructions[last.instructions.index(("USER", user)) :]
    assert "RUN" not in dict(after)


def test_data_has_a_volume_that_the_user_owns(last: Stage) -> None:
    assert last.all("VOLUME") == ["/data"]
    assert any("--owner toh" in line and line.endswith("/data") for line in last.all("RUN"))


def test_nothing_is_written_while_the_service_runs(first: Stage, last: Stage) -> None:
    assert last.pairs("ENV")["PYTHONDONTWRITEBYTECODE"] == "1"
    assert any("compileall" in line and "unchecked-hash" in line for line in first.all("RUN"))


def test_every_variable_is_a_setting_or_pythons_own(last: Stage) -> None:
    names = set(last.pairs("ENV"))

    assert {name for name in names if name.lower() not in Settings.model_fields} == OF_PYTHON


def test_the_container_listens_to_the_outside_on_the_port_that_it_exposes(last: Stage) -> None:
    listening = last.pairs("ENV")

    assert listening["HOST"] == "0.0.0.0"  # noqa: S104 - inside the container
    assert last.all("EXPOSE") == [listening["PORT"]]


def test_the_command_is_the_servers_and_no_shell_stands_between_it_and_signals(last: Stage) -> None:
    (command,) = last.all("CMD")

    assert json.loads(command) == ["python", "-m", "service", "serve"]


def test_a_rule_book_with_a_fault_makes_no_image(last: Stage) -> None:
    assert "python -m service rules check" in last.all("RUN")


def test_the_labels_are_the_projects(last: Stage) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    prefix = "org.opencontainers.image."

    labels = {name.removeprefix(prefix): value for name, value in last.pairs("LABEL").items()}

    assert labels["version"] == project["version"] == VERSION
    assert (labels["description"], labels["licenses"]) == (project["description"], project["license"])


def test_nothing_but_what_is_copied_reaches_the_builder(first: Stage, last: Stage) -> None:
    lines = (ROOT / ".dockerignore").read_text().split("\n")
    allowed = {line[1:].rstrip("/") for line in lines if line.startswith("!")}

    assert "*" in lines
    assert allowed == {source.partition("/")[0] for stage in (first, last) for source in copied(stage)}
    assert [name for name in (".git", ".venv", "tests", "fixtures") if any(fnmatch(name, one) for one in allowed)] == []


def run_health_check(port: str) -> int:
    """The exit code of the image's health check, with this interpreter in place of the image's."""
    program, *arguments = health_command()
    assert program == "python"
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, env=os.environ | {"PORT": port}, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=False
    ).returncode


def test_the_health_check_tells_a_ready_server_from_none() -> None:
    with serving() as server:
        port = str(server.event("serving")["port"])
        alive = run_health_check(port)

    assert (alive, run_health_check(port)) == (0, 1)
