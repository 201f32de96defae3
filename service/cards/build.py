"""Conclusions into CDS Hooks cards: fills names, sides and resources, decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from service.cards.account import Account, Naming, account, naming
from service.cards.suggestions import Suggestion, prepare
from service.cards.wording import found, hip_in_words, not_known, order_in_words, paragraphs
from service.domain import BOTH, Case, Evidence, Indicator, Order, Presence, Side, Sides, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from service.domain import Conclusion
    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import RuleSheet

Json = dict[str, Any]
_URGENCY = {Indicator.CRITICAL.value: 0, Indicator.WARNING.value: 1, Indicator.INFO.value: 2}
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
class Speech:
    """One rule that speaks, with one indicator, for the hips in which it does.

    `grounds` are the findings that it rests on; `recorded` is false when no record of them names
    a side.
    """

    rule: str
    indicator: Indicator
    cases: tuple[Case, ...]
    grounds: frozenset[str]
    recorded: bool

    @property
    def sides(self) -> Sides:
        """The hips that the card is about."""
        return frozenset(case.hip for case in self.cases if case.hip)

    @property
    def order(self) -> Order | None:
        """The drafted order that the card is about."""
        return self.cases[0].order

    @property
    def variant(self) -> str:
        """Which variant of a suggestion fits: one hip, both, or a side that nobody recorded."""
        sides = self.order.sides if self.order else self.sides
        if not self.recorded or not sides:
            return "unrecorded"
        return side_in_words(sides)


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
        return [self._card(speech, request) for speech in self._speeches(verdicts)]

    def _speeches(self, verdicts: Iterable[Verdict]) -> list[Speech]:
        """One entry per rule and indicator, and for each drafted order its own: equal cards of both hips become one."""
        merged: dict[tuple[str, str, str | None], list[tuple[Conclusion, Case]]] = {}
        for verdict in verdicts:
            for conclusion in verdict.shown():
                order = verdict.case.order
                key = (conclusion.rule, str(conclusion.indicator), order.reference if order else None)
                merged.setdefault(key, []).append((conclusion, verdict.case))
        speeches = [self._speech(said) for said in merged.values()]
        rules = self._book.rules
        speeches.sort(key=lambda one: (_URGENCY[str(one.indicator)], rules[one.rule].priority, one.rule))
        return list(_once(speeches, self._book))

    def _speech(self, said: list[tuple[Conclusion, Case]]) -> Speech:
        first, cases = said[0][0], tuple(case for _, case in said)
        grounds = frozenset().union(*(conclusion.grounds for conclusion, _ in said))
        return Speech(first.rule, first.indicator, cases, grounds, self._side_recorded(grounds, cases))

    def _side_recorded(self, grounds: frozenset[str], cases: tuple[Case, ...]) -> bool:
        """Whether a record names the side; one that names the other hip, where the disease was before, does not."""
        sided = [name for name in grounds if self._book.findings[name].sided]
        present = [(case.hip, case.findings[name]) for case in cases for name in sided if _is_present(case, name)]
        return not present or any(_names(proof.sides, hip) for hip, one in present for proof in one.evidence)

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
            card |= {"suggestions": suggestions, "selectionBehavior": "any"}
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
        reasons=[
            {"system": f"{base_url}/override-reasons", "code": name, "display": known[name]}
            for name in rule.card.override_reasons
        ],
        suggestions=tuple(suggestions[name] for name in rule.card.suggestions),
    )


def _once(speeches: Iterable[Speech], book: RuleBook) -> Iterator[Speech]:
    """Rules that speak at most once per response keep their most urgent card."""
    seen: set[str] = set()
    for one in speeches:
        if book.rules[one.rule].once and one.rule in seen:
            continue
        seen.add(one.rule)
        yield one


def _detail(prepared: Prepared, speech: Speech, told: Account) -> str:
    return prepared.detail.format(
        hip=hip_in_words(speech.sides or BOTH, recorded=speech.recorded),
        order=order_in_words(speech.order),
        evidence="\n".join(found(told.found)),
        unknown="\n".join(dict.fromkeys(not_known(told.unknown))) or "- Nothing that this card asks for",
    )


def _is_present(case: Case, name: str) -> bool:
    return case.findings[name].presence is Presence.PRESENT


def _names(sides: Sides, hip: Side | None) -> bool:
    return bool(sides) if hip is None else hip in sides


def _fitting(suggestion: Suggestion, cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """The hips of the card that a suggestion fits; none where it is ordered for every one of them."""
    wanted, done = suggestion.sheet.only_if, suggestion.sheet.arranged
    fitting = tuple(case for case in cases if wanted is None or _is_present(case, wanted))
    return () if done is not None and all(_is_present(case, done) for case in fitting) else fitting


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


def side_in_words(sides: Sides) -> str:
    """`left`, `right` or `both`."""
    return "both" if sides == BOTH else next(iter(sides)).value


def _fact(name: str, proof: Evidence) -> Json:
    fact: Json = {"finding": name, "element": proof.element, "certainty": str(proof.certainty)}
    if _REFERENCE.fullmatch(proof.reference):
        fact["reference"] = proof.reference
    if proof.when:
        fact["date"] = str(proof.when)
    if proof.sides:
        fact["side"] = side_in_words(proof.sides)
    return fact
