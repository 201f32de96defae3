"""What must at least be present before any rule can fire, derived from the sheets.

Most charts have no hip problem. For them the engine need not be asked: a rule fires only if one
of its minimal sets of present findings is present. The sets are over-estimates (what must be
absent or unknown is ignored), so a rule that is screened out cannot fire.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from service.domain import Presence
from service.rulebook.conditions import All, Is, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from service.rulebook.conditions import Condition

Needs = frozenset[frozenset[str]]
"""Alternatives: each is a set of findings that must all be present."""

ALWAYS: Needs = frozenset({frozenset()})


def needs(term: Term, assessed: Mapping[str, Needs]) -> Needs:
    """The minimal sets of findings whose presence the term asks for; conclusions are resolved."""
    if isinstance(term, Is):
        if term.presence is not Presence.PRESENT:
            return ALWAYS
        return assessed.get(term.name, frozenset({frozenset({term.name})}))
    inner = [needs(one, assessed) for one in term.terms]
    if isinstance(term, All):
        return _minimal(frozenset().union(*choice) for choice in product(*inner))
    return _minimal(choice for one in inner for choice in one)


def _minimal(choices: Iterable[frozenset[str]]) -> Needs:
    every = set(choices)
    return frozenset(one for one in every if not any(other < one for other in every))


class Screen:
    """The alternatives of a group of rules, ready to be compared with what is present."""

    def __init__(self, conditions: Iterable[Condition], assessments: Mapping[str, Condition]) -> None:
        """Derive what at least one of the conditions needs."""
        assessed = {name: needs(one.when, {}) for name, one in assessments.items()}
        self.alternatives = _minimal(choice for one in conditions for choice in needs(one.when, assessed))

    def may_fire(self, present: frozenset[str]) -> bool:
        """Whether any rule can fire when exactly these findings are present."""
        return any(alternative <= present for alternative in self.alternatives)
