"""What must hold between the sheets: nothing unknown, nothing unused, nothing ambiguous."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from service.domain import Presence
from service.rulebook.conditions import atoms
from service.rulebook.sheets import PLACEHOLDERS, placeholders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places
    from service.rulebook.sheets import AssessmentSheet, FindingSheet, RuleSheet

NAME_LIMIT = 252
"""durable-rules 2.0.28 takes facts of at most 254 properties; two are the ids of fact and session."""

RESERVED = frozenset({"id", "sid"})
"""Names that durable-rules takes for its own."""


def check(book: RuleBook, places: Places) -> Iterator[Fault]:
    """Every fault between the sheets of a rule book."""
    for one in (_names, _conditions, _examples, _cards, _companions, _hooks, _vocabulary, _reading, _unused):
        yield from one(book, places)


def _file(sheet: RuleSheet | AssessmentSheet) -> str:
    return f"{'advise' if hasattr(sheet, 'card') else 'assess'}/{sheet.id}.yaml"


def _sheets(book: RuleBook) -> Iterator[RuleSheet | AssessmentSheet]:
    yield from book.assessments.values()
    yield from book.rules.values()


def _names(book: RuleBook, places: Places) -> Iterator[Fault]:
    for name in book.findings:
        if name in RESERVED:
            yield places.fault("findings.yaml", (name,), f"{name!r} is reserved by the rule engine")
        if name in book.assessments:
            yield places.fault("findings.yaml", (name,), f"{name!r} is also the id of an assessment")
    if len(book.findings) + len(book.assessments) > NAME_LIMIT:
        yield places.fault("findings.yaml", (), f"more than {NAME_LIMIT} findings and assessments")


def _conditions(book: RuleBook, places: Places) -> Iterator[Fault]:
    for sheet in book.assessments.values():
        for name in sorted(sheet.when.names - book.findings.keys()):
            yield places.fault(_file(sheet), ("when",), f"{name!r} is not a finding of findings.yaml")
    for rule in book.rules.values():
        known = book.findings.keys() | book.assessments.keys()
        for name in sorted(rule.when.names - known):
            yield places.fault(_file(rule), ("when",), f"{name!r} is neither a finding nor an assessment")
        for term in atoms(rule.when.when):
            if term.presence is not Presence.PRESENT and term.name in book.assessments:
                message = f"not and unknown take a finding; {term.name!r} is an assessment"
                yield places.fault(_file(rule), ("when",), message)


def _examples(book: RuleBook, places: Places) -> Iterator[Fault]:
    for sheet in _sheets(book):
        wanted = {"fires", "silent"} - {example.expect for example in sheet.examples}
        for kind in sorted(wanted):
            yield places.fault(
                _file(sheet), ("examples",), f"no example that {'stays ' if kind == 'silent' else ''}{kind}"
            )
        known = sheet.named
        for position, example in enumerate(sheet.examples):
            given = (*example.given.present, *example.given.unknown, *example.given.absent)
            for name in given:
                if name not in known:
                    yield places.fault(_file(sheet), ("examples", position), f"the rule does not read {name!r}")
                if given.count(name) > 1:
                    yield places.fault(_file(sheet), ("examples", position), f"{name!r} is given twice")


def _cards(book: RuleBook, places: Places) -> Iterator[Fault]:
    for rule in book.rules.values():
        at = _Reference(places, _file(rule))
        yield from at.missing(("card", "suggestions"), rule.card.suggestions, book.suggestions, "suggestions.yaml")
        reasons = book.sheet.override_reasons
        yield from at.missing(("card", "override_reasons"), rule.card.override_reasons, reasons, "rulebook.yaml")
        yield from at.missing(("mentions",), rule.mentions, book.findings, "findings.yaml")
        known = book.findings.keys() | book.assessments.keys()
        steps = (step.when for step in rule.steps)
        yield from at.missing(("card",), steps, known, "findings.yaml or assess/")
        yield from _placeholders(rule, places)
    for name, suggestion in book.suggestions.items():
        arranged = [suggestion.arranged] if suggestion.arranged else []
        yield from _Reference(places, "suggestions.yaml").missing((name,), arranged, book.findings, "findings.yaml")
    for sheet in _sheets(book):
        cites = (one.cite for one in sheet.evidence)
        yield from _Reference(places, _file(sheet)).missing(("evidence",), cites, book.citations, "citations.yaml")


def _placeholders(rule: RuleSheet, places: Places) -> Iterator[Fault]:
    found = placeholders(rule.card.detail)
    for name in sorted(set(found) - PLACEHOLDERS):
        message = f"{{{name}}} is not one of {', '.join(sorted(PLACEHOLDERS))}"
        yield places.fault(_file(rule), ("card", "detail"), message)
    for name in ("evidence", "unknown"):
        if found.count(name) != 1:
            yield places.fault(_file(rule), ("card", "detail"), f"{{{name}}} must stand in the detail once")


@dataclass(frozen=True, slots=True)
class _Reference:
    """Names in one file that must stand in another."""

    places: Places
    file: str

    def missing(
        self, place: tuple[str | int, ...], names: Iterable[str], known: Iterable[str], where: str
    ) -> Iterator[Fault]:
        for name in sorted(set(names) - set(known)):
            yield self.places.fault(self.file, place, f"{name!r} does not stand in {where}")


def _companions(book: RuleBook, places: Places) -> Iterator[Fault]:
    for rule in book.rules.values():
        if rule.companion_of and rule.companion_of not in book.rules:
            yield places.fault(_file(rule), ("companion_of",), f"{rule.companion_of!r} is not a rule")
        if rule.track == "companion" and not rule.companion_of:
            yield places.fault(_file(rule), ("track",), "a companion names its parent in companion_of")


_ORDER_HOOKS = frozenset({"order-select", "order-sign"})


def _hooks(book: RuleBook, places: Places) -> Iterator[Fault]:
    served = {service.hook for service in book.sheet.services}
    for rule in book.rules.values():
        for hook in rule.hooks:
            if rule.status == "active" and hook not in served:
                yield places.fault(_file(rule), ("hooks",), f"no service of rulebook.yaml answers {hook!r}")
            if (rule.track == "safety") != (hook in _ORDER_HOOKS):
                yield places.fault(_file(rule), ("hooks",), f"a rule of track {rule.track!r} cannot answer {hook!r}")
    identities = [service.id for service in book.sheet.services]
    for identity in sorted({one for one in identities if identities.count(one) > 1}):
        yield places.fault("rulebook.yaml", ("services",), f"two services have the id {identity!r}")


def _vocabulary(book: RuleBook, places: Places) -> Iterator[Fault]:
    at = _Reference(places, "findings.yaml")
    for name, finding in book.findings.items():
        yield from at.missing((name,), _sets(finding), book.value_sets, "value_sets/")
        yield from at.missing((name,), finding.moot, book.findings, "findings.yaml")
        yield from at.missing((name,), finding.parameters.values(), book.parameters, "parameters.yaml")
        if finding.exam is not None:
            yield from at.missing((name,), [finding.exam], book.reading.exams, "reading.yaml exams")
        if finding.computed == "coded" and not finding.codes:
            message = "a coded finding names its value sets under value_sets: {code: […]}"
            yield places.fault("findings.yaml", (name,), message)


def _reading(book: RuleBook, places: Places) -> Iterator[Fault]:
    at = _Reference(places, "reading.yaml")
    yield from at.missing((), sets_of_reading(book), book.value_sets, "value_sets/")
    disagreement = [book.reading.gestation.disagreement]
    yield from at.missing(("gestation",), disagreement, book.parameters, "parameters.yaml")
    modalities = book.value_sets.get(book.reading.modalities)
    known = {code for _, code in modalities.codes} if modalities else set()
    for name, exam in book.reading.exams.items():
        yield from at.missing(("exams", name), exam.modality, known, book.reading.modalities)


def sets_of_reading(book: RuleBook) -> set[str]:
    """The value sets that reading.yaml names."""
    reading = book.reading
    exams = chain.from_iterable((*exam.procedures, *exam.generic) for exam in reading.exams.values())
    return {
        *reading.sides.values(),
        *reading.hip_sites,
        *reading.pelvis_sites,
        *reading.other_sites,
        *reading.trauma_severity_minor,
        reading.modalities,
        *exams,
        *reading.gestation.all_sets,
    }


def _unused(book: RuleBook, places: Places) -> Iterator[Fault]:
    read = set().union(*(book.observes(rule) for rule in book.rules.values()))
    for name in sorted(book.findings.keys() - read):
        yield places.fault("findings.yaml", (name,), f"no rule reads {name!r}")
    named = set().union(*(rule.named for rule in book.rules.values()))
    for name in sorted(book.assessments.keys() - named):
        yield places.fault(_file(book.assessments[name]), (), f"no rule builds on {name!r}")
    yield from _unused_parts(book, places)


def _unused_parts(book: RuleBook, places: Places) -> Iterator[Fault]:
    sets = sets_of_reading(book) | set().union(*(_sets(finding) for finding in book.findings.values()))
    for suggestion in book.suggestions.values():
        sets |= set(_coded_from(suggestion.resource))
    for name in sorted(book.value_sets.keys() - sets):
        yield places.fault(f"value_sets/{name}.json", (), "no finding uses this value set")
    numbers = set(chain.from_iterable(finding.parameters.values() for finding in book.findings.values()))
    for name in sorted(book.parameters.keys() - numbers - {book.reading.gestation.disagreement}):
        yield places.fault("parameters.yaml", (name,), f"no finding uses {name!r}")
    offered = set(chain.from_iterable(rule.card.suggestions for rule in book.rules.values()))
    for name in sorted(book.suggestions.keys() - offered):
        yield places.fault("suggestions.yaml", (name,), f"no card offers {name!r}")
    reasons = set(chain.from_iterable(rule.card.override_reasons for rule in book.rules.values()))
    for name in sorted(book.sheet.override_reasons.keys() - reasons):
        yield places.fault("rulebook.yaml", ("override_reasons", name), f"no card offers {name!r}")


def _sets(finding: FindingSheet) -> set[str]:
    return {*chain.from_iterable(finding.value_sets.values()), *finding.observed_as}


def _coded_from(template: object) -> Iterator[str]:
    """The value sets that a suggestion's `$code` entries name."""
    if isinstance(template, list):
        for item in template:
            yield from _coded_from(item)
    elif isinstance(template, dict):
        named = template.get("$code")
        if isinstance(named, dict):
            yield str(named.get("value_set"))
        for item in template.values():
            yield from _coded_from(item)
