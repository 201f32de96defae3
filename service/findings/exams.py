"""Imaging examinations of the hip: which were made, when, of which side, and what they reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import BOTH, NO_SIDE, Evidence, Sides, When
from service.findings.look import evidence
from service.findings.sites import Place, Region, place_of, sides_of
from service.record.references import relative
from service.record.statements import Standing, sets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.record.statements import Chart, Concept, Statement
    from service.rulebook.sheets import Exam, Reading


class Reported(NamedTuple):
    """One coded result: the value sets it stands in, where it was seen, and the evidence.

    `normal` is an Observation whose interpretation is N and whose value is no known finding.
    """

    sets: frozenset[str]
    place: Place
    evidence: Evidence
    normal: bool = False


class Examination(NamedTuple):
    """One examination of one kind. `sides` is empty where none was recorded.

    `reported` is true once a report exists; `results` are its coded findings, and a report
    without any is a report that was not read.
    """

    kind: str
    reference: str
    when: When | None
    sides: Sides
    evidence: Evidence
    reported: bool = False
    results: tuple[Reported, ...] = ()
    studies: frozenset[str] = frozenset()


def examinations(chart: Chart, reading: Reading) -> tuple[Examination, ...]:
    """Every examination of the hip or pelvis in the chart, reports joined to their studies."""
    done = [one for statement in chart.statements for one in _examination(statement, chart, reading)]
    reports = [one for one in done if one.reported]
    studies = [one for one in done if not one.reported]
    return (*reports, *(study for study in studies if not any(_same(report, study) for report in reports)))


def _same(report: Examination, study: Examination) -> bool:
    """A report and a study of one examination: linked, or of the same kind and day and no other side."""
    if study.reference in report.studies:
        return True
    apart = bool(report.sides) and bool(study.sides) and report.sides != study.sides
    return report.kind == study.kind and report.when is not None and report.when == study.when and not apart


def _examination(statement: Statement, chart: Chart, reading: Reading) -> Iterator[Examination]:
    if statement.standing is not Standing.CURRENT or statement.kind not in _READERS:
        return
    for name, exam in reading.exams.items():
        place = _READERS[statement.kind](statement, exam, reading)
        if place is None:
            continue
        proof = evidence(statement, _element(statement, exam), place.sides)
        found = Examination(name, statement.reference, statement.when, place.sides, proof)
        yield _with_report(found, statement, chart, reading) if statement.kind == "DiagnosticReport" else found


def _element(statement: Statement, exam: Exam) -> str:
    wanted = frozenset((*exam.procedures, *exam.generic))
    return next((concept.element for concept in statement.code if concept.sets & wanted), "modality")


def _by_code(statement: Statement, exam: Exam, reading: Reading) -> Place | None:
    """The place of an examination known by its procedure code; a generic code needs a hip site."""
    place = place_of(statement.code, statement.sites, reading)
    return recognised(statement.code, place, exam)


def recognised(code: tuple[Concept, ...], place: Place, exam: Exam) -> Place | None:
    """The place, if the codes mean an examination of this kind at the hip or pelvis."""
    sets = sets_of(code)
    if place.region is Region.ELSEWHERE:
        return None
    if not sets.isdisjoint(exam.procedures):
        return place
    if not sets.isdisjoint(exam.generic) and place.region in (Region.HIP, Region.PELVIS):
        return place
    return None


def _by_series(statement: Statement, exam: Exam, reading: Reading) -> Place | None:
    """An ImagingStudy: by procedure code, or by a series of the right modality at the hip or pelvis."""
    by_code = _by_code(statement, exam, reading)
    if by_code is not None:
        return by_code if by_code.sides else by_code._replace(sides=_series_sides(statement, exam, reading))
    for part in statement.parts:
        place = place_of(part.laterality, part.sites, reading)
        if _is(part.modality or statement.modality, exam) and place.region in (Region.HIP, Region.PELVIS):
            sides = (
                BOTH if place.region is Region.PELVIS and not place.sides else _series_sides(statement, exam, reading)
            )
            return place._replace(sides=sides)
    return None


def _is(modality: tuple[Concept, ...], exam: Exam) -> bool:
    return any(coding.code in exam.modality for concept in modality for coding in concept.codings)


def _series_sides(statement: Statement, exam: Exam, reading: Reading) -> Sides:
    """The sides of the series that show the hip or name no site; a knee's series does not name the hip's side."""
    parts = [part for part in statement.parts if _is(part.modality or statement.modality, exam)]
    places = [place_of(part.laterality, part.sites, reading) for part in parts]
    return NO_SIDE.union(*(place.sides for place in places if place.region is not Region.ELSEWHERE))


_READERS = {"DiagnosticReport": _by_code, "Procedure": _by_code, "ImagingStudy": _by_series}


def _with_report(found: Examination, statement: Statement, chart: Chart, reading: Reading) -> Examination:
    results = (*_conclusions(statement, found, reading), *_results(statement, found, chart, reading))
    studies = frozenset(relative(reference) for reference in statement.studies)
    return found._replace(reported=True, results=results, studies=studies)


def _conclusions(statement: Statement, found: Examination, reading: Reading) -> Iterator[Reported]:
    """ConclusionCode has no site of its own: the examination's is taken."""
    for concept in statement.conclusions:
        if concept.sets:
            sides = sides_of((concept,), reading) or found.sides
            place = Place(Region.HIP, sides)
            yield Reported(concept.sets, place, evidence(statement, concept.element, sides))


_NORMAL = "N"
"""v3-ObservationInterpretation: within the reference range; for imaging, without abnormality."""


def _results(statement: Statement, found: Examination, chart: Chart, reading: Reading) -> Iterator[Reported]:
    """Observations that the report names as its results; those without a side have the examination's."""
    wanted = {relative(reference) for reference in statement.results}
    for observation in chart.statements:
        if observation.kind != "Observation" or observation.reference not in wanted:
            continue
        if observation.standing is not Standing.CURRENT:
            continue
        place = place_of((*observation.code, *observation.value), observation.sites, reading)
        if not place.sides and not place.contradicts:
            place = place._replace(sides=found.sides)
        for concept in observation.value:
            if concept.sets:
                yield Reported(concept.sets, place, evidence(observation, concept.element, place.sides))
        if not observation.value_sets and _reads_normal(observation):
            yield Reported(frozenset(), place, evidence(observation, "interpretation", place.sides), normal=True)


def _reads_normal(observation: Statement) -> bool:
    return any(coding.code == _NORMAL for concept in observation.interpretation for coding in concept.codings)
