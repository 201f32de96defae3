"""Which of the rules that fired are shown: tracks, priorities, companions.

Clinical decision table, "Tracks": safety cards are always shown; of the diagnostic rules the one
of the lowest priority number hides those after it unless they are critical; a companion appears
with its parent; of the management rules at most two are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Conclusion, Indicator, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.rulebook.sheets import RuleSheet

MANAGEMENT_LIMIT = 2

Fired = list[tuple["RuleSheet", Indicator]]


def arbitrate(fired: Iterable[tuple[RuleSheet, Indicator]]) -> tuple[Conclusion, ...]:
    """What becomes of each rule that fired in one case, in the order of priority."""
    ordered = sorted(fired, key=lambda pair: (pair[0].priority, pair[0].id))
    shadow = [_conclusion(rule, indicator, Outcome.SHADOW) for rule, indicator in ordered if rule.status == "shadow"]
    spoken = [pair for pair in ordered if pair[0].status != "shadow"]
    shown: dict[str, Conclusion] = {}
    for track in (_safety, _diagnostic, _management, _companions):
        for conclusion in track(spoken, shown):
            shown[conclusion.rule] = conclusion
    return (*(shown[rule.id] for rule, _ in spoken), *shadow)


def _conclusion(rule: RuleSheet, indicator: Indicator, outcome: Outcome, by: str | None = None) -> Conclusion:
    return Conclusion(rule.id, outcome, indicator, hidden_by=by)


def _safety(fired: Fired, _shown: dict[str, Conclusion]) -> Iterable[Conclusion]:
    return [_conclusion(rule, indicator, Outcome.FIRED) for rule, indicator in fired if rule.track == "safety"]


def _diagnostic(fired: Fired, _shown: dict[str, Conclusion]) -> Iterable[Conclusion]:
    """The first is shown, and after it only critical ones and companions of what is shown."""
    leader: RuleSheet | None = None
    visible: set[str] = set()
    for rule, indicator in fired:
        if rule.track != "diagnostic":
            continue
        if leader is None or indicator is Indicator.CRITICAL or rule.companion_of in visible:
            leader = leader or rule
            visible.add(rule.id)
            yield _conclusion(rule, indicator, Outcome.FIRED)
        else:
            yield _conclusion(rule, indicator, Outcome.HIDDEN, leader.id)


def _management(fired: Fired, _shown: dict[str, Conclusion]) -> Iterable[Conclusion]:
    own = [pair for pair in fired if pair[0].track == "management"]
    for position, (rule, indicator) in enumerate(own):
        if position < MANAGEMENT_LIMIT:
            yield _conclusion(rule, indicator, Outcome.FIRED)
        else:
            yield _conclusion(rule, indicator, Outcome.HIDDEN, own[0][0].id)


def _companions(fired: Fired, shown: dict[str, Conclusion]) -> Iterable[Conclusion]:
    for rule, indicator in fired:
        if rule.track != "companion":
            continue
        parent = shown.get(str(rule.companion_of))
        visible = parent is not None and parent.outcome is Outcome.FIRED
        outcome = Outcome.FIRED if visible else Outcome.HIDDEN
        yield _conclusion(rule, indicator, outcome, None if visible else rule.companion_of)
