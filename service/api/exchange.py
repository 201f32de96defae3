"""The bare exchange of bytes with an ASGI server: read a body within its limit, send an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.errors import ServiceError, UnsupportedEncoding
from service.record.body import within_size

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import Receive, Scope, Send

JSON = b"application/json"
Headers = tuple[tuple[bytes, bytes], ...]
UNCACHED = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""Headers of every answer about a patient."""

_DIGITS = 18
"""Digits of Content-Length that are looked at: more than any limit has, fewer than int() refuses."""

_FIXED = tuple((name.encode(), value.encode()) for name, value in UNCACHED.items())


class ClientGone(ServiceError):
    """The client closed the connection before the body was complete: nobody hears the answer."""

    status, issue = 400, "incomplete"
    text = "the connection was closed before the body was complete"


def cors_headers(scope: Scope, allowed: Collection[str]) -> Headers:
    """The headers that let a browser of an allowed origin read the answer (Fetch standard, CORS)."""
    origin = next((value for name, value in scope["headers"] if name == b"origin"), None)
    if origin is None or not allowed:
        return ()
    if "*" in allowed:
        return ((b"access-control-allow-origin", b"*"),)
    known = origin.decode("latin-1") in allowed
    return (*(((b"access-control-allow-origin", origin),) if known else ()), (b"vary", b"Origin"))


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """The request body; raises UnsupportedEncoding, and TooLarge as soon as it is known to exceed the limit."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            within_size(int(value[:_DIGITS]), limit)
        elif name == b"content-encoding" and value.lower() != b"identity":
            raise UnsupportedEncoding
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk = message.get("body", b"")
        size += len(chunk)
        within_size(size, limit)
        chunks.append(chunk)
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def send_answer(send: Send, status: int, body: bytes, media_type: bytes = JSON, more: Headers = ()) -> None:
    """One whole answer; answers about patients are never cached."""
    size = str(len(body)).encode()
    headers = [(b"content-type", media_type), (b"content-length", size), *_FIXED, *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
