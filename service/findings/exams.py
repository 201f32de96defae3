"""Imaging examinations of the hip: which were made, when, of which side, and what they reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import BOTH, NO_SIDE, Evidence, Sides, When
from service.findings.look import evidence
from service.findings.phrases import says
from service.findings.reports import Reported, conclusions, results, written
from service.findings.sites import Place, Region, place_of
from service.record.references import relative
from service.record.statements import NO_SETS, Concept, Part, Standing, sets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.told import Texts
    from service.record.statements import Chart, Statement
    from service.rulebook.reading_sheets import Exam, Reading

_REPORT = "DiagnosticReport"
_UNSURE = "recorded as unconfirmed"
_TWO_SIDES = "the records of the examination name different sides"


class Examination(NamedTuple):
    """One examination of one kind. `sides` is empty where none was recorded.

    `reported` is true once a report exists; `linked` are the Observations that it names as its
    results. `doubt` says why it is not sure that it was made, or of which hip, `unread` why a form of
    the report was not read.
    """

    kind: str
    reference: str
    when: When | None
    place: Place
    evidence: Evidence
    doubt: str | None = None
    reported: bool = False
    results: tuple[Reported, ...] = ()
    studies: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    unread: str | None = None

    @property
    def sides(self) -> Sides:
        """The hips that it showed, as far as they were recorded."""
        return self.place.sides


def examinations(chart: Chart, texts: Texts) -> tuple[Examination, ...]:
    """Every examination of the hip or pelvis in the chart, reports joined to their studies."""
    plain = [one for one in chart.statements if one.kind in _READERS]
    if not plain:
        return ()
    linked = frozenset(relative(reference) for one in plain for reference in one.results)
    made = [one for one in plain if one.kind != _REPORT and one.reference not in linked]
    studies = [_told(exam, one, texts) for one in made for exam in _examinations(one, texts.reading)]
    room = _Room(studies, chart, texts)
    reports = [exam for one in plain if one.kind == _REPORT for exam in _reports(one, room)]
    known = [one for one in reports if one.doubt is None]
    return (*reports, *(study for study in studies if not any(_same(report, study) for report in known)))


class _Room(NamedTuple):
    """What a report is read with: the studies that it may be about, the chart, and the reader of texts."""

    studies: list[Examination]
    chart: Chart
    texts: Texts


def _told(exam: Examination, statement: Statement, texts: Texts) -> Examination:
    """The examination with what its own words say; if they say something for sure, it counts as reported."""
    results = tuple(written(statement, exam.place, texts))
    return exam._replace(results=results, reported=any(one.read for one in results)) if results else exam


def _same(report: Examination, study: Examination) -> bool:
    """A report and a study of one examination: linked, or of the same kind and day and no other side."""
    if study.reference in report.studies:
        return True
    apart = bool(report.sides) and bool(study.sides) and report.sides != study.sides
    return report.kind == study.kind and report.when is not None and report.when == study.when and not apart


_MADE = (Standing.CURRENT, Standing.UNSURE)


def _examinations(statement: Statement, reading: Reading) -> Iterator[Examination]:
    """The examinations that the statement's own codes and series mean."""
    if statement.standing not in _MADE:
        return
    for name, exam in reading.exams.items():
        place = _READERS[statement.kind](statement, exam, reading)
        if place is not None:
            yield _examination(statement, name, place, _element(statement, exam))


def _examination(statement: Statement, kind: str, place: Place, element: str) -> Examination:
    doubt = _UNSURE if statement.standing is Standing.UNSURE else None
    if place.contradicts:
        doubt, place = doubt or _TWO_SIDES, place._replace(sides=BOTH)
    proof = evidence(statement, element, NO_SIDE if place.contradicts else place.sides)
    return Examination(kind, statement.reference, statement.when, place, proof, doubt)


def _element(statement: Statement, exam: Exam) -> str:
    wanted = frozenset((*exam.procedures, *exam.generic))
    return next((concept.element for concept in statement.code if concept.sets & wanted), "modality")


def _by_code(statement: Statement, exam: Exam, reading: Reading) -> Place | None:
    """The place of an examination known by its procedure code; a generic code needs a hip site."""
    place = place_of(statement.code, statement.sites, reading)
    return shown_by(statement.code, place, exam, reading)


def shown_by(code: tuple[Concept, ...], place: Place, exam: Exam, reading: Reading) -> Place | None:
    """The place, if codes mean an examination of this kind at the hip, or where none is known the name does."""
    coded = recognised(code, place, exam, reading)
    if coded is not None or place.region not in _SHOWS_HIP or not _named(code, exam, reading):
        return coded
    return place._replace(sides=_shown(place))


def recognised(code: tuple[Concept, ...], place: Place, exam: Exam, reading: Reading) -> Place | None:
    """The place, if the codes mean an examination of this kind at the hip or pelvis; the pelvis shows both hips."""
    sets = sets_of(code)
    if not sets.isdisjoint(exam.procedures):
        if place.region is Region.NOT_RECORDED:
            pelvis = not sets.isdisjoint(reading.pelvis_procedures)
            place = place._replace(region=Region.PELVIS if pelvis else Region.HIP)
    elif sets.isdisjoint(exam.generic) or place.region not in _SHOWS_HIP:
        return None
    return None if place.region is Region.ELSEWHERE else place._replace(sides=_shown(place))


_SHOWS_HIP = (Region.HIP, Region.PELVIS)


def _named(code: tuple[Concept, ...], exam: Exam, reading: Reading) -> bool:
    """Whether a name without a known code is that of an examination of this kind only, and of no other place."""
    *_, elsewhere = reading.words.patterns
    names = [one.text for one in code if one.text and not one.sets and not elsewhere.search(one.text)]
    others = [other for other in reading.exams.values() if other is not exam]
    return any(says(name, exam.terms) and not any(says(name, one.terms) for one in others) for name in names)


def _shown(place: Place) -> Sides:
    """The sides that an examination of this place shows."""
    return BOTH if place.region is Region.PELVIS and not place.sides and not place.contradicts else place.sides


def _by_series(statement: Statement, exam: Exam, reading: Reading) -> Place | None:
    """An ImagingStudy: by procedure code, or by a series of the right modality at the hip or pelvis.

    The side of a series that shows the knee is not the hip's.
    """
    parts = [part for part in statement.parts or (_WHOLE,) if _is(part.modality or statement.modality, exam)]
    places = [place_of(part.laterality, part.sites or _described(statement, part), reading) for part in parts]
    places = [place for place in places if place.region is not Region.ELSEWHERE]
    by_code = _by_code(statement, exam, reading)
    regions = {place.region for place in places}
    if by_code is None and regions.isdisjoint(_SHOWS_HIP):
        return None
    by_site = Region.PELVIS if Region.PELVIS in regions else Region.HIP
    sides = NO_SIDE.union(*(_shown(place) for place in places))
    contradicts = any(place.contradicts for place in places)
    if by_code is None:
        return Place(by_site, sides, contradicts)
    apart = bool(sides) and bool(by_code.sides) and sides.isdisjoint(by_code.sides)
    return Place(by_code.region, by_code.sides or sides, by_code.contradicts or contradicts or apart)


_WHOLE = Part((), (), (), None)
"""A study whose series were not sent."""


def _described(statement: Statement, part: Part) -> tuple[Concept, ...]:
    """Where a series without a body site looked, in words: its description, else the study's."""
    texts = (part.description, *(one.text for one in statement.texts if one.element.startswith("description")))
    return tuple(Concept("description", (), text, NO_SETS) for text in texts if text)[:1]


def _is(modality: tuple[Concept, ...], exam: Exam) -> bool:
    return any(coding.code in exam.modality for concept in modality for coding in concept.codings)


def _by_value(statement: Statement, exam: Exam, reading: Reading) -> Place | None:
    """An Observation whose value is the text of a report."""
    return _by_code(statement, exam, reading) if statement.value_text else None


_READERS = {_REPORT: _by_code, "Procedure": _by_code, "ImagingStudy": _by_series, "Observation": _by_value}


def _reports(statement: Statement, room: _Room) -> Iterator[Examination]:
    """The examinations that a report is about: by its own code, else those that it links."""
    links = frozenset(relative(reference) for reference in statement.studies)
    own = list(_examinations(statement, room.texts.reading)) or list(_by_link(statement, links, room.studies))
    linked = frozenset(relative(reference) for reference in statement.results)
    for one in own:
        report = one._replace(reported=True, studies=links, linked=linked, unread=_unread(statement))
        same = [study for study in room.studies if study.doubt is None and _same(report, study)]
        report = _joined(report, same)
        yield report._replace(
            results=(*_results(statement, report, room), *(one for study in same for one in study.results))
        )


def _results(statement: Statement, report: Examination, room: _Room) -> Iterator[Reported]:
    yield from conclusions(statement, report.place, room.texts.reading)
    yield from written(statement, report.place, room.texts)
    yield from results(statement, report.linked, report.place, room.chart, room.texts)


def _unread(statement: Statement) -> str | None:
    """Why a form of the report was not read."""
    return next((f"{form.element} {form.unread}" for form in statement.forms if form.unread), None)


def _by_link(statement: Statement, links: frozenset[str], studies: list[Examination]) -> Iterator[Examination]:
    if statement.standing not in _MADE:
        return
    linked = [one for one in studies if one.reference in links]
    for kind in dict.fromkeys(one.kind for one in linked):
        places = [one.place for one in linked if one.kind == kind]
        pelvis = any(place.region is Region.PELVIS for place in places)
        sides = NO_SIDE.union(*(place.sides for place in places))
        place = Place(Region.PELVIS if pelvis else Region.HIP, sides, any(place.contradicts for place in places))
        yield _examination(statement, kind, place, "imagingStudy")


def _joined(report: Examination, studies: list[Examination]) -> Examination:
    """The report with the day and the side that it leaves to its studies."""
    dates = [study.when for study in studies if study.when]
    sides = NO_SIDE.union(*(study.sides for study in studies))
    if report.sides and sides and report.sides.isdisjoint(sides):
        return report._replace(doubt=_TWO_SIDES, place=report.place._replace(sides=BOTH, contradicts=True))
    place = report.place._replace(sides=report.sides or sides)
    proof = report.evidence._replace(sides=place.sides)
    return report._replace(when=report.when or min(dates, default=None), place=place, evidence=proof)
