"""CDS Hooks 2.0: discovery, and the call of a service."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from fastapi import APIRouter
from fastapi.responses import Response

from service.api.calls import OtherPatient, read_call
from service.api.cds_models import CdsRequest, CdsResponse, Discovery, OperationOutcome
from service.api.exchange import ClientGone, Headers, cors_headers, read_body, send_answer
from service.api.invariants import refuse_if_broken
from service.api.problems import FHIR_JSON, outcome
from service.api.timing import Phases
from service.domain import Issue, Outcome
from service.errors import ServiceError, TooManyEntries, UnknownService
from service.log import logger
from service.record.body import parse_object
from service.report import gaps, issue_json
from service.rulebook.prefetch import KEYS, templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from starlette.types import Receive, Scope, Send

    from service.evaluate import Evaluation, Pipeline
    from service.live import Live
    from service.rulebook.book import RuleBook
    from service.settings import Settings

Json = dict[str, Any]
SILENT = b'{"cards":[]}'
PREFIX = "/cds-services/"
"""What a service call's path starts with; the rest is the id."""


HOOK_VERSIONS = {
    "patient-view": "1.0",
    "encounter-start": "1.0",
    "encounter-discharge": "1.0",
    "problem-list-item-create": "0.1.0",
    "order-select": "1.0",
    "order-sign": "1.0",
}
"""The version of each hook that is answered, as its page in the hook library gives it."""


def discovery(book: RuleBook, settings: Settings) -> Json:
    """The discovery document of a rule book (CDS Hooks 2.0, Discovery; 3.0 adds the versions)."""
    services: list[Json] = [
        {
            "id": service.id,
            "hook": service.hook,
            "title": service.title,
            "description": service.description,
            "prefetch": templates(book, service.hook, settings.prefetch_observation_days),
            "usageRequirements": book.sheet.usage_requirements,
        }
        for service in book.sheet.services
    ]
    if settings.cds_hooks_version == "3.0":
        for service in services:
            service |= {"version": "3.0.0", "hookVersion": HOOK_VERSIONS[service["hook"]]}
    return {"services": services}


class Answer(NamedTuple):
    """What one call is answered, the evaluation behind it if there was one, and how long its phases took."""

    body: bytes
    evaluation: Evaluation | None = None
    timing: Headers = ()


def respond(pipeline: Pipeline, identity: str, body: bytes, as_of: date, settings: Settings) -> bytes:
    """The answer of one service to one request body; raises ServiceError."""
    return answer_to(pipeline, identity, body, as_of, settings).body


def answer_to(pipeline: Pipeline, identity: str, body: bytes, as_of: date, settings: Settings) -> Answer:
    """The answer of one service with what it rests on; raises ServiceError."""
    phases = Phases()
    book = pipeline.book
    service = book.service(identity)
    if service is None:
        raise UnknownService
    request = parse_object(body, "body", settings.max_json_depth)
    call = read_call(request, service, pipeline.queries[service.hook], as_of)
    phases.over("parse")
    if isinstance(call, OtherPatient):
        return Answer(_refusal(book, call), timing=phases.headers())
    if sum(len(source.entries) for source in call.sources) > settings.max_entries:
        raise TooManyEntries(limit=settings.max_entries)
    evaluation = pipeline.evaluate(call, phases.over)
    answer: Json = {"cards": list(evaluation.cards)}
    told = gaps(evaluation, KEYS) if settings.report_gaps else None
    if told:
        answer["extension"] = {book.sheet.namespace: told}
    if settings.validate_responses:
        refuse_if_broken(answer, service.id)
    written = orjson.dumps(answer) if told or evaluation.cards else SILENT
    phases.over("write")
    return Answer(written, evaluation, phases.headers())


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
        began = perf_counter()
        identity = scope["path"].removeprefix(PREFIX)
        pipeline = self.live.pipeline
        status, evaluation = 200, None
        try:
            body = await read_body(scope, receive, self.settings.max_body_bytes)
            began = perf_counter()
            answer, evaluation, timing = answer_to(pipeline, identity, body, self.today(), self.settings)
        except ClientGone:
            return
        except ServiceError as error:
            status = error.status
            refusal = outcome(error.issue, str(error), error.location)
            await send_answer(send, status, refusal, FHIR_JSON.encode(), self._cors(scope))
        else:
            await send_answer(send, status, answer, more=(*timing, *self._cors(scope)))
        if logger().is_enabled_for(logging.INFO):
            _log(pipeline.book, identity, evaluation, status, perf_counter() - began)

    def _cors(self, scope: Scope) -> Headers:
        return cors_headers(scope, self.settings.cors_origins)


def _log(book: RuleBook, identity: str, evaluation: Evaluation | None, status: int, seconds: float) -> None:
    """One line for one call; a path that names no service may hold anything and is not told."""
    service = book.service(identity)
    known: Json = {"service": service.id, "hook": service.hook} if service else {}
    if evaluation is not None:
        known |= {
            "rules": _with_outcome(evaluation, Outcome.FIRED),
            "shadow": _with_outcome(evaluation, Outcome.SHADOW),
            "cards": len(evaluation.cards),
        }
    logger().info("call", **known, status=status, duration_ms=round(seconds * 1000, 3))


def _with_outcome(evaluation: Evaluation, outcome: Outcome) -> list[str]:
    """The rules that came to this, for any hip."""
    every = (one for verdict in evaluation.verdicts for one in verdict.conclusions if one.outcome is outcome)
    return list(dict.fromkeys(one.rule for one in every))


def routes(live: Live, settings: Settings) -> APIRouter:
    """Discovery; and the description of the service call, which the front door answers itself."""
    router = APIRouter(tags=["CDS Hooks"])

    @router.get("/cds-services", response_model=Discovery, summary="Discovery")
    async def services() -> Response:
        """Lists the services with the prefetch templates that they ask for."""
        return Response(orjson.dumps(discovery(live.pipeline.book, settings)), media_type="application/json")

    refusals: dict[int | str, dict[str, Any]] = {
        status: {"model": OperationOutcome, "content": {FHIR_JSON: {}}} for status in (400, 404, 412, 413, 500)
    }

    @router.post("/cds-services/{service_id}", response_model=CdsResponse, responses=refusals, summary="Call a service")
    async def service_call(service_id: str, body: CdsRequest) -> None:
        """Evaluates the chart in `prefetch` and answers with cards; silent by default."""

    return router
