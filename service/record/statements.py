"""What the record room hands on: resources of one patient, read, with all FHIR versions made alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.domain import Issue, When


class CodeIndex(Protocol):
    """Tells which codes the rule book knows; the record room has no medicine of its own."""

    @property
    def codes(self) -> frozenset[str]:
        """Every code that stands in a value set by itself, whatever its system."""

    @property
    def heads(self) -> frozenset[str]:
        """The first three characters of every code that stands for all codes below it."""

    def sets_of(self, system: str, code: str) -> frozenset[str]:
        """The names of the value sets that hold the code."""


class Standing(StrEnum):
    """Whether a statement holds, from its status elements."""

    CURRENT = "current"
    PLANNED = "planned"
    ENDED = "ended"
    REFUTED = "refuted"
    UNSURE = "unsure"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Coding:
    """One code of one system, with the value sets that hold it."""

    system: str
    code: str
    sets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Concept:
    """A CodeableConcept, CodeableReference.concept or Coding."""

    element: str
    codings: tuple[Coding, ...]
    text: str | None
    sets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Text:
    """Free text and the element it stands in."""

    element: str
    text: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """Observation.valueQuantity between two bounds (equal unless a comparator opens one), unit as written."""

    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Part:
    """One ImagingStudy.series: where it looked and how."""

    modality: tuple[Concept, ...]
    sites: tuple[Concept, ...]
    laterality: tuple[Concept, ...]
    description: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One resource of the chart, read; every field means the same in STU3, R4, R4B and R5."""

    kind: str
    reference: str
    location: str
    standing: Standing
    resource: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    code: tuple[Concept, ...] = ()
    value: tuple[Concept, ...] = ()
    quantity: Quantity | None = None
    flag: bool | None = None
    value_text: str | None = None
    value_when: When | None = None
    value_missing: bool = False
    interpretation: tuple[Concept, ...] = ()
    sites: tuple[Concept, ...] = ()
    qualifiers: tuple[Concept, ...] = ()
    severity: tuple[Concept, ...] = ()
    modality: tuple[Concept, ...] = ()
    conclusions: tuple[Concept, ...] = ()
    parts: tuple[Part, ...] = ()
    texts: tuple[Text, ...] = ()
    results: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    began: When | None = None
    began_text: str | None = None
    recorded: When | None = None
    ended: When | None = None
    intent: str | None = None

    @property
    def sets(self) -> frozenset[str]:
        """The value sets that the statement's code stands in."""
        return frozenset().union(*(concept.sets for concept in self.code)) if self.code else frozenset()

    @property
    def value_sets(self) -> frozenset[str]:
        """The value sets that the value of an Observation stands in."""
        return frozenset().union(*(concept.sets for concept in self.value)) if self.value else frozenset()

    @property
    def when(self) -> When | None:
        """The best date of the statement: when it began, else when it was recorded."""
        return self.began or self.recorded


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient of the call. `sex` follows sexParameterForClinicalUse where it stands, else gender."""

    reference: str
    birth: When | None
    sex: str | None
    sex_element: str
    deceased: bool
    deceased_element: str | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """The record of one patient as far as the rule book needs it.

    `unanswered` maps each resource type that the call did not answer in full to the reason, so
    that what is missing from it is never taken for absent.
    """

    patient: Patient
    statements: tuple[Statement, ...] = ()
    unanswered: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    drafts: tuple[Statement, ...] = ()
    encounter: str | None = None

    def of(self, kinds: frozenset[str], sets: frozenset[str]) -> Iterator[Statement]:
        """The statements of these resource types whose code or value stands in one of the sets."""
        for statement in self.statements:
            if statement.kind in kinds and not sets.isdisjoint(statement.sets | statement.value_sets):
                yield statement
