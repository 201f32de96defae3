"""FHIR dates as spans of days: a year is a year long, a dateTime is the local day it names."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from service.domain import When

_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)

_DAY_LENGTH = len("2026-11-22")


def parse_when(text: str) -> When | None:
    """The span that a FHIR date, dateTime or instant names, or None when the text is no date.

    The time of day and the zone are not used: the day as written is the clinician's day.
    Source: http://hl7.org/fhir/R4/datatypes.html#dateTime (precision may end at year or month).
    """
    if len(text) == _DAY_LENGTH and text[4] == text[7] == "-":  # the usual case, without a regular expression
        try:
            exact = date.fromisoformat(text)
        except ValueError:
            return None
        return When(exact, exact)
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.group("year", "month", "day")
    try:
        if day:
            exact = date(int(year), int(month), int(day))
            return When(exact, exact)
        return _month(int(year), int(month)) if month else _year(int(year))
    except ValueError:
        return None


def _year(year: int) -> When:
    return When(date(year, 1, 1), date(year, 12, 31))


def _month(year: int, month: int) -> When:
    return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def years_after(birth: date, years: int) -> date:
    """The birthday after a number of years; 29 February becomes 1 March in common years."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def age_on(birth: date, day: date) -> int:
    """Completed years of life on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
