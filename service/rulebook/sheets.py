"""The shapes of the files in rules/: what may stand in them, and nothing else."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    JsonValue,
    PlainValidator,
    StringConstraints,
    model_validator,
)

from service.domain import Indicator  # noqa: TC001 - pydantic needs it at run time
from service.rulebook.conditions import Condition, parse_condition

SUMMARY_LIMIT = 139
"""CDS Hooks 2.0, Card Attributes: card.summary has fewer than 140 characters."""

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
Term = Annotated[Words, StringConstraints(pattern=r"^[^A-Z]+$")]
"""Words to be found in a text, whatever its case; written in lower case."""
Line = Annotated[Words, StringConstraints(pattern=r"^[^{}\r\n]+$")]
"""Words on one line, without placeholders."""

LARGEST = 36_525
"""No number of a rule book is larger; a hundred years, where it counts days."""


MeasuredIn = Literal["Cel", "mg/L", "10*9/L", "mm/h"]
"""UCUM codes of the units in which measured values are compared."""


class Strict(BaseModel):
    """Unknown keys are refused; values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def either(*names: str) -> dict[str, Any]:
    """JSON Schema for a rule between elements: exactly one of these lists has something in it."""
    return {"oneOf": [{"required": [name], "properties": {name: {"minItems": 1}}} for name in names]}


class Parameter(Strict):
    """A number that rules depend on, with its unit and where it comes from."""

    value: Annotated[float, Field(gt=0, le=LARGEST)]
    unit: Literal["days", "weeks", "years", "mg", MeasuredIn]
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


class FindingSheet(Strict):
    """One entry of the vocabulary.

    `denials` are phrases in which a term says the opposite. Where a finding named in `moot` is
    present the question does not arise: a card then names this finding only if it is present.
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
    value_sets: dict[Name, OneOrMore] = {}
    parameters: dict[Name, Name] = {}
    terms: tuple[Term, ...] = ()
    denials: tuple[Term, ...] = ()
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


class Exam(Strict):
    """How an imaging examination of one kind is recognised."""

    says: Words
    modality: OneOrMore
    procedures: OneOrMore
    generic: tuple[str, ...] = ()


class Trimester(Strict):
    """The days of gestation that a trimester code stands for, both included."""

    value_set: str
    from_day: Annotated[int, Field(ge=0, le=LARGEST)]
    to_day: Annotated[int, Field(ge=0, le=LARGEST)]


class Scale(Strict):
    """Spellings of one unit; a value in it becomes (value - minus) x times."""

    spelt: OneOrMore
    minus: FiniteFloat = 0
    times: Annotated[FiniteFloat, Field(gt=0)] = 1


class Unit(Strict):
    """A unit of the rule book: how cards write it, and every unit from which values are converted."""

    says: Line
    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]

    def scale(self, spelling: str) -> Scale | None:
        """The scale of a spelling, whatever its case, its spaces and its UCUM annotations."""
        return self._by_spelling.get(bare_unit(spelling))

    @cached_property
    def _by_spelling(self) -> dict[str, Scale]:
        return {bare_unit(spelling): scale for scale in self.scales for spelling in scale.spelt}


_ANNOTATION = re.compile(r"\{[^{}]*\}|\s+")
_LOOKALIKES = str.maketrans({"µ": "u", "μ": "u", "×": "x", "º": "°"})  # noqa: RUF001 - they look alike, and both occur


def bare_unit(spelling: str) -> str:
    """A unit without what makes no difference: case, spaces, and what UCUM has in braces."""
    return _ANNOTATION.sub("", spelling.translate(_LOOKALIKES)).lower()


Sets = Annotated[frozenset[str], Field(min_length=1)]
"""Names of value sets."""


class Gestation(Strict):
    """Where pregnancy, gestational age and delivery are read."""

    status: str
    yes: Sets
    no: Sets
    due_date: str
    age: str
    last_period: str
    pregnancy: Sets
    complication: Sets
    delivery: Sets
    week_code: str
    disagreement: Name
    trimesters: tuple[Trimester, ...]

    @cached_property
    def all_sets(self) -> frozenset[str]:
        """Every value set in which pregnancy and delivery are looked for."""
        singles = {self.status, self.due_date, self.age, self.last_period}
        trimesters = {trimester.value_set for trimester in self.trimesters}
        return frozenset(singles | trimesters).union(self.yes, self.no, self.signs, self.delivery)

    @cached_property
    def signs(self) -> frozenset[str]:
        """The value sets whose codes say that she is pregnant."""
        return self.pregnancy | self.complication

    @cached_property
    def statuses(self) -> frozenset[str]:
        """The value sets whose codes say whether she is pregnant."""
        return self.signs | self.no | {self.status}


class Reading(Strict):
    """reading.yaml: how the record is read, apart from single findings."""

    systems: dict[str, str]
    sides: dict[Literal["left", "right", "both"], str]
    hip_sites: OneOrMore
    pelvis_sites: OneOrMore
    other_sites: OneOrMore
    pelvis_procedures: tuple[str, ...] = ()
    unspecific_results: frozenset[str] = frozenset()
    trauma_severity_minor: OneOrMore
    modalities: str
    exams: dict[Name, Exam]
    units: dict[MeasuredIn, Unit] = {}
    gestation: Gestation

    @cached_property
    def side_sets(self) -> frozenset[str]:
        """The value sets that name a side."""
        return frozenset(self.sides.values())


class Escalation(Strict):
    """Another indicator under one finding or conclusion."""

    when: Name
    indicator: Indicator


class Card(Strict):
    """What the clinician reads, and may do."""

    indicator: Indicator
    escalate: Escalation | None = None
    lower: Escalation | None = None
    summary: Annotated[Line, StringConstraints(max_length=SUMMARY_LIMIT)]
    detail: Words
    suggestions: tuple[Slug, ...] = ()
    override_reasons: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Evidence(Strict):
    """Why the rule exists: a citation and what it says."""

    cite: str
    says: Words
    certainty: Literal["high", "moderate", "low", "very low"]


class Given(Strict):
    """The case of an example; findings that are not named are absent."""

    present: tuple[Name, ...] = ()
    unknown: tuple[Name, ...] = ()
    absent: tuple[Name, ...] = ()


class Example(Strict):
    """One case and whether the rule fires: a test of the rule."""

    name: Words
    given: Given
    expect: Literal["fires", "silent"]
    indicator: Indicator | None = None


class Conditional(Strict):
    """What assessments and rules have in common."""

    version: Version
    title: Words
    when: Annotated[Condition, PlainValidator(parse_condition)]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    examples: Annotated[tuple[Example, ...], Field(min_length=1)]

    @property
    def steps(self) -> tuple[Escalation, ...]:
        """What changes the indicator of the card; nothing where there is no card."""
        return ()

    @cached_property
    def named(self) -> frozenset[str]:
        """Every finding and conclusion that decides about firing or about the indicator."""
        return self.when.names | {step.when for step in self.steps}


class AssessmentSheet(Conditional):
    """A conclusion that rules build on; it makes no card."""

    id: Name


class RuleSheet(Conditional):
    """One rule and its card."""

    id: Slug
    ref: str
    status: Literal["draft", "shadow", "active", "retired"]
    track: Literal["safety", "diagnostic", "companion", "management"]
    priority: FiniteFloat
    companion_of: Slug | None = None
    once: bool = False
    hooks: Annotated[tuple[Hook, ...], Field(min_length=1)]
    mentions: tuple[Name, ...] = ()
    card: Card
    misses: Words

    @cached_property
    def steps(self) -> tuple[Escalation, ...]:
        """`lower` counts before `escalate`."""
        return tuple(step for step in (self.card.lower, self.card.escalate) if step)


class Service(Strict):
    """One CDS Hooks service of the discovery document."""

    id: Slug
    hook: Hook
    title: Words
    description: Words


class BookSheet(Strict):
    """rulebook.yaml: the rule book's name, and what it says of itself."""

    id: Slug
    version: Version
    title: Words
    label: Words
    publisher: Words
    canonical: Words
    namespace: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$")]
    usage_requirements: Words
    services: Annotated[tuple[Service, ...], Field(min_length=1)]
    override_reasons: dict[Slug, Words]


class SuggestionSheet(Strict):
    """A suggestion: the R4 resource that it creates, and what it does to the order that is being drafted.

    `removes_order` deletes the order, `adds_note` writes into its note. Where the finding in
    `arranged` is present it is not offered; one with `only_if` is offered only where that finding is
    present. `for_other_hip` means the hip opposite to the card's.
    """

    label: Words
    description: Words
    resource: dict[str, Any] | None = None
    removes_order: bool = False
    adds_note: Words | None = None
    recommended: bool = False
    arranged: Name | None = None
    only_if: Name | None = None
    for_other_hip: bool = False

    @property
    def findings(self) -> tuple[Name, ...]:
        """The findings that decide whether it is offered."""
        return tuple(name for name in (self.arranged, self.only_if) if name)

    @property
    def needs_order(self) -> bool:
        """Whether it does something to a drafted order."""
        return self.removes_order or self.adds_note is not None


PLACEHOLDERS = frozenset({"hip", "order", "evidence", "unknown"})
"""What a card's detail may name in braces."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> list[str]:
    """The names in braces in a card text."""
    return _PLACEHOLDER.findall(text)


def has_stray_brace(text: str) -> bool:
    """Whether a brace belongs to no placeholder."""
    return not {"{", "}"}.isdisjoint(_PLACEHOLDER.sub("", text))
