"""What must hold of findings.yaml and reading.yaml: each name that they use exists and fits its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from service.rulebook.reading_sheets import bare_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places
    from service.rulebook.reading_sheets import Reading, Unit
    from service.rulebook.yaml_source import Place


@dataclass(frozen=True, slots=True)
class Reference:
    """Names in one file that must stand in another."""

    places: Places
    file: str

    def missing(self, place: Place, names: Iterable[str], known: Iterable[str], where: str) -> Iterator[Fault]:
        """A fault for each name that does not stand there."""
        for name in sorted(set(names) - set(known)):
            yield self.places.fault(self.file, place, f"{name!r} does not stand in {where}", name)


def check_vocabulary(book: RuleBook, places: Places) -> Iterator[Fault]:
    """Every fault of the vocabulary and of how the record is read."""
    yield from _findings(book, places)
    yield from _suggestions(book, places)
    yield from _reading(book, places)
    yield from _gestation(book, places)


def _findings(book: RuleBook, places: Places) -> Iterator[Fault]:
    at = Reference(places, "findings.yaml")
    for name, finding in book.findings.items():
        yield from at.missing((name,), (*finding.all_sets, *finding.observed_as), book.value_sets, "value_sets/")
        yield from at.missing((name,), finding.parameters.values(), book.parameters, "parameters.yaml")
        yield from at.missing((name,), filter(None, [finding.exam]), book.reading.exams, "reading.yaml exams")
        yield from at.missing((name, "moot"), finding.moot, book.findings, "findings.yaml")


def _suggestions(book: RuleBook, places: Places) -> Iterator[Fault]:
    at = Reference(places, "suggestions.yaml")
    for name, suggestion in book.suggestions.items():
        yield from at.missing((name,), suggestion.findings, book.findings, "findings.yaml")


def _reading(book: RuleBook, places: Places) -> Iterator[Fault]:
    at = Reference(places, "reading.yaml")
    yield from at.missing((), sets_of_reading(book.reading), book.value_sets, "value_sets/")
    for side in ("left", "right", "both"):
        if side not in book.reading.sides:
            yield places.fault("reading.yaml", ("sides",), f"no value set names the side {side!r}")
    modalities = book.value_sets.get(book.reading.modalities)
    known = {code for _, code in modalities.codes} if modalities else set()
    for name, exam in book.reading.exams.items():
        yield from at.missing(("exams", name), exam.modality, known, book.reading.modalities)
    for unit, one in book.reading.units.items():
        yield from _twice(unit, one, places)


def _twice(name: str, unit: Unit, places: Places) -> Iterator[Fault]:
    """A fault for each spelling that stands in two places: one value would have two meanings."""
    seen: set[str] = set()
    for number, scale in enumerate(unit.scales):
        for spelling in scale.spelt:
            if bare_unit(spelling) in seen:
                message = f"{spelling!r} is spelt twice; case, spaces and braces make no difference"
                yield places.fault("reading.yaml", ("units", name, "scales", number), message)
            seen.add(bare_unit(spelling))


_DIGITS = r"(?:\\d|\d|\[(?:\d-\d|\d)+\])+"
_WEEK_CODE = re.compile(rf"[^()]*\({_DIGITS}(?:\|{_DIGITS})*\)[^()]*")
"""A regular expression whose only group is made of digits: the week."""


def _gestation(book: RuleBook, places: Places) -> Iterator[Fault]:
    gestation, file = book.reading.gestation, "reading.yaml"
    disagreement = gestation.disagreement
    yield from Reference(places, file).missing(("gestation",), [disagreement], book.parameters, "parameters.yaml")
    if disagreement in book.parameters and book.parameters[disagreement].unit not in ("days", "weeks"):
        message = f"{disagreement!r} is not given in days or weeks"
        yield places.fault(file, ("gestation", "disagreement"), message)
    if not _WEEK_CODE.fullmatch(gestation.week_code) or not _compiles(gestation.week_code):
        message = "expected a regular expression with one group, made of the digits of the week"
        yield places.fault(file, ("gestation", "week_code"), message)
    for number, trimester in enumerate(gestation.trimesters):
        if trimester.from_day > trimester.to_day:
            yield places.fault(file, ("gestation", "trimesters", number), "from_day comes after to_day")


def _compiles(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:
        return False
    return True


def sets_of_reading(reading: Reading) -> set[str]:
    """The value sets that reading.yaml names."""
    exams = chain.from_iterable((*exam.procedures, *exam.generic) for exam in reading.exams.values())
    return {
        *reading.sides.values(),
        *reading.hip_sites,
        *reading.pelvis_sites,
        *reading.other_sites,
        *reading.pelvis_procedures,
        *reading.unspecific_results,
        *reading.trauma_severity_minor,
        reading.modalities,
        *exams,
        *reading.gestation.all_sets,
    }
