"""The yardstick: a Starlette endpoint that parses the body with orjson and returns a card it does not think about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

CARD = orjson.dumps(
    {
        "cards": [
            {
                "uuid": "90b66648-ef74-4cee-9ce4-13611be898b8",
                "summary": "A card",
                "indicator": "info",
                "source": {"label": "bare", "url": "http://127.0.0.1/"},
            }
        ]
    }
)


async def call(request: Request) -> Response:
    """Parse and answer."""
    orjson.loads(await request.body())
    return Response(CARD, media_type="application/json")


app = Starlette(routes=[Route("/cds-services/{service_id}", call, methods=["POST"])])
