"""What a report says: its coded conclusions, and the Observations that it names as its results."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import BOTH, Evidence, Presence
from service.findings.coded import ABSENT, said
from service.findings.look import evidence
from service.findings.sites import Place, Region, place_of, sides_of
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.record.statements import Chart, Coding, Concept, Statement
    from service.rulebook.reading_sheets import Reading


class Reported(NamedTuple):
    """One result of a report: its codes, where it was seen, and the evidence.

    `normal` is an Observation whose interpretation is N, `denied` one that says that what its code
    names is not there. What the rule book cannot make sense of is not `read`.
    """

    codings: tuple[Coding, ...]
    place: Place
    evidence: Evidence
    read: bool
    normal: bool = False
    denied: bool = False


def _placed(place: Place, exam: Place) -> Place:
    """Where a result was seen: what it does not say is the examination's, the side if that showed one hip only."""
    region = exam.region if place.region is Region.NOT_RECORDED else place.region
    if place.sides and exam.sides and place.sides.isdisjoint(exam.sides):
        return Place(region, BOTH, contradicts=True)
    own = place.sides or place.contradicts or exam.sides == BOTH
    return Place(region, place.sides if own else exam.sides, place.contradicts)


def _says_what(concept: Concept, reading: Reading) -> bool:
    """Whether a code says what was found: "abnormal" alone does not."""
    return bool(concept.sets - reading.unspecific_results)


def conclusions(statement: Statement, exam: Place, reading: Reading) -> Iterator[Reported]:
    """ConclusionCode has no site of its own: the examination's is taken."""
    for concept in statement.conclusions:
        place = _placed(Place(Region.NOT_RECORDED, sides_of((concept,), reading)), exam)
        proof = evidence(statement, concept.element, place.sides)
        yield Reported(concept.codings, place, proof, read=_says_what(concept, reading))


def results(
    statement: Statement, linked: frozenset[str], exam: Place, chart: Chart, reading: Reading
) -> Iterator[Reported]:
    """The Observations that the report names as its results; one that was not sent was not read."""
    found = {one.reference: one for one in chart.statements if one.kind == "Observation" and one.reference in linked}
    for observation in found.values():
        if observation.standing is not Standing.VOID:
            yield from _observed(observation, exam, reading)
    if linked - found.keys():
        yield Reported((), exam, evidence(statement, "result", exam.sides), read=False)


_NORMAL = "N"
"""v3-ObservationInterpretation: within the reference range; for imaging, without abnormality."""


def _observed(observation: Statement, exam: Place, reading: Reading) -> Iterator[Reported]:
    """What an Observation says: its value, or that what its code names is there or not."""
    place = _placed(place_of((*observation.code, *observation.value), observation.sites, reading), exam)
    normal = any(coding.code == _NORMAL for concept in observation.interpretation for coding in concept.codings)
    answer = said(observation, observation.value_sets or observation.sets)
    sure = answer is not None and answer.presence is not Presence.UNKNOWN
    if observation.standing is Standing.CURRENT and normal and not observation.value_sets:
        yield Reported((), place, evidence(observation, "interpretation", place.sides), read=True, normal=True)
        return
    for concept in observation.value or observation.code:
        proof = evidence(observation, concept.element, place.sides)
        says = bool(observation.value) or observation.flag is not None
        read = sure and says and _says_what(concept, reading)
        yield Reported(concept.codings if sure else (), place, proof, read=read, denied=answer is ABSENT)
