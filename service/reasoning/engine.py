"""The only door to durable-rules.

One ruleset, one fact per evaluation: assert it, see which rules fired, retract it, under a lock.
What durable-rules 2.0.28 does otherwise, and why nothing else of it is used, is in
docs/adr/0003-durable-rules-behind-one-door.md.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from durable.engine import MessageNotHandledException, Ruleset

from service.domain import Presence
from service.rulebook.conditions import All, Condition, Is, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LOCK = threading.Lock()  # the C library keeps process-wide state
_FACT_ID = 1


class EngineFault(Exception):
    """durable-rules reported an error while it ran the rules."""


class Engine:
    """A set of conditions in durable-rules: values in, names of the rules that hold out."""

    def __init__(self, name: str, conditions: Mapping[str, Condition]) -> None:
        """Build the ruleset once; `name` only labels it."""
        self.rules = tuple(conditions)
        self.names = tuple(sorted(frozenset().union(*(one.names() for one in conditions.values()))))
        self._fired: set[str] = set()
        rules = {
            rule: {"all": [{"m": _expression(one)}], "run": self._action(rule)} for rule, one in conditions.items()
        }
        # A Ruleset of its own, without a Host: a Host starts two timer threads that would take
        # the actions of an evaluation that is still running.
        self._ruleset = Ruleset(name, None, rules) if rules else None

    def _action(self, rule: str) -> Callable[[Any], None]:
        def fire(_: Any) -> None:  # noqa: ANN401 - exactly one parameter: durable-rules runs two as asynchronous
            self._fired.add(rule)

        return fire

    def fired(self, values: Mapping[str, Presence]) -> frozenset[str]:
        """The rules whose condition holds; `values` must have every name that a condition reads."""
        if self._ruleset is None:
            return frozenset()
        fact: dict[str, Any] = {name: values[name].value for name in self.names}
        fact["id"] = _FACT_ID
        with _LOCK:
            self._fired.clear()
            self._run(self._ruleset.assert_fact, fact)
            self._run(self._ruleset.retract_fact, fact)
            return frozenset(self._fired)

    def _run(self, call: Callable[[dict[str, Any]], int], fact: dict[str, Any]) -> None:
        try:
            handle = call(fact)
        except MessageNotHandledException:  # no rule matches: the usual case, not an error
            return
        self._ruleset.do_actions(handle, _done)  # type: ignore[union-attr]


def _done(error: object, _state: object) -> None:
    if error:
        message = f"durable-rules: {error}"
        raise EngineFault(message)


def _expression(condition: Condition) -> dict[str, Any]:
    """The condition as one durable-rules expression over one fact.

    `unless` becomes "is absent or unknown": every name is always in the fact, so `$neq` would do
    as well, but it does not match where a field is missing.
    """
    silencers = [{"$or": [{name: Presence.ABSENT.value}, {name: Presence.UNKNOWN.value}]} for name in condition.unless]
    return {"$and": [_term(condition.when), *silencers]}


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, Is):
        return {term.name: term.presence.value}
    inner = [_term(one) for one in term.terms]
    if len(inner) == 1:
        return inner[0]
    return {"$and" if isinstance(term, All) else "$or": inner}
