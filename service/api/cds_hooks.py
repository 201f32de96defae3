"""CDS Hooks 2.0: discovery, and the call of a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter
from fastapi.responses import Response
from fastapi.routing import APIRoute

from service.api.calls import OtherPatient, read_call
from service.api.cds_models import CdsRequest, CdsResponse, Discovery, OperationOutcome
from service.api.exchange import ClientGone, read_body, send_answer
from service.api.problems import FHIR_JSON, outcome
from service.domain import Issue
from service.errors import ServiceError, UnknownService
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
    call = read_call(request, service, book, as_of)
    if isinstance(call, OtherPatient):
        return _refusal(book, call)
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
        """One call."""
        try:
            body = await read_body(scope, receive, self.settings.max_body_bytes)
            identity = scope["path_params"]["service_id"]
            answer = respond(self.live.pipeline, identity, body, self.today(), self.settings)
        except ClientGone:
            return
        except ServiceError as error:
            refusal = outcome(error.issue, str(error), error.location)
            await send_answer(send, error.status, refusal, FHIR_JSON.encode())
            return
        await send_answer(send, 200, answer)


def routes(call: HookCall) -> APIRouter:
    """The routes of CDS Hooks, described for OpenAPI."""

    class Direct(APIRoute):
        """A described route whose requests go straight to the call."""

        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            if scope["method"] == "POST":
                await call(scope, receive, send)
            else:
                await super().handle(scope, receive, send)

    router = APIRouter(tags=["CDS Hooks"])

    @router.get("/cds-services", response_model=Discovery, summary="Discovery")
    async def services() -> Response:
        """Lists the services with the prefetch templates that they ask for."""
        return Response(orjson.dumps(discovery(call.live.pipeline.book)), media_type="application/json")

    async def service_call(service_id: str, body: CdsRequest) -> None:  # described here, answered by Direct
        """Evaluates the chart in `prefetch` and answers with cards; silent by default."""

    refusals: dict[int | str, dict[str, Any]] = {
        status: {"model": OperationOutcome, "content": {FHIR_JSON: {}}} for status in (400, 404, 412, 413)
    }
    router.add_api_route(
        "/cds-services/{service_id}",
        service_call,
        methods=["POST"],
        response_model=CdsResponse,
        summary="Call a service",
        responses=refusals,
        route_class_override=Direct,
    )
    return router
