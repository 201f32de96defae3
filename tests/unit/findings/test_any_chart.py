"""What must hold of every chart: of charts that no one would think of, too."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from service.domain import Presence, Side
from tests.charts import (
    AS_OF,
    AVASCULAR_NECROSIS,
    BOTH_SIDES,
    FALL,
    FEMORAL_HEAD,
    GROIN_PAIN,
    HIP,
    HIP_PAIN,
    HIP_PAIN_LEFT,
    HIP_PAIN_RIGHT,
    HIP_REPLACEMENT,
    IMAGING_REPORT,
    KNEE,
    LEFT,
    LIMP,
    MARROW_OEDEMA,
    MRI_BOTH,
    MRI_HIP,
    MRI_LEFT,
    MRI_PELVIS,
    MRI_RIGHT,
    NECK_FRACTURE,
    OSTEOARTHRITIS,
    OSTEOPENIA,
    PELVIC_GIRDLE_PAIN,
    PELVIS,
    REFERRAL,
    RIGHT,
    SUDDEN,
    TOH,
    UNABLE_TO_WALK,
    XRAY_HIP,
    clinical,
    concept,
    condition,
    device_order,
    encounter,
    imaging_study,
    normal_result,
    observation,
    order,
    procedure,
    reference,
    report,
    result,
    verification,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.rulebook.book import RuleBook
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN

UNSIDED = {"gait_feature", "walking_aid", "lumbar_radicular_pain"}
AFTER_A_DISEASE = {"new_hip_pain_after_toh", "other_joint_pain_after_toh"}
"""Findings that rest on a disease wherever it was."""

OF_PATIENT = {
    "male",
    "female",
    "under_18",
    "typical_age_of_men",
    "age_of_imaging_rules",
    "childbearing_age",
    "deceased",
}

PROBLEMS = (
    HIP_PAIN,
    HIP_PAIN_LEFT,
    HIP_PAIN_RIGHT,
    GROIN_PAIN,
    PELVIC_GIRDLE_PAIN,
    LIMP,
    UNABLE_TO_WALK,
    FALL,
    MARROW_OEDEMA,
    NECK_FRACTURE,
    AVASCULAR_NECROSIS,
    OSTEOARTHRITIS,
    TOH,
)
EXAMS = (MRI_LEFT, MRI_RIGHT, MRI_BOTH, MRI_HIP, MRI_PELVIS, XRAY_HIP, IMAGING_REPORT)
FINDINGS = (MARROW_OEDEMA, NECK_FRACTURE, AVASCULAR_NECROSIS, OSTEOARTHRITIS, OSTEOPENIA)
SITES: tuple[tuple[Code, ...], ...] = (
    (),
    (HIP,),
    (HIP, LEFT),
    (HIP, RIGHT),
    (HIP, BOTH_SIDES),
    (LEFT,),
    (FEMORAL_HEAD, RIGHT),
    (PELVIS,),
    (KNEE, LEFT),
)
STATES: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"clinicalStatus": clinical("resolved")},
    {"verificationStatus": verification("provisional")},
    {"verificationStatus": verification("refuted"), "clinicalStatus": None},
)
DAYS_AGO = st.sampled_from([0, 1, 5, 10, 14, 15, 20, 42, 43, 60, 90, 182, 183, 365, 366, 900])


def on(days: int) -> str:
    return (AS_OF - timedelta(days)).isoformat()


@st.composite
def problem(draw: st.DrawFn) -> list[Json]:
    more, days = dict(draw(st.sampled_from(STATES))), draw(DAYS_AGO)
    if draw(st.integers(0, 3)) == 0:
        more["evidence"] = [{"code": [concept(SUDDEN)]}]
    if draw(st.integers(0, 5)) == 0:
        more["abatementDateTime"] = on(draw(st.integers(0, days)))
    return [condition(draw(st.sampled_from(PROBLEMS)), draw(st.sampled_from(SITES)), onset=on(days), **more)]


@st.composite
def examination(draw: st.DrawFn) -> list[Json]:
    """A study, a report, or both, with results that name their own side or not."""
    studies: list[Json] = []
    results: list[Json] = []
    days = draw(DAYS_AGO)
    if draw(st.integers(0, 1)):
        modality, site = draw(st.sampled_from(["MR", "CR"])), draw(st.sampled_from([HIP, HIP, PELVIS, KNEE]))
        side = draw(st.sampled_from([None, LEFT, RIGHT]))
        studies.append(imaging_study(modality, site, side, started=on(days)))
    for value in draw(st.lists(st.sampled_from([None, *FINDINGS]), max_size=2)):
        place = draw(st.sampled_from(SITES))
        more: dict[str, Any] = {"bodySite": concept(*place)} if place else {}
        more["effectiveDateTime"] = on(days)
        results.append(result(value, **more) if value else normal_result(**more))
    concluded = draw(st.lists(st.sampled_from(FINDINGS), max_size=1))
    links = reference(*studies) if draw(st.integers(0, 1)) else None
    code = draw(st.sampled_from(EXAMS))
    seen = report(code, *concluded, on=on(days), result=reference(*results), imagingStudy=links)
    return [*studies, seen, *results] if draw(st.integers(0, 3)) else studies


@st.composite
def other(draw: st.DrawFn) -> list[Json]:
    days, site = draw(DAYS_AGO), draw(st.sampled_from(SITES))
    at: dict[str, Any] = {"bodySite": [concept(*site)]} if site else {}
    match draw(st.integers(0, 5)):
        case 0:
            return [encounter(draw(st.sampled_from([HIP_PAIN, HIP_PAIN_LEFT, LIMP, UNABLE_TO_WALK])), on=on(days))]
        case 1:
            flag = draw(st.booleans())
            return [observation(draw(st.sampled_from([HIP_PAIN, FALL, LIMP])), on=on(days), valueBoolean=flag)]
        case 2:
            return [procedure(HIP_REPLACEMENT, on=on(days), **at)]
        case 3:
            return [order(draw(st.sampled_from([MRI_LEFT, MRI_HIP, REFERRAL])), on=on(days), **at)]
        case 4:
            return [order(text="non weight bearing", on=on(days), **at)]
        case _:
            return [device_order(on=on(days))]


CHARTS = st.lists(st.one_of(problem(), examination(), other()), max_size=5).map(
    lambda groups: [record for group in groups for record in group]
)


class Answers(NamedTuple):
    """Every finding of both hips."""

    left: dict[str, Presence]
    right: dict[str, Presence]


def answers(look: Observe, records: Iterable[Json], as_of: date = AS_OF) -> Answers:
    cases = look(*records, as_of=as_of)
    left, right = (
        {name: finding.presence for name, finding in cases[side].findings.items() if name not in OF_PATIENT}
        for side in Side
    )
    return Answers(left, right)


MIRROR = {
    LEFT[1]: RIGHT[1],
    HIP_PAIN_LEFT[1]: HIP_PAIN_RIGHT[1],
    MRI_LEFT[1]: MRI_RIGHT[1],
}
MIRROR |= {right: left for left, right in MIRROR.items()}


def changed(record: Any, change: dict[str, str]) -> Any:
    """A copy of JSON in which these strings are replaced."""
    if isinstance(record, dict):
        return {name: changed(value, change) for name, value in record.items()}
    if isinstance(record, list):
        return [changed(value, change) for value in record]
    return change.get(record, record) if isinstance(record, str) else record


@given(CHARTS)
def test_the_left_hip_is_judged_as_the_right_one(look: Observe, chart: list[Json]) -> None:
    """In the mirror image of a chart each hip has what the other had."""
    seen = answers(look, chart)
    mirrored = answers(look, changed(chart, MIRROR))

    assert (mirrored.left, mirrored.right) == (seen.right, seen.left)


@given(CHARTS, st.randoms(use_true_random=False))
def test_the_order_of_a_chart_changes_no_answer(look: Observe, chart: list[Json], random: Any) -> None:
    shuffled = list(chart)
    random.shuffle(shuffled)

    assert answers(look, shuffled) == answers(look, chart)


@given(CHARTS, st.integers(-20_000, 20_000))
def test_the_same_story_told_on_another_day_gives_the_same_answers(look: Observe, chart: list[Json], days: int) -> None:
    moved = {on(ago): (AS_OF + timedelta(days - ago)).isoformat() for ago in range(901)}

    assert answers(look, changed(chart, moved), AS_OF + timedelta(days)) == answers(look, chart)


@given(CHARTS, CHARTS)
def test_what_was_entered_in_error_changes_no_answer(look: Observe, chart: list[Json], wrong: list[Json]) -> None:
    for record in copy.deepcopy(wrong):
        name = "verificationStatus" if record["resourceType"] == "Condition" else "status"
        record[name] = verification("entered-in-error") if name == "verificationStatus" else "entered-in-error"
        record["id"] += "-error"
        chart = [*chart, record]

    without = [record for record in chart if not record["id"].endswith("-error")]

    assert answers(look, chart) == answers(look, without)


KINDS = ("Condition", "Observation", "Procedure", "Encounter", "ImagingStudy", "DiagnosticReport", "ServiceRequest")


@given(chart=CHARTS, kind=st.sampled_from(KINDS))
def test_records_that_were_not_sent_never_make_a_finding_absent_by_their_silence(
    look: Observe, book: RuleBook, chart: list[Json], kind: str
) -> None:
    """A finding that reads the type is absent only where a record that was sent denies it."""
    sent = [record for record in chart if record["resourceType"] != kind]

    for case in look(*sent, lacking=[kind]).values():
        for finding in case.findings.values():
            if finding.presence is A and not finding.evidence:
                assert kind not in book.findings[finding.name].reads


@given(CHARTS)
def test_every_answer_can_be_explained(look: Observe, chart: list[Json]) -> None:
    """PRESENT rests on records of the chart, UNKNOWN has a reason, and evidence of one side is not the other's.

    A finding about the other hip rests on records of the other hip, and of nothing else.
    """
    known = {f"{record['resourceType']}/{record['id']}" for record in chart}

    for side, case in look(*chart).items():
        for name, finding in case.findings.items():
            references = {one.reference for one in finding.evidence} - {"Patient/anna"}
            assert references <= known
            assert finding.presence is not P or finding.evidence, name
            assert finding.presence is not U or finding.reason, name
            if finding.presence is not P or name in OF_PATIENT | UNSIDED | AFTER_A_DISEASE:
                continue
            if name.startswith("other_hip_"):
                assert all(side.other in one.sides for one in finding.evidence), name
            else:
                assert all(not one.sides or side in one.sides for one in finding.evidence), name
