"""Conclusions into CDS Hooks cards: fills names, sides and resources, decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.cards.suggestions import Suggestion, prepare
from service.cards.wording import found, hip_in_words, not_known
from service.domain import BOTH, Case, Evidence, Finding, Indicator, Presence, Sides, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import FindingSheet, RuleSheet

Json = dict[str, Any]
_ORDER = [Indicator.CRITICAL, Indicator.WARNING, Indicator.INFO]
_REASON_TYPES = ("Condition/", "Observation/", "DiagnosticReport/")


@dataclass(frozen=True, slots=True)
class Request:
    """What a card needs to know of the call. `new_id` makes the uuid of a card or suggestion."""

    patient: str
    as_of: date
    base_url: str
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Told:
    """One rule that speaks, for the hips in which it does; their cases give the evidence.

    `recorded` is false when no record that the rule rests on names a side.
    """

    rule: str
    indicator: Indicator
    cases: tuple[Case, ...]
    recorded: bool = True

    @property
    def sides(self) -> Sides:
        """The hips that the card is about."""
        return frozenset(case.hip for case in self.cases if case.hip)


class Deck:
    """The cards of a rule book, prepared once."""

    def __init__(self, book: RuleBook) -> None:
        """Prepare the suggestions; the rule book was checked, so this does not fail."""
        self._book = book
        self._suggestions = {name: prepare(name, sheet, book.value_sets) for name, sheet in book.suggestions.items()}

    def cards(self, verdicts: Iterable[Verdict], request: Request) -> list[Json]:
        """The cards of a call, the most urgent first."""
        return [self._card(told, request) for told in self._told(verdicts)]

    def _told(self, verdicts: Iterable[Verdict]) -> list[Told]:
        """One entry per rule and indicator: equal cards of both hips become one."""
        merged: dict[tuple[str, Indicator], list[Case]] = {}
        for verdict in verdicts:
            for conclusion in verdict.shown():
                merged.setdefault((conclusion.rule, conclusion.indicator), []).append(verdict.case)
        told = [
            Told(rule, indicator, tuple(cases), self._side_recorded(rule, cases))
            for (rule, indicator), cases in merged.items()
        ]
        told.sort(key=lambda one: (_ORDER.index(one.indicator), self._book.rules[one.rule].priority, one.rule))
        return list(_once(told, self._book))

    def _side_recorded(self, rule: str, cases: list[Case]) -> bool:
        sided = [name for name in self._book.reads(self._book.rules[rule]) if self._book.findings[name].sided]
        present = [one for case in cases for name in sided if (one := case.findings[name]).presence is Presence.PRESENT]
        return not present or any(proof.sides for one in present for proof in one.evidence)

    def _card(self, told: Told, request: Request) -> Json:
        rule = self._book.rules[told.rule]
        findings = list(self._findings(rule, told))
        card: Json = {
            "uuid": request.new_id(),
            "summary": rule.card.summary,
            "detail": self._detail(rule, told, findings),
            "indicator": told.indicator.value,
            "source": self._source(rule, request),
            "overrideReasons": self._reasons(rule, request),
            "extension": {self._book.sheet.namespace: self._facts(rule, told, findings)},
        }
        suggestions = [
            self._suggestion(self._suggestions[name], told, rule, findings, request) for name in rule.card.suggestions
        ]
        if suggestions:
            card |= {"suggestions": suggestions, "selectionBehavior": "any"}
        return card

    def _findings(self, rule: RuleSheet, told: Told) -> Iterator[tuple[FindingSheet, Finding]]:
        """Each finding that the rule rests on, from the hip that says most about it."""
        reads = self._book.reads(rule)
        for name, sheet in self._book.findings.items():
            if name in reads:
                yield sheet, _merged([case.findings[name] for case in told.cases])

    def _detail(self, rule: RuleSheet, told: Told, findings: list[tuple[FindingSheet, Finding]]) -> str:
        needed, asked = rule.when.names() - set(rule.when.unless), self._asked(rule)
        counted = [
            (sheet, one)
            for sheet, one in findings
            if one.presence is Presence.PRESENT or (one.presence is Presence.ABSENT and one.name in needed)
        ]
        unknown = list(not_known((sheet, one) for sheet, one in findings if one.name in asked))
        return rule.card.detail.format(
            hip=hip_in_words(told.sides or BOTH, recorded=told.recorded),
            evidence="\n".join(found(counted)),
            unknown="\n".join(unknown) or "- Nothing that this card asks for",
        )

    def _asked(self, rule: RuleSheet) -> frozenset[str]:
        """The findings that a card names when they are unknown: its own, and those that would silence it."""
        silencing = (
            self._book.assessments[name].when.names() for name in rule.when.unless if name in self._book.assessments
        )
        return rule.when.names().union(rule.mentions, *silencing)

    def _source(self, rule: RuleSheet, request: Request) -> Json:
        sheet = self._book.sheet
        return {
            "label": f"{sheet.label} {sheet.version}",
            "url": f"{request.base_url}/rules/{rule.id}",
            "topic": {"system": f"{request.base_url}/rules", "code": rule.id, "display": rule.title},
        }

    def _reasons(self, rule: RuleSheet, request: Request) -> list[Json]:
        known = self._book.sheet.override_reasons
        system = f"{request.base_url}/override-reasons"
        return [{"system": system, "code": name, "display": known[name]} for name in rule.card.override_reasons]

    def _facts(self, rule: RuleSheet, told: Told, findings: list[tuple[FindingSheet, Finding]]) -> Json:
        """What the extension carries: rule, version, side and evidence; no free text of the chart."""
        evidence = [
            fact
            for _, one in findings
            if one.presence is Presence.PRESENT
            for fact in (_fact(one.name, proof) for proof in one.evidence)
        ]
        facts: Json = {"rule": rule.id, "ruleVersion": rule.version, "ruleBookVersion": self._book.version}
        if told.sides:
            facts["side"] = "both" if told.sides == BOTH else next(iter(told.sides)).value
            facts["sideRecorded"] = told.recorded
        return facts | ({"evidence": evidence} if evidence else {})

    def _suggestion(
        self,
        suggestion: Suggestion,
        told: Told,
        rule: RuleSheet,
        findings: list[tuple[FindingSheet, Finding]],
        request: Request,
    ) -> Json:
        side = _variant(told)
        proofs = (proof.reference for _, one in findings if one.presence is Presence.PRESENT for proof in one.evidence)
        reasons = list(dict.fromkeys(reference for reference in proofs if reference.startswith(_REASON_TYPES)))
        resource = suggestion.resource(side, request.patient, request.as_of.isoformat(), reasons, rule.title)
        made: Json = {
            "label": suggestion.label[side],
            "uuid": request.new_id(),
            "actions": [{"type": "create", "description": suggestion.description[side], "resource": resource}],
        }
        return made | ({"isRecommended": True} if suggestion.recommended else {})


def _once(told: Iterable[Told], book: RuleBook) -> Iterator[Told]:
    """Rules that speak at most once per response keep their most urgent card."""
    seen: set[str] = set()
    for one in told:
        if book.rules[one.rule].once and one.rule in seen:
            continue
        seen.add(one.rule)
        yield one


def _variant(told: Told) -> str:
    """Which variant of a suggestion fits: one hip, both, or a side that nobody recorded."""
    if not told.recorded or not told.sides:
        return "unrecorded"
    return "both" if told.sides == BOTH else next(iter(told.sides)).value


_RANK = {Presence.PRESENT: 0, Presence.UNKNOWN: 1, Presence.ABSENT: 2}


def _merged(findings: list[Finding]) -> Finding:
    """The finding of several hips in one card: the strongest presence, the evidence of all that share it."""
    best = min(findings, key=lambda one: _RANK[one.presence])
    same = [one for one in findings if one.presence is best.presence]
    evidence = tuple(dict.fromkeys(proof for one in same for proof in one.evidence))
    return Finding(best.name, best.presence, evidence, best.reason, best.lacked, best.note)


def _fact(name: str, proof: Evidence) -> Json:
    fact: Json = {
        "finding": name,
        "reference": proof.reference,
        "element": proof.element,
        "certainty": proof.certainty.value,
    }
    if proof.when:
        fact["date"] = str(proof.when)
    if proof.sides:
        fact["side"] = "both" if proof.sides == BOTH else next(iter(proof.sides)).value
    return fact
