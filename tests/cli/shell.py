"""The command line as a shell sees it: in this process where that will do, else as a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from click.testing import CliRunner

from service.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "service")
PATIENCE = 60.0
"""Seconds to wait for what a process should do at once; a slow machine is not a failure."""


def shell(
    *arguments: str | Path, stdin: bytes | None = None, env: dict[str, str] | None = None, **environment: str
) -> Result:
    """A command in this process."""
    given = [str(one) for one in arguments]
    return CliRunner().invoke(main, given, input=stdin, env=(env or {}) | environment, prog_name="python -m service")


def process(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def lines(text: str) -> list[str]:
    """The lines of an output."""
    return text.splitlines()


def edit(file: Path, old: str, new: str) -> None:
    """Change a sheet as an editor would; the text to change must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} no longer says {old!r}"
    file.write_text(text.replace(old, new), encoding="utf-8")


@dataclass
class Serving:
    """A server process: where it answers, and what it logs."""

    process: subprocess.Popen[str]
    logged: list[dict[str, Any]] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    ready_after: float = 0.0

    @property
    def url(self) -> str:
        """Where it answers, as its first log line says."""
        event = self.event("serving")
        return f"http://{event['host']}:{event['port']}"

    def event(self, name: str, after: int = 0, patience: float = PATIENCE) -> dict[str, Any]:
        """The first log line of an event beyond the first `after` of them; waits for it."""

        def found() -> dict[str, Any] | None:
            of_that_name = [one for one in self.logged if one["event"] == name]
            return of_that_name[after] if len(of_that_name) > after else None

        return wait_for(found, f"log event {name!r}; so far {self.logged} {self.other}", patience)

    def ready(self) -> dict[str, Any]:
        """The answer of /health/ready."""
        answer = httpx.get(f"{self.url}/health/ready", timeout=PATIENCE)
        assert answer.status_code == 200
        told: dict[str, Any] = answer.json()
        return told

    def end(self, signal: int) -> int:
        """Send a signal and wait for the exit code."""
        self.process.send_signal(signal)
        return self.process.wait(PATIENCE)

    def read(self) -> None:
        """Gather what the process writes to standard error, until it ends."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line.startswith("{"):
                self.logged.append(json.loads(line))
            else:
                self.other.append(line)


def wait_for(found: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """What `found` returns as soon as it returns something."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        result = found()
        if result is not None:
            return result
        time.sleep(0.02)
    message = f"waited in vain for {what}"
    raise AssertionError(message)


@contextlib.contextmanager
def serving(*options: str, **environment: str) -> Iterator[Serving]:
    """A server on a free port; it is ended with the block, if the block did not end it."""
    command = [*COMMAND, "serve", "--port", "0", *options]
    started = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stderr=subprocess.PIPE, text=True) as run:
        server = Serving(run)
        reader = threading.Thread(target=server.read)
        reader.start()
        try:
            server.ready()
            server.ready_after = time.monotonic() - started
            yield server
        finally:
            if run.poll() is None:
                run.terminate()
            run.wait(PATIENCE)
            reader.join()
