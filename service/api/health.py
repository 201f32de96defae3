"""Is the process alive, and is it ready to answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from service.api.cds_models import Health, RuleBookReference
from service.report import book_json

if TYPE_CHECKING:
    from service.live import Live


def routes(live: Live) -> APIRouter:
    """The health endpoints."""
    router = APIRouter(prefix="/health", tags=["Health"])

    @router.get("/live", response_model_exclude_none=True, summary="The process runs")
    async def is_live() -> Health:
        """Answers as long as the process can answer at all."""
        return Health(status="live")

    @router.get("/ready", response_model_exclude_none=True, summary="The service can answer")
    async def is_ready() -> Health:
        """Answers with the rule book in use."""
        return Health(status="ready", ruleBook=RuleBookReference(**book_json(live.pipeline.book)))

    return router
