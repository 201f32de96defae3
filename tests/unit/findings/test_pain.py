"""Pain of the hip: whether, on which side, and how long it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    BOTH_SIDES,
    GROIN_PAIN,
    HIP,
    HIP_PAIN,
    HIP_PAIN_LEFT,
    HIP_PAIN_RIGHT,
    ICD,
    KNEE,
    LEFT,
    LEFT_HIP,
    LOINC,
    MARROW_OEDEMA,
    NECK_FRACTURE,
    OSTEOARTHRITIS,
    PELVIC_GIRDLE_PAIN,
    PELVIS,
    RIGHT,
    RIGHT_HIP,
    SCIATICA,
    SCT,
    TOH,
    clinical,
    concept,
    condition,
    days_ago,
    encounter,
    hip_pain,
    imaging_study,
    observation,
    report,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
LEFT_GROIN: Code = (SCT, "85119005")
LOCAL: Code = ("https://ehr.example/codes", "7")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("hip_pain", HIP_PAIN),
        ("hip_pain", (ICD, "M25.559")),
        ("groin_buttock_thigh_pain", GROIN_PAIN),
        ("groin_buttock_thigh_pain", (SCT, "279043006")),
        ("groin_buttock_thigh_pain", (ICD, "M79.659")),
        ("pelvic_girdle_pain", PELVIC_GIRDLE_PAIN),
        ("pelvic_girdle_pain", (ICD, "R10.20")),
        ("lumbar_radicular_pain", SCIATICA),
    ],
)
def test_each_pain_is_found_by_its_codes_and_no_other(look: Observe, name: str, code: Code) -> None:
    findings = look(condition(code, onset=days_ago(10)))[Side.LEFT].findings

    pains = ("hip_pain", "groin_buttock_thigh_pain", "pelvic_girdle_pain", "lumbar_radicular_pain")
    assert [one for one in pains if findings[one].presence is P] == [name]


@pytest.mark.parametrize(
    ("record", "element"),
    [
        pytest.param(hip_pain(), "Condition.code", id="problem list"),
        pytest.param(encounter(HIP_PAIN), "Encounter.reasonCode[0]", id="reason for a visit"),
        pytest.param(observation(HIP_PAIN), "Observation.code", id="observed"),
        pytest.param(observation(HIP_PAIN, valueBoolean=True), "Observation.code", id="observed to be so"),
        pytest.param(
            observation(LOCAL, valueCodeableConcept=concept(HIP_PAIN)),
            "Observation.valueCodeableConcept",
            id="answer to a question that the rule book does not know",
        ),
    ],
)
def test_pain_is_read_where_charts_hold_it(find: Find, record: Json, element: str) -> None:
    pain = find("hip_pain", record)

    assert pain.presence is P
    assert (pain.evidence[0].reference, pain.evidence[0].element) == (
        f"{record['resourceType']}/{record['id']}",
        element,
    )


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(hip_pain(clinicalStatus=clinical("resolved")), id="resolved"),
        pytest.param(hip_pain(clinicalStatus=clinical("remission")), id="in remission"),
        pytest.param(hip_pain(clinicalStatus=clinical("inactive")), id="inactive"),
        pytest.param(hip_pain(abatementDateTime=days_ago(2)), id="abated"),
        pytest.param(hip_pain(verificationStatus=verification("refuted"), clinicalStatus=None), id="refuted"),
        pytest.param(hip_pain(verificationStatus=verification("entered-in-error"), clinicalStatus=None), id="in error"),
        pytest.param(encounter(HIP_PAIN, status="planned"), id="visit planned"),
        pytest.param(encounter(HIP_PAIN, status="cancelled"), id="visit cancelled"),
        pytest.param(observation(HIP_PAIN, valueBoolean=False), id="observed not to be so"),
        pytest.param(observation(HIP_PAIN, status="entered-in-error"), id="observation in error"),
        pytest.param(condition((SCT, "30989003"), onset=days_ago(3)), id="pain of the knee"),
    ],
)
def test_pain_that_is_over_or_elsewhere_is_absent(find: Find, record: Json) -> None:
    assert find("hip_pain", record).presence is A


@pytest.mark.parametrize("status", ["active", "recurrence", "relapse"])
def test_pain_that_came_back_is_pain(find: Find, status: str) -> None:
    assert find("hip_pain", hip_pain(clinicalStatus=clinical(status))).presence is P


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(
            hip_pain(verificationStatus=verification("provisional")), "recorded as unconfirmed", id="provisional"
        ),
        pytest.param(
            hip_pain(verificationStatus=verification("differential")), "recorded as unconfirmed", id="differential"
        ),
        pytest.param(observation(HIP_PAIN, status="registered"), "recorded as unconfirmed", id="outstanding"),
        pytest.param(
            observation(HIP_PAIN, dataAbsentReason={"text": "asleep"}), "recorded without a value", id="not asked"
        ),
        pytest.param(
            observation(HIP_PAIN, valueQuantity={"value": 0, "unit": "{score}"}),
            "recorded with a value that the rule book does not know",
            id="a score",
        ),
        pytest.param(
            observation(HIP_PAIN, valueCodeableConcept=concept(LOCAL)),
            "recorded with a value that the rule book does not know",
            id="an unknown answer",
        ),
        pytest.param(
            observation(HIP_PAIN, valueString="none"),
            "recorded with a value that the rule book does not know",
            id="an answer in words",
        ),
        pytest.param(
            observation(HIP_PAIN, valueRatio={"numerator": {"value": 0}, "denominator": {"value": 10}}),
            "recorded with a value that the rule book does not know",
            id="an answer of a type that is not read",
        ),
        pytest.param(
            observation(HIP_PAIN, valueDateTime=days_ago(3)),
            "recorded with a value that the rule book does not know",
            id="a date",
        ),
    ],
)
def test_pain_that_is_not_sure_is_unknown(find: Find, record: Json, reason: str) -> None:
    pain = find("hip_pain", record)

    assert (pain.presence, pain.reason) == (U, reason)


@pytest.mark.parametrize(
    ("days", "presence"), [pytest.param(365, P, id="12 months"), pytest.param(366, U, id="a day more")]
)
def test_pain_not_recorded_again_for_12_months_is_unknown(find: Find, days: int, presence: Presence) -> None:
    pain = find("hip_pain", hip_pain(onset=days_ago(days)))

    assert pain.presence is presence
    assert (pain.reason is not None) is (presence is U)


def test_old_pain_that_was_recorded_again_is_pain(find: Find) -> None:
    assert find("hip_pain", hip_pain(onset="2019", recordedDate=days_ago(20))).presence is P


@pytest.mark.parametrize(
    ("days", "presence"), [pytest.param(42, P, id="6 weeks"), pytest.param(43, U, id="a day more")]
)
def test_the_reason_for_a_visit_counts_for_6_weeks(find: Find, days: int, presence: Presence) -> None:
    assert find("hip_pain", encounter(HIP_PAIN, on=days_ago(days))).presence is presence


@pytest.mark.parametrize(("onset", "presence"), [("2025-11", P), ("2025-10", U), ("2025", P), ("2024", U)], ids=str)
def test_pain_with_a_partial_date_counts_while_any_of_its_days_does(find: Find, onset: str, presence: Presence) -> None:
    assert find("hip_pain", hip_pain(onset=onset)).presence is presence


def test_pain_without_a_date_counts(find: Find) -> None:
    assert find("hip_pain", hip_pain(onset=None)).presence is P


class TestEnded:
    """A visit shows what hurt on its day; the end of the pain is a later word."""

    def test_the_end_of_the_pain_undoes_the_visit_it_was_the_reason_for(self, find: Find) -> None:
        ended = hip_pain(clinicalStatus=clinical("resolved"), abatementDateTime=days_ago(5))

        assert find("hip_pain", ended, encounter(HIP_PAIN, on=days_ago(20))).presence is A
        assert find("hip_pain", ended, observation(HIP_PAIN, on=days_ago(5))).presence is A

    @pytest.mark.parametrize(
        "record",
        [
            pytest.param(encounter(HIP_PAIN, on=days_ago(4)), id="visit after the end"),
            pytest.param(encounter(HIP_PAIN, on=None), id="visit without a date"),
            pytest.param(hip_pain(onset=days_ago(60)), id="another active problem"),
            pytest.param(observation(HIP_PAIN, on=days_ago(9), bodySite=concept(*RIGHT_HIP)), id="other hip"),
        ],
    )
    def test_pain_after_the_end_or_elsewhere_goes_on(self, look: Observe, record: Json) -> None:
        ended = hip_pain(clinicalStatus=clinical("resolved"), abatementDateTime=days_ago(5))

        cases = look(ended, record)

        assert P in (case.findings["hip_pain"].presence for case in cases.values())

    def test_a_problem_closed_without_a_day_does_not_undo_a_visit(self, find: Find) -> None:
        closed = hip_pain(clinicalStatus=clinical("resolved"))

        assert find("hip_pain", closed, encounter(HIP_PAIN, on=days_ago(20))).presence is P


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(hip_pain(LEFT_HIP), (P, A), id="site and qualifier in one concept"),
        pytest.param(hip_pain(RIGHT_HIP), (A, P), id="right"),
        pytest.param(hip_pain((HIP, BOTH_SIDES)), (P, P), id="both"),
        pytest.param(
            condition(HIP_PAIN, onset=days_ago(3), bodySite=[concept(HIP), concept(LEFT)]), (P, A), id="two concepts"
        ),
        pytest.param(
            condition(HIP_PAIN, onset=days_ago(3), bodySite=[concept(*LEFT_HIP), concept(*RIGHT_HIP)]),
            (P, P),
            id="two sites",
        ),
        pytest.param(condition(HIP_PAIN, (LEFT,), onset=days_ago(3)), (P, A), id="only the qualifier"),
        pytest.param(condition(HIP_PAIN, (LEFT_GROIN,), onset=days_ago(3)), (P, A), id="site that names its side"),
        pytest.param(condition(HIP_PAIN_LEFT, onset=days_ago(3)), (P, A), id="ICD-10-CM left"),
        pytest.param(condition(HIP_PAIN_RIGHT, onset=days_ago(3)), (A, P), id="ICD-10-CM right"),
        pytest.param(condition(HIP_PAIN_LEFT, LEFT_HIP, onset=days_ago(3)), (P, A), id="code and site agree"),
        pytest.param(hip_pain(()), (P, P), id="no side"),
        pytest.param(hip_pain((HIP,)), (P, P), id="a site without a side"),
        pytest.param(condition(HIP_PAIN, (PELVIS,), onset=days_ago(3)), (P, P), id="pelvis"),
        pytest.param(
            condition(HIP_PAIN, onset=days_ago(3), bodySite=[concept(KNEE, LEFT), concept(HIP, RIGHT)]),
            (A, P),
            id="left knee and right hip",
        ),
        pytest.param(
            {**hip_pain(()), "code": concept(HIP_PAIN_LEFT, HIP_PAIN_RIGHT)}, (P, P), id="one code for each side"
        ),
    ],
)
def test_the_side_is_taken_from_code_and_site(hips: Hips, record: Json, expected: tuple[Presence, Presence]) -> None:
    assert hips("hip_pain", record) == expected


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(
            condition(HIP_PAIN_LEFT, RIGHT_HIP, onset=days_ago(3)),
            "code and body site name different sides",
            id="left by code, right by site",
        ),
        pytest.param(
            condition(HIP_PAIN_LEFT, (HIP, BOTH_SIDES), onset=days_ago(3)),
            "code and body site name different sides",
            id="left by code, both by site",
        ),
        pytest.param(hip_pain((KNEE,)), "code and body site name different sites", id="hip by code, knee by site"),
        pytest.param(hip_pain((LOCAL,)), "the body site is not one that the rule book knows", id="site not known"),
        pytest.param(
            condition(HIP_PAIN, onset=days_ago(3), bodySite=[{"text": "where it was"}]),
            "the body site is not one that the rule book knows",
            id="site in words that name none",
        ),
    ],
)
def test_records_that_contradict_themselves_are_unknown_on_both_hips(look: Observe, record: Json, reason: str) -> None:
    for case in look(record).values():
        pain = case.findings["hip_pain"]
        assert (pain.presence, pain.reason) == (U, reason)


class TestWithoutASide:
    """Pain without a side joins the hips that others name."""

    @pytest.mark.parametrize(
        ("other", "expected"),
        [
            pytest.param(condition(GROIN_PAIN, (LEFT,), onset=days_ago(3)), (P, A), id="sided groin pain"),
            pytest.param(condition(NECK_FRACTURE, RIGHT_HIP, onset=days_ago(5)), (A, P), id="fracture"),
            pytest.param(condition(MARROW_OEDEMA, RIGHT_HIP, onset=days_ago(5)), (A, P), id="oedema"),
            pytest.param(report((LOINC, "36488-5")), (P, A), id="reported MRI"),
            pytest.param(imaging_study("CR", HIP, RIGHT), (A, P), id="X-ray"),
            pytest.param(condition(OSTEOARTHRITIS, RIGHT_HIP, onset="2019"), (A, P), id="osteoarthritis"),
            pytest.param(condition(TOH, LEFT_HIP, onset=days_ago(90)), (P, A), id="transient osteoporosis"),
            pytest.param(report((LOINC, "36486-9")), (P, P), id="MRI of both hips"),
            pytest.param(condition(OSTEOARTHRITIS, onset="2019"), (P, P), id="a diagnosis without a side"),
            pytest.param(
                imaging_study("CR", HIP, RIGHT, started=days_ago(183)), (P, P), id="X-ray more than 26 weeks ago"
            ),
            pytest.param(
                condition(OSTEOARTHRITIS, RIGHT_HIP, onset="2019", verificationStatus=verification("provisional")),
                (P, P),
                id="a diagnosis that is not sure",
            ),
            pytest.param(imaging_study("CR", HIP, RIGHT, status="cancelled"), (P, P), id="an X-ray that was not made"),
        ],
    )
    def test_it_joins_the_hips_that_others_name(
        self, hips: Hips, other: Json, expected: tuple[Presence, Presence]
    ) -> None:
        assert hips("hip_pain", hip_pain(()), other) == expected

    @pytest.mark.parametrize(
        ("records", "note"),
        [
            pytest.param((hip_pain(()),), "the side is not recorded", id="no side"),
            pytest.param((hip_pain(()), hip_pain()), None, id="another record has a side"),
            pytest.param((hip_pain(),), None, id="side recorded"),
        ],
    )
    def test_a_missing_side_is_noted(self, find: Find, records: tuple[Json, ...], note: str | None) -> None:
        assert find("hip_pain", *records).note == note

    def test_an_unsure_record_with_a_side_does_not_lend_its_side(self, find: Find) -> None:
        unsure = hip_pain(verificationStatus=verification("provisional"))

        assert find("hip_pain", hip_pain(()), unsure).note == "the side is not recorded"

    def test_sided_pain_is_not_moved_by_what_others_name(self, hips: Hips) -> None:
        oedema = condition(MARROW_OEDEMA, RIGHT_HIP, onset=days_ago(5))

        assert hips("hip_pain", hip_pain(LEFT_HIP), oedema) == (P, A)


@pytest.mark.parametrize("lacking", ["Condition", "Encounter", "Observation"])
def test_pain_is_not_absent_where_records_were_not_sent(look: Observe, lacking: str) -> None:
    pain = look(lacking=[lacking])[Side.LEFT].findings["hip_pain"]

    assert (pain.presence, pain.reason, pain.lacked) == (U, f"{lacking} records were not sent", frozenset({lacking}))


def test_each_type_that_was_not_sent_is_named(look: Observe) -> None:
    pain = look(lacking=["Observation", "Condition"])[Side.LEFT].findings["hip_pain"]

    assert pain.reason == "Condition records were not sent; Observation records were not sent"


def test_pain_that_is_recorded_is_present_whatever_was_not_sent(look: Observe) -> None:
    pain = look(encounter(HIP_PAIN), lacking=["Condition"])[Side.LEFT].findings["hip_pain"]

    assert (pain.presence, pain.lacked) == (P, frozenset())


@pytest.mark.parametrize(
    ("records", "reasons"),
    [
        pytest.param((hip_pain(), encounter(HIP_PAIN)), 2, id="problem and visit"),
        pytest.param((hip_pain(), hip_pain(RIGHT_HIP)), 1, id="the other hip's record is not this one's"),
    ],
)
def test_every_record_of_this_hip_is_evidence(find: Find, records: tuple[Json, ...], reasons: int) -> None:
    assert len(find("hip_pain", *records).evidence) == reasons


def test_pain_is_present_although_another_record_of_it_is_not_sure(find: Find) -> None:
    pain = find("hip_pain", hip_pain(), hip_pain(verificationStatus=verification("provisional")))

    assert (pain.presence, pain.reason) == (P, None)


def test_the_code_system_may_be_written_as_an_oid(find: Find) -> None:
    assert find("hip_pain", condition(("urn:oid:2.16.840.1.113883.6.96", HIP_PAIN[1]))).presence is P


@pytest.mark.parametrize(
    ("system", "presence"),
    [
        pytest.param("http://loinc.org", A, id="known"),
        pytest.param("http://snomed.info/sct/900000000000207008", U, id="not known"),
        pytest.param("", U, id="not told"),
    ],
)
def test_a_code_of_another_system_is_another_code(find: Find, system: str, presence: Presence) -> None:
    assert find("hip_pain", condition((system, HIP_PAIN[1]), onset=days_ago(3))).presence is presence


def test_evidence_says_when_and_where(find: Find) -> None:
    evidence: Any = find("hip_pain", hip_pain(onset="2026-10")).evidence[0]

    assert (str(evidence.when), evidence.sides) == ("2026-10", {Side.LEFT})
