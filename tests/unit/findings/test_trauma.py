"""Injury before the pain: significant, minor, denied, or not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    FALL,
    HIP,
    HIP_PAIN,
    ICD,
    KNEE,
    LEFT_HIP,
    MILD,
    RIGHT_HIP,
    SCT,
    clinical,
    concept,
    condition,
    days_ago,
    encounter,
    fall,
    hip_pain,
    no_injury,
    observation,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
LOCAL: Code = ("https://ehr.example/codes", "7")
CONTUSION: Code = (SCT, "44801007")
CONTUSION_LEFT: Code = (ICD, "S70.02XA")
CONTUSION_RIGHT: Code = (ICD, "S70.01XA")
REFUTED: dict[str, Any] = {"verificationStatus": verification("refuted"), "clinicalStatus": None}
MINOR: dict[str, Any] = {"severity": concept(MILD)}


@pytest.mark.parametrize("name", ["trauma", "significant_trauma"])
@pytest.mark.parametrize(
    "record",
    [
        pytest.param(fall(20), id="fall"),
        pytest.param(condition(CONTUSION, onset=days_ago(20)), id="contusion of the hip"),
        pytest.param(condition((ICD, "S73.109A"), onset=days_ago(20)), id="sprain of the hip"),
        pytest.param(condition(FALL, recordedDate=days_ago(20)), id="by the day of recording"),
        pytest.param(fall(20, clinicalStatus=clinical("resolved")), id="healed"),
        pytest.param(fall(20, clinicalStatus=clinical("inactive"), abatementDateTime=days_ago(15)), id="over"),
        pytest.param(fall(20, severity=concept((SCT, "24484000"))), id="severe"),
        pytest.param(observation(FALL, on=days_ago(20), valueBoolean=True), id="observed"),
        pytest.param(
            observation(LOCAL, on=days_ago(20), valueCodeableConcept=concept(FALL)), id="answer to another question"
        ),
    ],
)
def test_an_injury_before_the_pain_is_trauma(find: Find, name: str, record: Json) -> None:
    trauma = find(name, record, hip_pain())

    assert trauma.presence is P
    assert trauma.evidence[0].reference == f"{record['resourceType']}/{record['id']}"


@pytest.mark.parametrize(
    ("days", "presence"),
    [
        pytest.param(53, U, id="a day more than 6 weeks before"),
        pytest.param(52, P, id="6 weeks before"),
        pytest.param(11, P, id="the day before"),
        pytest.param(10, P, id="the same day"),
        pytest.param(9, U, id="the day after"),
        pytest.param(1, U, id="yesterday"),
    ],
)
@pytest.mark.parametrize("name", ["trauma", "significant_trauma"])
def test_an_injury_counts_in_the_6_weeks_before_the_pain_began(
    find: Find, name: str, days: int, presence: Presence
) -> None:
    """The pain began ten days ago; what happened later does not explain it."""
    assert find(name, fall(days), hip_pain(onset=days_ago(10))).presence is presence


@pytest.mark.parametrize(("days", "presence"), [(47, P), (48, U)])
def test_where_the_onset_is_not_recorded_the_first_record_of_the_pain_counts(
    find: Find, days: int, presence: Presence
) -> None:
    pain = hip_pain(onset=None, recordedDate=days_ago(5))

    assert find("trauma", fall(days), pain).presence is presence


@pytest.mark.parametrize(("days", "presence"), [(42, P), (43, U)])
@pytest.mark.parametrize("records", [(), (hip_pain(onset=None),)], ids=["no pain", "pain without a date"])
def test_without_a_day_of_onset_the_6_weeks_end_today(
    find: Find, records: tuple[Json, ...], days: int, presence: Presence
) -> None:
    assert find("trauma", fall(days), *records).presence is presence


@pytest.mark.parametrize(
    ("injury", "onset", "presence"),
    [
        pytest.param("2026-10", days_ago(10), P, id="any day of October"),
        pytest.param("2026-09", days_ago(10), U, id="only the last day of September"),
        pytest.param("2026-08", days_ago(10), U, id="too long ago"),
        pytest.param("2026-11", days_ago(10), U, id="before or after"),
        pytest.param("2026", days_ago(10), U, id="this year"),
        pytest.param(days_ago(30), "2026-11", P, id="pain began this month"),
        pytest.param(days_ago(15), "2026-11", U, id="the month in which it began"),
        pytest.param(days_ago(45), "2026-11", U, id="6 weeks before some of its days"),
    ],
)
def test_partial_dates_decide_only_what_all_their_days_agree_on(
    find: Find, injury: str, onset: str, presence: Presence
) -> None:
    assert find("trauma", condition(FALL, onset=injury), hip_pain(onset=onset)).presence is presence


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        pytest.param(condition(FALL), "the date of the injury is not recorded", id="no date"),
        pytest.param(
            condition(FALL, onset="2026"), "the injury may lie outside the weeks that count", id="only the year"
        ),
        pytest.param(
            fall(20, verificationStatus=verification("provisional")), "recorded as unconfirmed", id="provisional"
        ),
        pytest.param(
            observation(FALL, on=days_ago(20), dataAbsentReason={"text": "not asked"}),
            "recorded without a value",
            id="not asked",
        ),
        pytest.param(
            condition(FALL, (LOCAL,), onset=days_ago(20)),
            "the body site is not one that the rule book knows",
            id="site not known",
        ),
        pytest.param(
            condition(CONTUSION_LEFT, RIGHT_HIP, onset=days_ago(20)),
            "code and body site name different sides",
            id="sides that contradict",
        ),
        pytest.param(fall(80, verificationStatus=verification("provisional")), "not recorded", id="too long ago"),
        pytest.param(fall(20, verificationStatus=verification("entered-in-error")), "not recorded", id="in error"),
        pytest.param(condition(FALL, (KNEE,), onset=days_ago(20)), "not recorded", id="of the knee"),
        pytest.param(
            condition(FALL, (KNEE,), recordedDate=days_ago(2), **REFUTED), "not recorded", id="denied of the knee"
        ),
        pytest.param(
            encounter(FALL, on=days_ago(8)),
            "the injury may lie outside the weeks that count",
            id="told at a visit",
        ),
        pytest.param(
            condition(FALL, recordedDate=days_ago(8)),
            "the injury may lie outside the weeks that count",
            id="recorded after the pain began",
        ),
        pytest.param(fall(8), "not recorded", id="after the pain began"),
        pytest.param(hip_pain(), "not recorded", id="nothing recorded"),
    ],
)
def test_an_injury_that_is_not_sure_is_unknown(find: Find, record: Json, reason: str) -> None:
    trauma = find("trauma", record, hip_pain())

    assert (trauma.presence, trauma.reason) == (U, reason)


@pytest.mark.parametrize("name", ["trauma", "significant_trauma"])
@pytest.mark.parametrize(
    "record",
    [
        pytest.param(no_injury(), id="refuted"),
        pytest.param(no_injury(on=days_ago(10)), id="refuted on the day of onset"),
        pytest.param(condition(FALL, **REFUTED), id="refuted without a date"),
        pytest.param(observation(FALL, valueBoolean=False), id="observed not to be so"),
        pytest.param(condition(FALL, **REFUTED | {"clinicalStatus": clinical("active")}), id="refuted, still active"),
    ],
)
def test_an_injury_is_absent_where_the_record_denies_it(find: Find, name: str, record: Json) -> None:
    assert find(name, record, hip_pain()).presence is A


def test_what_was_denied_before_the_pain_began_may_have_happened_since(find: Find) -> None:
    assert find("trauma", no_injury(on=days_ago(11)), hip_pain(onset=days_ago(10))).presence is U


@pytest.mark.parametrize(("days", "presence"), [(42, A), (43, U)])
def test_where_no_hip_hurts_a_denial_counts_for_6_weeks(find: Find, days: int, presence: Presence) -> None:
    assert find("trauma", no_injury(on=days_ago(days))).presence is presence


def test_the_later_word_on_the_same_injury_counts(find: Find) -> None:
    assert find("trauma", fall(20), no_injury(on=days_ago(3)), hip_pain()).presence is A
    assert find("trauma", fall(10), no_injury(on=days_ago(10)), hip_pain()).reason == "records contradict each other"


def test_the_denial_of_one_injury_does_not_undo_another(find: Find) -> None:
    contusion = condition(CONTUSION, onset=days_ago(15))

    assert find("trauma", contusion, no_injury(on=days_ago(3)), hip_pain()).presence is P


class TestMinor:
    """A stumble does not explain the pain, and does not suppress."""

    def test_a_minor_injury_is_an_injury_and_no_significant_one(self, look: Observe) -> None:
        findings = look(fall(20, **MINOR), hip_pain())[Side.LEFT].findings

        assert findings["trauma"].presence is P
        assert findings["significant_trauma"].presence is A

    def test_a_minor_injury_does_not_undo_an_earlier_significant_one(self, find: Find) -> None:
        assert find("significant_trauma", fall(30), fall(12, **MINOR), hip_pain()).presence is P

    def test_a_minor_injury_does_not_settle_what_is_not_sure(self, find: Find) -> None:
        assert find("significant_trauma", condition(FALL), fall(12, **MINOR), hip_pain()).presence is U

    @pytest.mark.parametrize(
        "record",
        [
            pytest.param(fall(500, **MINOR), id="long ago"),
            pytest.param(condition(FALL, **MINOR), id="without a date"),
            pytest.param(fall(2, **MINOR), id="after the pain began"),
        ],
    )
    def test_a_minor_injury_of_another_time_says_nothing(self, find: Find, record: Json) -> None:
        assert find("significant_trauma", record, hip_pain()).presence is U


class TestSides:
    """Each hip has its own pain, and its own weeks before it."""

    @pytest.mark.parametrize(
        ("record", "expected"),
        [
            pytest.param(condition(CONTUSION_LEFT, onset=days_ago(20)), (P, U), id="left"),
            pytest.param(condition(CONTUSION_RIGHT, onset=days_ago(20)), (U, P), id="right"),
            pytest.param(condition(CONTUSION, RIGHT_HIP, onset=days_ago(20)), (U, P), id="right by site"),
            pytest.param(fall(20), (P, U), id="no side: the painful hip"),
        ],
    )
    def test_an_injury_belongs_to_its_side(self, hips: Hips, record: Json, expected: tuple[Presence, Presence]) -> None:
        assert hips("trauma", record, hip_pain(LEFT_HIP)) == expected

    def test_old_pain_of_one_hip_does_not_open_the_weeks_before_the_other(self, hips: Hips) -> None:
        right = hip_pain(RIGHT_HIP, onset=days_ago(700), recordedDate=days_ago(20))

        assert hips("trauma", hip_pain(LEFT_HIP), right, fall(365)) == (U, U)
        assert hips("trauma", hip_pain(LEFT_HIP), right, fall(30)) == (P, U)
        assert hips("trauma", hip_pain(LEFT_HIP), right, fall(720)) == (U, P)

    @pytest.mark.parametrize(
        ("record", "note"),
        [
            pytest.param(condition(CONTUSION_LEFT, onset=days_ago(20)), None, id="side recorded"),
            pytest.param(fall(20), "the side is not recorded; taken for the painful hip", id="no side"),
        ],
    )
    def test_only_a_missing_side_is_noted(self, find: Find, record: Json, note: str | None) -> None:
        assert find("trauma", record, hip_pain()).note == note


@pytest.mark.parametrize("site", [(HIP,), LEFT_HIP], ids=["hip", "left hip"])
def test_an_injury_of_the_hip_counts(find: Find, site: tuple[Any, ...]) -> None:
    assert find("significant_trauma", condition(FALL, site, onset=days_ago(20)), hip_pain()).presence is P


def test_groin_pain_has_its_weeks_too(find: Find) -> None:
    pain = condition((SCT, "102570003"), LEFT_HIP, onset=days_ago(100), recordedDate=days_ago(5))

    assert find("trauma", fall(110), pain).presence is P
    assert find("trauma", fall(110), encounter(HIP_PAIN, on=days_ago(1))).presence is U
