"""What each function takes from its sheet: what no function reads would be believed, and do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.findings.drafted import IN_NOTES
from service.findings.measured import ANY, CRITICAL
from service.findings.orders import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.finding_sheets import FindingSheet
    from service.rulebook.load import Places

FINDING = "another finding"
"""As `options`: the option names a finding."""

_SHEET = "findings.yaml"
_DAYS = frozenset({"days", "weeks"})
_YEARS = frozenset({"years"})
_DOSES = frozenset({"mg"})


@dataclass(frozen=True, slots=True)
class Takes:
    """The parts of a sheet that a function reads; of `needs` it must have at least one."""

    sets: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    doses: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def _takes(*, sets: str = "", days: str = "", parts: str = "", values: str = "", **more: tuple[str, ...]) -> Takes:
    split = (frozenset(one.split()) for one in (sets, days, parts, values))
    return Takes(**dict(zip(("sets", "days", "parts", "values"), split, strict=True)), **more)  # type: ignore[arg-type]


_CODED = "look_back encounter_look_back within"

TAKES = {
    "age": Takes(years=frozenset({"from", "to"}), needs=("from", "to")),
    "coded": _takes(sets="code needs_site", days=_CODED, parts="seventh_character", needs=("code",)),
    "deceased": Takes(),
    "diagnosis": _takes(sets="code needs_site treated_by", days=_CODED, parts="seventh_character", needs=("code",)),
    "drafted": Takes(
        sets=frozenset({"code"}),
        doses=frozenset({"low_dose"}),
        parts=frozenset({"exam", "terms", "denials", "exempt"}),
        options=(IN_NOTES,),
        needs=("code", "exam", "terms"),
    ),
    "due_soon": _takes(days="within", needs=("within",)),
    "encounter_cancelled": Takes(),
    "ever": _takes(sets="code", needs=("code",)),
    "follow_up_due": _takes(
        days="look_back from over unrecorded_onset", parts="exam", options=(FINDING,), needs=("from",)
    ),
    "gestational_age": _takes(days="from before", needs=("from", "before")),
    "imaged": _takes(days="look_back unrecorded_onset", parts="exam", options=(FINDING,)),
    "lasting": _takes(sets="code needs_site", days=f"{_CODED} over", parts="seventh_character", needs=("over",)),
    "measured": _takes(
        sets="measure code",
        days=_CODED,
        values="threshold least most",
        options=(ANY, CRITICAL),
        needs=("threshold",),
    ),
    "ordered": _takes(
        sets="code",
        days="look_back",
        parts="exam terms denials",
        options=(ANYWHERE,),
        needs=("code", "exam", "terms"),
    ),
    "other_hip": _takes(options=(FINDING,), needs=("option",)),
    "pain_after": _takes(sets="code after needs_site", days=_CODED, needs=("after",)),
    "pain_resolved": _takes(sets="code", days="look_back", options=(FINDING,), needs=("code",)),
    "pregnancy_in_doubt": Takes(),
    "pregnant": Takes(),
    "recently_delivered": _takes(days="within", needs=("within",)),
    "reported": _takes(sets="code needs_site", days=_CODED, parts="exam seventh_character", needs=("code",)),
    "sex": _takes(options=("male", "female", "other", "unknown"), needs=("option",)),
    "sudden_onset": _takes(sets="code pain", parts="terms", needs=("code", "terms")),
    "trauma": _takes(sets="code", days="window", options=("significant",), needs=("code",)),
    "unread": _takes(sets="code", days="look_back unrecorded_onset", parts="exam", needs=("code",)),
    "unremarkable": _takes(sets="code", days="look_back unrecorded_onset", parts="exam"),
}


def check_takes(book: RuleBook, places: Places) -> Iterator[Fault]:
    """A fault for each part of a finding that its function does not read, or misses."""
    for name, sheet in book.findings.items():
        takes = TAKES.get(sheet.computed)
        if takes is None:
            continue  # a fault of its own
        given = {place[-1] for place, _ in _parts(sheet, takes)} | ({"option"} if sheet.option else set())
        if takes.needs and given.isdisjoint(takes.needs):
            message = f"a finding that is {sheet.computed} needs {' or '.join(takes.needs)}"
            yield places.fault(_SHEET, (name,), message)
        for place, allowed in _parts(sheet, takes):
            if place[-1] not in allowed:
                message = (
                    f"{sheet.computed} does not read {place[-1]!r}; it takes {', '.join(sorted(allowed)) or 'none'}"
                )
                yield places.fault(_SHEET, (name, *place), message)
        yield from _units(book, name, takes, places)
        yield from _option(book, name, takes, places)


def _parts(sheet: FindingSheet, takes: Takes) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """Each part that the sheet has, by its place, and what would be allowed there."""
    for role in sheet.value_sets:
        yield ("value_sets", role), takes.sets
    for role in sheet.parameters:
        yield ("parameters", role), takes.days | takes.years | takes.doses | takes.values
    for part in ("exam", "terms", "denials", "exempt", "seventh_character"):
        if getattr(sheet, part):
            yield (part,), takes.parts


def _units(book: RuleBook, name: str, takes: Takes, places: Places) -> Iterator[Fault]:
    given = book.findings[name].parameters
    for role, parameter in given.items():
        units = _allowed(book, given, role, takes)
        if parameter in book.parameters and book.parameters[parameter].unit not in units:
            wanted = " or ".join(sorted(units)) or "a unit of reading.yaml"
            yield places.fault(
                _SHEET, (name, "parameters"), f"{role}: {parameter!r} is not given in {wanted}", parameter
            )


def _allowed(book: RuleBook, given: Mapping[str, str], role: str, takes: Takes) -> frozenset[str]:
    """The units in which a number for this may be given."""
    if role in takes.days:
        return _DAYS
    if role in takes.years:
        return _YEARS
    return _DOSES & book.reading.units.keys() if role in takes.doses else _measures(book, given)


def _measures(book: RuleBook, given: Mapping[str, str]) -> frozenset[str]:
    """The unit of the threshold, if values can be converted into it: all values of a finding are compared in one."""
    threshold = book.parameters.get(given.get("threshold", ""))
    return frozenset({threshold.unit} & book.reading.units.keys()) if threshold else frozenset()


def _option(book: RuleBook, name: str, takes: Takes, places: Places) -> Iterator[Fault]:
    option = book.findings[name].option
    if option is None:
        return
    if FINDING not in takes.options:
        if option not in takes.options:
            message = f"option: {option!r} is not one of {', '.join(takes.options) or 'none'}"
            yield places.fault(_SHEET, (name, "option"), message)
    elif option not in book.findings:
        yield places.fault(_SHEET, (name, "option"), f"{option!r} is not a finding of findings.yaml")
    elif name in _followed(book, option):
        yield places.fault(_SHEET, (name, "option"), f"{option!r} leads back to {name!r}")


def _followed(book: RuleBook, name: str | None) -> list[str]:
    """The findings that one leads to by its options, itself included."""
    way: list[str] = []
    while name is not None and name in book.findings and name not in way:
        way.append(name)
        sheet = book.findings[name]
        name = sheet.option if FINDING in TAKES.get(sheet.computed, Takes()).options else None
    return way
