"""`serve`: answer over HTTP."""

from __future__ import annotations

import errno
import gc
import signal
import socket
import threading
from typing import NoReturn

import click
import uvicorn

from service import log
from service.app import create_app
from service.cli.manual import examples, exit_codes, variable, variables
from service.cli.start import open_or_stop, read_settings, stop

WATCH_SECONDS = 1.0
GC_THRESHOLDS = (50_000, 20, 50)
_LARGEST_PORT = 65535


@click.command(
    epilog=exit_codes(
        "ended by SIGTERM or SIGINT",
        "the rule book has a fault; standard error names each with file and line",
        "a setting cannot be used, or the port is taken",
    )
    + variables()
    + examples(
        "python -m service serve",
        "python -m service serve --host 0.0.0.0 --port 8080",
        "RULES_DIR=/srv/rules python -m service serve --reload-rules",
    )
)
@click.option("--host", help=variable("host"))
@click.option("--port", type=click.IntRange(0, _LARGEST_PORT), help=variable("port"))
@click.option(
    "--reload-rules",
    is_flag=True,
    help="Take changed rule sheets without a restart; broken ones are logged and not used.",
)
def serve(host: str | None, port: int | None, *, reload_rules: bool) -> None:
    """Serve CDS Hooks, /evaluate and health checks over HTTP."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    settings = read_settings(host=host, port=port)
    log.configure(settings.log_level)
    live = open_or_stop(settings)
    listener = _listen(settings.host, settings.port)
    if reload_rules:
        live.watch(WATCH_SECONDS, threading.Event())
    address, bound = listener.getsockname()[:2]
    book = live.pipeline.book
    log.logger().info("serving", host=address, port=bound, version=book.version, sha256=book.sha256)
    config = uvicorn.Config(create_app(settings, live), log_level="warning", access_log=False, server_header=False)
    settle_memory()
    uvicorn.Server(config).run(sockets=[listener])


def _end(_number: int, _frame: object) -> NoReturn:
    """A signal before the server runs, or the one that uvicorn repeats after it has finished its calls."""
    raise SystemExit(0)


def settle_memory() -> None:
    """Take what was loaded at the start out of garbage collection, and collect less often.

    A request makes no reference cycles, but parsing a large one makes enough objects to start
    collections that walk everything that was ever imported (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket, so that a taken port is one line and not a stack trace; `::` takes IPv4 as well."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, dualstack_ipv6=family == socket.AF_INET6)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            stop(f"port {port} on {host} is taken; choose another with --port or PORT")
        stop(f"cannot listen on {host} port {port}: {fault.strerror}")
