"""What a report says: its coded conclusions, and the Observations that it names as its results."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import BOTH, Evidence, Presence
from service.findings.coded import ABSENT, said
from service.findings.look import evidence
from service.findings.sites import Place, Region, place_of, sides_of
from service.findings.told import coding_of, quote
from service.prose.mentions import Region as Named
from service.record.statements import Standing, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.told import Texts
    from service.prose.mentions import Mention
    from service.record.statements import Chart, Coding, Concept, Statement
    from service.rulebook.reading_sheets import Reading


class Reported(NamedTuple):
    """One result of a report: its codes, where it was seen, and the evidence.

    `normal` is an Observation whose interpretation is N or a sentence that says so, `denied` one that
    says that what its code names is not there. What the rule book cannot make sense of is not `read`;
    `doubt` says why what is named there is not sure.
    """

    codings: tuple[Coding, ...]
    place: Place
    evidence: Evidence
    read: bool
    normal: bool = False
    denied: bool = False
    doubt: str | None = None


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


def written(statement: Statement, exam: Place, texts: Texts) -> Iterator[Reported]:
    """What stands in words: conclusion and forms of a report, description and notes of a study, the value of a result.

    Each is read by itself.
    """
    series = (Text("series.description", one.description) for one in statement.parts if one.description)
    forms = (Text(form.element, form.text) for form in statement.forms)
    for text in (*statement.texts, *series, *forms):
        for mention in texts.of_report(text.text):
            yield _mentioned(statement, text.element, mention, exam, texts)


def _mentioned(statement: Statement, element: str, mention: Mention, exam: Place, texts: Texts) -> Reported:
    """What a sentence says; a mention of no part of the body is of the place that was examined."""
    named = mention.region is Named.HIP
    place = _placed(Place(Region.HIP if named else Region.NOT_RECORDED, mention.sides), exam)
    there = mention.presence is Presence.PRESENT
    proof = evidence(statement._replace(quotes={element: quote(mention)}), element, place.sides)
    said = texts.report_concepts[mention.concept]
    if not said.means:
        return Reported((), place, proof, read=there, normal=there)
    doubt = str(mention.why) if mention.presence is Presence.UNKNOWN else None
    if there and not named and exam.region is Region.PELVIS:
        doubt = _NOT_NAMED
    return Reported(
        (coding_of(said),), place, proof, doubt is None, denied=mention.presence is Presence.ABSENT, doubt=doubt
    )


_NOT_NAMED = "the sentence does not say that it speaks of the hip"


def results(
    statement: Statement, linked: frozenset[str], exam: Place, chart: Chart, texts: Texts
) -> Iterator[Reported]:
    """The Observations that the report names as its results; one that was not sent was not read."""
    found = {one.reference: one for one in chart.statements if one.kind == "Observation" and one.reference in linked}
    for observation in found.values():
        if observation.standing is not Standing.VOID:
            told = tuple(written(observation, exam, texts)) if observation.standing is Standing.CURRENT else ()
            yield from told or _observed(observation, exam, texts.reading)
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
