"""The application: settings, then rule book, then pipeline, then routes. A newcomer starts here."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from service.api import bundles, cds_hooks, health, problems, rules
from service.errors import ServiceError
from service.evaluate import Pipeline, open_rulebook
from service.live import Live

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.settings import Settings


VERSION = "0.1.0"
"""The version of the service; the rule book has its own."""


def new_id() -> str:
    """The uuid of a card or suggestion."""
    return str(uuid.uuid4())


def local_today() -> date:
    """The day in the time zone of the process (environment variable TZ)."""
    return date.today()  # noqa: DTZ011 - the local day is meant


def open_live(settings: Settings) -> Live:
    """The rule book of the settings, ready to answer; raises RuleBookFault."""

    def make() -> Pipeline:
        return Pipeline(open_rulebook(settings.rules_dir), settings.public_base_url, new_id)

    return Live(settings.rules_dir, make)


def create_app(settings: Settings, live: Live, today: Callable[[], date] = local_today) -> FastAPI:
    """The ASGI application."""
    app = FastAPI(
        title="TOH service",
        version=VERSION,
        description="CDS Hooks service for transient osteoporosis of the hip. "
        + live.pipeline.book.sheet.usage_requirements,
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(cds_hooks.routes(cds_hooks.HookCall(live, settings, today)))
    app.include_router(bundles.routes(live, settings, today))
    app.include_router(health.routes(live))
    app.include_router(rules.routes(live))
    app.add_exception_handler(ServiceError, problems.on_service_error)
    app.add_exception_handler(HTTPException, problems.on_http_exception)
    app.add_exception_handler(RequestValidationError, problems.on_invalid_request)
    app.add_exception_handler(Exception, problems.on_crash)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST", "OPTIONS"],
            allow_headers=["authorization", "content-type"],
        )
    return app
