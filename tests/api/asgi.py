"""The application as a server talks to it: messages in, messages out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.app import FrontDoor

Message = dict[str, Any]

GONE: Message = {"type": "http.disconnect"}


def chunk(body: bytes, *, more: bool = True) -> Message:
    """A piece of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


class Exchange:
    """One connection: what the server hands over, how much of it was taken, and what was sent back."""

    def __init__(self, app: FrontDoor, path: str, messages: Iterable[Message], **headers: str) -> None:
        """Run the connection to its end."""
        self.waiting = list(messages)
        self.sent: list[Message] = []
        given = {"content-type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), text.encode()) for name, text in given.items()],
            "server": ("toh.test", 80),
            "client": ("127.0.0.1", 50000),
        }

        async def receive() -> Message:
            return self.waiting.pop(0)

        async def send(message: Any) -> None:
            self.sent.append(message)

        asyncio.run(app(scope, receive, send))

    @property
    def status(self) -> int | None:
        """The status that was answered, if any was."""
        return next((one["status"] for one in self.sent if one["type"] == "http.response.start"), None)

    @property
    def body(self) -> bytes:
        """The body that was answered."""
        return b"".join(one.get("body", b"") for one in self.sent if one["type"] == "http.response.body")
