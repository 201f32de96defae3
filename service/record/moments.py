"""When something was, as FHIR says it: a date, a period, an age, a text, or only that it was."""

from __future__ import annotations

from service.domain import When, moved
from service.record.dates import parse_when, years_after
from service.record.elements import JSON_NAMES, Json, Unreadable, json_kind, walk

Moment = When | str | bool


def moment_at(resource: Json, path: str, birth: When | None) -> Moment | None:
    """The date at a path, a text (onsetString), or a boolean: abatementBoolean (STU3), and true where no date is told.

    Ages need a date of birth.
    """
    for value, where in walk(resource, path):
        return _moment(value, where, path, birth)
    return None


_SAID_OTHERWISE: dict[str, type[str | bool]] = {"String": str, "Boolean": bool}
"""Choice elements that carry no date, by the end of their names, and the type of what they carry."""


def _moment(value: object, where: str, path: str, birth: When | None) -> Moment | None:
    for ending, kind in _SAID_OTHERWISE.items():
        if path.endswith(ending):
            if isinstance(value, kind):
                return value
            raise Unreadable(where, JSON_NAMES[kind], json_kind(value))
    if isinstance(value, dict):
        return _period(value, where) or _aged(value, birth) or True
    return _date(value, where)


def _date(value: object, where: str) -> When:
    if not isinstance(value, str):
        raise Unreadable(where, "a FHIR date", json_kind(value))
    when = parse_when(value)
    if when is None:
        raise Unreadable(where, "a FHIR date", "text that is no date")
    return when


def _period(value: Json, where: str) -> When | None:
    """The start of a Period; of one without a start, the end."""
    for edge in ("start", "end"):
        if value.get(edge) is not None:
            return _date(value[edge], f"{where}.{edge}")
    return None


_YEAR_UNITS = frozenset({"a", "year", "years", "yr", "yrs"})


def _aged(value: Json, birth: When | None) -> When | None:
    """An Age or a Range of ages in years, counted from the date of birth; other units are not read.

    An age lasts until the day before the next birthday.
    """
    low, high = value.get("low", value), value.get("high", value)
    ages = [_years(edge) for edge in (low, high)]
    if birth is None or ages[0] is None or ages[1] is None:
        return None
    try:
        return When(years_after(birth.first, ages[0]), moved(years_after(birth.last, ages[1] + 1), -1))
    except (ValueError, OverflowError):
        return None


def _years(value: object) -> int | None:
    if not isinstance(value, dict):
        return None
    unit, number = value.get("code") or value.get("unit"), value.get("value")
    if not isinstance(unit, str) or unit not in _YEAR_UNITS:
        return None
    return int(number) if isinstance(number, (int, float)) else None
