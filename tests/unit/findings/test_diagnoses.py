"""Diagnoses of the hip: fractures and their treatment, necrosis, infection, arthritis, prostheses, TOH itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    AVASCULAR_NECROSIS,
    BOTH_SIDES,
    FEMORAL_HEAD,
    HIP,
    HIP_REPLACEMENT,
    ICD,
    KNEE,
    LEFT,
    LEFT_HIP,
    MRI_LEFT,
    NECK_FRACTURE,
    OSTEOARTHRITIS,
    PELVIS,
    PROSTHESIS_LEFT,
    RIGHT_HIP,
    SCT,
    TOH,
    XRAY_LEFT,
    clinical,
    concept,
    condition,
    days_ago,
    hip_pain,
    observation,
    procedure,
    reference,
    report,
    result,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
LOCAL: Code = ("https://ehr.example/codes", "7")
NECROSIS_OF_BONE: Code = (SCT, "397758007")
OSTEOMYELITIS: Code = (SCT, "60168000")
TRANSIENT_OSTEOPOROSIS: Code = (SCT, "699528002")
DIAGNOSES = {
    "known_hip_fracture": NECK_FRACTURE,
    "other_femur_pelvis_fracture": (SCT, "64455005"),
    "avascular_necrosis": AVASCULAR_NECROSIS,
    "septic_arthritis_or_osteomyelitis": (SCT, "372941008"),
    "alternative_hip_diagnosis": OSTEOARTHRITIS,
    "hip_prosthesis": PROSTHESIS_LEFT,
    "toh_active": TOH,
}


def fracture(days: int | None = 5, site: tuple[Code, ...] = LEFT_HIP, **more: Any) -> Json:
    """A fracture of the femoral neck so many days ago, or on a day that is not recorded."""
    return condition(NECK_FRACTURE, site, onset=None if days is None else days_ago(days), **more)


def replacement(days: int | None, site: tuple[Code, ...] = LEFT_HIP, **more: Any) -> Json:
    """A hip replacement so many days ago, or on a day that is not recorded."""
    on = None if days is None else days_ago(days)
    return procedure(HIP_REPLACEMENT, on=on, bodySite=[concept(*site)] if site else None, **more)


@pytest.mark.parametrize(("name", "code"), DIAGNOSES.items(), ids=DIAGNOSES)
def test_each_diagnosis_is_known_from_the_problem_list_and_on_its_side(hips: Hips, name: str, code: Code) -> None:
    assert hips(name, condition(code, LEFT_HIP, onset="2019")) == (P, A)


@pytest.mark.parametrize(("name", "code"), DIAGNOSES.items(), ids=DIAGNOSES)
def test_no_diagnosis_is_taken_for_another(look: Observe, name: str, code: Code) -> None:
    findings = look(condition(code, LEFT_HIP, onset="2019"))[Side.LEFT].findings

    assert {one for one in DIAGNOSES if findings[one].presence is P} == {name}


@pytest.mark.parametrize(("name", "code"), DIAGNOSES.items(), ids=DIAGNOSES)
@pytest.mark.parametrize(
    ("more", "presence"),
    [
        pytest.param({"clinicalStatus": clinical("resolved")}, A, id="resolved"),
        pytest.param({"clinicalStatus": clinical("inactive")}, A, id="inactive"),
        pytest.param({"abatementDateTime": "2020"}, A, id="abated"),
        pytest.param({"verificationStatus": verification("refuted"), "clinicalStatus": None}, A, id="refuted"),
        pytest.param({"verificationStatus": verification("entered-in-error"), "clinicalStatus": None}, A, id="error"),
        pytest.param({"verificationStatus": verification("differential")}, U, id="suspected"),
        pytest.param({"clinicalStatus": clinical("unknown")}, U, id="status unknown"),
        pytest.param({"clinicalStatus": None}, P, id="without a status"),
    ],
)
def test_a_diagnosis_that_is_over_is_none_and_a_suspected_one_is_open(
    find: Find, name: str, code: Code, more: dict[str, Any], presence: Presence
) -> None:
    assert find(name, condition(code, LEFT_HIP, onset="2019", **more)).presence is presence


@pytest.mark.parametrize(("name", "code"), DIAGNOSES.items(), ids=DIAGNOSES)
def test_a_diagnosis_without_a_side_is_that_of_the_painful_hip(look: Observe, name: str, code: Code) -> None:
    record = condition((SCT, "52734007") if name == "hip_prosthesis" else code, onset="2019")

    cases = look(record, hip_pain(RIGHT_HIP))

    assert cases[Side.RIGHT].findings[name].presence is P
    assert cases[Side.RIGHT].findings[name].note == "the side is not recorded; taken for the painful hip"
    assert cases[Side.LEFT].findings[name].presence is A


@pytest.mark.parametrize(("name", "code"), DIAGNOSES.items(), ids=DIAGNOSES)
def test_a_diagnosis_is_not_absent_where_conditions_were_not_sent(look: Observe, name: str, code: Code) -> None:
    diagnosis = look(hip_pain(), condition(code), lacking=["Condition"])

    assert all(case.findings[name].presence is not A for case in diagnosis.values())


class TestSite:
    """A code that names no site needs one; a code that names the hip is doubted at another."""

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("avascular_necrosis", NECROSIS_OF_BONE),
            ("avascular_necrosis", (ICD, "M87.9")),
            ("septic_arthritis_or_osteomyelitis", OSTEOMYELITIS),
            ("septic_arthritis_or_osteomyelitis", (ICD, "M00.9")),
            ("alternative_hip_diagnosis", (SCT, "302859004")),
            ("toh_active", TRANSIENT_OSTEOPOROSIS),
        ],
    )
    @pytest.mark.parametrize(
        ("site", "presence"),
        [
            pytest.param((FEMORAL_HEAD, LEFT), P, id="femoral head"),
            pytest.param(LEFT_HIP, P, id="hip"),
            pytest.param((KNEE, LEFT), A, id="knee"),
            pytest.param((), U, id="no site"),
            pytest.param((LEFT,), U, id="only a side"),
            pytest.param((PELVIS,), U, id="pelvis"),
            pytest.param((LOCAL,), U, id="site not known"),
        ],
    )
    def test_a_code_without_a_site_needs_one(
        self, find: Find, name: str, code: Code, site: tuple[Code, ...], presence: Presence
    ) -> None:
        assert find(name, condition(code, site, onset=days_ago(9))).presence is presence

    @pytest.mark.parametrize(
        ("site", "presence"),
        [
            pytest.param((), P, id="no site"),
            pytest.param((PELVIS,), P, id="pelvis"),
            pytest.param((KNEE,), U, id="knee"),
            pytest.param((LOCAL,), U, id="site not known"),
        ],
    )
    def test_a_code_that_names_the_hip_needs_none(self, find: Find, site: tuple[Code, ...], presence: Presence) -> None:
        assert find("avascular_necrosis", condition(AVASCULAR_NECROSIS, site, onset=days_ago(9))).presence is presence

    def test_a_second_code_may_name_the_site(self, find: Find) -> None:
        record = condition(NECROSIS_OF_BONE, onset=days_ago(9))
        record["code"] = concept(NECROSIS_OF_BONE, (ICD, "M87.052"))

        assert find("avascular_necrosis", record).presence is P

    def test_an_observation_of_bone_necrosis_needs_a_site_whatever_its_question(self, find: Find) -> None:
        assert find("avascular_necrosis", result(NECROSIS_OF_BONE)).presence is U
        assert find("avascular_necrosis", result(NECROSIS_OF_BONE, FEMORAL_HEAD)).presence is P


class TestReported:
    """Diagnoses that a report concludes."""

    @pytest.mark.parametrize(
        ("records", "expected"),
        [
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS),), (P, A), id="conclusion"),
            pytest.param((report(MRI_LEFT, NECROSIS_OF_BONE),), (P, A), id="bone necrosis in a hip MRI"),
            pytest.param((report((SCT, "713021002"), NECROSIS_OF_BONE),), (U, A), id="bone necrosis in a pelvis X-ray"),
            pytest.param((report((SCT, "713021002"), AVASCULAR_NECROSIS),), (P, A), id="hip necrosis in it"),
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS, status="unknown"),), (U, A), id="unknown status"),
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS, status="cancelled"),), (A, A), id="cancelled"),
            pytest.param((report(LOCAL, AVASCULAR_NECROSIS),), (A, A), id="report of something else"),
            pytest.param((report(MRI_LEFT, OSTEOARTHRITIS),), (A, A), id="another conclusion"),
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS, on="2014-05-01"),), (P, A), id="years ago"),
        ],
    )
    def test_a_report_concludes(
        self, hips: Hips, records: tuple[Json, ...], expected: tuple[Presence, Presence]
    ) -> None:
        assert hips("avascular_necrosis", *records, hip_pain()) == expected

    @pytest.mark.parametrize(
        ("seen", "expected"),
        [
            pytest.param(result(AVASCULAR_NECROSIS), (P, A), id="without a side: the examination's"),
            pytest.param(result(NECROSIS_OF_BONE, KNEE), (A, A), id="at the knee"),
            pytest.param(result(AVASCULAR_NECROSIS, LOCAL), (U, A), id="at a site not known"),
            pytest.param(result(AVASCULAR_NECROSIS, KNEE), (U, A), id="hip by code, knee by site"),
            pytest.param(observation(AVASCULAR_NECROSIS, valueBoolean=False), (A, A), id="denied"),
            pytest.param(observation(AVASCULAR_NECROSIS, valueBoolean=True), (P, A), id="observed"),
        ],
    )
    def test_a_result_stands_on_the_side_of_its_report(
        self, hips: Hips, seen: Json, expected: tuple[Presence, Presence]
    ) -> None:
        """The right hip hurts, the left was imaged."""
        records = report(XRAY_LEFT, result=reference(seen)), seen

        assert hips("avascular_necrosis", *records, hip_pain(RIGHT_HIP)) == expected


class TestNewFracture:
    """A fracture of the proximal femur, recorded within 6 weeks and not yet fixed."""

    @pytest.mark.parametrize(
        "code",
        [
            NECK_FRACTURE,
            (SCT, "704063001"),
            (SCT, "704067000"),
            (ICD, "S72.002A"),
            (ICD, "S72.002B"),
            (ICD, "S72.002C"),
            (ICD, "S72.00"),
            (ICD, "M84.352A"),
            (ICD, "M80.052A"),
        ],
    )
    def test_fractures_and_stress_fractures_of_the_proximal_femur_count(self, find: Find, code: Code) -> None:
        assert find("hip_fracture", condition(code, LEFT_HIP, onset=days_ago(5))).presence is P

    @pytest.mark.parametrize(
        ("code", "known"),
        [
            pytest.param((ICD, "S72.002D"), P, id="routine healing"),
            pytest.param((ICD, "S72.002G"), P, id="delayed healing"),
            pytest.param((ICD, "S72.002K"), P, id="nonunion"),
            pytest.param((ICD, "S72.002P"), P, id="malunion"),
            pytest.param((ICD, "S72.002S"), A, id="sequela"),
            pytest.param((SCT, "71620000"), A, id="femur, not the hip"),
            pytest.param((ICD, "S72.92XA"), A, id="femur by ICD-10-CM"),
            pytest.param((ICD, "S32.402A"), A, id="acetabulum"),
        ],
    )
    @pytest.mark.parametrize("where", ["problem list", "report"])
    def test_a_later_episode_or_another_bone_is_no_new_hip_fracture(
        self, look: Observe, where: str, code: Code, known: Presence
    ) -> None:
        reported = report(XRAY_LEFT, code, on=days_ago(5))
        record = reported if where == "report" else condition(code, LEFT_HIP, onset=days_ago(5))

        findings = look(record, hip_pain())[Side.LEFT].findings

        assert findings["hip_fracture"].presence is A
        assert findings["known_hip_fracture"].presence is known

    def test_one_later_episode_among_the_codes_makes_it_old(self, find: Find) -> None:
        record = {**fracture(), "code": concept(NECK_FRACTURE, (ICD, "S72.002D"))}

        assert find("hip_fracture", record).presence is A

    def test_the_episode_of_the_fall_is_not_that_of_the_fracture(self, find: Find) -> None:
        record = {**fracture(), "code": concept((ICD, "S72.002A"), (ICD, "W19.XXXD"))}

        assert find("hip_fracture", record).presence is P

    @pytest.mark.parametrize(("days", "presence"), [pytest.param(42, P, id="6 weeks"), pytest.param(43, A, id="more")])
    @pytest.mark.parametrize("where", ["problem list", "report", "observation"])
    def test_6_weeks_count(self, find: Find, where: str, days: int, presence: Presence) -> None:
        records = {
            "problem list": fracture(days),
            "report": report(XRAY_LEFT, NECK_FRACTURE, on=days_ago(days)),
            "observation": result(NECK_FRACTURE, effectiveDateTime=days_ago(days)),
        }

        assert find("hip_fracture", records[where]).presence is presence

    def test_an_old_fracture_is_known_and_not_new(self, look: Observe) -> None:
        findings = look(fracture(3000))[Side.LEFT].findings

        assert (findings["hip_fracture"].presence, findings["known_hip_fracture"].presence) == (A, P)

    def test_an_old_fracture_recorded_again_is_new_again(self, find: Find) -> None:
        assert find("hip_fracture", fracture(100, recordedDate=days_ago(10))).presence is P

    @pytest.mark.parametrize(("onset", "presence"), [("2026-10", P), ("2026-09", A), ("2026", P), ("2025", A)])
    def test_a_partial_date_counts_while_any_of_its_days_does(self, find: Find, onset: str, presence: Presence) -> None:
        assert find("hip_fracture", condition(NECK_FRACTURE, LEFT_HIP, onset=onset)).presence is presence

    def test_an_active_fracture_without_a_date_is_taken_for_new(self, find: Find) -> None:
        assert find("hip_fracture", fracture(None)).presence is P


class TestTreated:
    """Fixed or replaced since, the fracture is no longer new."""

    @pytest.mark.parametrize(
        ("treatment", "presence"),
        [
            pytest.param(replacement(4), A, id="the day after"),
            pytest.param(replacement(5), A, id="the same day"),
            pytest.param(replacement(6), P, id="the day before"),
            pytest.param(replacement(None), P, id="on a day not recorded"),
            pytest.param(replacement(2, ()), A, id="side not recorded"),
            pytest.param(replacement(2, RIGHT_HIP), P, id="the other hip"),
            pytest.param(replacement(2, status="preparation"), P, id="planned"),
            pytest.param(replacement(2, status="not-done"), P, id="not done"),
            pytest.param(replacement(2, (LOCAL,)), P, id="at a site not known"),
            pytest.param(condition(PROSTHESIS_LEFT, onset=days_ago(2)), A, id="prosthesis on the problem list"),
            pytest.param(condition(PROSTHESIS_LEFT, RIGHT_HIP, onset=days_ago(2)), P, id="sides that contradict"),
        ],
    )
    def test_a_treatment_since_ends_it(self, find: Find, treatment: Json, presence: Presence) -> None:
        """The fracture was recorded five days ago."""
        assert find("hip_fracture", fracture(5), treatment).presence is presence

    def test_a_reported_fracture_may_be_treated_too(self, find: Find) -> None:
        assert find("hip_fracture", report(XRAY_LEFT, NECK_FRACTURE, on=days_ago(5)), replacement(2)).presence is A

    def test_of_two_fractured_hips_the_untreated_one_stays_fractured(self, hips: Hips) -> None:
        both = fracture(5, (HIP, BOTH_SIDES))

        assert hips("hip_fracture", both) == (P, P)
        assert hips("hip_fracture", both, replacement(2)) == (A, P)
        assert hips("hip_fracture", both, replacement(2), replacement(1, RIGHT_HIP)) == (A, A)
        assert hips("hip_fracture", both, replacement(1, (HIP, BOTH_SIDES))) == (A, A)

    def test_a_fracture_without_a_side_is_taken_for_the_treated_one(self, find: Find) -> None:
        assert find("hip_fracture", fracture(5, ()), replacement(2), hip_pain()).presence is A

    @pytest.mark.parametrize("days", [2, 3000, None])
    def test_a_fracture_without_a_date_may_be_newer_than_the_treatment(self, find: Find, days: int | None) -> None:
        found = find("hip_fracture", fracture(None), replacement(days))

        assert (found.presence, found.reason) == (U, "the treatment may be older than the fracture")

    def test_a_treated_fracture_is_still_known(self, find: Find) -> None:
        assert find("known_hip_fracture", fracture(5), replacement(2)).presence is P


class TestProsthesis:
    """A hip that was replaced."""

    @pytest.mark.parametrize(
        ("record", "expected"),
        [
            pytest.param(condition(PROSTHESIS_LEFT, onset="2015"), (P, A), id="left"),
            pytest.param(condition((ICD, "Z96.643"), onset="2015"), (P, P), id="both"),
            pytest.param(procedure(HIP_REPLACEMENT, on="2015", bodySite=[concept(*RIGHT_HIP)]), (A, P), id="procedure"),
            pytest.param(procedure(HIP_REPLACEMENT, on="2015", status="not-done"), (A, A), id="not done"),
            pytest.param(condition((ICD, "T84.011A"), onset="2015"), (P, A), id="broken prosthesis"),
        ],
    )
    def test_a_prosthesis_has_a_side(self, hips: Hips, record: Json, expected: tuple[Presence, Presence]) -> None:
        assert hips("hip_prosthesis", record, hip_pain()) == expected


class TestToh:
    """Transient osteoporosis on the problem list."""

    @pytest.mark.parametrize("code", [TOH, (SCT, "240160002")])
    def test_its_codes_name_the_hip(self, find: Find, code: Code) -> None:
        assert find("toh_active", condition(code, onset=days_ago(60)), hip_pain()).presence is P

    @pytest.mark.parametrize("code", [(ICD, "M81.6"), (ICD, "M81.8")])
    def test_unspecific_codes_are_not_taken_for_it(self, find: Find, code: Code) -> None:
        assert find("toh_active", condition(code, LEFT_HIP, onset=days_ago(60))).presence is A

    def test_it_stays_active_however_old(self, find: Find) -> None:
        assert find("toh_active", condition(TOH, LEFT_HIP, onset="2019")).presence is P
