"""The wire shapes of CDS Hooks 2.0 and of /evaluate, for the OpenAPI description and for checking answers.

Member names are the specification's own (camelCase).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Json = dict[str, Any]
Text = Annotated[str, StringConstraints(min_length=1)]


class Wire(BaseModel):
    """Emitted shapes: nothing else may stand in them."""

    model_config = ConfigDict(extra="forbid")


class Loose(BaseModel):
    """Received shapes: unknown members are allowed and not read (CDS Hooks 2.0, Extensions)."""

    model_config = ConfigDict(extra="allow")


class Service(Wire):
    """CDS Hooks 2.0, Discovery: one service; the versions are of 3.0."""

    hook: Text
    title: Text
    description: Text
    id: Text
    prefetch: dict[str, Text]
    usageRequirements: Text  # noqa: N815
    version: Text | None = None
    hookVersion: Text | None = None  # noqa: N815


class Discovery(Wire):
    """CDS Hooks 2.0, Discovery."""

    services: list[Service]


class CdsRequest(Loose):
    """CDS Hooks 2.0, Calling a CDS Service."""

    hook: Text
    hookInstance: str | None = None  # noqa: N815
    context: Json
    prefetch: Json | None = None
    fhirServer: str | None = None  # noqa: N815
    fhirAuthorization: Json | None = None  # noqa: N815


class Coding(Wire):
    """A FHIR Coding as cards use it."""

    system: Text
    code: Text
    display: Text


class Source(Wire):
    """CDS Hooks 2.0, Source."""

    label: Text
    url: Text
    topic: Coding


class Action(Wire):
    """CDS Hooks 2.0, Action."""

    type: Literal["create", "update", "delete"]
    description: Text
    resource: Json | None = None
    resourceId: Text | None = None  # noqa: N815


class Suggestion(Wire):
    """CDS Hooks 2.0, Suggestion."""

    label: Text
    uuid: Text
    isRecommended: bool | None = None  # noqa: N815
    actions: Annotated[list[Action], Field(min_length=1)]


class Card(Wire):
    """CDS Hooks 2.0, Card Attributes; the summary has fewer than 140 characters."""

    uuid: Text
    summary: Annotated[str, StringConstraints(min_length=1, max_length=139)]
    detail: Text
    indicator: Literal["info", "warning", "critical"]
    source: Source
    suggestions: Annotated[list[Suggestion], Field(min_length=1)] | None = None
    selectionBehavior: Literal["at-most-one", "any"] | None = None  # noqa: N815
    overrideReasons: Annotated[list[Coding], Field(min_length=1)]  # noqa: N815
    extension: Json


class CdsResponse(Wire):
    """CDS Hooks 2.0, CDS Service Response."""

    cards: list[Card]
    extension: Json | None = None


class IssueShape(Wire):
    """Something that could not be read or used."""

    severity: Literal["information", "warning", "error"]
    code: Text
    location: Text
    message: Text


class EvidenceReport(Wire):
    """One record that a finding comes from."""

    reference: Text
    element: Text
    certainty: Literal["coded", "read from text"]
    date: Text | None = None
    side: Literal["left", "right", "both"] | None = None
    quote: Text | None = None


class FindingReport(Wire):
    """One finding of one hip; `reason` says why it is unknown."""

    finding: Text
    value: Literal["present", "absent", "unknown"]
    evidence: Annotated[list[EvidenceReport], Field(min_length=1)] | None = None
    reason: Text | None = None
    note: Text | None = None


class Because(Wire):
    """One condition that kept a rule silent."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    finding: Text
    is_: Annotated[Text, Field(alias="is")]
    needed: Text


class RuleReport(Wire):
    """What became of one rule at one hip: what it rests on, or what kept it silent."""

    rule: Text
    outcome: Literal["fired", "hidden", "shadow", "silent"]
    indicator: Literal["info", "warning", "critical"] | None = None
    restsOn: Annotated[list[Text], Field(min_length=1)] | None = None  # noqa: N815
    because: Annotated[list[Because], Field(min_length=1)] | None = None
    hiddenBy: Text | None = None  # noqa: N815


class HipReport(Wire):
    """One hip of one patient."""

    side: Literal["left", "right"]
    findings: list[FindingReport]
    rules: list[RuleReport]


class OrderReport(Wire):
    """One drafted order of one patient."""

    order: Text
    findings: list[FindingReport]
    rules: list[RuleReport]


class PatientReport(Wire):
    """One patient of /evaluate: hips, or for the order hooks the drafted orders."""

    reference: Text
    cards: list[Card]
    hips: list[HipReport] | None = None
    orders: list[OrderReport] | None = None
    partlyEvaluated: dict[str, list[Text]] | None = None  # noqa: N815
    issues: list[IssueShape] | None = None


class RuleBookReference(Wire):
    """Which rule book answered."""

    id: Text
    version: Text
    sha256: Text


class EvaluateResponse(Wire):
    """A CDS Hooks response with the explanation beside it."""

    cards: list[Card]
    patients: list[PatientReport]
    issues: list[IssueShape] | None = None
    ruleBook: RuleBookReference  # noqa: N815


class OutcomeIssue(Loose):
    """FHIR OperationOutcome.issue."""

    severity: Text
    code: Text
    diagnostics: str | None = None
    expression: list[str] | None = None


class OperationOutcome(Loose):
    """FHIR OperationOutcome."""

    resourceType: Literal["OperationOutcome"]  # noqa: N815
    issue: list[OutcomeIssue]


class Health(Wire):
    """Answer of the health endpoints."""

    status: Literal["live", "ready"]
    ruleBook: RuleBookReference | None = None  # noqa: N815
