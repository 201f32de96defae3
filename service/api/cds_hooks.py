"""CDS Hooks 2.0: discovery, and the call of a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter
from fastapi.responses import Response

from service.api.calls import OtherPatient, read_call
from service.api.cds_models import CdsRequest, CdsResponse, Discovery, OperationOutcome
from service.api.exchange import ClientGone, Headers, cors_headers, read_body, send_answer
from service.api.problems import FHIR_JSON, outcome
from service.domain import Issue
from service.errors import ServiceError, TooManyEntries, UnknownService
from service.record.body import parse_object
from service.report import gaps, issue_json
from service.rulebook.prefetch import KEYS, templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from starlette.types import Receive, Scope, Send

    from service.evaluate import Pipeline
    from service.live import Live
    from service.rulebook.book import RuleBook
    from service.settings import Settings

Json = dict[str, Any]
SILENT = b'{"cards":[]}'
PREFIX = "/cds-services/"
"""What a service call's path starts with; the rest is the id."""


def discovery(book: RuleBook) -> Json:
    """The discovery document of a rule book (CDS Hooks 2.0, Discovery)."""
    return {
        "services": [
            {
                "id": service.id,
                "hook": service.hook,
                "title": service.title,
                "description": service.description,
                "prefetch": templates(book, service.hook),
                "usageRequirements": book.sheet.usage_requirements,
            }
            for service in book.sheet.services
        ]
    }


def respond(pipeline: Pipeline, identity: str, body: bytes, as_of: date, settings: Settings) -> bytes:
    """The answer of one service to one request body; raises ServiceError."""
    book = pipeline.book
    service = book.service(identity)
    if service is None:
        raise UnknownService
    request = parse_object(body, "body", settings.max_json_depth)
    call = read_call(request, service, pipeline.queries[service.hook], as_of)
    if isinstance(call, OtherPatient):
        return _refusal(book, call)
    if sum(len(source.entries) for source in call.sources) > settings.max_entries:
        raise TooManyEntries(limit=settings.max_entries)
    evaluation = pipeline.evaluate(call)
    answer: Json = {"cards": list(evaluation.cards)}
    told = gaps(evaluation, KEYS) if settings.report_gaps else None
    if told:
        answer["extension"] = {book.sheet.namespace: told}
    return orjson.dumps(answer) if told or evaluation.cards else SILENT


def _refusal(book: RuleBook, other: OtherPatient) -> bytes:
    issue = Issue(
        other.location, "belongs to another patient than context.patientId: nothing was evaluated", "security"
    )
    told = {"evaluated": "not", "issues": [issue_json(issue)]}
    return orjson.dumps({"cards": [], "extension": {book.sheet.namespace: told}})


@dataclass(frozen=True, slots=True)
class HookCall:
    """Answers `POST /cds-services/{id}` on the ASGI interface itself: this is the path that must be fast."""

    live: Live
    settings: Settings
    today: Callable[[], date]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call; raises nothing that errors.py names."""
        try:
            body = await read_body(scope, receive, self.settings.max_body_bytes)
            identity = scope["path"].removeprefix(PREFIX)
            answer = respond(self.live.pipeline, identity, body, self.today(), self.settings)
        except ClientGone:
            return
        except ServiceError as error:
            refusal = outcome(error.issue, str(error), error.location)
            await send_answer(send, error.status, refusal, FHIR_JSON.encode(), self._cors(scope))
            return
        await send_answer(send, 200, answer, more=self._cors(scope))

    def _cors(self, scope: Scope) -> Headers:
        return cors_headers(scope, self.settings.cors_origins)


def routes(live: Live) -> APIRouter:
    """Discovery; and the description of the service call, which the front door answers itself."""
    router = APIRouter(tags=["CDS Hooks"])

    @router.get("/cds-services", response_model=Discovery, summary="Discovery")
    async def services() -> Response:
        """Lists the services with the prefetch templates that they ask for."""
        return Response(orjson.dumps(discovery(live.pipeline.book)), media_type="application/json")

    refusals: dict[int | str, dict[str, Any]] = {
        status: {"model": OperationOutcome, "content": {FHIR_JSON: {}}} for status in (400, 404, 412, 413)
    }

    @router.post("/cds-services/{service_id}", response_model=CdsResponse, responses=refusals, summary="Call a service")
    async def service_call(service_id: str, body: CdsRequest) -> None:
        """Evaluates the chart in `prefetch` and answers with cards; silent by default."""

    return router
