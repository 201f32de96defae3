"""The application: settings, then rule book, then pipeline, then routes. A newcomer starts here."""

from __future__ import annotations

import os
import traceback
from datetime import date
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from service.api import bundles, cds_hooks, health, problems, rules
from service.api.cds_hooks import HookCall
from service.api.exchange import cors_headers, send_answer
from service.errors import ServiceError
from service.evaluate import Pipeline, open_rulebook
from service.live import Live
from service.log import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Message, Receive, Scope, Send

    from service.settings import Settings


VERSION = "0.1.0"
"""The version of the service; the rule book has its own."""


class Ids:
    """The uuids of cards and suggestions: version 4 (RFC 9562), written without building UUID objects.

    They are made some hundred at a time: asking the system for randomness costs more than the rest of an id.
    """

    def __init__(self) -> None:
        """Make none yet."""
        self._made: list[str] = []

    def __call__(self) -> str:
        """A new id; `list.pop` hands out each of them once, whichever thread asks."""
        while True:
            try:
                return self._made.pop()
            except IndexError:
                digits = os.urandom(_ID_DIGITS // 2 * 256).hex()
                self._made += [_id(digits[at : at + _ID_DIGITS]) for at in range(0, len(digits), _ID_DIGITS)]


_ID_DIGITS = 32


def _id(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def local_today() -> date:
    """The day in the time zone of the process (environment variable TZ)."""
    return date.today()  # noqa: DTZ011 - the local day is meant


def open_live(settings: Settings) -> Live:
    """The rule book of the settings, ready to answer; raises RuleBookFault or StartFault."""

    def make() -> Pipeline:
        book = open_rulebook(settings.rules_dir, settings.enable_rules)
        return Pipeline(book, settings.public_base_url, Ids())

    return Live(settings.rules_dir, make)


class FrontDoor:
    """The ASGI application: service calls take the short way, everything else goes through FastAPI.

    What nobody foresaw ends here, as 500 without detail and a log line without values: FastAPI
    would hand the exception on to the server, which writes it to the log in full.
    """

    def __init__(self, call: HookCall, app: FastAPI) -> None:
        """Join the two ways."""
        self._call = call
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        answered = False

        async def sent(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await (self._call if _is_service_call(scope) else self.app)(scope, receive, sent)
        except Exception as fault:  # noqa: BLE001 - the outermost place; the process must live on
            logger().error("crash", exception=type(fault).__name__, where=_place(fault), path=_route(scope))
            if not answered and scope["type"] == "http":
                more = cors_headers(scope, self._call.settings.cors_origins)
                await send_answer(send, 500, problems.CRASH, problems.FHIR_JSON.encode(), more)


def _is_service_call(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    path: str = scope["path"]
    return path.startswith(cds_hooks.PREFIX) and "/" not in path[len(cds_hooks.PREFIX) :]


def _route(scope: Scope) -> str | None:
    """The path as the routes write it: the path as sent may hold anything."""
    return f"{cds_hooks.PREFIX}{{id}}" if _is_service_call(scope) else getattr(scope.get("route"), "path", None)


def _place(fault: BaseException) -> str:
    """Where an exception was raised: file and line, never its message."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{last.filename.rpartition('service/')[2]}:{last.lineno}"


def create_app(settings: Settings, live: Live, today: Callable[[], date] = local_today) -> FrontDoor:
    """The ASGI application."""
    app = FastAPI(
        title="TOH service",
        version=VERSION,
        description="CDS Hooks service for transient osteoporosis of the hip. "
        + live.pipeline.book.sheet.usage_requirements,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a body is sent once: to a path that exists
    )
    app.include_router(cds_hooks.routes(live, settings))
    app.include_router(bundles.routes(live, settings, today))
    app.include_router(health.routes(live))
    app.include_router(rules.routes(live))
    app.add_exception_handler(ServiceError, problems.on_service_error)
    app.add_exception_handler(HTTPException, problems.on_http_exception)
    app.add_exception_handler(RequestValidationError, problems.on_invalid_request)
    app.add_exception_handler(Exception, problems.on_crash)
    app.state.cors_origins = settings.cors_origins
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST", "OPTIONS"],
            allow_headers=["authorization", "content-type"],
        )
    return FrontDoor(HookCall(live, settings, today), app)
