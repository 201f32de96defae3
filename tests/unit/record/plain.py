"""Values of a Statement as tests write them down: codes, texts and dates."""

from __future__ import annotations

from typing import Any

from service.domain import When
from service.record.statements import Concept, Part, Text


def plain(value: Any) -> Any:
    """A field of a Statement: concepts as their codes, texts as strings, dates as ISO 8601."""
    match value:
        case When():
            return str(value)
        case Concept():
            return [coding.code for coding in value.codings]
        case Text():
            return value.text
        case Part():
            return {name: plain(field) for name, field in value._asdict().items() if field}
        case tuple() if not hasattr(value, "_fields"):
            return [plain(one) for one in value]
    return value
