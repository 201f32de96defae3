"""What the fields of the files in rules/ are made of, whichever file they stand in."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Hook = Literal[
    "patient-view",
    "encounter-start",
    "encounter-discharge",
    "problem-list-item-create",
    "order-select",
    "order-sign",
]
ORDER_HOOKS = frozenset({"order-select", "order-sign"})
"""The hooks whose cases are the drafted orders."""

Kind = Literal[
    "Patient",
    "Condition",
    "Observation",
    "Procedure",
    "Encounter",
    "ImagingStudy",
    "DiagnosticReport",
    "ServiceRequest",
    "DeviceRequest",
]
DraftKind = Literal["MedicationRequest", "ServiceRequest", "DeviceRequest"]
OneOrMore = Annotated[tuple[str, ...], Field(min_length=1)]
_WORD = r"(?:\+?[^A-Z|+ ]+|[^A-Z|+ ]+\+)"
_PART = f"{_WORD}(?: {_WORD})*"
Phrase = Annotated[Words, StringConstraints(pattern=f"^{_PART}(?: [|+] {_PART})*$")]
"""Words to be found in a text, in lower case; parts are joined by ` + `, wordings of one part separated by ` | `.

A plus sign that begins or ends a word is part of it: `+c`.
"""
Wordings = Annotated[Words, StringConstraints(pattern=r"^[^A-Z|+]+(?: \| [^A-Z|+]+)*$")]
"""A phrase of one part."""
Line = Annotated[Words, StringConstraints(pattern=r"^[^{}\r\n]+$")]
"""Words on one line, without placeholders."""

LARGEST = 36_525
"""No number of a rule book is larger; a hundred years, where it counts days."""

MeasuredIn = Literal["Cel", "mg/L", "10*9/L", "mm/h", "mg"]
"""UCUM codes of the units in which measured values are compared."""


class Strict(BaseModel):
    """Unknown keys are refused; values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def either(*names: str) -> dict[str, Any]:
    """JSON Schema for a rule between elements: exactly one of these lists has something in it."""
    return {"oneOf": [{"required": [name], "properties": {name: {"minItems": 1}}} for name in names]}
