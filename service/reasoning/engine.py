"""The only door to durable-rules.

One ruleset, one fact per evaluation: assert it, see which rules fired, retract it, under a lock.
Only the engine itself (the C extension) is used: the Python around it makes an object, parses and
writes JSON several times for every rule that fires, and keeps what an action raised for later cases.
What durable-rules 2.0.28 does otherwise is in docs/adr/0003-durable-rules-behind-one-door.md.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import durable_rules_engine as library
import orjson

from service.domain import Presence
from service.rulebook.conditions import All, Condition, Is, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_LOCK = threading.Lock()  # the C library keeps process-wide state
_RETRACTION = '{"id":1}'
_PRESENT = Presence.PRESENT[0]

_HANDLED, _NOTHING_MATCHES = 0, 1
"""What the library answers to a fact; anything else is an error."""


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
        self._handle: int | None = None
        self._name = name
        self.rules = tuple(conditions)
        self._names = tuple(sorted(frozenset().union(*(one.names for one in conditions.values()))))
        tokens = {finding: f"f{number}" for number, finding in enumerate(self._names)}
        rules = {f"r{number}": _rule(one, tokens) for number, one in enumerate(conditions.values())}
        self._definition = orjson.dumps(rules).decode()
        self._fact = "{" + "".join(f'"{token}":"%s",' for token in tokens.values()) + '"id":1}'
        self._by_token = dict(zip(rules, self.rules, strict=True))
        if conditions:
            self._handle = self._built()

    def __del__(self) -> None:
        """Give the ruleset's memory back: half a megabyte, at every reload of the rule book."""
        if self._handle is not None:
            library.delete_ruleset(self._handle)

    def _built(self) -> int:
        try:
            handle: int = library.create_ruleset(self._name, self._definition)
        except library.error as fault:
            message = f"durable-rules: {fault}"
            raise EngineFault(message) from fault
        return handle

    def fired(self, values: Mapping[str, Presence]) -> frozenset[str]:
        """The rules whose condition holds; `values` must have every name that a condition reads."""
        if not self.rules:
            return frozenset()
        fact = self._fact % tuple([values[name][0] for name in self._names])
        with _LOCK:
            # An evaluation that fails leaves its fact and its actions behind, and the next one
            # would answer for both: only a ruleset that came through is used again.
            handle, self._handle = self._handle or self._built(), None
            tokens = [*_told(handle, library.assert_fact, fact), *_told(handle, library.retract_fact, _RETRACTION)]
            self._handle = handle
        return frozenset([self._by_token[token] for token in tokens])


def _told(handle: int, tell: Callable[[int, str], tuple[int, int]], message: str) -> Iterator[str]:
    """Tell the library a fact; the tokens of the rules that it starts.

    Each is handed out as `{"<rule>":{…}}` with the fact in it, and is done once that was read.
    """
    try:
        code, state = tell(handle, message)
        if code == _NOTHING_MATCHES:  # the usual case, not an error
            return
        if code != _HANDLED:
            problem = f"durable-rules: code {code}"
            raise EngineFault(problem)
        started = library.start_action_for_state(handle, state)
        action = started and started[1]
        while action:
            yield action.split('"', 2)[1]
            action = library.complete_and_start_action(handle, state)
    except library.error as fault:
        problem = f"durable-rules: {fault}"
        raise EngineFault(problem) from fault


def _rule(condition: Condition, tokens: Mapping[str, str]) -> dict[str, Any]:
    """The condition as one durable-rules expression over one fact.

    `$neq` does not match where a field is missing; here every field is always in the fact. As
    "absent or unknown" the silencers would be slower, and 15 of them more than a rule can hold.
    """
    silencers = [{"$neq": {tokens[name]: _PRESENT}} for name in condition.unless]
    return {"all": [{"m": {"$and": [_term(condition.when, tokens), *silencers]}}]}


def _term(term: Term, tokens: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(term, Is):
        return {tokens[term.name]: term.presence[0]}
    inner = [_term(one, tokens) for one in term.terms]
    if len(inner) == 1:
        return inner[0]
    return {"$and" if isinstance(term, All) else "$or": inner}
