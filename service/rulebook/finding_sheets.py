"""findings.yaml and parameters.yaml: what rules may ask, and the numbers that the answers depend on."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue, StringConstraints, model_validator

from service.rulebook.fields import (
    LARGEST,
    DraftKind,
    Kind,
    MeasuredIn,
    Name,
    OneOrMore,
    Phrase,
    Strict,
    Wordings,
    Words,
)


class Parameter(Strict):
    """A number that rules depend on, with its unit and where it comes from."""

    value: Annotated[float, Field(gt=0, le=LARGEST)]
    unit: Literal["days", "weeks", "years", MeasuredIn]
    kind: Literal["guideline", "label", "literature", "engineering choice"]
    source: Words
    says: Words

    @cached_property
    def days(self) -> int:
        """The parameter as a number of days; raises ValueError for units that are no time."""
        factor = {"days": 1, "weeks": 7}.get(self.unit)
        if factor is None:
            message = f"{self.unit} is not a span of days"
            raise ValueError(message)
        return int(self.value * factor)


def _only(source: str) -> dict[str, JsonValue]:
    """What `_one_source` asks for, for editors: names under this source."""
    return {"required": [source], "properties": {source: {"minItems": 1}}}


class Undoing(Strict):
    """Words directly before or behind a term that take it back: "stop ibuprofen", "bed rest no longer needed"."""

    before: tuple[Wordings, ...] = ()
    behind: tuple[Wordings, ...] = ()


class FindingSheet(Strict):
    """One entry of the vocabulary.

    `denials` are phrases in which a term says the opposite, `undone_by` what takes a term back from
    before or behind it, `exempt` phrases that make a drafted order something else. With `hip_only`
    words that name another part of the body, and no hip, do not count. Where a finding named in `moot`
    is present the question does not arise: a card then names this finding only if it is present.
    """

    model_config = ConfigDict(json_schema_extra={"oneOf": [_only("reads"), _only("drafts")]})

    says: Words
    asks: Words
    reads: tuple[Kind, ...] = ()
    drafts: tuple[DraftKind, ...] = ()
    absence: Literal["explicit", "closed"]
    sided: bool = False
    computed: Name = "coded"
    option: str | None = None
    exam: Name | None = None
    value_sets: dict[Name, OneOrMore] = Field(default={})
    parameters: dict[Name, Name] = Field(default={})
    terms: tuple[Phrase, ...] = ()
    denials: tuple[Wordings, ...] = ()
    undone_by: Undoing = Undoing()
    exempt: tuple[Phrase, ...] = ()
    hip_only: bool = False
    seventh_character: Annotated[str, StringConstraints(pattern=r"^[A-Z]+$")] | None = None
    pain: bool = False
    locates: bool = False
    observed_as: tuple[str, ...] = ()
    moot: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _one_source(self) -> FindingSheet:
        if bool(self.reads) == bool(self.drafts):
            message = "a finding names the resource types of the record under reads, or those of orders under drafts"
            raise ValueError(message)
        return self

    @cached_property
    def all_sets(self) -> frozenset[str]:
        """Every value set that the finding's function looks for."""
        return frozenset(name for group in self.value_sets.values() for name in group)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The value sets whose codes mean this finding."""
        return frozenset(self.value_sets.get("code", ()))

    @property
    def follows_pain(self) -> bool:
        """Whether the answer depends on since when it hurts, or since when another finding is there."""
        return self.option is not None or not {"unrecorded_onset", "window"}.isdisjoint(self.parameters)
