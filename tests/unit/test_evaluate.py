"""The pipeline as a whole: what must hold for any chart, and never depends on how it was sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from service.evaluate import Call, Evaluation, Pipeline
from service.record.chart import Subject
from service.record.sources import prefetch_sources
from tests.charts import (
    AS_OF,
    AVASCULAR_NECROSIS,
    FALL,
    FEMORAL_HEAD,
    GROIN_PAIN,
    HIP,
    HIP_PAIN,
    HIP_PAIN_LEFT,
    HIP_PAIN_RIGHT,
    HYPERTENSION,
    LEFT,
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_LEFT,
    MRI_RIGHT,
    NECK_FRACTURE,
    PELVIS,
    PREFETCH,
    PREGNANT,
    PROSTHESIS_LEFT,
    RIGHT,
    RIGHT_HIP,
    SUDDEN,
    TOH,
    UNABLE_TO_WALK,
    XRAY_LEFT,
    clinical,
    condition,
    days_ago,
    delivery,
    device_order,
    due_date,
    encounter,
    fall,
    hip_pain,
    imaging_study,
    limp,
    man,
    no_injury,
    normal_result,
    observation,
    order,
    patient,
    prefetch,
    procedure,
    reference,
    report,
    result,
)
from tests.invented import book_of, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from service.rulebook.book import RuleBook
    from tests.charts import Json

HOOK = "patient-view"

PEOPLE = {
    "woman of 32": patient(),
    "man of 45": man(),
    "woman of 80": patient(birth="1946-01-01"),
    "child": patient(birth="2014-01-01"),
    "age not known": patient(birth=None),
    "born in a year": patient(birth="1996"),
    "sex not known": patient(sex=None),
    "dead": man(deceasedBoolean=True),
    "nothing known": patient(sex=None, birth=None),
}


def _read(*resources: Json, code: tuple[str, str] = MRI_LEFT, **more: Any) -> tuple[Json, ...]:
    return (*resources, report(code, result=reference(*resources), **more))


RECORDS: dict[str, tuple[Json, ...]] = {
    "pain on the left": (hip_pain(),),
    "pain on the right": (condition(HIP_PAIN_RIGHT, onset=days_ago(20)),),
    "pain on the left by its code": (condition(HIP_PAIN_LEFT, onset=days_ago(4)),),
    "pain without a side": (condition(HIP_PAIN, onset=days_ago(10)),),
    "pain without a date": (condition(GROIN_PAIN, RIGHT_HIP),),
    "pain that has gone": (hip_pain(clinicalStatus=clinical("resolved"), abatementDateTime=days_ago(2)),),
    "pain as the reason of a visit": (encounter(HIP_PAIN),),
    "sudden pain": (hip_pain(RIGHT_HIP, onset=None, onsetString="sudden", recordedDate=days_ago(3)),),
    "sudden pain by a qualifier": (condition(SUDDEN, LEFT_HIP, onset=days_ago(1)),),
    "limp": (limp(),),
    "cannot bear weight": (condition(UNABLE_TO_WALK, LEFT_HIP, onset=days_ago(2)),),
    "no injury": (no_injury(),),
    "a fall": (fall(12),),
    "a fall long ago": (fall(400),),
    "a fall without a date": (condition(FALL),),
    "pregnant without a date": (condition(PREGNANT),),
    "31 weeks": (due_date(31),),
    "20 weeks": (due_date(20),),
    "delivered": (delivery(30),),
    "MRI on the left": (imaging_study(),),
    "MRI on the right": (imaging_study(side=RIGHT),),
    "an old MRI of the pelvis": (imaging_study(site=PELVIS, side=None, started=days_ago(150)),),
    "MRI ordered": (order(MRI_RIGHT),),
    "X-ray": (imaging_study("DX", HIP, LEFT),),
    "normal X-ray": _read(normal_result(bodySite={"coding": [{"system": HIP[0], "code": HIP[1]}]}), code=XRAY_LEFT),
    "oedema in a report": _read(result(MARROW_OEDEMA, FEMORAL_HEAD), code=MRI_LEFT),
    "oedema as a problem": (condition(MARROW_OEDEMA, (FEMORAL_HEAD, RIGHT), onset=days_ago(3)),),
    "report that nobody coded": (report(MRI_LEFT),),
    "necrosis": (condition(AVASCULAR_NECROSIS, LEFT_HIP, onset=days_ago(90)),),
    "fracture": (condition(NECK_FRACTURE, (FEMORAL_HEAD, RIGHT), onset=days_ago(5)),),
    "prosthesis": (condition(PROSTHESIS_LEFT),),
    "TOH": (condition(TOH, LEFT_HIP, onset=days_ago(60)),),
    "referral": (order(("http://snomed.info/sct", "183545006")),),
    "crutches": (device_order(),),
    "limit of weight bearing": (order(text="Protected weight bearing"),),
    "an appendix removed": (procedure(("http://snomed.info/sct", "80146002")),),
    "blood pressure": (observation(("http://loinc.org", "85354-9")),),
}
NOISE = tuple(condition(HYPERTENSION, onset=days_ago(days)) for days in (10, 700, 4000))

WEEKS = {"20 weeks", "31 weeks", "pregnant without a date"}
UNSIDED = {"pain without a side", "pain as the reason of a visit"}

people = st.sampled_from(sorted(PEOPLE))
stories = st.lists(st.sampled_from(sorted(RECORDS)), max_size=6, unique=True)
keys = st.sets(st.sampled_from(sorted(set(PREFETCH.values()) - {"patient"})), max_size=3)


def chart_of(who: str, story: Iterable[str]) -> list[Json]:
    return [PEOPLE[who], *(one for name in story for one in RECORDS[name])]


@pytest.fixture(scope="module")
def call(pipeline: Pipeline) -> Callable[..., Evaluation]:
    """Evaluates a prefetch, without the keys that are left out; a function, so that a failure stays readable."""

    def run(chart: list[Json], *, without: Iterable[str] = (), explain: bool = False) -> Evaluation:
        sent = {key: value for key, value in prefetch(*chart).items() if key not in set(without)}
        sources = prefetch_sources(sent, pipeline.queries[HOOK])
        return pipeline.evaluate(Call(HOOK, Subject(chart[0]), sources, AS_OF, explain=explain))

    return run


def without_ids(card: Json) -> Json:
    """A card without what is made anew for each call."""
    suggestions = [{key: value for key, value in one.items() if key != "uuid"} for one in card.get("suggestions", [])]
    return {**card, "uuid": None, "suggestions": suggestions}


def said(evaluation: Evaluation) -> set[tuple[str, str, str]]:
    """What a clinician is told: the rule, its urgency, and the side."""
    facts = [next(iter(card["extension"].values())) for card in evaluation.cards]
    return {(one["rule"], card["indicator"], one["side"]) for one, card in zip(facts, evaluation.cards, strict=True)}


@settings(max_examples=200)
@given(who=people, story=stories, left_out=keys)
@example(who="nothing known", story=[], left_out=set())
@example(who="nothing known", story=[], left_out={"conditions"})
@example(who="man of 45", story=["blood pressure"], left_out=set())
def test_the_short_way_of_a_chart_that_says_nothing_gives_the_same_answer_as_the_long_way(
    call: Callable[..., Evaluation], who: str, story: list[str], left_out: set[str]
) -> None:
    chart = chart_of(who, story)

    short, long = call(chart, without=left_out), call(chart, without=left_out, explain=True)

    assert [without_ids(card) for card in short.cards] == [without_ids(card) for card in long.cards]
    assert (short.blind, short.issues) == (long.blind, long.issues)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_patient_without_a_record_is_answered_the_short_way_unless_an_explanation_is_asked_for(
    call: Callable[..., Evaluation], who: str
) -> None:
    chart = [PEOPLE[who], *NOISE]

    assert call(chart).verdicts == ()
    assert len(call(chart, explain=True).verdicts) == 2


@pytest.mark.parametrize(
    "when",
    [
        pytest.param({"all": ["male"]}, id="a rule about the patient"),
        pytest.param({"all": [{"unknown": "trauma"}]}, id="a rule about what is not recorded"),
        pytest.param({"all": [{"not": "hip_pain"}]}, id="a rule about what is absent"),
    ],
)
def test_the_short_way_is_not_taken_where_a_rule_can_fire_on_the_patient_alone(
    book: RuleBook, when: dict[str, Any]
) -> None:
    sheets = book_of(book, [rule("alone", when)], findings=book.findings)
    pipeline = Pipeline(sheets, "http://toh.test", lambda: "id")
    sources = prefetch_sources(prefetch(man()), pipeline.queries[HOOK])

    evaluation = pipeline.evaluate(Call(HOOK, Subject(man()), sources, AS_OF))

    assert [card["source"]["topic"]["code"] for card in evaluation.cards] == ["alone"]


@settings(max_examples=150)
@given(who=people, story=stories, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(
    call: Callable[..., Evaluation], who: str, story: list[str], shuffled: Any
) -> None:
    chart = chart_of(who, story)
    records = chart[1:]
    shuffled.shuffle(records)

    assert said(call([chart[0], *records])) == said(call(chart))


@settings(max_examples=100)
@given(who=people, story=stories)
def test_records_that_have_nothing_to_do_with_hips_change_nothing(
    call: Callable[..., Evaluation], who: str, story: list[str]
) -> None:
    chart = chart_of(who, story)

    bare, noisy = call(chart), call([*chart, *NOISE])

    assert [without_ids(card) for card in noisy.cards] == [without_ids(card) for card in bare.cards]


SWAPS = [
    (LEFT[1], RIGHT[1]),
    (HIP_PAIN_LEFT[1], HIP_PAIN_RIGHT[1]),
    (MRI_LEFT[1], MRI_RIGHT[1]),
    (XRAY_LEFT[1], "26132-1"),
    (PROSTHESIS_LEFT[1], "Z96.641"),
]


def mirrored(resource: Json) -> Json:
    """The same record of the other side."""
    text = json.dumps(resource)
    for left, right in SWAPS:
        text = text.replace(f'"{left}"', '"?"').replace(f'"{right}"', f'"{left}"').replace('"?"', f'"{right}"')
    turned: Json = json.loads(text)
    return turned


@settings(max_examples=150)
@given(who=people, story=stories)
def test_a_mirrored_chart_gives_the_mirrored_cards(call: Callable[..., Evaluation], who: str, story: list[str]) -> None:
    """Wrong side is worse than no card."""
    chart = chart_of(who, story)
    other = {"left": "right", "right": "left", "both": "both"}

    turned = said(call([mirrored(one) for one in chart]))

    assert turned == {(name, indicator, other[side]) for name, indicator, side in said(call(chart))}


@settings(max_examples=100)
@given(who=people, story=stories)
def test_the_same_call_gets_the_same_answer(call: Callable[..., Evaluation], who: str, story: list[str]) -> None:
    """No answer depends on an earlier call."""
    chart = chart_of(who, story)
    first = call(chart)
    call(chart_of("woman of 32", ["pain on the left", "31 weeks"]))

    again = call(chart)

    assert [without_ids(card) for card in again.cards] == [without_ids(card) for card in first.cards]


@settings(max_examples=200)
@given(who=people, story=stories, left_out=keys)
@example(who="woman of 32", story=["oedema in a report", "fracture"], left_out={"observations"})
@example(who="woman of 32", story=["31 weeks", "pain on the left", "an old MRI of the pelvis"], left_out={"conditions"})
def test_a_rule_that_needs_what_was_not_sent_is_a_blind_spot_or_speaks_all_the_same(
    call: Callable[..., Evaluation], who: str, story: list[str], left_out: set[str]
) -> None:
    """Never silently blind.

    Two things are taken as answered by what was sent: a pregnancy that is recorded says that she has
    not delivered, and a record that names a side places a pain without one.
    """
    assume("delivered" not in story or not WEEKS & set(story))
    assume(not UNSIDED & set(story) or left_out <= {"conditions", "serviceRequests", "deviceRequests"})
    chart = chart_of(who, story)
    whole, partial = call(chart, explain=True), call(chart, without=left_out, explain=True)

    fired = {one.rule for verdict in whole.verdicts for one in verdict.conclusions}
    spoke = {one.rule for verdict in partial.verdicts for one in verdict.conclusions}

    assert fired - spoke <= partial.blind.keys()
    assert all(partial.blind.values())


@settings(max_examples=150)
@given(who=people, story=stories, left_out=keys)
def test_every_answer_is_complete_and_nothing_in_it_is_null_or_empty(
    call: Callable[..., Evaluation], who: str, story: list[str], left_out: set[str]
) -> None:
    evaluation = call(chart_of(who, story), without=left_out)

    text = json.dumps(evaluation.cards)
    ids = [one["uuid"] for card in evaluation.cards for one in (card, *card.get("suggestions", []))]
    assert not [gap for gap in ('": null', '": ""', '": []', '": {}') if gap in text]
    assert len(ids) == len(set(ids))
    assert all(len(card["summary"]) < 140 for card in evaluation.cards)


@pytest.mark.parametrize("who", ["child", "dead"])
@settings(max_examples=60)
@given(story=stories)
def test_no_chart_of_a_child_or_of_the_dead_gets_a_card(
    call: Callable[..., Evaluation], who: str, story: list[str]
) -> None:
    assert call(chart_of(who, story)).cards == ()
