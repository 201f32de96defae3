"""Each rule's truth table: durable-rules and the plain reading agree, line by line.

Up to eight names a table is complete; above that it holds every pair of values of every two names,
and 20,000 cases at random, of which half are close to firing.
"""

from __future__ import annotations

import random
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest

from service.domain import Presence
from service.reasoning.engine import Engine
from service.reasoning.plain import holds
from service.rulebook.conditions import atoms
from tests.rules.sheets import SHEETS, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from service.rulebook.conditions import Condition
    from service.rulebook.sheets import AssessmentSheet, RuleSheet

COMPLETE = 8
RANDOM_CASES = 20_000
SILENT = (Presence.ABSENT, Presence.UNKNOWN)
EVERY = tuple(Presence)

Values = dict[str, Presence]


def complete(names: Sequence[str]) -> Iterator[Values]:
    """Every combination of the three values."""
    for row in product(Presence, repeat=len(names)):
        yield dict(zip(names, row, strict=True))


def pairwise(names: Sequence[str]) -> Iterator[Values]:
    """A few cases that together hold every two values of every two names."""
    pairs = {
        frozenset({(one, first), (other, second)})
        for one, other in combinations(names, 2)
        for first, second in product(Presence, repeat=2)
    }
    while pairs:
        case: Values = dict(min(pairs, key=sorted))
        for name in names:
            if name not in case:
                case[name] = max(Presence, key=lambda value: len(pairs & _pairs(case | {name: value}, name)))
        pairs -= {frozenset(two) for two in combinations(case.items(), 2)}
        yield case


def _pairs(case: Values, name: str) -> set[frozenset[tuple[str, Presence]]]:
    return {frozenset({(name, case[name]), (other, value)}) for other, value in case.items() if other != name}


def at_random(condition: Condition) -> Iterator[Values]:
    """Cases of which every second is drawn towards firing, so that the table is not all silence."""
    chance = random.Random(20_261_122)  # noqa: S311 - the same cases each time
    names = sorted(condition.names)
    asked = {term.name: term.presence for term in atoms(condition.when)}
    for number in range(RANDOM_CASES):
        case = {name: chance.choice(EVERY) for name in names}
        if number % 2:
            case |= {name: value for name, value in asked.items() if chance.random() < 0.85}
            case |= {name: chance.choice(SILENT) for name in condition.unless if chance.random() < 0.95}
        yield case


def table(condition: Condition) -> Iterator[Values]:
    """The cases on which a sheet is compared."""
    names = sorted(condition.names)
    if len(names) <= COMPLETE:
        yield from complete(names)
    else:
        yield from pairwise(names)
        yield from at_random(condition)


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_engine_and_plain_reading_agree_on_the_table_of_a_sheet(sheet: AssessmentSheet | RuleSheet) -> None:
    engine = Engine(sheet.id, {sheet.id: sheet.when})
    outcomes = {True: 0, False: 0}

    for case in table(sheet.when):
        expected = holds(sheet.when, case)
        assert bool(engine.fired(case)) is expected, case
        outcomes[expected] += 1

    assert min(outcomes.values()) > 0


def test_engine_and_plain_reading_agree_on_all_sheets_at_once() -> None:
    engine = Engine("every-sheet", {sheet.id: sheet.when for sheet in SHEETS})
    names = sorted(frozenset().union(*(sheet.when.names for sheet in SHEETS)))
    chance = random.Random(1)  # noqa: S311 - the same cases each time
    fired: set[str] = set()

    for number in range(RANDOM_CASES):
        case = {name: chance.choice(EVERY) for name in names}
        if number % 2:
            drawn = chance.choice(SHEETS).when
            case |= {term.name: term.presence for term in atoms(drawn.when)}
            case |= {name: chance.choice(SILENT) for name in drawn.unless}
        expected = {sheet.id for sheet in SHEETS if holds(sheet.when, case)}
        assert engine.fired(case) == expected, case
        fired |= expected

    assert fired == {sheet.id for sheet in SHEETS}


@pytest.mark.parametrize("count", [2, 5, 9, 14])
def test_the_pairwise_table_holds_every_pair(count: int) -> None:
    names = [f"finding_{number}" for number in range(count)]

    cases = list(pairwise(names))

    for one, other in combinations(names, 2):
        assert {(case[one], case[other]) for case in cases} == set(product(Presence, repeat=2))
    assert len(cases) < 40
