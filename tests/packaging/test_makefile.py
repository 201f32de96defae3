"""make: one command each, and one line that says what to do when something is missing."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.packaging.checkout import COMPILER, NO_HEADERS, NO_VENV, PATIENCE, ROOT, Checkout

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = "install: needs Python 3.11, 3.12 or 3.13, found "
LOCKS = ["requirements/build.txt", "requirements/test.txt", "requirements/install.sh"]
WHOLLY_COVERED = "service/reasoning/*,service/findings/*,service/prose/*,service/rulebook/*"
FLOORS = [
    "python -m coverage report --fail-under=95",
    f"python -m coverage report --fail-under=100 --include={WHOLLY_COVERED}",
]
DEBIAN = "; on Debian: apt-get install python3 python3-dev python3-venv"


LOCKED = "--require-hashes --no-deps --only-binary :all: -r requirements/bench-text.txt"
BENCH_TEXT_INSTALLED = [
    "python -m venv --clear .venv-text",
    f"python -m pip --python .venv-text/bin/python install -q {LOCKED}",
]


def targets() -> list[str]:
    """The targets that the Makefile declares to be commands."""
    found = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found
    return found[1].split()


def age(file: Path, *, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(file, (then, then))


def without(checkout: Checkout, *tools: str) -> None:
    for name in tools:
        (checkout.folder / "bin" / name).unlink()


def test_installing_fills_venv_and_says_nothing(checkout: Checkout) -> None:
    code, out, complaints = checkout.make("install")

    assert (code, out, complaints) == (0, "", [])
    assert list(checkout.venv.glob("lib/*/site-packages/durable_rules_engine.py"))


def would_install(checkout: Checkout) -> bool:
    """Whether make install has anything to do; asks make, changes nothing."""
    code, _, complaints = checkout.make("--question", "install")
    assert complaints == []
    return code == 1


def test_installing_twice_does_nothing_the_second_time(checkout: Checkout) -> None:
    checkout.make("install")

    assert not would_install(checkout)


@pytest.mark.parametrize("changed", LOCKS)
def test_a_changed_lock_file_is_installed_anew(installed: Checkout, changed: str) -> None:
    for file in LOCKS:
        age(installed.folder / file, seconds=60)
    age(installed.mark, seconds=40)
    before = would_install(installed)

    age(installed.folder / changed, seconds=20)

    assert (before, would_install(installed)) == (False, True)


@pytest.mark.parametrize("interpreter", [None, "/nowhere/python3"], ids=["removed", "leads-nowhere"])
def test_a_venv_whose_interpreter_has_gone_is_made_anew(installed: Checkout, interpreter: str | None) -> None:
    before = would_install(installed)

    (installed.venv / "bin/python").unlink()
    if interpreter:
        (installed.venv / "bin/python").symlink_to(interpreter)

    assert (before, would_install(installed)) == (False, True)


def test_a_half_filled_venv_does_not_count_and_nothing_of_it_stays(checkout: Checkout) -> None:
    leftover = checkout.venv / "bin/leftover"
    leftover.parent.mkdir(parents=True)
    leftover.touch()
    (checkout.venv / "bin/python").symlink_to("/bin/false")

    code, _, _ = checkout.make("install")

    assert code == 0
    assert not leftover.exists()
    assert checkout.mark.exists()


def test_an_interrupted_installation_starts_anew(checkout: Checkout) -> None:
    begun = checkout.folder / "begun"
    real = checkout.folder / "bin/python3"
    script = real.read_text().removeprefix("#!/bin/sh\n")
    checkout.tool("python3", f'[ "$1 $2" = "-m venv" ] && touch "{begun}" && exec sleep {PATIENCE}\n{script}')
    with checkout.start("install") as run:
        wait_for(begun)
        os.killpg(run.pid, signal.SIGINT)
        run.communicate(timeout=PATIENCE)
    counted = checkout.mark.exists()
    checkout.python()

    code, _, _ = checkout.make("install")

    assert not counted
    assert (code, checkout.mark.exists()) == (0, True)


def wait_for(file: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < until, f"{file.name} did not come"
        time.sleep(0.01)


def test_without_python_one_line_says_what_to_install(checkout: Checkout) -> None:
    without(checkout, "python3")

    code, _, complaints = checkout.make("install")

    assert (code, complaints) == (2, [f"{NEEDED}no Python 3{DEBIAN}"])


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 14)], ids=str)
def test_a_python_that_is_not_supported_is_named(checkout: Checkout, version: tuple[int, int]) -> None:
    checkout.python(version=version)

    code, _, complaints = checkout.make("install")

    assert (code, complaints) == (2, [f"{NEEDED}Python {version[0]}.{version[1]}.0{DEBIAN}"])


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)], ids=str)
def test_a_supported_python_is_found_under_its_own_name_too(checkout: Checkout, version: tuple[int, int]) -> None:
    """It was found, or what it lacks would not be named."""
    name = f"python3.{version[1]}"
    checkout.python(version=(3, 9))
    checkout.python(name, version=version, lacks=NO_HEADERS)

    _, _, complaints = checkout.make("install")

    assert complaints == [f"install: missing: {name}-dev; on Debian: apt-get install {name}-dev"]


def test_the_supported_versions_are_those_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text()

    assert 'requires-python = ">=3.11,<3.14"' in project


def test_another_interpreter_can_be_asked_for(checkout: Checkout) -> None:
    checkout.python("python-of-mine", version=(3, 9))

    code, _, complaints = checkout.make("install", "PYTHON=python-of-mine")

    assert (code, complaints) == (2, [f"{NEEDED}Python 3.9.0{DEBIAN}"])


@pytest.mark.parametrize(
    ("lacks", "tool", "missing"),
    [
        ("", None, "gcc libc6-dev"),
        ("", "exit 1", "libc6-dev"),
        (NO_HEADERS, "exit 0", "python3-dev"),
        (NO_VENV, "exit 0", "python3-venv"),
        (f"{NO_HEADERS}; {NO_VENV}", None, "gcc libc6-dev python3-dev python3-venv"),
    ],
    ids=["no-compiler", "no-headers-of-c", "no-headers-of-python", "no-venv", "nothing"],
)
def test_all_that_is_missing_is_named_in_one_line_with_the_command_that_helps(
    checkout: Checkout, lacks: str, tool: str | None, missing: str
) -> None:
    checkout.python(lacks=lacks)
    without(checkout, COMPILER)
    if tool:
        checkout.tool(COMPILER, tool)

    code, _, complaints = checkout.make("install")

    assert (code, complaints) == (2, [f"install: missing: {missing}; on Debian: apt-get install {missing}"])
    assert not checkout.venv.exists()


OTHER_HASH = "--hash=sha256:" + "0" * 64
NOT_OURS = "a package is not the one that {} names by its hash; do not use it, look at what serves your packages"
DAMAGED = "{0} is damaged; restore it (git checkout {0}) or make it anew (make lock)"
OUT_OF_REACH = "cannot fetch what {} names; check the network and pip's settings (PIP_INDEX_URL, PIP_CERT, https_proxy)"


def complaint(what: str, file: str) -> list[str]:
    return [f"install: {what.format(file)}; see .venv/install.log"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (f"engine==1.0 {OTHER_HASH}", NOT_OURS),
        ("engine==1.0", DAMAGED),
        ("<<<<<<< HEAD", DAMAGED),
        (f"nowhere==1.0 {OTHER_HASH}", OUT_OF_REACH),
    ],
    ids=["other-hash", "no-hash", "merge-conflict", "not-to-be-had"],
)
def test_a_lock_file_that_cannot_be_installed_is_one_line(checkout: Checkout, content: str, what: str) -> None:
    (checkout.folder / "requirements/test.txt").write_text(f"{content}\n")

    code, _, complaints = checkout.make("install")

    assert (code, complaints) == (2, complaint(what, "requirements/test.txt"))
    assert (checkout.venv / "install.log").read_text()
    assert not checkout.mark.exists()


def test_an_index_out_of_reach_is_one_line(checkout: Checkout) -> None:
    unreachable = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}

    code, _, complaints = checkout.make("install", **unreachable)

    assert (code, complaints) == (2, complaint(OUT_OF_REACH, "requirements/build.txt"))


def test_an_engine_that_was_built_but_does_not_import_is_one_line(checkout: Checkout) -> None:
    checkout.package("test.txt", "engine", content="raise ImportError('undefined symbol: PyEval_CallObject')")

    code, _, complaints = checkout.make("install")

    assert (code, complaints) == (
        2,
        ["install: durable-rules was built, but does not import; see .venv/install.log"],
    )
    assert "PyEval_CallObject" in (checkout.venv / "install.log").read_text()


def test_the_settings_given_to_make_run_reach_the_service(installed: Checkout) -> None:
    installed.tool("python", 'echo "$* on $HOST port $PORT"').rename(installed.venv / "bin/python")

    _, out, _ = installed.make("run", "PORT=8080", HOST="127.0.0.2")

    assert out == "-m service serve on 127.0.0.2 port 8080\n"


@pytest.mark.parametrize(
    ("target", "commands"),
    [
        ("test", ["python -m pytest -n auto --dist loadfile"]),
        ("bench", ["python -m tests.bench"]),
        ("bench-text", [*BENCH_TEXT_INSTALLED, "python -m tests.bench.text --python .venv-text/bin/python"]),
        ("format", ["python -m ruff format --check ."]),
        ("lint", ["python -m ruff check ."]),
        ("types", ["python -m mypy"]),
        ("imports", ["lint-imports --no-cache"]),
        ("rulebook", ["python -m service rules check", "python -m service rules doc --check"]),
        ("floors", FLOORS),
        ("coverage", ["python -m pytest -n auto --dist loadfile --cov --cov-report=", *FLOORS]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_target_runs_its_commands(installed: Checkout, target: str, commands: list[str]) -> None:
    new_environment(installed)

    code, out, complaints = installed.make(target)

    assert (code, out.splitlines(), complaints) == (0, commands, [])


def new_environment(installed: Checkout) -> None:
    """What making .venv-text would leave behind; the interpreter of this checkout only says how it was called."""
    (installed.folder / "requirements/bench-text.txt").touch()
    (installed.folder / ".venv-text").mkdir()


def test_what_the_reader_is_measured_against_is_installed_once(installed: Checkout) -> None:
    new_environment(installed)
    installed.make("bench-text")

    _, out, _ = installed.make("bench-text")

    assert out.splitlines() == ["python -m tests.bench.text --python .venv-text/bin/python"]


def test_checking_runs_every_check(installed: Checkout) -> None:
    parts = ["format", "lint", "types", "imports", "rulebook", "coverage"]

    _, out, _ = installed.make("check")

    assert out == "".join(installed.make(part)[1] for part in parts)


@pytest.mark.parametrize("target", ["run", "test", "bench", "lint", "coverage"])
def test_a_target_fails_when_its_command_fails(installed: Checkout, target: str) -> None:
    installed.tool("python", "exit 1").rename(installed.venv / "bin/python")

    code, _, _ = installed.make(target)

    assert code == 2


@pytest.mark.parametrize("arguments", [[], ["help"]], ids=["nothing-said", "help"])
def test_the_commands_are_listed(installed: Checkout, arguments: list[str]) -> None:
    code, out, _ = installed.make(*arguments)

    assert code == 0
    listed = [line.split()[0] for line in out.split("\n\n")[0].splitlines()]
    assert sorted(listed) == sorted(set(targets()) - {"incomplete"})


def test_help_tells_how_to_give_a_setting(installed: Checkout) -> None:
    _, out, _ = installed.make("help")

    assert "make run HOST=0.0.0.0 PORT=8080" in out
    assert "make install PYTHON=python3.12" in out


def test_cleaning_removes_what_the_commands_made(installed: Checkout) -> None:
    (installed.folder / ".coverage.1").touch()

    installed.make("clean")

    assert sorted(path.name for path in installed.folder.iterdir()) == [
        "Makefile",
        "bin",
        "lies",
        "packages",
        "requirements",
    ]
