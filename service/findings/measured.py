"""Measured values against a threshold of the rule book: laboratory results, body temperature."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, cast

from service.domain import Presence, moved
from service.findings.coded import ABSENT, PRESENT, Answer, coded, unknown
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.look import Look
    from service.record.statements import Quantity, Statement
    from service.rulebook.fields import MeasuredIn
    from service.rulebook.finding_sheets import FindingSheet
    from service.rulebook.reading_sheets import Unit

ANY, CRITICAL = "any", "critical"
"""As `option`: any value of the look-back counts; only a critical mark of the laboratory says as much as a number."""

_HIGH, _CRITICAL = frozenset({"H", "HH", "HU"}), frozenset({"HH"})
_NOT_HIGH = frozenset({"N", "L", "LL", "LU"})
"""v3-ObservationInterpretation: what laboratories mark a value with."""

_DIGITS = 6
"""Converted values are rounded to so many digits: 100.4 degrees Fahrenheit are 38, not 38.00000000000001."""


_UNCONFIRMED = unknown("recorded as unconfirmed")
_UNDATED = unknown("the date is not recorded")
_STALE = unknown("not measured again for longer than the rule book looks back")
_MAY_BE_STALE = unknown("the measurement may be older than the rule book looks back")
_NO_NUMBER = unknown("recorded without a number")
_NO_UNIT = unknown("recorded without a unit")
_OTHER_UNIT = unknown("the unit is not one that the rule book knows")
_TWO_UNITS = unknown("the code of the unit and its words differ")
_IMPLAUSIBLE = unknown("the value is not plausible in its unit")
_OPEN = unknown("the value is given as a range that leaves it open")


def measured(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether a value reaches the threshold, or a record says that it does; the newest value counts.

    With `option: any` one value within the look-back suffices, and no later one undoes it: a fever
    that was lowered for some hours was a fever.
    """
    found = [*_values(look, sheet), *(_dated(one) for one in coded(look, sheet))]
    raised = [one for one in found if one.presence is Presence.PRESENT]
    yield from raised if raised and sheet.option == ANY else found


def _dated(one: Sighting) -> Sighting:
    """A record without a date may be of any day, and what is asked for is of the last days."""
    undated = one.presence is Presence.PRESENT and one.evidence.when is None
    return one._replace(presence=_UNDATED.presence, reason=_UNDATED.reason) if undated else one


def _values(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """The values that count, and the newest of those that are newer and say nothing; on one day the highest counts.

    A component of a panel is a measurement like any other.
    """
    sets = frozenset(sheet.value_sets.get("measure", ()))
    recorded = (*look.chart.of(sheet.reads, sets), *look.chart.components)
    statements = (one for one in recorded if not sets.isdisjoint(one.sets))
    readings = [one for statement in statements if (one := _reading(look, sheet, statement))]
    clear = [one for one in readings if one.presence is not Presence.UNKNOWN]
    last = max((one.day for one in clear), default=None)
    counting = clear if sheet.option == ANY else [one for one in clear if one.day == last]
    raised = [one for one in counting if one.presence is Presence.PRESENT]
    yield from raised or counting
    unclear = [one for one in readings if one.presence is Presence.UNKNOWN and (last is None or one.day > last)]
    newest = max((one.day for one in unclear), default=None)
    yield from (one for one in unclear if one.day == newest)


def _reading(look: Look, sheet: FindingSheet, statement: Statement) -> Sighting | None:
    if statement.standing not in (Standing.CURRENT, Standing.UNSURE):
        return None
    value = _value(look, sheet, statement)
    doubt = _UNCONFIRMED if statement.standing is Standing.UNSURE else _untimely(look, sheet, statement)
    answer = doubt or value.answer
    proof = evidence(statement, value.element)
    return Sighting(answer.presence, proof, reason=answer.reason, note=None if doubt else value.note)


def _untimely(look: Look, sheet: FindingSheet, statement: Statement) -> Answer | None:
    """Why the value may not count today."""
    days = look.days(sheet, "look_back")
    if statement.when is None:
        return _UNDATED
    if look.older(statement.when, days):
        return _STALE
    return _MAY_BE_STALE if days is not None and statement.when.first < moved(look.as_of, -days) else None


class _Value(NamedTuple):
    """What one measurement says of the threshold, where it says so, and the value in words."""

    answer: Answer
    element: str
    note: str | None = None


def _value(look: Look, sheet: FindingSheet, statement: Statement) -> _Value:
    """By the number; where that leaves it open, by what the laboratory marked it with.

    That a value which is not plausible is marked normal says nothing.
    """
    parameter = look.book.parameters[sheet.parameters["threshold"]]
    unit = look.book.reading.units[cast("MeasuredIn", parameter.unit)]  # checked when the rule book loads
    element = "valueInteger" if "valueInteger" in statement.resource else "valueQuantity"
    amount = _converted(statement.quantity, unit) if statement.quantity else _NO_NUMBER
    answer = amount if isinstance(amount, Answer) else _compared(look, sheet, amount, parameter.value)
    if isinstance(amount, _Amount) and answer.presence is not Presence.UNKNOWN:
        return _Value(answer, element, amount.in_words(unit.says))
    marked = _marked(statement, sheet)
    if marked is PRESENT or (marked is ABSENT and answer is not _IMPLAUSIBLE):
        return _Value(marked, "interpretation", "as marked by the laboratory")
    return _Value(answer, element if statement.quantity else "code")


class _Amount(NamedTuple):
    """A value in the unit of the threshold, between two bounds; `below` where the upper one is not reached."""

    low: float
    high: float
    below: bool

    def in_words(self, unit: str) -> str:
        """How a card writes it."""
        if self.low == self.high:
            return f"{self.low:g} {unit}"
        if math.isinf(self.low):
            return f"below {self.high:g} {unit}" if self.below else f"{self.high:g} {unit} or less"
        return f"{self.low:g} {unit} or more"


def _converted(quantity: Quantity, unit: Unit) -> _Amount | Answer:
    """The quantity in the unit of the rule book; code and words of its unit must not contradict each other."""
    spellings = [one for one in (quantity.unit, quantity.written) if one]
    scales = {scale for one in spellings if (scale := unit.scale(one))}
    if len(scales) != 1:
        return _TWO_UNITS if scales else _OTHER_UNIT if spellings else _NO_UNIT
    (scale,) = scales
    low, high = (round((bound - scale.minus) * scale.times, _DIGITS) for bound in (quantity.low, quantity.high))
    return _Amount(low, high, quantity.below)


def _compared(look: Look, sheet: FindingSheet, amount: _Amount, threshold: float) -> Answer:
    """PRESENT or ABSENT only where the whole range lies on one side; nothing that is measured is below zero."""
    least, most = look.number(sheet, "least") or 0, look.number(sheet, "most")
    if amount.high < least or (most is not None and amount.low > most):
        return _IMPLAUSIBLE
    if amount.low >= threshold:
        return PRESENT
    if amount.high < threshold or (amount.below and amount.high <= threshold):
        return ABSENT
    return _OPEN


def _marked(statement: Statement, sheet: FindingSheet) -> Answer | None:
    marks = {coding.code for concept in statement.interpretation for coding in concept.codings}
    if not marks.isdisjoint(_CRITICAL if sheet.option == CRITICAL else _HIGH):
        return PRESENT if marks.isdisjoint(_NOT_HIGH) else None
    return ABSENT if marks and marks <= _NOT_HIGH else None
