"""What durable-rules can hold: a rule book that is too much for it is refused when it loads, not at a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.reasoning.engine import Engine, EngineFault
from service.rulebook.conditions import All, Is, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.conditions import Condition
    from service.rulebook.load import Places

MATCHES = 64
"""durable-rules 2.0.28 refuses a fact with which more terms than this match side by side (error 303)."""


def side_by_side(conditions: Iterable[Condition]) -> int:
    """The most terms that a case can match at the same time, never under-estimated.

    Of every rule the terms that can come first, and of one rule all that may come after them.
    """
    terms = [one.when for one in conditions]
    return sum(map(_widest, terms)) + max(map(_every, terms), default=0)


def _widest(term: Term) -> int:
    if isinstance(term, Is):
        return 1
    return (max if isinstance(term, All) else sum)(map(_widest, term.terms))


def _every(term: Term) -> int:
    return 1 if isinstance(term, Is) else sum(map(_every, term.terms))


def check_limits(book: RuleBook, places: Places) -> Iterator[Fault]:
    """A fault for each condition that durable-rules does not take, and for each hook with too many rules."""
    for folder, sheets in (("assess", book.assessments), ("advise", book.rules)):
        for sheet in sheets.values():
            try:
                Engine(sheet.id, {sheet.id: sheet.when})
            except EngineFault as fault:
                message = f"the condition is too much for the rule engine ({fault}); an assessment can take part of it"
                yield places.fault(f"{folder}/{sheet.id}.yaml", ("when",), message)
    for service in book.sheet.services:
        rules = book.speaking(service.hook)
        concluded = frozenset().union(*(rule.named for rule in rules)) & book.assessments.keys()
        for conditions in ([rule.when for rule in rules], [book.assessments[name].when for name in concluded]):
            if side_by_side(conditions) > MATCHES:
                message = f"the rules of {service.hook} may match more than {MATCHES} terms at the same time"
                yield places.fault("rulebook.yaml", ("services",), message)
