"""The service behind an ordinary FastAPI route: what the short way of the front door saves."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation at run time
from starlette.responses import Response

from service.api.cds_hooks import respond
from service.app import local_today, open_live
from service.cli.serve import settle_memory
from service.settings import Settings

settings = Settings()
live = open_live(settings)
settle_memory()
app = FastAPI()


@app.post("/cds-services/{service_id}")
async def call(service_id: str, request: Request) -> Response:
    """The same answer."""
    answer = respond(live.pipeline, service_id, await request.body(), local_today(), settings)
    return Response(answer, media_type="application/json")
