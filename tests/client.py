"""HTTP to the application without a server: httpx over ASGI, one call at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from service.app import FrontDoor


@dataclass(frozen=True)
class Client:
    """Calls an application in this process; an exception that leaves it fails the test."""

    app: FrontDoor

    def send(self, method: str, path: str, **given: Any) -> httpx.Response:
        """One request, as httpx.AsyncClient.request takes it."""

        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://toh.test") as client:
                return await client.request(method, path, **given)

        return asyncio.run(run())

    def get(self, path: str, **given: Any) -> httpx.Response:
        """GET."""
        return self.send("GET", path, **given)

    def post(self, path: str, body: object = None, **given: Any) -> httpx.Response:
        """POST of a JSON body, or of `content=…`."""
        return self.send("POST", path, **({"json": body} if body is not None else {}), **given)
