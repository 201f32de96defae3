"""What must hold between the sheets: nothing unknown, nothing unused, nothing ambiguous."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence
from service.rulebook.conditions import atoms
from service.rulebook.fields import ORDER_HOOKS
from service.rulebook.prose import check_prose
from service.rulebook.sheets import PLACEHOLDERS, has_stray_brace, placeholders
from service.rulebook.statements import check_statements
from service.rulebook.unused import check_unused
from service.rulebook.vocabulary import Reference, check_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places
    from service.rulebook.sheets import AssessmentSheet, Given, RuleSheet

NAME_LIMIT = 252
"""durable-rules 2.0.28 takes facts of at most 254 properties; two are the ids of fact and session."""

RESERVED = frozenset({"id", "sid"})
"""Names that durable-rules takes for its own."""


def check(book: RuleBook, places: Places) -> Iterator[Fault]:
    """Every fault between the sheets of a rule book."""
    for one in (
        _names,
        _conditions,
        _examples,
        _cards,
        _reasons,
        _companions,
        _hooks,
        check_vocabulary,
        check_prose,
        check_statements,
        check_unused,
    ):
        yield from one(book, places)


def _file(sheet: RuleSheet | AssessmentSheet) -> str:
    return f"{'advise' if hasattr(sheet, 'card') else 'assess'}/{sheet.id}.yaml"


def _sheets(book: RuleBook) -> Iterator[RuleSheet | AssessmentSheet]:
    yield from book.assessments.values()
    yield from book.rules.values()


def _names(book: RuleBook, places: Places) -> Iterator[Fault]:
    for name in sorted(RESERVED & book.findings.keys()):
        yield places.fault("findings.yaml", (name,), f"{name!r} is reserved by the rule engine")
    for name in sorted(RESERVED & book.assessments.keys()):
        yield places.fault(f"assess/{name}.yaml", ("id",), f"{name!r} is reserved by the rule engine")
    for name in sorted(book.findings.keys() & book.assessments.keys()):
        yield places.fault("findings.yaml", (name,), f"{name!r} is also the id of an assessment")
    if len(book.findings) + len(book.assessments) > NAME_LIMIT:
        yield places.fault("findings.yaml", (), f"more than {NAME_LIMIT} findings and assessments")


def _conditions(book: RuleBook, places: Places) -> Iterator[Fault]:
    for sheet in book.assessments.values():
        for name in sorted(sheet.when.names - book.findings.keys()):
            yield places.fault(_file(sheet), ("when",), f"{name!r} is not a finding of findings.yaml", name)
    for rule in book.rules.values():
        known = book.findings.keys() | book.assessments.keys()
        for name in sorted(rule.when.names - known):
            yield places.fault(_file(rule), ("when",), f"{name!r} is neither a finding nor an assessment", name)
        for term in atoms(rule.when.when):
            if term.presence is not Presence.PRESENT and term.name in book.assessments:
                message = f"not and unknown take a finding; {term.name!r} is an assessment"
                yield places.fault(_file(rule), ("when",), message, term.name)


def _examples(book: RuleBook, places: Places) -> Iterator[Fault]:
    for sheet in _sheets(book):
        wanted = {"fires", "silent"} - {example.expect for example in sheet.examples}
        for kind in sorted(wanted):
            message = f"no example that {'stays ' if kind == 'silent' else ''}{kind}"
            yield places.fault(_file(sheet), ("examples",), message)
        for position, example in enumerate(sheet.examples):
            for message in _misgiven(sheet, example.given, book):
                yield places.fault(_file(sheet), ("examples", position), message)


def _misgiven(sheet: RuleSheet | AssessmentSheet, given: Given, book: RuleBook) -> Iterator[str]:
    names = (*given.present, *given.unknown, *given.absent)
    for name in dict.fromkeys(names):
        if name not in sheet.named:
            yield f"the rule does not read {name!r}"
        if names.count(name) > 1:
            yield f"{name!r} is given twice"
    for name in given.unknown:
        if name in book.assessments:
            yield f"{name!r} is an assessment: it holds or it does not, and is never unknown"


def _reasons(book: RuleBook, places: Places) -> Iterator[Fault]:
    """A standard code stands for one reason: two could not be told apart in what comes back."""
    standard = book.sheet.standard_reasons
    for name, code in standard.items():
        where = ("standard_reasons", name)
        if name not in book.sheet.override_reasons:
            yield places.fault("rulebook.yaml", where, f"{name!r} does not stand in override_reasons")
        if list(standard.values()).count(code) > 1:
            yield places.fault("rulebook.yaml", where, f"{code!r} is given to two reasons")


def _cards(book: RuleBook, places: Places) -> Iterator[Fault]:
    known = book.findings.keys() | book.assessments.keys()
    for rule in book.rules.values():
        at = Reference(places, _file(rule))
        card, reasons = rule.card, book.sheet.override_reasons
        yield from at.missing(("card", "suggestions"), card.suggestions, book.suggestions, "suggestions.yaml")
        yield from at.missing(("card", "override_reasons"), card.override_reasons, reasons, "rulebook.yaml")
        yield from at.missing(("mentions",), rule.mentions, book.findings, "findings.yaml")
        yield from at.missing(("card",), (step.when for step in rule.steps), known, "findings.yaml or assess/")
        yield from _placeholders(rule, places)
        yield from _about(rule, book, places)
    for sheet in _sheets(book):
        cites = (one.cite for one in sheet.evidence)
        yield from Reference(places, _file(sheet)).missing(("evidence",), cites, book.citations, "citations.yaml")


def _about(rule: RuleSheet, book: RuleBook, places: Places) -> Iterator[Fault]:
    """A rule about hips has no drafted order: neither to read, nor to change."""
    if not ORDER_HOOKS.isdisjoint(rule.hooks):
        return
    for name in sorted(book.reads(rule) & book.findings.keys()):
        if book.findings[name].drafts:
            yield places.fault(_file(rule), ("when",), f"{name!r} is about a drafted order, the rule is not", name)
    for name in rule.card.suggestions:
        if name in book.suggestions and book.suggestions[name].needs_order:
            message = f"{name!r} changes a drafted order, and the rule is not about one"
            yield places.fault(_file(rule), ("card", "suggestions"), message, name)


def _placeholders(rule: RuleSheet, places: Places) -> Iterator[Fault]:
    """Braces that are no placeholder would fail, or be told as they stand, when the card is built."""
    detail = rule.card.detail
    for name in sorted(set(placeholders(detail)) - PLACEHOLDERS):
        message = f"{{{name}}} is not one of {', '.join(sorted(PLACEHOLDERS))}"
        yield places.fault(_file(rule), ("card", "detail"), message)
    of_orders = not ORDER_HOOKS.isdisjoint(rule.hooks)
    if of_orders and "order" not in placeholders(detail):
        yield places.fault(
            _file(rule), ("card", "detail"), "{order} must stand in the detail: the card names the order"
        )
    if placeholders(detail).count("hip" if of_orders else "order"):
        message = "{hip} is for cards about a hip, {order} for cards about a drafted order"
        yield places.fault(_file(rule), ("card", "detail"), message)
    if has_stray_brace(detail):
        yield places.fault(_file(rule), ("card", "detail"), "a brace that belongs to no placeholder")
    lines = [line.strip() for line in detail.splitlines()]
    for name in ("evidence", "unknown"):
        if placeholders(detail).count(name) != 1 or lines.count(f"{{{name}}}") != 1:
            message = f"{{{name}}} must stand in the detail once, on a line of its own"
            yield places.fault(_file(rule), ("card", "detail"), message)


def _companions(book: RuleBook, places: Places) -> Iterator[Fault]:
    for rule in book.rules.values():
        if rule.companion_of and rule.companion_of not in book.rules:
            yield places.fault(_file(rule), ("companion_of",), f"{rule.companion_of!r} is not a rule")
        if rule.companion_of == rule.id:
            yield places.fault(_file(rule), ("companion_of",), "a rule is not its own companion")
        if rule.track == "companion" and not rule.companion_of:
            yield places.fault(_file(rule), ("track",), "a companion names its parent in companion_of")


def _hooks(book: RuleBook, places: Places) -> Iterator[Fault]:
    served = {service.hook for service in book.sheet.services}
    for rule in book.rules.values():
        for hook in rule.hooks:
            if rule.status == "active" and hook not in served:
                yield places.fault(_file(rule), ("hooks",), f"no service of rulebook.yaml answers {hook!r}", hook)
            if (rule.track == "safety") != (hook in ORDER_HOOKS):
                message = f"a rule of track {rule.track!r} cannot answer {hook!r}"
                yield places.fault(_file(rule), ("hooks",), message, hook)
    identities = [service.id for service in book.sheet.services]
    for number, identity in enumerate(identities):
        if identity in identities[:number]:
            yield places.fault("rulebook.yaml", ("services", number, "id"), f"two services have the id {identity!r}")
