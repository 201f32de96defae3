"""Limp, difficulty walking, and the new inability to bear weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    HIP_PAIN,
    ICD,
    LEFT,
    LEFT_HIP,
    LIMP,
    RIGHT_HIP,
    SCT,
    UNABLE_TO_WALK,
    clinical,
    condition,
    days_ago,
    encounter,
    hip_pain,
    limp,
    observation,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
REFUTED: dict[str, Any] = {"verificationStatus": verification("refuted"), "clinicalStatus": None}


@pytest.mark.parametrize(
    "code", [LIMP, (SCT, "67141003"), (SCT, "228158008"), (ICD, "R26.2"), (ICD, "R26.89"), (ICD, "Z74.09")]
)
def test_a_limp_or_difficulty_walking_is_a_gait_feature(find: Find, code: Code) -> None:
    assert find("gait_feature", condition(code, onset=days_ago(5))).presence is P


@pytest.mark.parametrize(
    ("record", "presence"),
    [
        pytest.param(limp(days_ago(84)), P, id="12 weeks ago"),
        pytest.param(limp(days_ago(85)), U, id="a day before"),
        pytest.param(encounter(LIMP, on=days_ago(42)), P, id="visit 6 weeks ago"),
        pytest.param(encounter(LIMP, on=days_ago(43)), U, id="visit a day before"),
        pytest.param(observation(LIMP, valueBoolean=True), P, id="observed"),
        pytest.param(observation(LIMP, valueBoolean=False), A, id="observed to be absent"),
        pytest.param(observation(LIMP, on=days_ago(84), valueBoolean=False), A, id="absent 12 weeks ago"),
        pytest.param(observation(LIMP, on=days_ago(85), valueBoolean=False), U, id="absent a day before"),
        pytest.param(condition(LIMP, recordedDate=days_ago(5), **REFUTED), A, id="refuted"),
        pytest.param(condition(LIMP, recordedDate="2019-04-01", **REFUTED), U, id="refuted years ago"),
        pytest.param(condition(LIMP, onset=days_ago(20), clinicalStatus=clinical("resolved")), A, id="resolved"),
        pytest.param(
            condition(LIMP, onset="2019", clinicalStatus=clinical("resolved"), abatementDateTime="2020"),
            U,
            id="resolved years ago",
        ),
        pytest.param(
            condition(LIMP, onset="2019", clinicalStatus=clinical("resolved"), abatementDateTime=days_ago(9)),
            A,
            id="an old limp that ended last week",
        ),
        pytest.param(
            condition(LIMP, onset=days_ago(5), verificationStatus=verification("unconfirmed")), U, id="unconfirmed"
        ),
        pytest.param(hip_pain(), U, id="not recorded"),
    ],
)
def test_the_gait_is_known_only_as_recorded_within_12_weeks(find: Find, record: Json, presence: Presence) -> None:
    gait = find("gait_feature", record)

    assert gait.presence is presence
    assert (gait.reason is not None) is (presence is U)


def test_a_limp_that_ended_later_than_it_was_seen_is_over(find: Find) -> None:
    seen = observation(LIMP, on=days_ago(30))
    ended = condition(LIMP, onset=days_ago(80), clinicalStatus=clinical("resolved"), abatementDateTime=days_ago(3))

    gait = find("gait_feature", seen, ended)

    assert gait.presence is A
    assert [str(one.when) for one in gait.evidence] == [days_ago(3)]


def test_a_limp_seen_after_another_one_ended_is_a_limp(find: Find) -> None:
    ended = condition(LIMP, onset=days_ago(80), clinicalStatus=clinical("resolved"), abatementDateTime=days_ago(30))

    assert find("gait_feature", ended, observation(LIMP, on=days_ago(3))).presence is P


def test_a_limp_that_will_end_next_week_is_a_limp(find: Find) -> None:
    assert find("gait_feature", condition(LIMP, onset=days_ago(5), abatementDateTime=days_ago(-7))).presence is P


def test_the_gait_has_no_side(hips: Hips) -> None:
    assert hips("gait_feature", condition(LIMP, (LEFT,), onset=days_ago(5)), hip_pain(RIGHT_HIP)) == (P, P)


@pytest.mark.parametrize(
    ("record", "presence"),
    [
        pytest.param(condition(UNABLE_TO_WALK, onset=days_ago(14)), P, id="14 days ago"),
        pytest.param(condition(UNABLE_TO_WALK, onset=days_ago(15)), U, id="a day before"),
        pytest.param(encounter(UNABLE_TO_WALK, on=days_ago(14)), P, id="visit 14 days ago"),
        pytest.param(encounter(UNABLE_TO_WALK, on=days_ago(15)), U, id="visit a day before"),
        pytest.param(observation(UNABLE_TO_WALK, valueBoolean=True), P, id="observed"),
        pytest.param(observation(UNABLE_TO_WALK, valueBoolean=False), A, id="able to walk"),
        pytest.param(observation(UNABLE_TO_WALK, on=days_ago(15), valueBoolean=False), U, id="able 15 days ago"),
        pytest.param(condition(LIMP, onset=days_ago(1)), U, id="only a limp"),
        pytest.param(condition(HIP_PAIN, onset=days_ago(1)), U, id="only pain"),
    ],
)
def test_the_inability_to_bear_weight_is_new_for_14_days(find: Find, record: Json, presence: Presence) -> None:
    assert find("unable_to_bear_weight", record).presence is presence


@pytest.mark.parametrize(
    ("records", "expected", "note"),
    [
        pytest.param((hip_pain(),), (P, U), "the side is not recorded; taken for the painful hip", id="painful hip"),
        pytest.param((), (P, P), "the side is not recorded", id="no hip hurts"),
    ],
)
def test_the_inability_to_bear_weight_joins_the_painful_hip(
    look: Observe, records: tuple[Json, ...], expected: tuple[Presence, Presence], note: str
) -> None:
    cases = look(condition(UNABLE_TO_WALK, onset=days_ago(3)), *records)
    findings = [cases[side].findings["unable_to_bear_weight"] for side in Side]

    assert tuple(one.presence for one in findings) == expected
    assert findings[0].note == note


def test_an_inability_with_a_side_stays_there(hips: Hips) -> None:
    record = condition(UNABLE_TO_WALK, RIGHT_HIP, onset=days_ago(3))

    assert hips("unable_to_bear_weight", record, hip_pain(LEFT_HIP)) == (U, P)


def test_an_inability_denied_on_sides_that_contradict_is_not_denied(find: Find) -> None:
    denied = {**condition(UNABLE_TO_WALK, RIGHT_HIP, recordedDate=days_ago(1), **REFUTED)}
    denied["code"]["coding"].append({"system": SCT, "code": LEFT[1]})

    ability = find("unable_to_bear_weight", denied, hip_pain())

    assert (ability.presence, ability.reason) == (U, "code and body site name different sides")
