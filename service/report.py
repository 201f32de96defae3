"""An evaluation in JSON: the cards, and beside them what they rest on and why the others stayed silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.domain import BOTH, Evidence, Finding, Issue, Outcome, Presence
from service.rulebook.fields import ORDER_HOOKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from service.domain import Conclusion, Verdict
    from service.evaluate import Evaluation
    from service.reasoning.reasoner import Reasoner
    from service.rulebook.book import RuleBook

Json = dict[str, Any]

ISSUE_LIMIT = 50
"""How many issues a CDS Hooks response names; /evaluate names all."""


def explained(evaluation: Evaluation, reasoner: Reasoner, hook: str, extra: Iterable[Issue] = ()) -> Json:
    """One patient of /evaluate: cards, hips or drafted orders with findings and rules, what could not be read."""
    patient = evaluation.chart.patient
    issues = [issue_json(one) for one in (*evaluation.issues, *extra, *_left_open(evaluation))]
    cases = [_case(verdict, reasoner, hook) for verdict in evaluation.verdicts]
    report: Json = {
        "reference": patient.reference,
        "cards": list(evaluation.cards),
        "orders" if hook in ORDER_HOOKS else "hips": cases,
    }
    gaps = {rule: sorted(kinds) for rule, kinds in sorted(evaluation.blind.items())}
    return report | ({"partlyEvaluated": gaps} if gaps else {}) | ({"issues": issues} if issues else {})


def _left_open(evaluation: Evaluation) -> list[Issue]:
    """What was recorded and yet left open: each record that a finding could not make use of, with the reason."""
    found: dict[tuple[str, str], Issue] = {}
    for verdict in evaluation.verdicts:
        for finding in verdict.case.findings.values():
            if finding.presence is Presence.UNKNOWN and finding.evidence and finding.reason:
                proof = finding.evidence[0]
                where = f"{proof.reference}{proof.element.removeprefix(proof.element.partition('.')[0])}"
                found.setdefault((where, finding.reason), Issue(where, finding.reason, "informational", "information"))
    return list(found.values())


def _case(verdict: Verdict, reasoner: Reasoner, hook: str) -> Json:
    case = verdict.case
    about: Json = {"order": case.order.reference} if case.order else {"side": case.hip.value if case.hip else None}
    return about | {
        "findings": [_finding(finding) for finding in case.findings.values()],
        "rules": [_rule(one) for one in reasoner.explain(verdict, hook)],
    }


def _finding(finding: Finding) -> Json:
    told: Json = {"finding": finding.name, "value": finding.presence.value}
    if finding.evidence:
        told["evidence"] = [_evidence(one) for one in finding.evidence]
    for key, text in (("reason", finding.reason), ("note", finding.note)):
        if text:
            told[key] = text
    return told


def _evidence(evidence: Evidence) -> Json:
    told: Json = {
        "reference": evidence.reference,
        "element": evidence.element,
        "certainty": evidence.certainty.value,
    }
    if evidence.when:
        told["date"] = str(evidence.when)
    if evidence.sides:
        told["side"] = "both" if evidence.sides == BOTH else next(iter(evidence.sides)).value
    return told | ({"quote": evidence.quote} if evidence.quote else {})


def _rule(conclusion: Conclusion) -> Json:
    told: Json = {"rule": conclusion.rule, "outcome": conclusion.outcome.value}
    if conclusion.outcome is not Outcome.SILENT:
        told["indicator"] = conclusion.indicator.value
    if conclusion.grounds:
        told["restsOn"] = sorted(conclusion.grounds)
    if conclusion.because:
        told["because"] = [{"finding": one.name, "is": one.value, "needed": one.needed} for one in conclusion.because]
    return told | ({"hiddenBy": conclusion.hidden_by} if conclusion.hidden_by else {})


def issue_json(issue: Issue) -> Json:
    """One issue, located, without the value that caused it."""
    return {"severity": issue.severity, "code": issue.code, "location": issue.location, "message": issue.message}


def book_json(book: RuleBook) -> Json:
    """Which rule book answered."""
    return {"id": book.sheet.id, "version": book.version, "sha256": book.sha256}


def gaps(evaluation: Evaluation, keys: Mapping[str, str]) -> Json:
    """What a CDS Hooks response says about its own blind spots; empty when there are none.

    `keys` maps resource types to prefetch keys.
    """
    told: Json = {}
    if evaluation.blind:
        told["evaluated"] = "partly"
        told["missing"] = [
            _missing(kind, keys.get(kind, kind), evaluation) for kind in sorted(set().union(*evaluation.blind.values()))
        ]
    issues = [issue_json(one) for one in evaluation.issues if one.severity != "information"]
    return told | ({"issues": issues[:ISSUE_LIMIT]} if issues else {})


def _missing(kind: str, key: str, evaluation: Evaluation) -> Json:
    rules = sorted(rule for rule, kinds in evaluation.blind.items() if kind in kinds)
    return {"resourceType": kind, "prefetch": key, "state": evaluation.chart.unanswered.get(kind, ""), "rules": rules}
