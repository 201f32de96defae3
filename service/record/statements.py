"""What the record room hands on: resources of one patient, read, with all FHIR versions made alike."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from service.domain import Issue, When
    from service.record.forms import Form


class CodeIndex(Protocol):
    """Tells which codes the rule book knows; the record room has no medicine of its own."""

    @property
    def codes(self) -> frozenset[str]:
        """Every code that stands in a value set by itself, whatever its system."""

    @property
    def heads(self) -> frozenset[str]:
        """The first three characters of every code that stands for all codes below it."""

    @property
    def systems(self) -> frozenset[str]:
        """The code systems that the rule book knows, by all their names."""

    def sets_of(self, system: str, code: str) -> frozenset[str]:
        """The names of the value sets that hold the code."""

    def may_complain(self, text: str) -> bool:
        """Whether the text of a problem may say something that the rule book knows."""

    def may_report(self, text: str) -> bool:
        """Whether the text of a report may say something that the rule book knows."""


NOTHING: Mapping[str, Any] = MappingProxyType({})


class Standing(StrEnum):
    """Whether a statement holds, from its status elements."""

    CURRENT = "current"
    PLANNED = "planned"
    ENDED = "ended"
    REFUTED = "refuted"
    UNSURE = "unsure"
    VOID = "void"


class Coding(NamedTuple):
    """One code of one system, with the value sets that hold it."""

    system: str
    code: str
    sets: frozenset[str]


class Concept(NamedTuple):
    """A CodeableConcept, CodeableReference.concept or Coding; `text` is its own, else the display of a coding."""

    element: str
    codings: tuple[Coding, ...]
    text: str | None
    sets: frozenset[str]


NO_SETS: frozenset[str] = frozenset()


def sets_of(concepts: Iterable[Concept]) -> frozenset[str]:
    """All value sets that the concepts' codes stand in."""
    return NO_SETS.union(*(concept.sets for concept in concepts))


class Text(NamedTuple):
    """Free text and the element it stands in."""

    element: str
    text: str


class Quantity(NamedTuple):
    """Observation.valueQuantity between two bounds, equal unless a comparator opens one.

    `below` says that the upper bound itself is not reached. `unit` is the code of the unit, else
    what is written for people, which `written` has.
    """

    low: float
    high: float
    unit: str
    written: str = ""
    below: bool = False


class Part(NamedTuple):
    """One ImagingStudy.series: where it looked and how."""

    modality: tuple[Concept, ...]
    sites: tuple[Concept, ...]
    laterality: tuple[Concept, ...]
    description: str | None


class Statement(NamedTuple):
    """One resource of the chart, read; every field means the same in STU3, R4, R4B and R5.

    `sets` and `value_sets` are the value sets that its code and, of an Observation, its value stand in.
    `quotes` has the sentence of each element whose meaning was read from its text. `components` are
    those of an Observation whose code is known: each a statement of the same resource, that stands
    `within` it.
    """

    kind: str
    reference: str
    location: str
    standing: Standing
    resource: Mapping[str, Any] = NOTHING
    code: tuple[Concept, ...] = ()
    value: tuple[Concept, ...] = ()
    quantity: Quantity | None = None
    dose: Quantity | None = None
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
    forms: tuple[Form, ...] = ()
    results: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    began: When | None = None
    began_text: str | None = None
    recorded: When | None = None
    ended: When | None = None
    intent: str | None = None
    sets: frozenset[str] = frozenset()
    value_sets: frozenset[str] = frozenset()
    quotes: Mapping[str, str] = NOTHING
    components: tuple[Statement, ...] = ()
    within: str = ""

    @property
    def when(self) -> When | None:
        """The best date of the statement: when it began, else when it was recorded."""
        return self.began or self.recorded


class Patient(NamedTuple):
    """The patient of the call. `sex` follows sexParameterForClinicalUse where it stands, else gender."""

    reference: str
    birth: When | None
    sex: str | None
    sex_element: str
    deceased: bool
    deceased_element: str | None = None


class Chart(NamedTuple):
    """The record of one patient as far as the rule book needs it.

    `unanswered` maps each resource type that the call did not answer in full to the reason, so
    that what is missing from it is never taken for absent. `by_set` says where in `statements`
    each value set occurs. `components` are those of all Observations, read like Observations; they
    are not among `statements`.
    """

    patient: Patient
    statements: tuple[Statement, ...] = ()
    unanswered: Mapping[str, str] = NOTHING
    issues: tuple[Issue, ...] = ()
    drafts: tuple[Statement, ...] = ()
    encounter: str | None = None
    by_set: Mapping[str, tuple[int, ...]] = NOTHING
    has_orders: bool = False
    components: tuple[Statement, ...] = ()

    def of(self, kinds: Collection[str], sets: frozenset[str]) -> Iterator[Statement]:
        """The statements of these resource types whose code or value stands in one of the sets."""
        places = {place for name in self.by_set.keys() & sets for place in self.by_set[name]}
        for place in sorted(places):
            if self.statements[place].kind in kinds:
                yield self.statements[place]


ORDERS = frozenset({"ServiceRequest", "DeviceRequest"})
"""The resource types that order something."""


def indexed(statements: Iterable[Statement]) -> dict[str, tuple[int, ...]]:
    """For each value set, which of the statements have a code or value in it."""
    places: dict[str, tuple[int, ...]] = {}
    for place, statement in enumerate(statements):
        for name in statement.sets | statement.value_sets:
            places[name] = (*places.get(name, ()), place)
    return places
