"""Rules, conditions and cases that nobody wrote: for tests that ask whether something holds for any of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import reject
from hypothesis import strategies as st

from service.domain import Case, Finding, Presence, Side
from service.reasoning.engine import Engine, EngineFault
from service.rulebook.conditions import Condition, parse_condition
from service.rulebook.finding_sheets import FindingSheet
from service.rulebook.sheets import AssessmentSheet, RuleSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from service.rulebook.book import RuleBook

Raw = dict[str, Any]
Values = dict[str, Presence]

_EVIDENCE = [{"cite": "C01", "says": "For the test.", "certainty": "very low"}]
_EXAMPLES = [
    {"name": "fires", "given": {}, "expect": "fires"},
    {"name": "silent", "given": {}, "expect": "silent"},
]


def rule(name: str, when: Raw | None = None, **given: Any) -> RuleSheet:
    """A rule for the chart hooks; `card` is added to the card that it has anyway."""
    card = {
        "indicator": "info",
        "summary": f"Summary of {name}",
        "detail": "About {hip}.\n\n{evidence}\n\n{unknown}\n",
        "override_reasons": ["already-imaged"],
        **given.pop("card", {}),
    }
    sheet: Raw = {
        "id": name,
        "ref": "TEST",
        "version": "1.0.0",
        "status": "active",
        "title": f"Title of {name}",
        "track": "diagnostic",
        "priority": 1,
        "hooks": ["patient-view"],
        "when": when or {"all": ["hip_pain"]},
        "card": card,
        "misses": "Nothing that a test would need.",
        "evidence": _EVIDENCE,
        "examples": _EXAMPLES,
        **given,
    }
    return RuleSheet.model_validate(sheet)


def assessment(name: str, when: Raw, **given: Any) -> AssessmentSheet:
    """An assessment."""
    sheet = {"id": name, "version": "1.0.0", "title": name, "when": when, "evidence": _EVIDENCE, "examples": _EXAMPLES}
    return AssessmentSheet.model_validate({**sheet, **given})


def question(**given: Any) -> FindingSheet:
    """A finding that Conditions answer, absent when nothing is recorded."""
    sheet = {"says": "a finding", "asks": "whether it is so", "reads": ["Condition"], "absence": "closed"}
    return FindingSheet.model_validate({**sheet, **given})


def book_of(
    book: RuleBook,
    rules: Iterable[RuleSheet],
    assessments: Iterable[AssessmentSheet] = (),
    findings: Mapping[str, FindingSheet] | None = None,
) -> RuleBook:
    """A rule book of these rules; its findings are those that they name, unless given."""
    rules, assessments = tuple(rules), tuple(assessments)
    concluded = {one.id for one in assessments}
    named = frozenset().union(*(one.named for one in (*rules, *assessments))) - concluded
    return replace(
        book,
        rules={one.id: one for one in rules},
        assessments={one.id: one for one in assessments},
        findings=findings or {name: question() for name in sorted(named)},
    )


def case_of(values: Mapping[str, Presence], lacked: Iterable[str] = (), hip: Side = Side.LEFT) -> Case:
    """A case with these values; what is lacked is unknown because no Condition was sent."""
    missing = frozenset(lacked)
    findings = {name: Finding(name, value) for name, value in values.items()}
    unknown = {name: Finding(name, Presence.UNKNOWN, lacked=frozenset({"Condition"})) for name in missing}
    return Case({**findings, **unknown}, hip)


def known(names: Iterable[str], present: Iterable[str] = (), unknown: Iterable[str] = ()) -> Values:
    """Values of these names: absent, but for those listed."""
    values = dict.fromkeys(names, Presence.ABSENT)
    return values | dict.fromkeys(present, Presence.PRESENT) | dict.fromkeys(unknown, Presence.UNKNOWN)


def engine_of(rules: Sequence[Condition]) -> Engine:
    """An engine of invented conditions; one that durable-rules does not take would be refused at load."""
    try:
        return Engine("invented", {f"rule-{number}": condition for number, condition in enumerate(rules)})
    except EngineFault:
        reject()


def raw_terms(names: Sequence[str], conclusions: Sequence[str] = ()) -> st.SearchStrategy[Any]:
    """One item of a sheet's `all` or `any`, groups within groups."""
    some = st.sampled_from(names)
    single = st.sampled_from([*names, *conclusions]) | st.builds(lambda name: {"not": name}, some)
    single |= st.builds(lambda name: {"unknown": name}, some)

    def grouped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        items = st.lists(inner, min_size=1, max_size=3)
        return st.builds(lambda kind, terms: {kind: terms}, st.sampled_from(["all", "any"]), items)

    return st.recursive(single, grouped, max_leaves=4)


def raw_conditions(names: Sequence[str], conclusions: Sequence[str] = ()) -> st.SearchStrategy[Raw]:
    """What may stand under `when`."""
    terms = st.lists(raw_terms(names, conclusions), min_size=1, max_size=3)
    silencers = st.lists(st.sampled_from([*names, *conclusions]), max_size=3, unique=True)
    one_group = st.builds(
        lambda kind, items, unless: {kind: items, "unless": unless}, st.sampled_from(["all", "any"]), terms, silencers
    )
    return one_group | st.builds(lambda every, some: {"all": every, "any": some}, terms, terms)


def conditions(names: Sequence[str]) -> st.SearchStrategy[Condition]:
    """Any condition over these names."""
    return raw_conditions(names).map(parse_condition)


def values_of(names: Sequence[str]) -> st.SearchStrategy[Values]:
    """Any case over these names."""
    return st.fixed_dictionaries({name: st.sampled_from(Presence) for name in names})
