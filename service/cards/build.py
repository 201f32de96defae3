"""Conclusions into CDS Hooks cards: fills names, sides and resources, decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from service.cards.account import Account, Naming, account, naming
from service.cards.speech import Speech, is_present, speeches
from service.cards.suggestions import Suggestion, prepare
from service.cards.wording import found, hip_in_words, not_known, order_in_words, paragraphs, side_in_words
from service.domain import BOTH, Case, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from service.domain import Verdict
    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import BookSheet, RuleSheet

Json = dict[str, Any]
STANDARD_REASONS = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
_REASON = re.compile(r"(?:Condition|Observation|DiagnosticReport)/[A-Za-z0-9.-]{1,64}")
"""What ServiceRequest.reasonReference may name (R4), by a FHIR id."""

_REFERENCE = re.compile(r"[\w:/.~%+#?=&@\[\]-]{1,255}", re.ASCII)
"""Anything that is a reference or a location, and could not be a sentence: ids are written by the sender."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a card needs to know of the call. `new_id` makes the uuid of a card or suggestion."""

    patient: str
    as_of: date
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What every card of one rule has in common."""

    rule: RuleSheet
    names: Naming
    detail: str
    source: Json
    reasons: list[Json]
    suggestions: tuple[Suggestion, ...]


class Deck:
    """The cards of a rule book, prepared once."""

    def __init__(self, book: RuleBook, base_url: str) -> None:
        """Prepare cards and suggestions; the rule book was checked, so this does not fail."""
        self._book = book
        suggestions = {name: prepare(name, sheet, book.value_sets) for name, sheet in book.suggestions.items()}
        self._prepared = {rule.id: _prepared(rule, book, base_url, suggestions) for rule in book.rules.values()}

    def cards(self, verdicts: Iterable[Verdict], request: Request) -> list[Json]:
        """The cards of a call, the most urgent first."""
        return [self._card(speech, request) for speech in speeches(verdicts, self._book)]

    def _card(self, speech: Speech, request: Request) -> Json:
        prepared = self._prepared[speech.rule]
        told = account(prepared.names, speech.grounds, speech.cases)
        card: Json = {
            "uuid": request.new_id(),
            "summary": prepared.rule.card.summary,
            "detail": _detail(prepared, speech, told),
            "indicator": str(speech.indicator),
            "source": prepared.source,
            "overrideReasons": prepared.reasons,
            "extension": {self._book.sheet.namespace: self._facts(prepared.rule, speech, told)},
        }
        reasons = _reasons(told)
        made = [_suggestion(one, speech, prepared.rule, reasons, request) for one in prepared.suggestions]
        suggestions = [one for one in made if one is not None]
        if suggestions:
            card |= {"suggestions": suggestions, "selectionBehavior": _choice(suggestions)}
        return card

    def _facts(self, rule: RuleSheet, speech: Speech, told: Account) -> Json:
        """What the extension carries: rule, version, side and evidence; no free text of the chart."""
        evidence = [_fact(one.name, proof) for one in told.grounds for proof in one.evidence]
        facts: Json = {"rule": rule.id, "ruleVersion": rule.version, "ruleBookVersion": self._book.version}
        if speech.order and _REFERENCE.fullmatch(speech.order.reference):
            facts["order"] = speech.order.reference
        if speech.sides:
            facts["side"] = side_in_words(speech.sides)
            facts["sideRecorded"] = speech.recorded
        return facts | ({"evidence": evidence} if evidence else {})


def _prepared(rule: RuleSheet, book: RuleBook, base_url: str, suggestions: dict[str, Suggestion]) -> Prepared:
    topic = {"system": f"{base_url}/rules", "code": rule.id, "display": rule.title}
    label = f"{book.sheet.label} {book.version}"
    known = book.sheet.override_reasons
    return Prepared(
        rule=rule,
        names=naming(rule, book),
        detail=paragraphs(rule.card.detail),
        source={"label": label, "url": f"{base_url}/rules/{rule.id}", "topic": topic},
        reasons=[{**_coded(name, book.sheet, base_url), "display": known[name]} for name in rule.card.override_reasons],
        suggestions=tuple(suggestions[name] for name in rule.card.suggestions),
    )


def _coded(reason: str, sheet: BookSheet, base_url: str) -> Json:
    """The code of a reason to override: the standard one where there is one of the same meaning."""
    standard = sheet.standard_reasons.get(reason)
    if standard:
        return {"system": STANDARD_REASONS, "code": standard}
    return {"system": f"{base_url}/override-reasons", "code": reason}


def _detail(prepared: Prepared, speech: Speech, told: Account) -> str:
    return prepared.detail.format(
        hip=hip_in_words(speech.sides or BOTH, recorded=speech.recorded),
        order=order_in_words(speech.order),
        evidence="\n".join(found(told.found)),
        unknown="\n".join(dict.fromkeys(not_known(told.unknown))) or "- Nothing that this card asks for",
    )


def _choice(suggestions: list[Json]) -> str:
    """How many of them can be accepted (CDS Hooks 2.0, selectionBehavior): an order is removed or changed once."""
    changing = [one for one in suggestions if any(action["type"] != "create" for action in one["actions"])]
    return "at-most-one" if len(changing) > 1 else "any"


def _fitting(suggestion: Suggestion, cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """The hips of the card that a suggestion fits; none where it is ordered for every one of them."""
    wanted, done = suggestion.sheet.only_if, suggestion.sheet.arranged
    fitting = tuple(case for case in cases if wanted is None or is_present(case, wanted))
    return () if done is not None and all(is_present(case, done) for case in fitting) else fitting


def _reasons(told: Account) -> list[Json]:
    """References to what the rule rests on, as far as an order may name them as its reason."""
    proofs = (proof.reference for one in told.grounds for proof in one.evidence)
    distinct = dict.fromkeys(reference for reference in proofs if _REASON.fullmatch(reference))
    return [{"reference": reference} for reference in distinct]


def _suggestion(
    suggestion: Suggestion, speech: Speech, rule: RuleSheet, reasons: list[Json], request: Request
) -> Json | None:
    """The suggestion for the hips that it fits, unless it is already arranged or cannot be done."""
    fitting = _fitting(suggestion, speech.cases)
    if not fitting:
        return None
    variant = replace(speech, cases=fitting).variant
    filled: Json = {
        "subject": {"reference": request.patient},
        "authoredOn": request.as_of.isoformat(),
        "reasonCode": [{"text": rule.title}],
    }
    if reasons:
        filled["reasonReference"] = reasons
    actions = suggestion.actions(variant, speech.order, filled)
    if not actions:
        return None
    made: Json = {"label": suggestion.label[variant], "uuid": request.new_id(), "actions": actions}
    return made | ({"isRecommended": True} if suggestion.sheet.recommended else {})


def _fact(name: str, proof: Evidence) -> Json:
    fact: Json = {"finding": name, "element": proof.element, "certainty": str(proof.certainty)}
    if _REFERENCE.fullmatch(proof.reference):
        fact["reference"] = proof.reference
    if proof.when:
        fact["date"] = str(proof.when)
    if proof.sides:
        fact["side"] = side_in_words(proof.sides)
    return fact
