"""Is a follow-up MRI due: six weeks after the first one of the disease, and none so long after it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Presence, Side
from tests.charts import (
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_BOTH,
    MRI_HIP,
    MRI_LEFT,
    MRI_RIGHT,
    TOH,
    XRAY_LEFT,
    clinical,
    condition,
    days_ago,
    imaging_study,
    order,
    report,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
DUE, OVERDUE = "follow_up_mri_due", "follow_up_mri_overdue"


def toh(days: int | None = 100, site: tuple[Code, ...] = LEFT_HIP, **more: object) -> Json:
    return condition(TOH, site, onset=None if days is None else days_ago(days), **more)


def mri(days: int | None, code: Code = MRI_LEFT, **more: object) -> Json:
    return report(code, MARROW_OEDEMA, on=None if days is None else days_ago(days), **more)


@pytest.mark.parametrize(
    ("days", "due", "overdue"),
    [(0, A, A), (41, A, A), (42, P, A), (112, P, A), (113, P, P), (365, P, P)],
    ids=["today", "a day early", "six weeks", "16 weeks", "a day more", "a year"],
)
def test_it_is_due_after_six_weeks_and_overdue_after_sixteen(
    find: Find, days: int, due: Presence, overdue: Presence
) -> None:
    records = toh(days), mri(days)

    assert find(DUE, *records).presence is due
    assert find(OVERDUE, *records).presence is overdue


def test_the_card_can_tell_how_long_ago_the_first_one_was(find: Find) -> None:
    due = find(DUE, toh(60), mri(60))

    assert due.note == "8 weeks ago"
    assert [one.element for one in due.evidence] == ["DiagnosticReport.code"]


@pytest.mark.parametrize(
    ("records", "presence", "reason"),
    [
        pytest.param((), A, None, id="no MRI"),
        pytest.param((mri(366),), A, None, id="older than a year"),
        pytest.param((report(XRAY_LEFT, on=days_ago(60)),), A, None, id="X-ray"),
        pytest.param((mri(60, MRI_RIGHT),), A, None, id="other hip"),
        pytest.param((mri(60, status="entered-in-error"),), A, None, id="in error"),
        pytest.param((order(MRI_LEFT, on=days_ago(60)),), A, None, id="ordered and not made"),
        pytest.param((imaging_study("MR", started=days_ago(60)),), P, None, id="study without a report"),
        pytest.param((mri(60, MRI_BOTH),), P, None, id="both hips"),
        pytest.param((mri(60, MRI_HIP),), P, None, id="side not recorded"),
        pytest.param((mri(None),), U, "the date of the examination is not recorded", id="undated"),
        pytest.param(
            (report(MRI_LEFT, on="2026-10"),),
            U,
            "the date of the examination is not recorded precisely enough",
            id="last month",
        ),
        pytest.param((report(MRI_LEFT, on="2026-09"),), P, None, id="the month before"),
        pytest.param((mri(90), mri(48)), A, None, id="another, six weeks after the first"),
        pytest.param((mri(90), mri(49)), P, None, id="another, a day earlier, is six weeks old itself"),
        pytest.param((mri(60), mri(30)), A, None, id="another, too soon, not yet six weeks old"),
        pytest.param((mri(60), mri(53)), P, None, id="another after a week"),
        pytest.param((mri(90), mri(20, MRI_RIGHT)), P, None, id="the other hip since"),
        pytest.param((mri(90), report(XRAY_LEFT, on=days_ago(20))), P, None, id="an X-ray since"),
        pytest.param((mri(90), mri(None)), U, "a later examination may have been made", id="an undated one since?"),
        pytest.param((mri(20), mri(None)), A, None, id="an undated one, and one of this month"),
        pytest.param(
            (mri(90), report(MRI_LEFT, on="2026")), U, "a later examination may have been made", id="one this year"
        ),
        pytest.param(
            (mri(90), mri(20, status="unknown")), U, "a later examination may have been made", id="perhaps made"
        ),
        pytest.param((mri(90, status="unknown"),), A, None, id="the first may not have been made"),
    ],
)
def test_what_counts_as_the_first_and_as_a_later_one(
    find: Find, records: tuple[Json, ...], presence: Presence, reason: str | None
) -> None:
    due = find(DUE, toh(90), *records)

    assert (due.presence, due.reason) == (presence, reason)


def test_an_mri_too_soon_to_be_a_follow_up_is_counted_from(find: Find) -> None:
    records = toh(120), mri(120), mri(100)

    assert find(DUE, *records).note == "14 weeks ago"
    assert find(OVERDUE, *records).presence is A


@pytest.mark.parametrize(("first", "presence"), [(142, A), (143, P)], ids=["six weeks before", "a day more"])
def test_an_mri_not_long_before_the_disease_was_recorded_is_its_first(
    find: Find, first: int, presence: Presence
) -> None:
    """The MRI at the onset is six weeks later: a follow-up of the one before, or itself the first."""
    assert find(DUE, toh(100), mri(first), mri(100)).presence is presence


@pytest.mark.parametrize(
    "records",
    [
        pytest.param((toh(20), mri(200), mri(90)), id="all of them long before"),
        pytest.param((toh(None), mri(90)), id="onset not recorded"),
        pytest.param((mri(90),), id="no disease recorded: the rule asks for it"),
    ],
)
def test_where_none_belongs_to_the_disease_the_latest_counts(find: Find, records: tuple[Json, ...]) -> None:
    assert find(DUE, *records).note == "12 weeks ago"


def test_a_disease_that_has_ended_does_not_say_which_mri_was_the_first(find: Find) -> None:
    records = toh(300, clinicalStatus=clinical("resolved")), toh(50), mri(300), mri(50)

    assert find(DUE, *records).note == "7 weeks ago"


def test_each_hip_has_its_own_follow_up(hips: Hips) -> None:
    records = toh(90), mri(90, MRI_BOTH), mri(20, MRI_LEFT)

    assert hips(DUE, *records) == (A, P)


def test_examinations_that_were_not_sent_are_unknown(look: Observe) -> None:
    due = look(toh(90), lacking=["ImagingStudy"])[Side.LEFT].findings[DUE]

    assert (due.presence, due.lacked) == (U, frozenset({"ImagingStudy"}))
