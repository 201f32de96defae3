"""Pain recorded as resolved: does it end what an earlier MRI showed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Presence
from tests.charts import (
    FEMORAL_HEAD,
    GROIN_PAIN,
    HIP_PAIN_LEFT,
    KNEE,
    LEFT,
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_LEFT,
    MRI_RIGHT,
    RIGHT,
    RIGHT_HIP,
    clinical,
    condition,
    days_ago,
    hip_pain,
    imaging_study,
    report,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN


def resolved(days: int | None, site: tuple[Code, ...] = LEFT_HIP) -> Json:
    """Pain that ended so many days ago, or on a day that is not recorded."""
    ended = None if days is None else days_ago(days)
    return hip_pain(site, onset=days_ago(150), clinicalStatus=clinical("resolved"), abatementDateTime=ended)


@pytest.mark.parametrize(
    ("ended", "presence"),
    [
        pytest.param(resolved(19), P, id="after the report"),
        pytest.param(resolved(20), P, id="on its day"),
        pytest.param(resolved(21), U, id="before it"),
        pytest.param(resolved(None), U, id="on a day not recorded"),
        pytest.param({**resolved(None), "abatementDateTime": "2026-11"}, U, id="in the month of the report"),
        pytest.param({**resolved(None), "abatementDateTime": "2026-10"}, U, id="in the month before"),
        pytest.param({**resolved(None), "clinicalStatus": None, "abatementDateTime": days_ago(2)}, P, id="abated"),
    ],
)
@pytest.mark.parametrize(
    "oedema",
    [
        pytest.param(report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(20)), id="MRI"),
        pytest.param(condition(MARROW_OEDEMA, (FEMORAL_HEAD, LEFT), onset=days_ago(20)), id="recorded as a condition"),
    ],
)
def test_pain_is_resolved_since_the_oedema_was_reported(
    find: Find, oedema: Json, ended: Json, presence: Presence
) -> None:
    assert find("hip_pain_resolved", oedema, ended).presence is presence


@pytest.mark.parametrize("days", [None, 5], ids=["undated", "dated"])
def test_an_oedema_without_a_date_may_be_newer(find: Find, days: int | None) -> None:
    oedema = condition(MARROW_OEDEMA, (FEMORAL_HEAD, LEFT))

    finding = find("hip_pain_resolved", oedema, resolved(days))

    assert (finding.presence, finding.reason) == (U, "the pain may have ended before the report")


def test_an_x_ray_made_since_does_not_bring_the_pain_back(find: Find) -> None:
    oedema, x_ray = report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(20)), imaging_study("CR", started=days_ago(1))

    assert find("hip_pain_resolved", oedema, x_ray, resolved(10)).presence is P


def test_an_mri_of_the_other_hip_does_not_bring_the_pain_back(hips: Hips) -> None:
    own, other = report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(20)), report(MRI_RIGHT, MARROW_OEDEMA, on=days_ago(1))

    assert hips("hip_pain_resolved", own, other, resolved(10)) == (P, U)


@pytest.mark.parametrize(("days", "presence"), [pytest.param(182, P, id="26 weeks"), pytest.param(183, U, id="more")])
def test_the_end_of_a_pain_counts_for_26_weeks(find: Find, days: int, presence: Presence) -> None:
    assert find("hip_pain_resolved", resolved(days)).presence is presence


def test_a_closed_problem_without_a_day_has_ended(find: Find) -> None:
    assert find("hip_pain_resolved", resolved(None)).presence is P


def test_groin_pain_may_resolve_too(find: Find) -> None:
    ended = condition(GROIN_PAIN, LEFT_HIP, onset=days_ago(50), abatementDateTime=days_ago(3))

    assert find("hip_pain_resolved", ended).presence is P


class TestStillPainful:
    """A hip that hurts has not resolved, whatever another record says."""

    def test_active_pain_is_not_resolved(self, find: Find) -> None:
        finding = find("hip_pain_resolved", hip_pain())

        assert (finding.presence, finding.evidence[0].element) == (A, "Condition.code")

    def test_an_end_of_other_pain_of_this_hip_does_not_resolve_it(self, find: Find) -> None:
        assert find("hip_pain_resolved", hip_pain(onset=days_ago(30)), resolved(5)).presence is A

    def test_active_pain_of_the_other_hip_is_the_other_hips(self, hips: Hips) -> None:
        assert hips("hip_pain_resolved", hip_pain(RIGHT_HIP), resolved(5)) == (P, A)

    def test_pain_without_a_side_that_ended_may_be_either(self, find: Find, hips: Hips) -> None:
        records = hip_pain(RIGHT_HIP), resolved(5, ())

        assert hips("hip_pain_resolved", *records) == (U, A)
        assert find("hip_pain_resolved", *records).reason == "the side is not recorded, and the other hip hurts"

    def test_pain_without_a_side_that_ended_is_both_hips_where_none_hurts(self, hips: Hips) -> None:
        assert hips("hip_pain_resolved", resolved(5, ())) == (P, P)

    def test_pain_not_recorded_again_for_a_year_does_not_contradict_a_later_end(self, find: Find) -> None:
        assert find("hip_pain_resolved", hip_pain(onset=days_ago(500)), resolved(5)).presence is P


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(hip_pain(verificationStatus=verification("refuted"), clinicalStatus=None), id="refuted"),
        pytest.param(hip_pain(verificationStatus=verification("provisional")), id="provisional"),
        pytest.param(resolved(5, (KNEE, LEFT)), id="at the knee"),
        pytest.param(
            condition(HIP_PAIN_LEFT, (FEMORAL_HEAD, RIGHT), abatementDateTime=days_ago(5)), id="sides that contradict"
        ),
        pytest.param(imaging_study(), id="nothing recorded"),
    ],
)
def test_what_is_not_the_end_of_hip_pain_says_nothing(find: Find, record: Json) -> None:
    assert find("hip_pain_resolved", record).presence is U
