"""What a finding looks at: the chart, the rule book, the day, and which hips hurt since when."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from service.domain import BOTH, NO_SIDE, Certainty, Evidence, Side, Sides, When

if TYPE_CHECKING:
    from collections.abc import Mapping

    from service.findings.exams import Examination
    from service.findings.gestation import Gestation
    from service.findings.sites import Place
    from service.record.statements import Chart, Statement
    from service.rulebook.book import RuleBook
    from service.rulebook.finding_sheets import FindingSheet


class Onset(NamedTuple):
    """Since when a hip hurts: the recorded onset, or that it hurt when it was first recorded."""

    began: When | None
    recorded: When | None


class Look(NamedTuple):
    """One patient on one day, as the findings see them; `order` is the drafted order that is judged, at `place`."""

    chart: Chart
    book: RuleBook
    as_of: date
    gestation: Gestation
    examinations: tuple[Examination, ...]
    pain: Mapping[Side, Onset] = MappingProxyType({})
    order: Statement | None = None
    place: Place | None = None

    def days(self, sheet: FindingSheet, role: str) -> int | None:
        """The parameter that the sheet gives this role, in days; None where it gives none."""
        name = sheet.parameters.get(role)
        return None if name is None else self.book.parameters[name].days

    def number(self, sheet: FindingSheet, role: str) -> float | None:
        """The parameter that the sheet gives this role, in its own unit."""
        name = sheet.parameters.get(role)
        return None if name is None else self.book.parameters[name].value

    def older(self, when: When | None, days: int | None) -> bool:
        """Whether a date lies, as a whole, more than a number of days before the day."""
        return when is not None and days is not None and when.last < self.as_of - timedelta(days)

    def hips(self, sides: Sides) -> Sides:
        """The hips that a record speaks of: its sides, else the painful hips, else both."""
        return sides or frozenset(self.pain) or BOTH


def evidence(statement: Statement, element: str, sides: Sides = NO_SIDE, when: When | None = None) -> Evidence:
    """The evidence that an element of a statement gives; one that was read from text quotes its sentence."""
    quote = statement.quotes.get(element)
    certainty = Certainty.READ_FROM_TEXT if quote else Certainty.CODED
    where = f"{statement.kind}.{statement.within}{element}"
    return Evidence(statement.reference, where, when or statement.when, sides, certainty, quote)
