"""The sheets of rules and assessments, their cards and suggestions, and rulebook.yaml: what may stand in them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, FiniteFloat, PlainValidator, StringConstraints

from service.domain import Indicator  # noqa: TC001 - pydantic needs it at run time
from service.rulebook.conditions import Condition, parse_condition
from service.rulebook.fields import Hook, Line, Name, Slug, Strict, Version, Words

SUMMARY_LIMIT = 139
"""CDS Hooks 2.0, Card Attributes: card.summary has fewer than 140 characters."""


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


StandardReason = Literal[
    "cds-not-applicable",
    "patient-ineligible",
    "indication-order-exists",
    "action-completed",
    "action-unsuccessful",
    "action-performed-no-adverse-effect",
    "action-not-priority",
    "cds-suboptimal-context",
    "limited-time",
    "wrong-time-workflow",
    "inappropriate-recipient",
    "need-more-info",
    "recipient-disagrees-evidence",
    "does-not-align-latest-evidence",
    "expert-contradicts",
    "policy-contradicts",
    "recipient-does-not-trust",
    "recipient-concerns-outcomes",
    "risk-benefit-ratio",
    "mitigate-risk-negative-outcome",
    "likely-negative-health-outcomes",
    "patient-contraindication",
    "does-not-align-preferences",
    "patient-fears-discomfort",
    "patient-does-not-want-change",
    "cultural-religious-reason",
    "prefers-alternative",
    "patient-refuses",
    "not-convenient-feasible",
    "inadequate-support",
    "service-not-available",
    "implementation-challenges",
    "too-costly-uncovered",
    "recipient-does-not-understand",
    "comorbidity-disability",
]
"""The codes of http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes (CDS Hooks 3.0.0-ballot)."""


class BookSheet(Strict):
    """rulebook.yaml: the rule book's name, and what it says of itself.

    `standard_reasons` gives those reasons to override a standard code that has one of the same meaning.
    """

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
    standard_reasons: dict[Slug, StandardReason] = Field(default_factory=dict)


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
