"""Whole charts in, reports out: what POST /evaluate and the command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.evaluate import Call
from service.record.chart import Subject
from service.record.validity import check_evidence
from service.report import book_json, explained, issue_json
from service.rulebook.fields import ORDER_HOOKS

if TYPE_CHECKING:
    from datetime import date

    from service.evaluate import Pipeline
    from service.record.bundles import Contents, Person

Json = dict[str, Any]


def evaluate_contents(contents: Contents, pipeline: Pipeline, hook: str, as_of: date) -> Json:
    """A CDS Hooks response with every card, and the explanation of each patient beside it.

    Resources that give evidence are also checked against the FHIR model of their version; what
    is found there becomes an issue and silences nobody.
    """
    patients = [_patient(person, contents, pipeline, hook, as_of) for person in contents.people]
    answer: Json = {
        "cards": [card for patient in patients for card in patient["cards"]],
        "patients": patients,
        "ruleBook": book_json(pipeline.book),
    }
    issues = [issue_json(issue) for issue in contents.issues]
    return answer | ({"issues": issues} if issues else {})


def _patient(person: Person, contents: Contents, pipeline: Pipeline, hook: str, as_of: date) -> Json:
    kinds = frozenset(pipeline.book.kinds(hook))
    subject = Subject(person.resource, person.full_url)
    if hook in ORDER_HOOKS:
        recorded, drafts = person.split(kinds, contents.answer)
        call = Call(hook, subject, [recorded], as_of, explain=True, drafts=drafts)
    else:
        call = Call(hook, subject, [person.source(kinds, contents.answer)], as_of, explain=True)
    evaluation = pipeline.evaluate(call)
    references = {
        proof.reference
        for verdict in evaluation.verdicts
        for finding in verdict.case.findings.values()
        for proof in finding.evidence
    }
    invalid = check_evidence(evaluation.chart, (person.where, person.resource), references)
    return explained(evaluation, pipeline.reasoner, hook, invalid)
