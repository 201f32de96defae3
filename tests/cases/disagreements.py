"""Steps of cases.yaml that the rule book answers otherwise, each with the reason; docs/cases.md tells more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.cases.steps import Cards


class Disagreement(NamedTuple):
    """The cards that come instead, and why."""

    cards: Cards
    reason: str


DISAGREEMENTS: Mapping[str, Disagreement] = {}
