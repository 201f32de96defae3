"""cases.yaml: the steps of the cases, and what an answer to one of them has to be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.charts import Json

CASES = Path(__file__).with_name("cases.yaml")

Cards = Counter[tuple[str, str]]
"""The cards of an answer, each as its rule and its indicator; a card that comes twice counts twice."""


@dataclass(frozen=True)
class Step:
    """One moment of a case: what is known of the patient then, and which cards must come back."""

    name: str
    hook: str
    facts: Mapping[str, Any]
    expect: Cards
    never: frozenset[str]


def read_steps(path: Path = CASES) -> list[Step]:
    """Every step of the file, named by its case and its place there."""
    return [_step(case, number, step) for case, number, step in _each(path)]


def _each(path: Path) -> Iterable[tuple[Json, int, Json]]:
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]:
        for number, step in enumerate(case["steps"], 1):
            yield case, number, step


def _step(case: Json, number: int, step: Json) -> Step:
    expect = Counter((one["rule"], one["indicator"]) for one in step["expect"])
    return Step(f"{case['id']}.{number}", step["hook"], step["facts"], expect, frozenset(step.get("never", ())))


def cards_of(answer: Json) -> Cards:
    """The cards of an answer of the service."""
    return Counter((card["source"]["topic"]["code"], card["indicator"]) for card in answer["cards"])


def faults(step: Step, cards: Cards) -> list[str]:
    """What is wrong with the cards, in words: lacking, too many, or of a rule that must stay silent."""
    return [
        *(f"{rule} ({indicator}) is lacking" for rule, indicator in (step.expect - cards).elements()),
        *(f"{rule} ({indicator}) is not expected" for rule, indicator in (cards - step.expect).elements()),
        *(f"{rule} must never speak here" for rule in sorted(step.never & {rule for rule, _ in cards})),
    ]
