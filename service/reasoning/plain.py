"""The same conditions in plain Python: the oracle of the engine, and the "why not" of a silent rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Because, Presence
from service.rulebook.conditions import All, Condition, Is, Term

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence


def holds(condition: Condition, values: Mapping[str, Presence]) -> bool:
    """Whether a condition holds for the values."""
    return _holds(condition.when, values) and not any(values[name] is Presence.PRESENT for name in condition.unless)


def _holds(term: Term, values: Mapping[str, Presence]) -> bool:
    if isinstance(term, Is):
        return values[term.name] is term.presence
    if isinstance(term, All):
        return all(_holds(one, values) for one in term.terms)
    return any(_holds(one, values) for one in term.terms)


def grounds(condition: Condition, values: Mapping[str, Presence]) -> Sequence[str]:
    """The names whose values make a condition hold; of an `any`, those of each term that holds."""
    return _grounds(condition.when, values) or ()


def _grounds(term: Term, values: Mapping[str, Presence]) -> list[str] | None:
    """None where the term does not hold."""
    if isinstance(term, Is):
        return [term.name] if values[term.name] is term.presence else None
    found: list[str] = []
    holds = isinstance(term, All)
    for one in term.terms:
        names = _grounds(one, values)
        if names is not None:
            found += names
            holds = True
        elif isinstance(term, All):
            return None
    return found if holds else None


def why_not(condition: Condition, values: Mapping[str, Presence]) -> tuple[Because, ...]:
    """The condition that decided against a rule; of an `any`, each of its terms.

    The first term that does not hold decides; only when all hold, the first name in `unless`
    that is present. Empty when the condition holds.
    """
    missing = tuple(_missing(condition.when, values))
    if missing:
        return missing
    silencing = (name for name in condition.unless if values[name] is Presence.PRESENT)
    return tuple(Because(name, Presence.PRESENT.value, "not present") for name in silencing)[:1]


def _missing(term: Term, values: Mapping[str, Presence]) -> Iterator[Because]:
    if _holds(term, values):
        return
    if isinstance(term, Is):
        yield Because(term.name, values[term.name].value, term.presence.value)
    elif isinstance(term, All):
        yield from _missing(next(one for one in term.terms if not _holds(one, values)), values)
    else:
        for one in term.terms:
            yield from _missing(one, values)


def might_hold(condition: Condition, values: Mapping[str, Presence], lacked: Collection[str]) -> bool:
    """Whether the condition could hold if the lacked findings were known: each may be any of the three.

    A name that stands in the condition twice is taken for two; so this may say yes too often,
    never no too often.
    """
    silenced = any(values[name] is Presence.PRESENT and name not in lacked for name in condition.unless)
    return not silenced and _might(condition.when, values, lacked)


def _might(term: Term, values: Mapping[str, Presence], lacked: Collection[str]) -> bool:
    if isinstance(term, Is):
        return term.name in lacked or values[term.name] is term.presence
    if isinstance(term, All):
        return all(_might(one, values, lacked) for one in term.terms)
    return any(_might(one, values, lacked) for one in term.terms)
