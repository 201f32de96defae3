"""Starting and measuring the two servers of the benchmark."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server process on loopback."""

    name: str
    pid: int
    port: int
    ready_after: float

    def cpu_seconds(self) -> float:
        """CPU time that the process used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident_mb(self) -> float:
        """Resident memory now."""
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(name: str, command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """The server of a command, from the moment it accepts connections until the block ends."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(environment or {})})
    try:
        _wait(process, port)
        yield Server(name, process.pid, port, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(1000):
        if process.poll() is not None:
            message = f"the server ended with code {process.returncode}"
            raise RuntimeError(message)
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    raise TimeoutError


@contextlib.contextmanager
def started(*, with_framework: bool) -> Iterator[tuple[Server, ...]]:
    """The service and the bare endpoint, with the same server settings; on request a FastAPI route as well."""
    environment = {"LOG_LEVEL": "ERROR"}
    port = free_port()
    with contextlib.ExitStack() as stack:
        command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
        servers = [stack.enter_context(running("service", command, port, environment))]
        for name, app in [("bare", "tests.bench.bare:app"), ("fastapi", "tests.bench.framework:app")][
            : 1 + with_framework
        ]:
            port = free_port()
            servers.append(stack.enter_context(running(name, _uvicorn(app, port), port, environment)))
        yield tuple(servers)


def _uvicorn(app: str, port: int) -> list[str]:
    options = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]
    return [sys.executable, "-m", "uvicorn", app, "--port", str(port), *options]
