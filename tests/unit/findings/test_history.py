"""What the patient has or had, and how long a disease has lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Presence, Side
from tests.charts import (
    CANCER,
    CANCER_BEFORE,
    HIP,
    ICD,
    KNEE,
    LEFT_HIP,
    RIGHT_HIP,
    SKIN_CANCER_BEFORE,
    TOH,
    TOH_ANYWHERE,
    clinical,
    condition,
    days_ago,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
CANCER_EVER, LONG = "malignancy", "toh_beyond_usual_course"


class TestEver:
    """Cancer, now or in the past."""

    @pytest.mark.parametrize(
        ("record", "presence", "reason"),
        [
            pytest.param(condition(CANCER), P, None, id="active"),
            pytest.param(condition(CANCER, clinicalStatus=clinical("remission")), P, None, id="remission"),
            pytest.param(condition(CANCER, clinicalStatus=clinical("resolved")), P, None, id="resolved"),
            pytest.param(condition(CANCER, clinicalStatus=clinical("inactive")), P, None, id="inactive"),
            pytest.param(condition(CANCER, onset="1999"), P, None, id="long ago"),
            pytest.param(condition(CANCER_BEFORE), P, None, id="history of cancer"),
            pytest.param(condition((ICD, "Z85.3")), P, None, id="history of breast cancer"),
            pytest.param(condition((ICD, "Z85.820")), P, None, id="history of melanoma"),
            pytest.param(condition(SKIN_CANCER_BEFORE), A, None, id="history of another skin cancer"),
            pytest.param(condition((ICD, "C44.91")), A, None, id="basal cell carcinoma"),
            pytest.param(condition((ICD, "C43.9")), P, None, id="melanoma"),
            pytest.param(condition((ICD, "D25.9")), A, None, id="benign tumour"),
            pytest.param(
                condition(CANCER, verificationStatus=verification("provisional")),
                U,
                "recorded as unconfirmed",
                id="suspected",
            ),
            pytest.param(
                condition(CANCER, clinicalStatus=None, verificationStatus=verification("refuted")),
                A,
                None,
                id="ruled out",
            ),
            pytest.param(
                condition(CANCER, clinicalStatus=None, verificationStatus=verification("entered-in-error")),
                A,
                None,
                id="in error",
            ),
        ],
    )
    def test_what_has_ended_is_history_and_what_was_ruled_out_is_none(
        self, find: Find, record: Json, presence: Presence, reason: str | None
    ) -> None:
        cancer = find(CANCER_EVER, record)

        assert (cancer.presence, cancer.reason) == (presence, reason)

    def test_one_cancer_that_was_ruled_out_does_not_undo_another(self, find: Find) -> None:
        other = condition((ICD, "C34.1"), clinicalStatus=None, verificationStatus=verification("refuted"))

        assert find(CANCER_EVER, condition(CANCER, onset="2019"), other).presence is P

    def test_problems_that_were_not_sent_are_unknown(self, look: Observe) -> None:
        assert look(lacking=["Condition"])[Side.LEFT].findings[CANCER_EVER].presence is U


def toh(onset: str | None, site: tuple[Code, ...] = LEFT_HIP, **more: object) -> Json:
    return condition(TOH, site, onset=onset, **more)


class TestLasting:
    """Transient osteoporosis for longer than a year."""

    @pytest.mark.parametrize(
        ("record", "presence", "reason"),
        [
            pytest.param(toh(days_ago(366)), P, None, id="a year and a day"),
            pytest.param(toh(days_ago(365)), A, None, id="a year"),
            pytest.param(toh(days_ago(0)), A, None, id="today"),
            pytest.param(toh("2024"), P, None, id="a year that is long over"),
            pytest.param(toh("2025"), U, "the onset is not recorded precisely enough", id="last year"),
            pytest.param(toh("2025-11"), U, "the onset is not recorded precisely enough", id="the month a year ago"),
            pytest.param(toh("2025-12"), A, None, id="the month after"),
            pytest.param(toh(None), U, "the onset is not recorded", id="onset not recorded"),
            pytest.param(
                toh(None, recordedDate=days_ago(30)), U, "the onset is not recorded", id="recorded a month ago"
            ),
            pytest.param(toh(None, recordedDate=days_ago(366)), P, None, id="recorded more than a year ago"),
            pytest.param(toh(days_ago(30), recordedDate=days_ago(20)), A, None, id="onset and record"),
            pytest.param(toh(days_ago(500), clinicalStatus=clinical("resolved")), A, None, id="over"),
            pytest.param(
                toh(days_ago(500), verificationStatus=verification("provisional")),
                U,
                "recorded as unconfirmed",
                id="suspected",
            ),
            pytest.param(condition(TOH_ANYWHERE, (KNEE,), onset=days_ago(500)), A, None, id="of the knee"),
            pytest.param(
                condition(TOH_ANYWHERE, onset=days_ago(500)), U, "the body site is not recorded", id="of which joint?"
            ),
        ],
    )
    def test_the_onset_says_how_long(self, find: Find, record: Json, presence: Presence, reason: str | None) -> None:
        long = find(LONG, record)

        assert (long.presence, long.reason) == (presence, reason)

    def test_the_longest_record_counts(self, find: Find) -> None:
        assert find(LONG, toh(days_ago(40)), toh(days_ago(500))).presence is P

    def test_a_disease_that_came_back_is_counted_from_its_return(self, find: Find) -> None:
        before = toh(days_ago(900), clinicalStatus=clinical("resolved"), abatementDateTime=days_ago(600))

        assert find(LONG, before, toh(days_ago(40))).presence is A

    @pytest.mark.parametrize(
        ("site", "expected"),
        [(RIGHT_HIP, (A, P)), ((HIP,), (P, P)), ((HIP, RIGHT_HIP[1]), (A, P))],
        ids=["right", "side not recorded", "right again"],
    )
    def test_each_hip_has_its_own_course(
        self, hips: Hips, site: tuple[Code, ...], expected: tuple[Presence, Presence]
    ) -> None:
        assert hips(LONG, toh(days_ago(500), site)) == expected
