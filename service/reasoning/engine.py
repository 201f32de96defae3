"""The only door to durable-rules.

One ruleset, one fact per evaluation: assert it, see which rules fired, retract it, under a lock.
What durable-rules 2.0.28 does otherwise, and why nothing else of it is used, is in
docs/adr/0003-durable-rules-behind-one-door.md.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import durable.engine
import orjson
from durable.engine import MessageNotHandledException, Ruleset

from service.domain import Presence
from service.rulebook.conditions import All, Condition, Is, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LOCK = threading.Lock()  # the C library keeps process-wide state
_FACT_ID = 1
_PRESENT = Presence.PRESENT[0]


class _Json:
    """What durable.engine uses of the json module, on orjson: it serialises every fact, state and message anew."""

    @staticmethod
    def dumps(value: object, *, ensure_ascii: bool = False) -> str:  # noqa: ARG004 - the library passes it
        """The JSON text of a value."""
        return orjson.dumps(value).decode()

    loads = staticmethod(orjson.loads)


durable.engine.json = _Json


class EngineFault(Exception):
    """durable-rules reported an error while it took the rules, or ran them."""


class Engine:
    """A set of conditions in durable-rules: values in, names of the rules that hold out.

    The library sees short tokens instead of findings, and p, a and u as their values: facts stay
    small (each is parsed and echoed several times), and no finding can have a name that means
    something to the library.
    """

    def __init__(self, name: str, conditions: Mapping[str, Condition]) -> None:
        """Build the ruleset once; `name` only labels it."""
        self._name = name
        self.rules = tuple(conditions)
        names = sorted(frozenset().union(*(one.names for one in conditions.values())))
        self._tokens = {finding: f"f{number}" for number, finding in enumerate(names)}
        self._conditions = dict(conditions)
        self._fired: set[str] = set()
        self._ruleset = self._built() if conditions else None

    def _built(self) -> Ruleset:
        rules = {
            rule: {"all": [{"m": _expression(one, self._tokens)}], "run": self._action(rule)}
            for rule, one in self._conditions.items()
        }
        # A Ruleset of its own, without a Host: a Host starts two timer threads that would take
        # the actions of an evaluation that is still running.
        try:
            return Ruleset(self._name, None, rules)
        except durable.engine.durable_rules_engine.error as fault:
            message = f"durable-rules: {fault}"
            raise EngineFault(message) from fault

    def _action(self, rule: str) -> Callable[[Any], None]:
        def fire(_: Any) -> None:  # noqa: ANN401 - exactly one parameter: durable-rules runs two as asynchronous
            self._fired.add(rule)

        return fire

    def fired(self, values: Mapping[str, Presence]) -> frozenset[str]:
        """The rules whose condition holds; `values` must have every name that a condition reads."""
        if not self.rules:
            return frozenset()
        fact: dict[str, Any] = {token: values[name][0] for name, token in self._tokens.items()}
        fact["id"] = _FACT_ID
        with _LOCK:
            # An evaluation that fails leaves its fact and its actions behind, and the next one
            # would answer for both: only a ruleset that came through is used again.
            ruleset, self._ruleset = self._ruleset or self._built(), None
            self._fired.clear()
            _run(ruleset, ruleset.assert_fact, fact)
            _run(ruleset, ruleset.retract_fact, {"id": _FACT_ID})
            self._ruleset = ruleset
            return frozenset(self._fired)


def _run(ruleset: Ruleset, call: Callable[[dict[str, Any]], int], fact: dict[str, Any]) -> None:
    try:
        handle = call(fact)
    except MessageNotHandledException:  # no rule matches: the usual case, not an error
        return
    ruleset.do_actions(handle, _done)


def _done(error: object, state: Mapping[str, Any] | None) -> None:
    """Called by durable-rules at the end; what an action raised stands in the state, not in the error."""
    problem = error or (state or {}).get("exception")
    if problem:
        message = f"durable-rules: {problem}"
        raise EngineFault(message)


def _expression(condition: Condition, tokens: Mapping[str, str]) -> dict[str, Any]:
    """The condition as one durable-rules expression over one fact.

    `$neq` does not match where a field is missing; here every field is always in the fact. As
    "absent or unknown" the silencers would be slower, and 15 of them more than a rule can hold.
    """
    silencers = [{"$neq": {tokens[name]: _PRESENT}} for name in condition.unless]
    return {"$and": [_term(condition.when, tokens), *silencers]}


def _term(term: Term, tokens: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(term, Is):
        return {tokens[term.name]: term.presence[0]}
    inner = [_term(one, tokens) for one in term.terms]
    if len(inner) == 1:
        return inner[0]
    return {"$and" if isinstance(term, All) else "$or": inner}
