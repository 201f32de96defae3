"""What the latest report says: marrow oedema, an unremarkable X-ray, or nothing that could be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    AVASCULAR_NECROSIS,
    BOTH_SIDES,
    FEMORAL_HEAD,
    HIP,
    ICD,
    IMAGING_REPORT,
    KNEE,
    LEFT,
    LEFT_HIP,
    LOINC,
    MARROW_OEDEMA,
    MRI_BOTH,
    MRI_HIP,
    MRI_LEFT,
    MRI_PELVIS,
    MRI_RIGHT,
    OSTEOARTHRITIS,
    OSTEOPENIA,
    PELVIS,
    RIGHT_HIP,
    SCT,
    XRAY_HIP,
    XRAY_LEFT,
    clinical,
    concept,
    condition,
    days_ago,
    hip_pain,
    imaging_study,
    normal_result,
    observation,
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
FEMUR: Code = (SCT, "71341001")
OEDEMA = "mri_marrow_oedema"
XRAY = "hip_xray_unremarkable"
UNREAD = "hip_mri_unread"
ABNORMAL: Code = (ICD, "R93.7")
NORMAL = normal_result()
NOT_READ = "nothing in the report could be read"
NOT_SAID = "the findings of the report do not say"
HALF_READ = "the report has findings that could not be read"
ASSUMED = "the side is not recorded; taken for the painful hip"


def read(code: Code, *results: Json, **more: Any) -> tuple[Json, ...]:
    """A report and the Observations that it names as its results."""
    return (report(code, result=reference(*results), **more), *results)


class TestOedema:
    """Bone marrow oedema of the hip, as the latest MRI reports it."""

    @pytest.mark.parametrize(
        ("records", "element"),
        [
            pytest.param(
                (report(MRI_LEFT, MARROW_OEDEMA),), "DiagnosticReport.conclusionCode[0]", id="conclusion of a hip MRI"
            ),
            pytest.param(
                read(MRI_LEFT, result(MARROW_OEDEMA, FEMORAL_HEAD)),
                "Observation.valueCodeableConcept",
                id="result with a hip site",
            ),
            pytest.param(
                read(MRI_LEFT, result(MARROW_OEDEMA)), "Observation.valueCodeableConcept", id="result without a site"
            ),
            pytest.param(
                read(MRI_LEFT, observation(MARROW_OEDEMA, valueBoolean=True)),
                "Observation.code",
                id="result that it is so",
            ),
            pytest.param(read(MRI_LEFT, observation(MARROW_OEDEMA)), "Observation.code", id="result without a value"),
            pytest.param(
                read(MRI_PELVIS, result(MARROW_OEDEMA, FEMORAL_HEAD)),
                "Observation.valueCodeableConcept",
                id="pelvis MRI, hip site",
            ),
            pytest.param(
                (condition(MARROW_OEDEMA, (FEMORAL_HEAD, LEFT), onset=days_ago(3)),), "Condition.code", id="condition"
            ),
            pytest.param((condition(MARROW_OEDEMA, (FEMUR, LEFT), onset=days_ago(3)),), "Condition.code", id="femur"),
            pytest.param(
                (result(MARROW_OEDEMA, HIP),), "Observation.valueCodeableConcept", id="observation that no report names"
            ),
        ],
    )
    def test_oedema_is_present(self, find: Find, records: tuple[Json, ...], element: str) -> None:
        oedema = find(OEDEMA, *records, hip_pain())

        assert (oedema.presence, oedema.reason) == (P, None)
        assert oedema.evidence[0].element == element

    @pytest.mark.parametrize(
        ("records", "reason"),
        [
            pytest.param((report(MRI_LEFT),), NOT_READ, id="MRI not read"),
            pytest.param((report(MRI_LEFT, conclusion="See the letter."),), NOT_READ, id="text that says nothing"),
            pytest.param((report(MRI_LEFT, LOCAL),), NOT_READ, id="conclusion that the rule book does not know"),
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS),), NOT_SAID, id="another conclusion"),
            pytest.param((imaging_study("MR"),), "not recorded", id="study without a report"),
            pytest.param((report(XRAY_LEFT, MARROW_OEDEMA),), "not recorded", id="X-ray cannot show it"),
            pytest.param(read(XRAY_LEFT, result(MARROW_OEDEMA, HIP)), "not recorded", id="nor its results"),
            pytest.param(
                (report(MRI_PELVIS, MARROW_OEDEMA),),
                "the pelvis is recorded, not the hip",
                id="conclusion of a pelvis MRI",
            ),
            pytest.param(
                read(MRI_LEFT, result(MARROW_OEDEMA, PELVIS)), "the pelvis is recorded, not the hip", id="pelvis"
            ),
            pytest.param(read(MRI_LEFT, result(MARROW_OEDEMA, KNEE)), NOT_SAID, id="result at the knee"),
            pytest.param(
                read(MRI_LEFT, result(MARROW_OEDEMA, LOCAL)),
                "the body site is not one that the rule book knows",
                id="result at a site not known",
            ),
            pytest.param(read(MRI_LEFT, result(MARROW_OEDEMA, status="registered")), NOT_READ, id="result outstanding"),
            pytest.param(
                read(MRI_LEFT, observation(MARROW_OEDEMA, valueString="none seen")), NOT_READ, id="result in words"
            ),
            pytest.param(read(MRI_LEFT, result(MARROW_OEDEMA, status="entered-in-error")), NOT_READ, id="in error"),
            pytest.param((condition(MARROW_OEDEMA, onset=days_ago(3)),), "the body site is not recorded", id="no site"),
            pytest.param(
                (condition(MARROW_OEDEMA, (LEFT,), onset=days_ago(3)),),
                "the body site is not recorded",
                id="only a side",
            ),
            pytest.param(
                (condition(MARROW_OEDEMA, (PELVIS,), onset=days_ago(3)),),
                "the pelvis is recorded, not the hip",
                id="pelvis as a condition",
            ),
            pytest.param((condition(MARROW_OEDEMA, (KNEE, LEFT), onset=days_ago(3)),), "not recorded", id="knee"),
            pytest.param(
                (
                    condition(
                        MARROW_OEDEMA, (KNEE, LEFT), onset=days_ago(3), verificationStatus=verification("provisional")
                    ),
                ),
                "not recorded",
                id="knee, not even sure",
            ),
            pytest.param(
                (
                    condition(
                        MARROW_OEDEMA, LEFT_HIP, onset=days_ago(3), verificationStatus=verification("provisional")
                    ),
                ),
                "recorded as unconfirmed",
                id="provisional",
            ),
            pytest.param((result(MARROW_OEDEMA),), "the body site is not recorded", id="observation without a site"),
            pytest.param((result(MARROW_OEDEMA, KNEE),), "not recorded", id="observation at the knee"),
            pytest.param(
                (condition(MARROW_OEDEMA, LEFT_HIP, onset=days_ago(3), clinicalStatus=clinical("resolved")),),
                "not recorded",
                id="resolved",
            ),
            pytest.param((report(MRI_LEFT, MARROW_OEDEMA, status="entered-in-error"),), "not recorded", id="error"),
            pytest.param((report(MRI_LEFT, MARROW_OEDEMA, status="unknown"),), "not recorded", id="unknown status"),
        ],
    )
    def test_oedema_is_unknown(self, find: Find, records: tuple[Json, ...], reason: str) -> None:
        oedema = find(OEDEMA, *records, hip_pain())

        assert (oedema.presence, oedema.reason) == (U, reason)

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param(read(MRI_LEFT, normal_result()), id="normal"),
            pytest.param(read(MRI_LEFT, normal_result(), normal_result()), id="normal in every part"),
            pytest.param(read(MRI_LEFT, observation(MARROW_OEDEMA, valueBoolean=False)), id="denied"),
        ],
    )
    def test_oedema_is_absent_where_the_report_says_so(self, find: Find, records: tuple[Json, ...]) -> None:
        assert find(OEDEMA, *records, hip_pain()).presence is A

    @pytest.mark.parametrize(
        ("records", "reason"),
        [
            pytest.param((*read(MRI_LEFT, normal_result(), result(LOCAL)),), NOT_SAID, id="a part not known"),
            pytest.param((*read(MRI_LEFT, normal_result())[:1],), NOT_READ, id="results that were not sent"),
            pytest.param(
                (report(MRI_LEFT, OSTEOPENIA, result=reference(NORMAL)), NORMAL),
                NOT_SAID,
                id="a conclusion beside it",
            ),
        ],
    )
    def test_one_normal_part_does_not_make_the_whole_normal(
        self, find: Find, records: tuple[Json, ...], reason: str
    ) -> None:
        oedema = find(OEDEMA, *records, hip_pain())

        assert (oedema.presence, oedema.reason) == (U, reason)

    def test_a_report_that_says_both_is_not_decided(self, find: Find) -> None:
        records = read(MRI_LEFT, result(MARROW_OEDEMA), observation(MARROW_OEDEMA, valueBoolean=False))

        assert find(OEDEMA, *records, hip_pain()).reason == "records contradict each other"


def test_a_result_of_another_report_is_not_this_ones(find: Find) -> None:
    own, other = normal_result(), result(MARROW_OEDEMA)
    records = *read(MRI_LEFT, own), *read(MRI_RIGHT, other)

    assert find(OEDEMA, *records, hip_pain()).presence is A
    assert find(OEDEMA, *records, hip_pain(), side=Side.RIGHT).presence is P


class TestLatest:
    """The latest MRI of that hip, at most 26 weeks old."""

    @pytest.mark.parametrize(("days", "presence"), [(182, P), (183, U)])
    @pytest.mark.parametrize("kind", ["report", "condition"])
    def test_26_weeks_count(self, find: Find, kind: str, days: int, presence: Presence) -> None:
        on = days_ago(days)
        old = report(MRI_LEFT, MARROW_OEDEMA, on=on)
        record = old if kind == "report" else condition(MARROW_OEDEMA, LEFT_HIP, onset=on)

        assert find(OEDEMA, record, hip_pain(onset=days_ago(300))).presence is presence

    def test_a_later_clean_mri_ends_the_oedema(self, find: Find) -> None:
        before = report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(90))
        recorded = condition(MARROW_OEDEMA, LEFT_HIP, onset=days_ago(80))

        assert find(OEDEMA, before, recorded, *read(MRI_LEFT, normal_result()), hip_pain()).presence is A

    def test_a_later_mri_that_was_not_read_leaves_it_open(self, find: Find) -> None:
        before = report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(90))

        assert find(OEDEMA, before, report(MRI_LEFT, on=days_ago(1)), hip_pain()).reason == NOT_READ

    @pytest.mark.parametrize("days", [3, 2, None], ids=["same day", "later", "undated"])
    def test_an_oedema_recorded_since_the_mri_was_reported_counts(self, find: Find, days: int | None) -> None:
        onset = None if days is None else days_ago(days)
        recorded = condition(MARROW_OEDEMA, LEFT_HIP, onset=onset)

        assert find(OEDEMA, report(MRI_LEFT, on=days_ago(3)), recorded, hip_pain()).presence is P

    def test_an_mri_of_the_other_hip_does_not_end_it(self, hips: Hips) -> None:
        left = report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(60))
        right = read(MRI_RIGHT, normal_result(), on=days_ago(1))

        assert hips(OEDEMA, left, *right, hip_pain()) == (P, A)

    def test_a_report_without_a_date_is_taken_for_the_latest(self, find: Find) -> None:
        assert find(OEDEMA, report(MRI_LEFT, MARROW_OEDEMA, on=None), report(MRI_LEFT), hip_pain()).presence is P


class TestSidesOfResults:
    """A result belongs to its own side, else to its examination's, else to the painful hip."""

    @pytest.mark.parametrize(
        ("records", "expected"),
        [
            pytest.param((report(MRI_RIGHT, MARROW_OEDEMA),), (U, P), id="side of the examination"),
            pytest.param(read(MRI_RIGHT, result(MARROW_OEDEMA)), (U, P), id="the same as a result"),
            pytest.param(
                read(MRI_BOTH, result(MARROW_OEDEMA, bodySite=concept(*RIGHT_HIP))), (U, P), id="own side of two"
            ),
            pytest.param(read(MRI_BOTH, result(MARROW_OEDEMA, bodySite=concept(HIP, BOTH_SIDES))), (P, P), id="both"),
            pytest.param((report(MRI_BOTH, MARROW_OEDEMA),), (P, U), id="both imaged, no side: the painful hip"),
            pytest.param((report(MRI_HIP, MARROW_OEDEMA),), (P, U), id="no side at all: the painful hip"),
            pytest.param(read(MRI_BOTH, normal_result()), (A, A), id="both normal"),
            pytest.param((report(MRI_BOTH),), (U, U), id="both not read"),
            pytest.param((condition(MARROW_OEDEMA, RIGHT_HIP, onset=days_ago(3)),), (U, P), id="condition"),
            pytest.param((condition(MARROW_OEDEMA, (HIP,), onset=days_ago(3)),), (P, U), id="condition without a side"),
        ],
    )
    def test_where_a_finding_lies(
        self, hips: Hips, records: tuple[Json, ...], expected: tuple[Presence, Presence]
    ) -> None:
        assert hips(OEDEMA, *records, hip_pain(LEFT_HIP)) == expected

    @pytest.mark.parametrize(
        ("records", "note"),
        [
            pytest.param((report(MRI_LEFT, MARROW_OEDEMA),), None, id="side"),
            pytest.param((report(MRI_BOTH, MARROW_OEDEMA),), ASSUMED, id="both imaged"),
            pytest.param((report(MRI_HIP, MARROW_OEDEMA),), ASSUMED, id="no side"),
        ],
    )
    def test_only_a_missing_side_is_noted(self, find: Find, records: tuple[Json, ...], note: str | None) -> None:
        assert find(OEDEMA, *records, hip_pain()).note == note

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param(read(MRI_LEFT, result(MARROW_OEDEMA, bodySite=concept(*RIGHT_HIP))), id="result"),
            pytest.param((report(MRI_LEFT, (SCT, "11310041000119109")),), id="conclusion"),
        ],
    )
    def test_a_result_on_the_other_side_than_its_examination_is_no_finding_of_either(
        self, look: Observe, records: tuple[Json, ...]
    ) -> None:
        for case in look(*records, hip_pain()).values():
            assert case.findings[OEDEMA].presence is U
            assert case.findings["hip_fracture"].presence is not P

    def test_a_result_whose_code_and_site_contradict_is_not_sure(self, find: Find) -> None:
        seen = result((ICD, "M87.051"), bodySite=concept(*LEFT_HIP))

        necrosis = find("avascular_necrosis", *read(MRI_HIP, seen), hip_pain())

        assert (necrosis.presence, necrosis.reason) == (U, "code and body site name different sides")


class TestXray:
    """An X-ray that is normal, or shows osteopenia only, never closes the question."""

    @pytest.mark.parametrize(
        ("records", "presence", "reason"),
        [
            pytest.param(read(XRAY_LEFT, normal_result()), P, None, id="normal"),
            pytest.param((report(XRAY_LEFT, OSTEOPENIA),), P, None, id="osteopenia"),
            pytest.param((report(XRAY_LEFT, (ICD, "M85.852")),), P, None, id="osteopenia of the thigh"),
            pytest.param(read(XRAY_LEFT, result(OSTEOPENIA), normal_result()), P, None, id="osteopenia, else normal"),
            pytest.param(
                read(XRAY_LEFT, normal_result(), observation(OSTEOARTHRITIS, valueBoolean=False)),
                P,
                None,
                id="normal, osteoarthritis denied",
            ),
            pytest.param((report(XRAY_LEFT, OSTEOARTHRITIS),), A, None, id="osteoarthritis"),
            pytest.param((report(XRAY_LEFT, OSTEOPENIA, OSTEOARTHRITIS),), A, None, id="osteopenia and osteoarthritis"),
            pytest.param((report(XRAY_LEFT, OSTEOARTHRITIS, LOCAL),), A, None, id="osteoarthritis and more"),
            pytest.param((report(XRAY_LEFT),), U, NOT_READ, id="not read"),
            pytest.param((report(XRAY_LEFT, LOCAL),), U, HALF_READ, id="conclusion that the rule book does not know"),
            pytest.param((report(XRAY_LEFT, OSTEOPENIA, LOCAL),), U, HALF_READ, id="osteopenia and something else"),
            pytest.param(
                read(XRAY_LEFT, result(OSTEOPENIA), observation((LOINC, "59776-5"), valueString="see text")),
                U,
                HALF_READ,
                id="osteopenia and a result in words",
            ),
            pytest.param(read(XRAY_LEFT, normal_result())[:1], U, HALF_READ, id="results that were not sent"),
            pytest.param((imaging_study("CR"),), U, "not recorded", id="study without a report"),
            pytest.param(read(MRI_LEFT, normal_result()), U, "not recorded", id="MRI"),
            pytest.param(
                (report(XRAY_LEFT, OSTEOPENIA, on=None),),
                U,
                "the date of the examination is not recorded",
                id="undated",
            ),
            pytest.param(
                (report(XRAY_LEFT, OSTEOPENIA, on="2026"),),
                U,
                "the examination may have been made before the pain began",
                id="this year",
            ),
            pytest.param((report(XRAY_LEFT, OSTEOPENIA, on=days_ago(11)),), U, "not recorded", id="before the pain"),
            pytest.param((report(XRAY_LEFT, OSTEOPENIA, status="unknown"),), U, "not recorded", id="unknown status"),
        ],
    )
    def test_an_x_ray_is_unremarkable_only_where_all_of_it_was_read(
        self, find: Find, records: tuple[Json, ...], presence: Presence, reason: str | None
    ) -> None:
        x_ray = find(XRAY, *records, hip_pain())

        assert (x_ray.presence, x_ray.reason) == (presence, reason)

    def test_the_latest_x_ray_counts(self, find: Find) -> None:
        arthritis = report(XRAY_LEFT, OSTEOARTHRITIS, on=days_ago(2))
        plain = report(XRAY_LEFT, OSTEOPENIA, on=days_ago(8))

        assert find(XRAY, arthritis, plain, hip_pain()).presence is A
        assert find(XRAY, plain, hip_pain()).presence is P

    def test_a_later_x_ray_that_was_not_read_leaves_it_open(self, find: Find) -> None:
        plain, later = report(XRAY_LEFT, OSTEOPENIA, on=days_ago(8)), report(XRAY_LEFT, on=days_ago(2))

        assert find(XRAY, plain, later, hip_pain()).reason == NOT_READ

    def test_each_hip_has_its_own_x_ray(self, hips: Hips) -> None:
        records = read(XRAY_HIP, normal_result(bodySite=concept(*RIGHT_HIP)))

        assert hips(XRAY, *records, hip_pain((HIP, BOTH_SIDES))) == (U, P)

    def test_a_result_that_was_not_sent_may_concern_either_hip(self, hips: Hips) -> None:
        """Both hips were X-rayed, the left hurts; of the two results only that of the right hip was sent."""
        normal = normal_result(bodySite=concept(*RIGHT_HIP))
        both = report((LOINC, "26130-5"), result=reference(normal, normal_result()))

        assert hips(XRAY, both, normal, hip_pain(LEFT_HIP)) == (U, U)

    def test_a_report_with_a_general_code_says_what_its_study_showed(self, find: Find) -> None:
        made = imaging_study("CR")
        records = report(IMAGING_REPORT, OSTEOPENIA, imagingStudy=reference(made)), made

        assert find(XRAY, *records, hip_pain()).presence is P

    def test_a_general_report_of_a_pelvis_study_does_not_place_oedema_in_the_hip(self, find: Find) -> None:
        made = imaging_study("MR", PELVIS, None)
        records = report(IMAGING_REPORT, MARROW_OEDEMA, imagingStudy=reference(made)), made

        assert find(OEDEMA, *records, hip_pain()).reason == "the pelvis is recorded, not the hip"


class TestUnread:
    """A report from which nothing could be read is no clean one."""

    @pytest.mark.parametrize(
        ("records", "presence", "reason"),
        [
            pytest.param((report(MRI_LEFT),), P, None, id="no conclusion"),
            pytest.param((report(MRI_LEFT, LOCAL),), P, None, id="conclusion that the rule book does not know"),
            pytest.param((report(MRI_LEFT, ABNORMAL),), P, None, id="abnormal, and not what"),
            pytest.param((report(MRI_LEFT, OSTEOPENIA),), P, None, id="osteopenia is nothing that an MRI is made for"),
            pytest.param(read(MRI_LEFT, result(MARROW_OEDEMA, status="registered")), P, None, id="result outstanding"),
            pytest.param(read(MRI_LEFT, normal_result())[:1], P, None, id="result that was not found"),
            pytest.param((report(MRI_BOTH),), P, None, id="both hips, nothing coded"),
            pytest.param((report(MRI_HIP),), P, None, id="side not recorded"),
            pytest.param((report(MRI_LEFT, on=days_ago(10)),), P, None, id="of the day on which it began to hurt"),
            pytest.param((report(MRI_LEFT, MARROW_OEDEMA),), A, None, id="oedema"),
            pytest.param((report(MRI_LEFT, ABNORMAL, AVASCULAR_NECROSIS),), A, None, id="abnormal, and what"),
            pytest.param(read(MRI_LEFT, normal_result()), A, None, id="normal"),
            pytest.param(read(MRI_LEFT, observation(MARROW_OEDEMA, valueBoolean=False)), A, None, id="oedema denied"),
            pytest.param((report(MRI_LEFT, on=None),), U, "the date of the examination is not recorded", id="undated"),
            pytest.param(
                (report(MRI_LEFT, on="2026-11"),),
                U,
                "the examination may have been made before the pain began",
                id="this month",
            ),
            pytest.param((imaging_study("MR"),), A, None, id="not reported yet"),
            pytest.param((report(MRI_LEFT, on=days_ago(11)),), A, None, id="before the pain"),
            pytest.param((report(MRI_RIGHT),), A, None, id="other hip"),
            pytest.param((report(XRAY_LEFT),), A, None, id="X-ray"),
            pytest.param((report(MRI_LEFT, status="entered-in-error"),), A, None, id="in error"),
        ],
    )
    def test_a_report_is_unread_until_something_in_it_is_coded(
        self, find: Find, records: tuple[Json, ...], presence: Presence, reason: str | None
    ) -> None:
        unread = find(UNREAD, *records, hip_pain())

        assert (unread.presence, unread.reason) == (presence, reason)

    def test_the_latest_report_counts(self, find: Find) -> None:
        before, since = report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(8)), report(MRI_LEFT, on=days_ago(2))

        assert find(UNREAD, before, since, hip_pain()).presence is P
        assert find(UNREAD, report(MRI_LEFT, on=days_ago(9)), before, hip_pain()).presence is A

    @pytest.mark.parametrize(
        ("right", "presence"),
        [
            pytest.param(normal_result(bodySite=concept(*RIGHT_HIP)), P, id="right hip normal"),
            pytest.param(
                observation(MARROW_OEDEMA, valueBoolean=False, bodySite=concept(*RIGHT_HIP)), P, id="no oedema there"
            ),
            pytest.param(result(MARROW_OEDEMA, bodySite=concept(*RIGHT_HIP)), A, id="oedema there"),
        ],
    )
    def test_a_clean_right_hip_says_nothing_of_the_left_one(self, find: Find, right: Json, presence: Presence) -> None:
        """Who codes what was found at one hip has read both; who codes that one is clean may not have."""
        assert find(UNREAD, *read(MRI_BOTH, right), hip_pain()).presence is presence

    def test_results_that_were_not_sent_may_say_what_the_report_does_not(self, look: Observe) -> None:
        records = read(MRI_LEFT, result(MARROW_OEDEMA))[:1]

        unread = look(*records, hip_pain(), lacking=["Observation"])[Side.LEFT].findings[UNREAD]

        assert unread.presence is U
        assert (unread.reason or "").startswith("the results of the report were not sent")

    def test_a_report_that_names_no_results_is_unread_whatever_else_was_not_sent(self, look: Observe) -> None:
        unread = look(report(MRI_LEFT), hip_pain(), lacking=["Observation"])[Side.LEFT].findings[UNREAD]

        assert unread.presence is P
