"""`make bench`: the service against a bare endpoint, driven in turns in one run."""

from __future__ import annotations

import argparse
import platform
import sys
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.bodies import bodies
from tests.bench.load import Load, drive, http_request
from tests.bench.servers import Server, started

if TYPE_CHECKING:
    from collections.abc import Iterator

PATHS = {"order-sign": "/cds-services/toh-order-sign"}
"""Where a body goes that is no call of patient-view."""

TARGETS = {"silent": 0.5, "firing": 0.25, "large": 0.5, "order-sign": 0.3}
"""Least ratio of the service's rate to the bare endpoint's."""


def main() -> int:
    """Print the comparison; the exit code says whether every target was met."""
    options = _options()
    say = sys.stdout.write
    say(f"Python {platform.python_version()}, {options.rounds} rounds of {options.seconds} s in turns\n")
    met = True
    with started(with_framework=options.framework) as servers:
        service, bare, *_ = servers
        say(f"start to ready: service {service.ready_after:.2f} s, bare {bare.ready_after:.2f} s\n\n")
        say(
            f"{'body':12}{'conn':>5}{'server':>9}{'req/s':>9}{'p50 ms':>8}{'p99 ms':>8}{'CPU us/req':>12}{'ratio':>8}\n"
        )
        for name, body in bodies(date.today()).items():  # noqa: DTZ011 - the service uses the local day too
            for connections in (2, 16):
                ratio = _compare(name, _request(name, body), connections, servers, options)
                met = met and ratio >= TARGETS[name]
        say(f"\nresident memory: service {service.resident_mb():.0f} MB, bare {bare.resident_mb():.0f} MB\n")
        met = _memory(service, options.requests) and met
    say(f"targets {'met' if met else 'NOT met'}: {TARGETS}\n")
    return 0 if met else 1


def _request(name: str, body: bytes) -> bytes:
    return http_request(PATHS.get(name, "/cds-services/toh-patient-view"), body)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of one run of one server")
    parser.add_argument("--rounds", type=int, default=5, help="how often the two servers take turns")
    parser.add_argument("--framework", action="store_true", help="also the service behind an ordinary FastAPI route")
    parser.add_argument("--requests", type=int, default=100_000, help="requests of the memory run; 0 leaves it out")
    return parser.parse_args()


def _compare(
    name: str, request: bytes, connections: int, servers: tuple[Server, ...], options: argparse.Namespace
) -> float:
    """Drive both servers in turns; print a line each; return the median ratio of the rounds."""
    for server in servers:
        drive(server.port, request, connections, 0.5)
    rounds = [
        [_measured(server, request, connections, options.seconds) for server in servers] for _ in range(options.rounds)
    ]
    ratio = median(ours[0].rate / theirs[0].rate for ours, theirs, *_ in rounds)
    for position, server in enumerate(servers):
        loads = [one[position] for one in rounds]
        figures = "".join(_figures(loads))
        tail = f"{ratio:8.2f}" if position == 0 else ""
        sys.stdout.write(f"{name:12}{connections:5}{server.name:>9}{figures}{tail}\n")
    return ratio


def _figures(loads: list[tuple[Load, float]]) -> Iterator[str]:
    yield f"{median(load.rate for load, _ in loads):9.0f}"
    yield f"{median(load.percentile(0.5) for load, _ in loads) * 1000:8.2f}"
    yield f"{median(load.percentile(0.99) for load, _ in loads) * 1000:8.2f}"
    yield f"{median(cpu / len(load.latencies) for load, cpu in loads) * 1e6:12.0f}"


def _measured(server: Server, request: bytes, connections: int, seconds: float) -> tuple[Load, float]:
    before = server.cpu_seconds()
    load = drive(server.port, request, connections, seconds)
    if load.failures:
        message = f"{server.name}: {load.failures} answers were not 200"
        raise RuntimeError(message)
    return load, server.cpu_seconds() - before


def _memory(server: Server, requests: int) -> bool:
    """Resident memory over many requests of all bodies: below 120 MB and flat."""
    if not requests:
        return True
    sizes = [server.resident_mb()]
    sent = 0
    while sent < requests:
        for name, body in bodies(date.today()).items():  # noqa: DTZ011 - as above
            sent += len(drive(server.port, _request(name, body), 16, 1.0).latencies)
        sizes.append(server.resident_mb())
    sys.stdout.write(
        f"after {sent} more requests: {sizes[-1]:.0f} MB (first third of the run: {sizes[len(sizes) // 3]:.0f} MB)\n"
    )
    return sizes[-1] < 120 and sizes[-1] - sizes[len(sizes) // 3] < 5


if __name__ == "__main__":
    raise SystemExit(main())
