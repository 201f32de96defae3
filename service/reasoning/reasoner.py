"""From one case to conclusions: screen, assess, advise, arbitrate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from service.domain import Case, Conclusion, Indicator, Outcome, Presence, Verdict
from service.reasoning.engine import Engine
from service.reasoning.plain import grounds, might_hold, why_not
from service.reasoning.screen import Screen
from service.reasoning.tracks import arbitrate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import RuleSheet

_PRESENT = Presence.PRESENT  # looked up once: on Python 3.11 that takes longer than the comparison


@dataclass(frozen=True)
class Panel:
    """The rules of one hook, with their engines."""

    rules: Mapping[str, RuleSheet]
    findings: tuple[str, ...]
    assess: Engine
    advise: Engine
    screen: Screen

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The rule ids by priority."""
        return tuple(self.rules)


class Reasoner:
    """The rule book ready to reason; built once, used by every call."""

    def __init__(self, book: RuleBook) -> None:
        """Build an engine for each distinct group of rules."""
        self._book = book
        self._panels: dict[str, Panel] = {}
        groups: dict[tuple[str, ...], Panel] = {}
        for service in book.sheet.services:
            rules = {rule.id: rule for rule in book.speaking(service.hook)}
            key = tuple(rules)
            if key not in groups:
                groups[key] = self._panel(rules, f"panel-{len(groups)}")
            self._panels[service.hook] = groups[key]

    def _panel(self, rules: Mapping[str, RuleSheet], name: str) -> Panel:
        findings = frozenset().union(*(self._book.observes(rule) for rule in rules.values()))
        named = frozenset().union(*(rule.named for rule in rules.values()))
        assessments = {one: self._book.assessments[one].when for one in sorted(named & self._book.assessments.keys())}
        conditions = {one: rule.when for one, rule in rules.items()}
        return Panel(
            rules=rules,
            findings=tuple(name for name in self._book.findings if name in findings),
            assess=Engine(f"{name}-assess", assessments),
            advise=Engine(f"{name}-advise", conditions),
            screen=Screen(conditions.values(), assessments),
        )

    def panel(self, hook: str) -> Panel:
        """The rules of a hook."""
        return self._panels[hook]

    def conclude(self, cases: Iterable[Case], hook: str) -> tuple[Verdict, ...]:
        """What the rules of a hook say of each case; cases with the same values are judged once."""
        verdicts: list[Verdict] = []
        for case in cases:
            same = next((one for one in verdicts if _alike(one.case, case)), None)
            verdicts.append(same._replace(case=case) if same else self._judged(case, self._panels[hook]))
        return tuple(verdicts)

    def _judged(self, case: Case, panel: Panel) -> Verdict:
        observed = {name: finding.presence for name, finding in case.findings.items()}
        present = frozenset([name for name, value in observed.items() if value is _PRESENT])
        if not panel.screen.may_fire(present):
            return Verdict(case, observed, observed, ())
        values = assessed(panel, observed)
        fired = panel.advise.fired(values)
        pairs = [(rule, indicator_of(rule, values)) for name, rule in panel.rules.items() if name in fired]
        became = (one._replace(grounds=self._grounds(panel.rules[one.rule], values)) for one in arbitrate(pairs))
        return Verdict(case, observed, values, tuple(became))

    def _grounds(self, rule: RuleSheet, values: Mapping[str, Presence]) -> frozenset[str]:
        """The findings that a rule which fired rests on, conclusions resolved into theirs."""
        names = {*grounds(rule.when, values), *(step.when for step in rule.steps if is_present(step.when, values))}
        resolved = (
            grounds(self._book.assessments[name].when, values) for name in names & self._book.assessments.keys()
        )
        return frozenset(names - self._book.assessments.keys()).union(*resolved)

    def explain(self, verdict: Verdict, hook: str) -> tuple[Conclusion, ...]:
        """What became of every rule of the hook, and for the silent ones the condition that decided."""
        panel = self._panels[hook]
        values = assessed(panel, verdict.values)
        became = {one.rule: one for one in verdict.conclusions}
        return tuple(
            became.get(name) or Conclusion(name, Outcome.SILENT, rule.card.indicator, why_not(rule.when, values))
            for name, rule in panel.rules.items()
        )

    def blind(self, verdict: Verdict, hook: str) -> dict[str, frozenset[str]]:
        """The silent rules that could have fired with the data that was lacking, and the types they lacked."""
        findings = verdict.case.findings
        lacked = {name for name, finding in findings.items() if finding.lacked}
        if not lacked:
            return {}
        panel = self._panels[hook]
        spoke = {one.rule for one in verdict.conclusions}
        values = assessed(panel, verdict.values)
        unsure = lacked | self._resting_on_pain(verdict.case)
        unsure |= {name for name in panel.assess.rules if self._may_differ(name, values, unsure)}
        result = {}
        for name, rule in panel.rules.items():
            if name not in spoke and rule.status == "active" and might_hold(rule.when, values, unsure):
                asked = (self._book.asks(rule) & lacked) or (self._book.reads(rule) & lacked)
                kinds = frozenset().union(*(findings[one].lacked for one in asked))
                result[name] = kinds or self._book.pain_kinds & _lacking(verdict.case)
        return result

    def _resting_on_pain(self, case: Case) -> set[str]:
        """What is present at this hip only as long as the pain is not known better.

        Since when it hurts decides which imaging and which injury count, and where it hurts decides
        for which hip a record without a side counts.
        """
        if self._book.pain_kinds.isdisjoint(_lacking(case)):
            return set()
        sheets = self._book.findings
        return {
            name
            for name, one in case.findings.items()
            if one.presence is Presence.PRESENT
            and sheets[name].sided
            and (sheets[name].follows_pain or not all(proof.sides for proof in one.evidence))
        }

    def _may_differ(self, name: str, values: Mapping[str, Presence], lacked: Collection[str]) -> bool:
        """Whether an assessment could come out the other way if the lacked findings were known."""
        when = self._book.assessments[name].when
        if values[name] is Presence.PRESENT:
            return not when.names.isdisjoint(lacked)
        return might_hold(when, values, lacked)


def _lacking(case: Case) -> frozenset[str]:
    """The resource types that were lacking for any finding."""
    return frozenset().union(*(finding.lacked for finding in case.findings.values()))


def _alike(one: Case, other: Case) -> bool:
    """Whether two cases have the same values, so that one judgement serves both."""
    if one.findings is other.findings:
        return True
    return all(finding.presence is other.findings[name].presence for name, finding in one.findings.items())


def assessed(panel: Panel, values: Mapping[str, Presence]) -> dict[str, Presence]:
    """The values with the assessments added: PRESENT where their condition holds, else ABSENT."""
    if not values.keys().isdisjoint(panel.assess.rules):
        return dict(values)
    fired = panel.assess.fired(values)
    return {**values, **dict.fromkeys(panel.assess.rules, Presence.ABSENT), **dict.fromkeys(fired, Presence.PRESENT)}


def indicator_of(rule: RuleSheet, values: Mapping[str, Presence]) -> Indicator:
    """The indicator of a card for the values."""
    steps = (step.indicator for step in rule.steps if is_present(step.when, values))
    return next(steps, rule.card.indicator)


def is_present(name: str, values: Mapping[str, Presence]) -> bool:
    """Whether a finding or conclusion is PRESENT."""
    return values[name] is Presence.PRESENT
