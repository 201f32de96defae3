"""Files as a shell hands them over: named or on standard input, compressed or not, one document or lines."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from pathlib import Path

import orjson

from service.errors import UnreadableFile

STANDARD_INPUT = Path("-")
_GZIP = b"\x1f\x8b"
_LINES = frozenset({".ndjson", ".jsonl"})


def content_of(path: Path) -> bytes:
    """The bytes of a file or of standard input, decompressed where they are gzip (RFC 1952)."""
    try:
        body = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
        return gzip.decompress(body) if body.startswith(_GZIP) else body
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UnreadableFile(problem="the gzip data is damaged or cut off") from None
    except OSError as fault:
        raise UnreadableFile(problem=fault.strerror or "cannot be read") from None


def has_lines(path: Path, body: bytes) -> bool:
    """Whether a body is NDJSON: its name says so, or its first line is JSON by itself and more lines follow."""
    if _LINES & {suffix.lower() for suffix in path.suffixes[-2:]}:
        return True
    first, _, rest = body.lstrip().partition(b"\n")
    if not rest.strip() or not first.startswith(b"{"):
        return False
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return True


def shown(path: Path) -> str:
    """The name of a file as text, whatever bytes it is made of."""
    return "standard input" if path == STANDARD_INPUT else os.fsencode(path).decode(errors="replace")
