"""Which of the rules that fired are shown: tracks, priorities, companions.

Clinical decision table, "Tracks": safety cards are always shown; of the diagnostic rules the one
of the lowest priority number hides those after it unless they are critical; a companion appears
when the condition of its parent holds; of the management rules at most two are shown.
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
        for conclusion in track(spoken):
            shown[conclusion.rule] = conclusion
    return (*(shown[rule.id] for rule, _ in spoken), *shadow)


def _conclusion(rule: RuleSheet, indicator: Indicator, outcome: Outcome, by: str | None = None) -> Conclusion:
    return Conclusion(rule.id, outcome, indicator, hidden_by=by)


def _safety(fired: Fired) -> Iterable[Conclusion]:
    return [_conclusion(rule, indicator, Outcome.FIRED) for rule, indicator in fired if rule.track == "safety"]


def _diagnostic(fired: Fired) -> Iterable[Conclusion]:
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


def _management(fired: Fired) -> Iterable[Conclusion]:
    own = [pair for pair in fired if pair[0].track == "management"]
    for position, (rule, indicator) in enumerate(own):
        if position < MANAGEMENT_LIMIT:
            yield _conclusion(rule, indicator, Outcome.FIRED)
        else:
            yield _conclusion(rule, indicator, Outcome.HIDDEN, own[0][0].id)


def _companions(fired: Fired) -> Iterable[Conclusion]:
    """A companion needs the condition of its parent, not its card: another rule may have taken the parent's place."""
    speaking = {rule.id for rule, _ in fired}
    for rule, indicator in fired:
        if rule.track != "companion":
            continue
        with_parent = rule.companion_of in speaking
        outcome = Outcome.FIRED if with_parent else Outcome.HIDDEN
        yield _conclusion(rule, indicator, outcome, None if with_parent else rule.companion_of)
