"""JSON Schema for every kind of sheet, so that an editor completes and checks while its author writes.

The schemas are derived from the models that the loader uses, so they refuse what the loader refuses
in shape. Names that the rule book has are offered, and others are not refused: whether a name exists
is for `rules check` to say, with all sheets at hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from service.rulebook.conditions import GRAMMAR, GRAMMAR_PARTS
from service.rulebook.fields import Name, Slug
from service.rulebook.finding_sheets import FindingSheet, Parameter
from service.rulebook.language import Language, Terms
from service.rulebook.reading_sheets import Reading
from service.rulebook.sheets import AssessmentSheet, BookSheet, RuleSheet, SuggestionSheet
from service.rulebook.statements import Number, StatementSheet
from service.rulebook.value_sets import Resource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.rulebook.book import RuleBook

Json = dict[str, Any]

KINDS: dict[str, tuple[str, Any]] = {
    "rule": ("advise/*.yaml", RuleSheet),
    "assessment": ("assess/*.yaml", AssessmentSheet),
    "findings": ("findings.yaml", dict[Name, FindingSheet]),
    "parameters": ("parameters.yaml", dict[Name, Parameter]),
    "suggestions": ("suggestions.yaml", dict[Slug, SuggestionSheet]),
    "citations": ("citations.yaml", dict[str, str]),
    "statements": ("statements.yaml", dict[Number, StatementSheet]),
    "rulebook": ("rulebook.yaml", BookSheet),
    "reading": ("reading.yaml", Reading),
    "language": ("language.yaml", Language),
    "terms": ("*_terms.yaml", Terms),
    "value-set": ("value_sets/*.json", Resource),
}
"""Every kind of sheet: the files that it is for, and its shape."""


def schema_of(kind: str, book: RuleBook) -> Json:
    """The JSON Schema of one kind of sheet; `book` has the names that are offered."""
    files, shape = KINDS[kind]
    made: Json = TypeAdapter(shape).json_schema(schema_generator=_Generator)
    parts: Json = made.pop("$defs", {})
    if "when" in made.get("properties", {}):
        made["properties"]["when"] = GRAMMAR
        parts |= GRAMMAR_PARTS | {"FindingName": _offered(_names(book)["when"], {"type": "string"})}
    for model in (made, *parts.values()):
        _offer(model, _names(book))
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return head | made | {"title": f"{kind}: rules/{files}"} | ({"$defs": parts} if parts else {})


class _Generator(GenerateJsonSchema):
    """As the library does it, but for what it leaves out of a shape, and titles that only repeat the key."""

    def str_schema(self, schema: Any) -> Json:  # noqa: ANN401 - of pydantic-core
        """Words are more than white space."""
        made: Json = super().str_schema(schema)
        blank = schema.get("strip_whitespace") and schema.get("min_length")
        return made | ({"allOf": [{"pattern": r"\S"}]} if blank else {})

    def dict_schema(self, schema: Any) -> Json:  # noqa: ANN401 - of pydantic-core
        """Every key has the shape of a key; the library lets others pass, with any value."""
        made: Json = super().dict_schema(schema)
        for pattern, values in made.pop("patternProperties", {}).items():
            made |= {"propertyNames": {"pattern": pattern}, "additionalProperties": values}
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - the library's signature
        """A title for each key would only say the key again."""
        return False


def _names(book: RuleBook) -> dict[str, Iterable[str]]:
    """What the rule book has for the keys that take names."""
    observed = sorted({*book.findings, *book.assessments})
    return {
        "when": observed,
        "present": observed,
        "absent": observed,
        "unknown": sorted(book.findings),
        "mentions": sorted(book.findings),
        "arranged": sorted(book.findings),
        "moot": sorted(book.findings),
        "honoured_by": sorted({*book.rules, *observed, *book.parameters}),
        "companion_of": sorted(book.rules),
        "suggestions": sorted(book.suggestions),
        "override_reasons": sorted(book.sheet.override_reasons),
        "cite": list(book.citations),
        "value_sets": sorted(book.value_sets),
        "observed_as": sorted(book.value_sets),
        "means": sorted(book.value_sets),
        "parameters": sorted(book.parameters),
        "exam": sorted(book.reading.exams),
    }


def _offer(model: Json, names: dict[str, Iterable[str]]) -> None:
    """Add to each key of a model the names that may stand there."""
    for key in model.get("properties", {}):
        if key in names:
            holder, where = _innermost(model["properties"], key)
            if holder[where].get("type") == "string":
                holder[where] = _offered(names[key], holder[where])


def _innermost(holder: Any, where: Any) -> tuple[Any, Any]:  # noqa: ANN401 - JSON
    """Where the schema of a single value stands: by itself, in a list, in a mapping of lists, or beside null."""
    while inner := next((key for key in ("items", "additionalProperties", "anyOf") if holder[where].get(key)), None):
        holder, where = (holder[where], inner) if inner != "anyOf" else (holder[where][inner], 0)
    return holder, where


def _offered(names: Iterable[str], otherwise: Json) -> Json:
    return {"anyOf": [{"enum": list(names)}, otherwise]}
