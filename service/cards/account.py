"""What a card tells of the chart: which findings it names as found, and which as not known."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from service.domain import Finding, Presence
from service.rulebook.conditions import All, atoms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.domain import Case
    from service.rulebook.book import RuleBook
    from service.rulebook.finding_sheets import FindingSheet
    from service.rulebook.sheets import RuleSheet


class Naming(NamedTuple):
    """Which findings the card of one rule may name, in the order of the vocabulary.

    `asked` are named when they are unknown, `denied` when they are absent because that decided,
    `mentioned` when they are present, unknown, or recorded absent; `named` are all of them. What the
    rule rests on in the case at hand is always named.
    """

    sheets: tuple[tuple[str, FindingSheet], ...]
    asked: frozenset[str]
    denied: frozenset[str]
    mentioned: frozenset[str]
    named: frozenset[str]


Named = list[tuple["FindingSheet", Finding]]


class Account(NamedTuple):
    """What one card tells: the grounds that the rule rests on, everything found, and what is not known."""

    grounds: list[Finding]
    found: Named
    unknown: Named


def naming(rule: RuleSheet, book: RuleBook) -> Naming:
    """Which findings the cards of a rule may name."""
    reads = book.reads(rule)
    silencing = [name for name in rule.when.unless if name in book.assessments]
    asked = frozenset(rule.when.unless).union(rule.mentions, *(book.assessments[one].when.names for one in silencing))
    denied = frozenset(_denied(rule, book))
    return Naming(
        sheets=tuple((name, sheet) for name, sheet in book.findings.items() if name in reads),
        asked=asked,
        denied=denied,
        mentioned=frozenset(rule.mentions),
        named=asked | denied,
    )


def _denied(rule: RuleSheet, book: RuleBook) -> Iterator[str]:
    """What is required absent, and the parts of what would silence or lower the card only all together."""
    steps = [step.when for step in rule.steps]
    assessments = [book.assessments[name] for name in (*rule.when.names, *steps) if name in book.assessments]
    for term in chain(atoms(rule.when.when), *(atoms(one.when.when) for one in assessments)):
        if term.presence is Presence.ABSENT:
            yield term.name
    for name in (*rule.when.unless, *steps):
        if name in book.assessments and isinstance(book.assessments[name].when.when, All):
            yield from (term.name for term in atoms(book.assessments[name].when.when))


_PRESENT, _UNKNOWN = Presence.PRESENT, Presence.UNKNOWN  # looked up once: docs/performance.md


def account(names: Naming, grounds: frozenset[str], cases: tuple[Case, ...]) -> Account:
    """What the card of these cases tells; the findings of several hips are merged."""
    told = Account([], [], [])
    first, *others = {id(case.findings): case.findings for case in cases}.values()
    for name, sheet in names.sheets:
        is_ground = name in grounds
        if not (is_ground or name in names.named):
            continue
        finding = _merged([first[name], *(other[name] for other in others)]) if others else first[name]
        if finding.presence is _PRESENT:
            told.found.append((sheet, finding))
            if is_ground:
                told.grounds.append(finding)
        elif sheet.moot and _is_moot(sheet, first):
            continue
        elif finding.presence is _UNKNOWN:
            if is_ground or name in names.asked:
                told.unknown.append((sheet, finding))
        elif name in names.denied or (finding.evidence and name in names.mentioned):
            told.found.append((sheet, finding))
    return told


def _is_moot(sheet: FindingSheet, findings: Mapping[str, Finding]) -> bool:
    """Whether the question does not arise for this patient."""
    return any(findings[name].presence is _PRESENT for name in sheet.moot)


def _merged(findings: list[Finding]) -> Finding:
    """The finding of several hips in one card: the strongest presence, the evidence of all that share it."""
    ranked = (Presence.PRESENT, Presence.UNKNOWN, Presence.ABSENT)
    best = min(findings, key=lambda one: ranked.index(one.presence))
    same = [one for one in findings if one.presence is best.presence]
    evidence = tuple(dict.fromkeys(proof for one in same for proof in one.evidence))
    return Finding(best.name, best.presence, evidence, best.reason, best.lacked, best.note)
