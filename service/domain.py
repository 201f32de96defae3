"""The words that every room shares: what is known about a hip, and why."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Presence(StrEnum):
    """The three values of a finding; a missing record is never taken for ABSENT by itself."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Side(StrEnum):
    """A side of the body."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


Sides = frozenset[Side]
BOTH: Sides = frozenset(Side)
NO_SIDE: Sides = frozenset()


def moved(day: date, days: int) -> date:
    """The day so many days later, earlier where negative; the calendar ends at the years 1 and 9999."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


class When(NamedTuple):
    """A date as precisely as it was recorded: it lies between `first` and `last`, both included."""

    first: date
    last: date

    def shifted(self, days: int) -> When:
        """The same span, moved by a number of days."""
        return When(moved(self.first, days), moved(self.last, days))

    def __str__(self) -> str:
        """ISO 8601, as precise as the record: a day, a month, a year, or an interval."""
        if self.first == self.last:
            return self.first.isoformat()
        month = self.first.day == 1 and self.last.day == monthrange(self.last.year, self.last.month)[1]
        if month and (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return self.first.isoformat()[:7]
        if month and self.first == date(self.last.year, 1, 1) and self.last.month == 12:  # noqa: PLR2004 - December
            return self.first.isoformat()[:4]
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


class Certainty(StrEnum):
    """How a piece of evidence was obtained."""

    CODED = "coded"
    READ_FROM_TEXT = "read from text"


class Evidence(NamedTuple):
    """One place in the record that a finding rests on."""

    reference: str
    element: str
    when: When | None = None
    sides: Sides = NO_SIDE
    certainty: Certainty = Certainty.CODED
    quote: str | None = None


class Finding(NamedTuple):
    """One clinical question about one case, its answer, and what the answer rests on.

    `reason` says in plain words why an UNKNOWN is unknown; `lacked` names the resource types
    whose absence from the call made it so.
    """

    name: str
    presence: Presence
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None
    lacked: frozenset[str] = frozenset()
    note: str | None = None


class Order(NamedTuple):
    """One drafted order: its reference, what it is called in the chart, its sides, and the resource itself."""

    reference: str
    words: str | None
    sides: Sides
    resource: Mapping[str, Any]


class Case(NamedTuple):
    """What is known about one hip, or about one drafted order, on the day of the call."""

    findings: Mapping[str, Finding]
    hip: Side | None = None
    order: Order | None = None


class Indicator(StrEnum):
    """Urgency of a card (CDS Hooks 2.0, Card Attributes)."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Outcome(StrEnum):
    """What became of one rule in one case."""

    FIRED = "fired"
    HIDDEN = "hidden"
    SHADOW = "shadow"
    SILENT = "silent"


class Because(NamedTuple):
    """One condition that decided: the name, what it was, and what the rule needed."""

    name: str
    value: str
    needed: str


class Conclusion(NamedTuple):
    """What one rule says about one case.

    `because` holds the conditions that decided against the rule; it is empty when the rule fired.
    `grounds` are the findings that made it fire, `hidden_by` the rule of higher priority that took
    its place.
    """

    rule: str
    outcome: Outcome
    indicator: Indicator
    because: tuple[Because, ...] = ()
    hidden_by: str | None = None
    grounds: frozenset[str] = frozenset()


class Verdict(NamedTuple):
    """What the rules say of one case: what was observed, the values with the assessments added, and what fired."""

    case: Case
    observed: Mapping[str, Presence]
    values: Mapping[str, Presence]
    conclusions: tuple[Conclusion, ...]

    def shown(self) -> tuple[Conclusion, ...]:
        """The conclusions that make a card."""
        return tuple(one for one in self.conclusions if one.outcome is Outcome.FIRED)


class Issue(NamedTuple):
    """Something in the request that could not be read or used, located, without its value."""

    location: str
    message: str
    code: str = "structure"
    severity: str = "warning"
    kind: str | None = None
