"""Diagnoses of the hip: from the problem list, or from the coded result of an examination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence
from service.findings.coded import ABSENT, PRESENT, Answer, said
from service.findings.imaging import exams_of
from service.findings.imaging_results import loose, means
from service.findings.look import evidence
from service.findings.sightings import Sighting
from service.findings.sites import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.findings.look import Look
    from service.rulebook.finding_sheets import FindingSheet


def diagnosis(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """A diagnosis from a Condition, or from the coded result of any examination in the look-back."""
    treated = list(_treatments(look, sheet))
    for sighting in (*loose(look, sheet), *_concluded(look, sheet)):
        yield from _untreated(sighting, treated)


def _concluded(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    within = look.days(sheet, "within")
    for exam in exams_of(look, sheet):
        for result in exam.results if not look.older(exam.when, within) else ():
            answer = means(sheet, result)
            if answer is not None and answer is not ABSENT:
                answer = Answer(Presence.UNKNOWN, exam.doubt) if exam.doubt else answer
                yield Sighting(answer.presence, result.evidence, result.place.sides, answer.reason)


def _treatments(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Fixations and replacements of a hip, whenever they were made."""
    sets = frozenset(sheet.value_sets.get("treated_by", ()))
    for statement in look.chart.of(sheet.reads, sets):
        place = place_of(statement.code, statement.sites, look.book.reading)
        if said(statement, sets) is PRESENT and not place.doubt:
            yield Sighting(Presence.PRESENT, evidence(statement, "code", place.sides), place.sides)


_BEFORE_OR_AFTER = "the treatment may be older than the fracture"


def _untreated(sighting: Sighting, treated: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sighting on the sides that were not fixed or replaced since; on a side not recorded it is taken for fixed."""
    sides = sighting.sides
    for treatment in treated:
        if treatment.day < sighting.day or (sides and treatment.sides and sides.isdisjoint(treatment.sides)):
            continue
        if sighting.evidence.when is None:
            yield sighting._replace(presence=Presence.UNKNOWN, reason=_BEFORE_OR_AFTER)
            return
        if not sides or not treatment.sides or sides <= treatment.sides:
            return
        sides -= treatment.sides
    yield sighting._replace(sides=sides)
