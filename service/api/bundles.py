"""POST /evaluate: a FHIR Bundle or NDJSON as the whole chart, by curl."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import orjson
from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotation at run time
from starlette.responses import Response

from service.api.cds_models import EvaluateResponse, OperationOutcome
from service.api.exchange import UNCACHED, read_body
from service.api.invariants import refuse_if_broken
from service.api.problems import FHIR_JSON
from service.errors import InvalidParameter, TooManyPatients, UnsupportedMediaType
from service.log import logger
from service.record.body import parse_lines, parse_object
from service.record.bundles import Contents, bundle_contents, ndjson_contents
from service.record.dates import parse_when
from service.whole_charts import evaluate_contents

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from service.live import Live
    from service.settings import Settings

BUNDLE_TYPES = frozenset({"application/fhir+json", "application/json"})
NDJSON_TYPES = frozenset({"application/fhir+ndjson", "application/x-ndjson", "application/ndjson"})
DEFAULT_HOOK = "patient-view"
YEARS = range(1900, 2200)
"""Years of evaluation: far enough from the ends of the calendar for every look-back."""
_PARAMETERS = frozenset({"as_of", "hook"})

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            **{kind: {"schema": {"type": "object", "required": ["resourceType"]}} for kind in sorted(BUNDLE_TYPES)},
            **{kind: {"schema": {"type": "string"}} for kind in sorted(NDJSON_TYPES)},
        },
    }
}


def day_of(text: str | None, today: date) -> date:
    """The day of evaluation; raises InvalidParameter for anything but one existing day."""
    if text is None:
        return today
    when = parse_when(text)
    is_day = when is not None and when.first == when.last and len(text) == len("2026-11-22")
    if when is None or not is_day or when.first.year not in YEARS:
        raise InvalidParameter(name="as_of", problem="expected a day of the years 1900 to 2199 such as 2026-11-22")
    return when.first


def hook_of(text: str | None, hooks: frozenset[str]) -> str:
    """The hook to evaluate for; raises InvalidParameter for one that no service answers."""
    hook = text or DEFAULT_HOOK
    if hook not in hooks:
        raise InvalidParameter(name="hook", problem=f"expected one of {', '.join(sorted(hooks))}")
    return hook


def contents_of(body: bytes, media_type: str, settings: Settings) -> Contents:
    """The patients of a body; raises ServiceError."""
    if media_type in NDJSON_TYPES:
        lines = parse_lines(body, settings.max_entries, settings.max_json_depth)
        contents = ndjson_contents(lines, settings.max_entries)
    elif media_type in BUNDLE_TYPES:
        contents = bundle_contents(parse_object(body, "Bundle", settings.max_json_depth), settings.max_entries)
    else:
        raise UnsupportedMediaType(expected=", ".join(sorted(BUNDLE_TYPES | NDJSON_TYPES)))
    if len(contents.people) > settings.max_patients:
        raise TooManyPatients(limit=settings.max_patients)
    return contents


def routes(live: Live, settings: Settings, today: Callable[[], date]) -> APIRouter:
    """The route of /evaluate."""
    router = APIRouter(tags=["Bundles"])
    refusals: dict[int | str, dict[str, Any]] = {
        status: {"model": OperationOutcome, "content": {FHIR_JSON: {}}} for status in (400, 413, 415, 500)
    }

    @router.post(
        "/evaluate",
        response_model=EvaluateResponse,
        responses=refusals,
        openapi_extra=_BODY,
        summary="Evaluate a FHIR Bundle or NDJSON",
    )
    async def evaluate(
        request: Request,
        as_of: Annotated[str | None, Query(description="day of evaluation, such as 2026-11-22; default today")] = None,
        hook: Annotated[str | None, Query(description=f"hook to evaluate for; default {DEFAULT_HOOK}")] = None,
    ) -> Response:
        """Takes a Bundle as the whole chart of each patient in it: what it lacks is known to be empty.

        The answer is a CDS Hooks response; beside the cards stand each patient's findings, every
        rule with the condition that decided, and what could not be read.
        """
        for name in request.query_params.keys() - _PARAMETERS:
            raise InvalidParameter(name=name, problem=f"is not known; expected {' and '.join(sorted(_PARAMETERS))}")
        pipeline = live.pipeline
        day = day_of(as_of, today())
        wanted = hook_of(hook, frozenset(service.hook for service in pipeline.book.sheet.services))
        media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
        body = await read_body(request.scope, request.receive, settings.max_body_bytes)
        start = perf_counter()

        def answer() -> bytes:  # in a thread of its own: a large body takes seconds
            report = evaluate_contents(contents_of(body, media_type, settings), pipeline, wanted, day)
            if settings.validate_responses:
                refuse_if_broken(report)
            return orjson.dumps(report)

        answered = await run_in_threadpool(answer)
        logger().info("evaluate", hook=wanted, status=200, duration_ms=round((perf_counter() - start) * 1000, 3))
        return Response(answered, headers=UNCACHED, media_type="application/json")

    return router
