"""The rule book in use: every sheet, checked and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from service.rulebook.conditions import atoms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.rulebook.finding_sheets import FindingSheet, Parameter
    from service.rulebook.language import Language, Terms
    from service.rulebook.reading_sheets import Reading
    from service.rulebook.sheets import AssessmentSheet, BookSheet, RuleSheet, Service, SuggestionSheet
    from service.rulebook.statements import StatementSheet
    from service.rulebook.value_sets import Terminology, ValueSet


@dataclass(frozen=True)
class RuleBook:
    """All sheets of one rules directory. `sha256` is over the bytes of every file in it."""

    sheet: BookSheet
    findings: Mapping[str, FindingSheet]
    assessments: Mapping[str, AssessmentSheet]
    rules: Mapping[str, RuleSheet]
    parameters: Mapping[str, Parameter]
    value_sets: Mapping[str, ValueSet]
    suggestions: Mapping[str, SuggestionSheet]
    citations: Mapping[str, str]
    reading: Reading
    language: Language
    report_terms: Terms
    symptom_terms: Terms
    statements: Mapping[str, StatementSheet]
    terminology: Terminology
    sha256: str

    @property
    def sheets(self) -> tuple[AssessmentSheet | RuleSheet, ...]:
        """Everything that has a condition and examples: assessments, then rules."""
        return (*self.assessments.values(), *self.rules.values())

    @property
    def version(self) -> str:
        """The rule book's own version."""
        return self.sheet.version

    def service(self, identity: str) -> Service | None:
        """The CDS service of an id."""
        return next((service for service in self.sheet.services if service.id == identity), None)

    def speaking(self, hook: str) -> tuple[RuleSheet, ...]:
        """The rules that are evaluated for a hook, by priority and name."""
        return self._by_hook.get(hook, ())

    @cached_property
    def _by_hook(self) -> dict[str, tuple[RuleSheet, ...]]:
        evaluated = [rule for rule in self.rules.values() if rule.status in ("active", "shadow")]
        evaluated.sort(key=lambda rule: (rule.priority, rule.id))
        hooks = {hook for rule in evaluated for hook in rule.hooks}
        return {hook: tuple(rule for rule in evaluated if hook in rule.hooks) for hook in hooks}

    def reads(self, rule: RuleSheet) -> frozenset[str]:
        """The findings that a rule rests on, conclusions resolved into theirs."""
        return self._reads[rule.id]

    @cached_property
    def _reads(self) -> dict[str, frozenset[str]]:
        return {rule.id: frozenset(self._resolved(rule.named | set(rule.mentions))) for rule in self.rules.values()}

    def _resolved(self, names: frozenset[str]) -> Iterator[str]:
        for name in names:
            if name in self.assessments:
                yield from self.assessments[name].when.names
            else:
                yield name

    def observes(self, rule: RuleSheet) -> frozenset[str]:
        """The findings that a rule reads, and those that decide about its suggestions or make a question moot."""
        reads = self.reads(rule)
        offered = (self.suggestions[name].findings for name in rule.card.suggestions if name in self.suggestions)
        moot = (name for one in reads & self.findings.keys() for name in self.findings[one].moot)
        return reads.union(moot, *offered)

    @cached_property
    def pain_kinds(self) -> frozenset[str]:
        """The resource types in which pain is recorded."""
        return frozenset(kind for sheet in self.findings.values() if sheet.pain for kind in sheet.reads)

    def kinds(self, hook: str) -> tuple[str, ...]:
        """The resource types that the rules of a hook read, Patient first."""
        return self._kinds.get(hook, ("Patient",))

    @cached_property
    def _kinds(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {hook: {"Patient"} for hook in self._by_hook}
        for hook, rules in self._by_hook.items():
            for name in frozenset().union(*(self.observes(rule) for rule in rules)):
                found[hook].update(self.findings[name].reads)
        return {hook: tuple(sorted(kinds, key=lambda kind: (kind != "Patient", kind))) for hook, kinds in found.items()}

    def asks(self, rule: RuleSheet) -> frozenset[str]:
        """The findings that a rule's terms ask for, conclusions resolved; what silences it is left out."""
        named = {term.name for term in atoms(rule.when.when)}
        resolved = {
            term.name for name in named & self.assessments.keys() for term in atoms(self.assessments[name].when.when)
        }
        return frozenset((named - self.assessments.keys()) | resolved)
