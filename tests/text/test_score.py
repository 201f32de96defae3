"""How well free text is read: floors for the score on the gold sentences, and for the errors that would harm."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.text.gold import SETS, OurReader, Reading, Sentence, sentences
from tests.text.score import HEAD, Dangers, line, score

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook

FLOORS = {
    "sentences": (0.99, 0.985, Dangers(0, 0, 0, 0)),
    "held_out": (0.93, 0.9, Dangers(3, 0, 0, 0)),
}
"""The least F1 of concept and presence, of both with the side, and the most dangerous errors, by set."""


@pytest.mark.parametrize("name", FLOORS)
def test_the_score_does_not_fall(name: str, book: RuleBook) -> None:
    reader, gold = OurReader(book), sentences(name)

    found = score(gold, map(reader.read, gold))

    sys.stdout.write(f"\n{HEAD}\n{line(SETS[name], found)}\n")
    presence, side, dangers = FLOORS[name]
    assert found.presence.f1 >= presence
    assert found.side.f1 >= side
    assert all(now <= most for now, most in zip(found.dangers, dangers, strict=True))


AVN, FRACTURE = Reading("osteonecrosis", "present", "left"), Reading("fracture", "absent", None)


@pytest.mark.parametrize(
    ("read", "counts", "dangers"),
    [
        ({AVN, FRACTURE}, (1.0, 1.0), (0, 0, 0, 0)),
        (set(), (0.0, 0.0), (0, 0, 0, 0)),
        ({AVN._replace(side=None), FRACTURE}, (1.0, 0.5), (0, 0, 0, 0)),
        ({AVN._replace(side="right"), FRACTURE}, (1.0, 0.5), (0, 0, 0, 1)),
        ({AVN._replace(presence="absent"), FRACTURE}, (0.5, 0.5), (0, 1, 0, 0)),
        ({AVN, FRACTURE._replace(presence="present")}, (0.5, 0.5), (1, 0, 0, 0)),
        ({AVN, FRACTURE._replace(presence="unknown")}, (0.5, 0.5), (0, 0, 0, 0)),
        ({AVN, FRACTURE, Reading("tumour", "present", None)}, (0.8, 0.8), (1, 0, 0, 0)),
        ({AVN, FRACTURE, Reading("tumour", "absent", None)}, (0.8, 0.8), (0, 0, 0, 0)),
    ],
)
def test_the_score_counts_what_is_right_and_what_would_harm(
    read: set[Reading], counts: tuple[float, float], dangers: tuple[int, ...]
) -> None:
    gold = [Sentence("A sentence.", "mri", frozenset({AVN, FRACTURE}))]

    found = score(gold, [frozenset(read)])

    assert (found.presence.f1, found.side.f1) == pytest.approx(counts)
    assert found.dangers == dangers


@pytest.mark.parametrize("presence", ["present", "absent"])
def test_settling_what_is_open_is_an_error_that_would_harm(presence: str) -> None:
    gold = [Sentence("A sentence.", "mri", frozenset({AVN._replace(presence="unknown")}))]

    found = score(gold, [frozenset({AVN._replace(presence=presence)})])

    assert found.dangers == Dangers(0, 0, 1, 0)
