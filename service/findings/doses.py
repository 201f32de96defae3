"""How much of a medicine an order gives at a time: as a quantity, or in the words that name it and its dosage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.record.statements import Statement
    from service.rulebook.reading_sheets import Unit

_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)*) ?([a-zµ]+)\b(?! ?/ ?(?!d(?:ay)?\b))", re.IGNORECASE)
"""A number with its unit, unless it is a concentration: 300 mg and 300 mg/day, not 100 mg/5 mL."""

_THOUSANDS = re.compile(r",(?=\d{3}(?:\D|$))")


def doses_of(order: Statement, unit: Unit) -> Iterator[float]:
    """Each dose in that unit; a number of tablets is multiplied by the strength that the name gives."""
    named = [mass for one in order.texts if one.element.startswith("medication") for mass in _masses(one.text, unit)]
    scale = unit.scale(order.dose.unit) if order.dose else None
    if order.dose and scale:
        yield order.dose.high * scale.times
    elif order.dose:
        yield from (order.dose.high * mass for mass in named)
    else:
        yield from named
    for one in order.texts:
        if one.element.startswith("dosageInstruction"):
            yield from _masses(one.text, unit)


def _masses(text: str, unit: Unit) -> Iterator[float]:
    for number, spelling in _AMOUNT.findall(text):
        scale = unit.scale(spelling)
        if scale:
            yield float(_THOUSANDS.sub("", number).replace(",", ".")) * scale.times
