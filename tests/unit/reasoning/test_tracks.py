"""Which of the rules that fired are shown: the decision table's paragraph "Tracks", line by line."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from service.domain import Indicator
from service.reasoning.tracks import arbitrate
from tests.invented import rule


class Fired(NamedTuple):
    """A rule that fired; the rest of its sheet does not matter here."""

    name: str
    track: str
    priority: float
    indicator: str = "info"
    more: dict[str, Any] | None = None


def outcomes(*fired: Fired) -> dict[str, str]:
    """What became of each rule: the outcome, and after a slash the rule that took its place."""
    pairs = [
        (rule(one.name, track=one.track, priority=one.priority, **(one.more or {})), Indicator(one.indicator))
        for one in fired
    ]
    concluded = arbitrate(pairs)
    return {one.rule: f"{one.outcome}{f'/{one.hidden_by}' if one.hidden_by else ''}" for one in concluded}


SHADOW = {"status": "shadow"}


@pytest.mark.parametrize(
    ("fired", "expected"),
    [
        pytest.param([], {}, id="nothing fired"),
        pytest.param(
            [Fired("one", "safety", 0), Fired("two", "safety", 0), Fired("three", "safety", 9)],
            {"one": "fired", "two": "fired", "three": "fired"},
            id="safety: every matching card",
        ),
        pytest.param(
            [Fired("late", "diagnostic", 9, "warning"), Fired("order", "safety", 30)],
            {"late": "fired", "order": "fired"},
            id="safety: not hidden by a diagnostic card",
        ),
        pytest.param(
            [Fired("late", "diagnostic", 9, "warning"), Fired("sudden", "diagnostic", 12)],
            {"late": "fired", "sudden": "hidden/late"},
            id="diagnostic: the lowest number hides the others",
        ),
        pytest.param(
            [Fired("sudden", "diagnostic", 12, "warning"), Fired("xray", "diagnostic", 8)],
            {"xray": "fired", "sudden": "hidden/xray"},
            id="diagnostic: by number, not by urgency or order",
        ),
        pytest.param(
            [Fired("b", "diagnostic", 7), Fired("a", "diagnostic", 7)],
            {"a": "fired", "b": "hidden/a"},
            id="diagnostic: of equal numbers the first by name",
        ),
        pytest.param(
            [Fired("a", "diagnostic", 7.5), Fired("b", "diagnostic", 7), Fired("c", "diagnostic", 8)],
            {"b": "fired", "a": "hidden/b", "c": "hidden/b"},
            id="diagnostic: numbers between numbers",
        ),
        pytest.param(
            [Fired("fracture", "diagnostic", 2, "critical"), Fired("weight", "diagnostic", 3, "critical")],
            {"fracture": "fired", "weight": "fired"},
            id="diagnostic: critical cards never hide one another",
        ),
        pytest.param(
            [Fired("cared-for", "diagnostic", 2, "warning"), Fired("weight", "diagnostic", 3, "critical")],
            {"cared-for": "fired", "weight": "fired"},
            id="diagnostic: a critical card is never hidden",
        ),
        pytest.param(
            [Fired("fracture", "diagnostic", 2, "critical"), Fired("late", "diagnostic", 9, "warning")],
            {"fracture": "fired", "late": "hidden/fracture"},
            id="diagnostic: a critical card hides what is not",
        ),
        pytest.param(
            [
                Fired("earlier", "diagnostic", 10),
                Fired("facts", "diagnostic", 13, more={"companion_of": "earlier"}),
                Fired("sudden", "diagnostic", 12),
            ],
            {"earlier": "fired", "sudden": "hidden/earlier", "facts": "fired"},
            id="diagnostic: with its parent a companion is shown",
        ),
        pytest.param(
            [
                Fired("xray", "diagnostic", 8),
                Fired("earlier", "diagnostic", 10),
                Fired("facts", "diagnostic", 13, more={"companion_of": "earlier"}),
            ],
            {"xray": "fired", "earlier": "hidden/xray", "facts": "hidden/xray"},
            id="diagnostic: with its parent a companion is hidden",
        ),
        pytest.param(
            [Fired("facts", "diagnostic", 13, more={"companion_of": "earlier"})],
            {"facts": "fired"},
            id="diagnostic: a companion on its own speaks by its number",
        ),
        pytest.param(
            [Fired("other", "companion", 2), Fired("late", "diagnostic", 9)],
            {"late": "fired", "other": "hidden/fracture"},
            id="companion: not without its parent",
        ),
        pytest.param(
            [Fired("other", "companion", 2), Fired("fracture", "diagnostic", 2, "critical")],
            {"fracture": "fired", "other": "fired"},
            id="companion: with its parent",
        ),
        pytest.param(
            [Fired("other", "companion", 2), Fired("late", "diagnostic", 1), Fired("fracture", "diagnostic", 2)],
            {"late": "fired", "fracture": "hidden/late", "other": "fired"},
            id="companion: when the condition of its parent holds, also where the parent is hidden",
        ),
        pytest.param(
            [Fired("other", "companion", 2), Fired("fracture", "diagnostic", 2, more=SHADOW)],
            {"fracture": "shadow", "other": "hidden/fracture"},
            id="companion: not of a rule that is only observed",
        ),
        pytest.param(
            [Fired("protect", "management", 20), Fired("late", "diagnostic", 9, "warning")],
            {"late": "fired", "protect": "fired"},
            id="management: beside a diagnostic card",
        ),
        pytest.param(
            [Fired("mri", "management", 22), Fired("months", "management", 21), Fired("protect", "management", 20)],
            {"protect": "fired", "months": "fired", "mri": "hidden/protect"},
            id="management: at most two",
        ),
        pytest.param(
            [Fired("new", "diagnostic", 1, "critical", SHADOW), Fired("late", "diagnostic", 9)],
            {"late": "fired", "new": "shadow"},
            id="shadow: concluded, not shown, and hides nothing",
        ),
        pytest.param(
            [Fired("one", "management", 1, more=SHADOW), *(Fired(name, "management", 2) for name in ("a", "b"))],
            {"one": "shadow", "a": "fired", "b": "fired"},
            id="shadow: takes no place",
        ),
    ],
)
def test_tracks_decide_what_is_shown(fired: list[Fired], expected: dict[str, str]) -> None:
    told = [
        one._replace(more={"companion_of": "fracture"} | (one.more or {})) if one.track == "companion" else one
        for one in fired
    ]

    assert outcomes(*told) == expected


def test_conclusions_come_in_the_order_of_priority_and_those_in_shadow_last() -> None:
    named = outcomes(
        Fired("protect", "management", 20),
        Fired("observed", "diagnostic", 0, more=SHADOW),
        Fired("late", "diagnostic", 9),
        Fired("order", "safety", 0),
    )

    assert list(named) == ["order", "late", "protect", "observed"]
