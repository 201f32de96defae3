"""The ASGI application in this process, asked without a network in between."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.app import create_app
from service.evaluate import Pipeline, open_rulebook
from service.live import Live
from service.settings import Settings
from tests.charts import AS_OF

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    from tests.corpora.ways import Sent

RULES = Path(__file__).resolve().parents[2] / "rules"
Message = "MutableMapping[str, Any]"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service said to one request."""

    sent: Sent
    status: int
    body: bytes

    def __str__(self) -> str:
        """What a failing test shows."""
        return f"{self.sent.file} ({self.sent.dressed}, {self.sent.path}): {self.status} {self.body[:300]!r}"


class Door:
    """Sends requests to the application, on any day."""

    def __init__(self) -> None:
        """Open the application over the rule book of the checkout."""
        numbers = itertools.count(1)
        self._day = AS_OF

        def pipeline() -> Pipeline:
            return Pipeline(
                open_rulebook(RULES), "http://toh.test", lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"
            )

        self._app = create_app(
            Settings(max_body_bytes=50_000_000, validate_responses=True), Live(RULES, pipeline), lambda: self._day
        )

    def replies(self, requests: Iterable[Sent]) -> list[Reply]:
        """The reply to each request; what the application raises is raised here."""

        async def all_of_them() -> list[Reply]:
            return [await self._reply(sent) for sent in requests]

        return asyncio.run(all_of_them())

    async def _reply(self, sent: Sent) -> Reply:
        self._day = sent.day
        incoming: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": sent.body}]
        outgoing: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return incoming.pop() if incoming else {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            outgoing.append(message)

        await self._app(
            {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": "POST",
                "scheme": "http",
                "path": sent.path,
                "raw_path": sent.path.encode(),
                "root_path": "",
                "query_string": b"",
                "headers": [(b"host", b"toh.test"), (b"content-type", sent.kind.encode())],
                "client": ("127.0.0.1", 1),
                "server": ("127.0.0.1", 8000),
            },
            receive,
            send,
        )
        start, *chunks = outgoing
        return Reply(sent, start["status"], b"".join(chunk.get("body", b"") for chunk in chunks))
