"""Failures as HTTP: a status and a FHIR OperationOutcome, nothing of the request's content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.api.exchange import UNCACHED, cors_headers
from service.errors import MethodNotAllowed, NotFound, ServiceError, UnknownService

if TYPE_CHECKING:
    from starlette.requests import Request

FHIR_JSON = "application/fhir+json"


def outcome(code: str, diagnostics: str, location: str | None = None) -> bytes:
    """A FHIR OperationOutcome with one error."""
    issue: dict[str, Any] = {"severity": "error", "code": code, "diagnostics": diagnostics}
    if location:
        issue["expression"] = [location]
    return orjson.dumps({"resourceType": "OperationOutcome", "issue": [issue]})


CRASH = outcome(ServiceError.issue, ServiceError.text)
"""What a caller learns of a failure that nobody foresaw."""


def problem(error: ServiceError) -> Response:
    """The response to a failure that we name."""
    return Response(outcome(error.issue, str(error), error.location), error.status, UNCACHED, FHIR_JSON)


async def on_service_error(_request: Request, error: Exception) -> Response:
    """Exception handler for every ServiceError."""
    return problem(error if isinstance(error, ServiceError) else ServiceError())


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Exception handler for what the router refuses: unknown paths and methods."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    if status == MethodNotAllowed.status:
        return Response(outcome(MethodNotAllowed.issue, MethodNotAllowed.text), status, headers, FHIR_JSON)
    kind = UnknownService if request.url.path.startswith("/cds-services/") else NotFound
    return Response(outcome(kind.issue, kind.text), kind.status, headers, FHIR_JSON)


async def on_crash(request: Request, _error: Exception) -> Response:
    """Exception handler for what nobody foresaw: 500 without detail; the log has the event.

    It answers outside the CORS middleware, so it sets the headers of `state.cors_origins` itself.
    """
    response = Response(CRASH, 500, UNCACHED, FHIR_JSON)
    response.raw_headers += cors_headers(request.scope, request.app.state.cors_origins)
    return response


async def on_invalid_request(_request: Request, _error: Exception) -> Response:
    """Exception handler for parameters that FastAPI itself refuses: no value of the request is repeated."""
    return Response(outcome("value", "a parameter of the request is not valid"), 400, media_type=FHIR_JSON)
