"""Whether the hip was imaged since its pain began, by what, and on which side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    BOTH_SIDES,
    DCM,
    GROIN_PAIN,
    HIP,
    HIP_PAIN,
    IMAGING_REPORT,
    KNEE,
    LEFT,
    LEFT_HIP,
    LOINC,
    MRI_BOTH,
    MRI_GENERIC,
    MRI_HIP,
    MRI_LEFT,
    MRI_PELVIS,
    MRI_RIGHT,
    PELVIS,
    RIGHT,
    RIGHT_HIP,
    SCT,
    UNABLE_TO_WALK,
    XRAY_HIP,
    XRAY_LEFT,
    concept,
    condition,
    days_ago,
    encounter,
    hip_pain,
    imaging_study,
    observation,
    procedure,
    reference,
    report,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
LOCAL: Code = ("https://ehr.example/codes", "7")
LEFT_GROIN: Code = (SCT, "85119005")
XRAY_PELVIS: Code = (SCT, "713021002")
ASSUMED = "the side is not recorded; taken for the painful hip"
IN_BOTH = hip_pain((HIP, BOTH_SIDES))


def coding(code: Code) -> Json:
    return {"system": code[0], "code": code[1]}


def series(modality: str | None = "MR", site: Code | None = HIP, side: Code | None = None) -> Json:
    """One ImagingStudy.series."""
    made = {
        "modality": coding((DCM, modality)) if modality else None,
        "bodySite": coding(site) if site else None,
        "laterality": coding(side) if side else None,
    }
    return {name: value for name, value in made.items() if value}


def study(*parts: Json, code: Code | None = None, **more: Any) -> Json:
    """An ImagingStudy of these series."""
    coded = {"procedureCode": [concept(code)]} if code else {}
    return {**imaging_study(**more), "series": list(parts), **coded}


@pytest.mark.parametrize(
    ("record", "element"),
    [
        pytest.param(study(series()), "ImagingStudy.modality", id="study by its series"),
        pytest.param(study(code=MRI_HIP), "ImagingStudy.procedureCode[0]", id="study by its code"),
        pytest.param(
            study(series(None)) | {"modality": [coding((DCM, "MR"))]},
            "ImagingStudy.modality",
            id="study by its modality",
        ),
        pytest.param(report(MRI_HIP), "DiagnosticReport.code", id="report"),
        pytest.param(procedure(MRI_HIP), "Procedure.code", id="procedure"),
        pytest.param(procedure((SCT, "431624001")), "Procedure.code", id="with contrast"),
        pytest.param(
            procedure(MRI_GENERIC, bodySite=[concept(HIP)]), "Procedure.code", id="general code with a hip site"
        ),
        pytest.param(
            procedure(MRI_GENERIC, bodySite=[concept(PELVIS)]), "Procedure.code", id="general code with a pelvis site"
        ),
        pytest.param(report(MRI_HIP, status="preliminary"), "DiagnosticReport.code", id="preliminary report"),
    ],
)
def test_an_mri_of_the_hip_is_found_where_charts_hold_it(find: Find, record: Json, element: str) -> None:
    imaged = find("hip_mri_since_onset", record, hip_pain())

    assert imaged.presence is P
    assert (imaged.evidence[0].reference, imaged.evidence[0].element) == (
        f"{record['resourceType']}/{record['id']}",
        element,
    )


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(study(series(site=KNEE, side=LEFT)), id="MRI of the knee"),
        pytest.param(study(series(site=None, side=LEFT)), id="MRI of a place not recorded"),
        pytest.param(study(series(site=LOCAL, side=LEFT)), id="MRI of a place not known"),
        pytest.param(study(series("US", HIP, LEFT)), id="ultrasound of the hip"),
        pytest.param(study(), id="study without series"),
        pytest.param(procedure(MRI_GENERIC), id="general code without a site"),
        pytest.param(procedure(MRI_GENERIC, bodySite=[concept(LEFT)]), id="general code with a side only"),
        pytest.param(procedure(MRI_GENERIC, bodySite=[concept(KNEE)]), id="general code with a knee site"),
        pytest.param(procedure(MRI_HIP, bodySite=[concept(KNEE)]), id="hip by code, knee by site"),
        pytest.param(report(MRI_GENERIC), id="report with a general code"),
        pytest.param(report(IMAGING_REPORT), id="report of something"),
        pytest.param(imaging_study("MR", status="cancelled"), id="study cancelled"),
        pytest.param(imaging_study("MR", status="entered-in-error"), id="study in error"),
        pytest.param(imaging_study("MR", status="registered"), id="study planned"),
        pytest.param(report(MRI_LEFT, status="registered"), id="report planned"),
        pytest.param(report(MRI_LEFT, status="cancelled"), id="report cancelled"),
        pytest.param(procedure(MRI_LEFT, status="not-done"), id="procedure not done"),
        pytest.param(procedure(MRI_LEFT, status="preparation"), id="procedure planned"),
        pytest.param(observation(MRI_LEFT), id="observation with the code of an MRI"),
        pytest.param(imaging_study("CR"), id="X-ray"),
    ],
)
def test_what_is_no_mri_of_the_hip_does_not_count_as_one(find: Find, record: Json) -> None:
    assert find("hip_mri_since_onset", record, hip_pain()).presence is A


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(imaging_study("CR"), id="X-ray"),
        pytest.param(imaging_study("DX"), id="digital X-ray"),
        pytest.param(imaging_study("CT"), id="CT"),
        pytest.param(imaging_study("NM"), id="bone scan"),
        pytest.param(report(XRAY_LEFT), id="X-ray report"),
        pytest.param(procedure((LOINC, "36014-9")), id="CT by code"),
        pytest.param(procedure((LOINC, "39818-0")), id="bone scan by code"),
    ],
)
def test_other_imaging_of_the_hip_is_imaging_and_no_mri(look: Observe, record: Json) -> None:
    findings = look(record, hip_pain())[Side.LEFT].findings

    assert findings["hip_imaging_since_onset"].presence is P
    assert findings["hip_mri_since_onset"].presence is A


class TestTime:
    """Since the pain began, and within 26 weeks."""

    @pytest.mark.parametrize(
        ("onset", "started", "presence"),
        [
            pytest.param(days_ago(10), days_ago(10), P, id="on the day of onset"),
            pytest.param(days_ago(10), days_ago(11), A, id="the day before"),
            pytest.param(days_ago(400), days_ago(182), P, id="26 weeks ago"),
            pytest.param(days_ago(400), days_ago(183), A, id="a day before"),
            pytest.param("2026-11", days_ago(10), U, id="in the month of onset"),
            pytest.param("2026-11", "2026-10-31", A, id="before the month of onset"),
            pytest.param("2026-10", "2026-11-01", P, id="after the month of onset"),
            pytest.param(days_ago(10), "2026-11", U, id="in a month with the onset in it"),
            pytest.param(days_ago(10), "2026", U, id="this year"),
            pytest.param(days_ago(10), "2026-10", A, id="in a month before"),
            pytest.param(days_ago(10), None, U, id="on a day not recorded"),
        ],
    )
    def test_only_imaging_since_the_onset_counts(
        self, find: Find, onset: str, started: str | None, presence: Presence
    ) -> None:
        pain = hip_pain(onset=onset, recordedDate=days_ago(1))

        assert find("hip_mri_since_onset", imaging_study("MR", started=started), pain).presence is presence

    @pytest.mark.parametrize(
        ("days", "presence"),
        [
            pytest.param(47, P, id="6 weeks before the first record of the pain"),
            pytest.param(48, U, id="a day more"),
        ],
    )
    @pytest.mark.parametrize(
        "pain", [hip_pain(onset=None, recordedDate=days_ago(5)), encounter(HIP_PAIN, on=days_ago(5))]
    )
    def test_where_the_onset_is_not_recorded_6_weeks_before_its_first_record_count(
        self, find: Find, pain: Json, days: int, presence: Presence
    ) -> None:
        assert find("hip_mri_since_onset", imaging_study("MR", started=days_ago(days)), pain).presence is presence

    @pytest.mark.parametrize(("days", "presence"), [(42, P), (43, U)])
    def test_pain_without_any_date_counts_from_today(self, find: Find, days: int, presence: Presence) -> None:
        study = imaging_study("MR", started=days_ago(days))

        assert find("hip_mri_since_onset", study, hip_pain(onset=None)).presence is presence

    def test_the_reason_is_given(self, find: Find) -> None:
        undated = find("hip_mri_since_onset", imaging_study("MR", started=None), hip_pain())
        open_ = find("hip_mri_since_onset", imaging_study("MR", started="2026"), hip_pain())

        assert undated.reason == "the date of the examination is not recorded"
        assert open_.reason == "the examination may have been made before the pain began"

    def test_the_earliest_pain_of_the_hip_counts(self, find: Find) -> None:
        older = condition(GROIN_PAIN, LEFT_HIP, onset=days_ago(60))

        assert find("hip_mri_since_onset", imaging_study("MR", started=days_ago(50)), hip_pain(), older).presence is P

    def test_each_hip_has_its_own_onset(self, hips: Hips) -> None:
        pains = hip_pain(LEFT_HIP, onset=days_ago(10)), hip_pain(RIGHT_HIP, onset=days_ago(60))

        assert hips("hip_mri_since_onset", report(MRI_BOTH, on=days_ago(30)), *pains) == (A, P)

    def test_a_hip_that_does_not_hurt_was_imaged_all_the_same(self, hips: Hips) -> None:
        assert hips("hip_mri_since_onset", report(MRI_BOTH), hip_pain()) == (P, P)

    def test_a_new_examination_counts_beside_an_old_one(self, find: Find) -> None:
        old, new = imaging_study("MR", started=days_ago(100)), imaging_study("MR", started=days_ago(2))

        imaged = find("hip_mri_since_onset", old, new, hip_pain())

        assert [one.reference for one in imaged.evidence] == [f"ImagingStudy/{new['id']}"]


class TestSides:
    """An MRI of one hip is none of the other."""

    @pytest.mark.parametrize(
        ("record", "expected"),
        [
            pytest.param(report(MRI_LEFT), (P, A), id="left by code"),
            pytest.param(report(MRI_RIGHT), (A, P), id="right by code"),
            pytest.param(report(MRI_BOTH), (P, P), id="both by code"),
            pytest.param(imaging_study("MR", HIP, RIGHT), (A, P), id="right by laterality"),
            pytest.param(study(series(site=LEFT_GROIN)), (P, A), id="left by site"),
            pytest.param(study(series(side=LEFT), series(side=RIGHT)), (P, P), id="a series of each"),
            pytest.param(study(series(side=LEFT), series(site=KNEE, side=RIGHT)), (P, A), id="left hip, right knee"),
            pytest.param(
                study(series(side=LEFT), series(site=KNEE, side=RIGHT), code=MRI_HIP), (P, A), id="the same, coded"
            ),
            pytest.param(study(series(site=None, side=RIGHT), code=MRI_HIP), (A, P), id="side of the series"),
            pytest.param(study(series("CR", HIP, RIGHT), series(side=LEFT)), (P, A), id="side of its own modality"),
            pytest.param(study(series(site=PELVIS)), (P, P), id="pelvis"),
            pytest.param(study(series(side=LEFT), series(site=PELVIS)), (P, P), id="left hip and pelvis"),
            pytest.param(report(MRI_PELVIS), (P, P), id="pelvis by code"),
            pytest.param(procedure(MRI_GENERIC, bodySite=[concept(PELVIS)]), (P, P), id="general code, pelvis"),
            pytest.param(procedure(MRI_PELVIS, bodySite=[concept(*RIGHT_HIP)]), (A, P), id="pelvis, right hip"),
            pytest.param(procedure(MRI_HIP, bodySite=[concept(*RIGHT_HIP)]), (A, P), id="right by site"),
            pytest.param(report(MRI_HIP), (P, A), id="no side: the painful hip"),
        ],
    )
    def test_the_side_is_taken_from_code_site_and_series(
        self, hips: Hips, record: Json, expected: tuple[Presence, Presence]
    ) -> None:
        assert hips("hip_mri_since_onset", record, hip_pain(LEFT_HIP)) == expected

    @pytest.mark.parametrize(
        ("record", "note"),
        [
            pytest.param(report(MRI_LEFT), None, id="side"),
            pytest.param(report(MRI_HIP), ASSUMED, id="no side"),
            pytest.param(report(MRI_PELVIS), None, id="pelvis: both"),
        ],
    )
    def test_only_a_missing_side_is_noted(self, find: Find, record: Json, note: str | None) -> None:
        assert find("hip_mri_since_onset", record, hip_pain()).note == note

    @pytest.mark.parametrize(
        "record",
        [
            pytest.param(procedure(MRI_LEFT, bodySite=[concept(*RIGHT_HIP)]), id="code and site"),
            pytest.param(study(series(side=RIGHT), code=MRI_LEFT), id="code and series"),
            pytest.param(study(series(site=LEFT_GROIN, side=RIGHT)), id="site and laterality"),
        ],
    )
    def test_sides_that_contradict_leave_both_hips_open(self, look: Observe, record: Json) -> None:
        for case in look(record, hip_pain()).values():
            imaged = case.findings["hip_mri_since_onset"]
            assert (imaged.presence, imaged.reason) == (U, "the records of the examination name different sides")

    def test_an_examination_before_the_pain_is_none_whatever_its_side(self, find: Find) -> None:
        before = procedure(MRI_LEFT, bodySite=[concept(*RIGHT_HIP)], on=days_ago(40))

        assert find("hip_mri_since_onset", before, hip_pain()).presence is A


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(imaging_study("MR", status="unknown"), id="study"),
        pytest.param(report(MRI_LEFT, status="unknown"), id="report"),
        pytest.param(procedure(MRI_LEFT, status="unknown"), id="procedure"),
        pytest.param(procedure(MRI_LEFT, status="unknown", bodySite=[concept(*RIGHT_HIP)]), id="and of two sides"),
    ],
)
def test_an_examination_of_unknown_status_may_not_have_been_made(find: Find, record: Json) -> None:
    imaged = find("hip_mri_since_onset", record, hip_pain())

    assert (imaged.presence, imaged.reason) == (U, "recorded as unconfirmed")


class TestReportAndStudy:
    """A report and its study are one examination; what the report leaves out is the study's."""

    def test_linked_they_are_one(self, find: Find) -> None:
        made = imaging_study("MR", started=days_ago(5))
        read = report(MRI_LEFT, on=days_ago(3), imagingStudy=reference(made))

        assert [one.reference for one in find("hip_mri_since_onset", made, read, hip_pain()).evidence] == [
            f"DiagnosticReport/{read['id']}"
        ]

    @pytest.mark.parametrize(
        ("read", "count"),
        [
            pytest.param(report(MRI_LEFT), 1, id="same day and side"),
            pytest.param(report(MRI_HIP), 1, id="same day, no side"),
            pytest.param(report(MRI_LEFT, on=days_ago(2)), 2, id="another day"),
            pytest.param(report(XRAY_LEFT), 2, id="another kind"),
            pytest.param(report(MRI_LEFT, status="unknown"), 1, id="a report that is not sure"),
        ],
    )
    def test_unlinked_they_are_one_on_the_same_day(self, find: Find, read: Json, count: int) -> None:
        assert len(find("hip_imaging_since_onset", imaging_study("MR"), read, hip_pain()).evidence) == count

    @pytest.mark.parametrize("linked", [True, False], ids=["linked", "same day"])
    def test_a_report_without_a_side_has_that_of_its_study(self, hips: Hips, *, linked: bool) -> None:
        made = imaging_study("MR", HIP, RIGHT)
        read = report(MRI_HIP, imagingStudy=reference(made) if linked else None)

        assert hips("hip_mri_since_onset", made, read, hip_pain(LEFT_HIP)) == (A, P)

    def test_a_report_without_a_side_has_those_of_all_its_studies(self, hips: Hips) -> None:
        left, right = imaging_study("MR", HIP, LEFT), imaging_study("MR", HIP, RIGHT)

        assert hips("hip_mri_since_onset", left, right, report(MRI_HIP), hip_pain(LEFT_HIP)) == (P, P)

    def test_a_report_without_a_day_has_that_of_its_study(self, find: Find) -> None:
        made = imaging_study("MR", started=days_ago(5))
        read = report(MRI_LEFT, on=None, imagingStudy=reference(made))

        assert find("hip_mri_since_onset", made, read, hip_pain()).presence is P

    def test_a_study_of_the_other_side_on_the_same_day_is_another(self, hips: Hips) -> None:
        records = imaging_study("MR", HIP, RIGHT), report(MRI_LEFT), IN_BOTH

        assert hips("hip_mri_since_onset", *records) == (P, P)

    def test_a_report_of_another_side_than_its_study_leaves_both_hips_open(self, hips: Hips) -> None:
        made = imaging_study("MR", HIP, RIGHT)

        assert hips("hip_mri_since_onset", made, report(MRI_LEFT, imagingStudy=reference(made)), IN_BOTH) == (U, P)

    @pytest.mark.parametrize(
        "code", [IMAGING_REPORT, MRI_GENERIC, LOCAL], ids=["imaging report", "general code", "local code"]
    )
    def test_a_report_with_a_general_code_is_one_of_the_study_that_it_links(self, find: Find, code: Code) -> None:
        made = imaging_study("MR")
        read = report(code, imagingStudy=reference(made))

        imaged = find("hip_mri_since_onset", made, read, hip_pain())

        assert [one.element for one in imaged.evidence] == ["DiagnosticReport.imagingStudy"]

    def test_a_report_that_links_an_x_ray_and_an_mri_is_one_of_each(self, look: Observe) -> None:
        made, x_ray = imaging_study("MR"), imaging_study("CR")
        read = report(IMAGING_REPORT, imagingStudy=reference(made, x_ray))

        findings = look(made, x_ray, read, hip_pain())[Side.LEFT].findings

        assert findings["hip_mri_since_onset"].presence is P
        assert len(findings["hip_imaging_since_onset"].evidence) == 2

    @pytest.mark.parametrize("status", ["registered", "cancelled"])
    def test_a_report_that_does_not_stand_does_not_take_the_place_of_its_study(self, find: Find, status: str) -> None:
        made = imaging_study("MR")
        read = report(IMAGING_REPORT, imagingStudy=reference(made), status=status)

        imaged = find("hip_mri_since_onset", made, read, hip_pain())

        assert [one.reference for one in imaged.evidence] == [f"ImagingStudy/{made['id']}"]

    def test_a_report_that_links_a_study_of_the_knee_is_none_of_the_hip(self, find: Find) -> None:
        made = study(series(site=KNEE))

        assert find("hip_mri_since_onset", made, report(IMAGING_REPORT, imagingStudy=reference(made))).presence is A


class TestSinceUnableToBearWeight:
    """Imaging counts from the day on which weight bearing became impossible."""

    NAME = "hip_imaging_since_unable_to_bear_weight"

    @pytest.mark.parametrize(
        ("began", "presence"),
        [
            pytest.param(condition(UNABLE_TO_WALK, onset=days_ago(3)), P, id="the same day"),
            pytest.param(condition(UNABLE_TO_WALK, onset=days_ago(2)), A, id="imaged the day before"),
            pytest.param(encounter(UNABLE_TO_WALK, on=days_ago(3)), P, id="by the visit"),
            pytest.param(encounter(UNABLE_TO_WALK, on=days_ago(2)), A, id="by a later visit"),
            pytest.param(condition(UNABLE_TO_WALK), U, id="on a day not recorded"),
            pytest.param(condition(UNABLE_TO_WALK, RIGHT_HIP, onset=days_ago(2)), P, id="the other hip's"),
        ],
    )
    def test_imaging_counts_since_then(self, find: Find, began: Json, presence: Presence) -> None:
        """The X-ray was made three days ago, the pain began ten days ago."""
        assert find(self.NAME, began, report(XRAY_LEFT, on=days_ago(3)), hip_pain()).presence is presence

    def test_whoever_can_walk_was_imaged_all_the_same(self, find: Find) -> None:
        assert find(self.NAME, report(XRAY_LEFT, on=days_ago(3)), hip_pain()).presence is P


@pytest.mark.parametrize("lacking", ["ImagingStudy", "DiagnosticReport", "Procedure"])
def test_imaging_that_was_not_sent_may_have_been_made(look: Observe, lacking: str) -> None:
    imaged = look(hip_pain(), lacking=[lacking])[Side.LEFT].findings["hip_mri_since_onset"]

    assert (imaged.presence, imaged.lacked) == (U, frozenset({lacking}))


def test_an_x_ray_of_the_pelvis_shows_both_hips(hips: Hips) -> None:
    assert hips("hip_imaging_since_onset", report(XRAY_PELVIS), hip_pain()) == (P, P)
    assert hips("hip_imaging_since_onset", report(XRAY_HIP), hip_pain()) == (P, A)
