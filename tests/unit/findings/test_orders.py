"""What is ordered: imaging, referral, walking aids, limits of weight bearing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Certainty, Presence, Side
from tests.charts import (
    CRUTCHES,
    HIP,
    KNEE,
    LEFT_HIP,
    LOINC,
    MRI_BOTH,
    MRI_GENERIC,
    MRI_HIP,
    MRI_LEFT,
    MRI_PELVIS,
    MRI_RIGHT,
    PELVIS,
    REFERRAL,
    RIGHT_HIP,
    SCT,
    XRAY_LEFT,
    concept,
    days_ago,
    device_order,
    hip_pain,
    order,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
LOCAL: Code = ("https://ehr.example/codes", "7")
LIMIT = "weight_bearing_restriction"


def at(*site: Code) -> dict[str, Any]:
    return {"bodySite": [concept(*site)]}


@pytest.mark.parametrize(
    ("name", "record", "element"),
    [
        ("hip_mri_ordered", order(MRI_LEFT), "ServiceRequest.code"),
        ("hip_mri_ordered", order(MRI_HIP), "ServiceRequest.code"),
        ("hip_mri_ordered", order((LOINC, "36204-6"), **at(*LEFT_HIP)), "ServiceRequest.code"),
        ("hip_mri_ordered", order(MRI_GENERIC, **at(HIP)), "ServiceRequest.code"),
        ("hip_mri_ordered", order(MRI_GENERIC, **at(PELVIS)), "ServiceRequest.code"),
        ("hip_xray_ordered", order(XRAY_LEFT), "ServiceRequest.code"),
        ("orthopaedic_referral", order(REFERRAL), "ServiceRequest.code"),
        ("orthopaedic_referral", order((SCT, "308481009"), **at(*LEFT_HIP)), "ServiceRequest.code"),
        ("walking_aid", device_order(), "DeviceRequest.codeCodeableConcept"),
        ("walking_aid", device_order((SCT, "266731002")), "DeviceRequest.codeCodeableConcept"),
        ("walking_aid", order((SCT, "710120003")), "ServiceRequest.code"),
        (LIMIT, order(text="Protected weight bearing"), "ServiceRequest.code.text"),
        (LIMIT, order(note=[{"text": "Crutches, toe-touch only."}]), "ServiceRequest.note[0]"),
    ],
)
def test_an_order_is_found_by_its_code_or_words(find: Find, name: str, record: Json, element: str) -> None:
    ordered = find(name, record, hip_pain())

    assert ordered.presence is P
    assert (ordered.evidence[0].reference, ordered.evidence[0].element) == (
        f"{record['resourceType']}/{record['id']}",
        element,
    )


@pytest.mark.parametrize(
    ("name", "record"),
    [
        pytest.param("hip_mri_ordered", order(XRAY_LEFT), id="X-ray"),
        pytest.param("hip_mri_ordered", order(MRI_GENERIC), id="MRI of a place not recorded"),
        pytest.param("hip_mri_ordered", order(MRI_GENERIC, **at(KNEE)), id="MRI of the knee"),
        pytest.param("hip_mri_ordered", order(MRI_HIP, **at(KNEE)), id="MRI of the hip, at the knee"),
        pytest.param("hip_xray_ordered", order(MRI_LEFT), id="MRI"),
        pytest.param("orthopaedic_referral", order((SCT, "308447003")), id="physiotherapy"),
        pytest.param("orthopaedic_referral", order(REFERRAL, **at(KNEE)), id="referral for the knee"),
        pytest.param("walking_aid", order(REFERRAL), id="referral"),
        pytest.param(LIMIT, order(text="Full weight bearing"), id="full weight bearing"),
        pytest.param(LIMIT, order(text="No weight-bearing restrictions"), id="no restrictions"),
        pytest.param(LIMIT, order(note=[{"text": "Without weight bearing restriction."}]), id="without restriction"),
        pytest.param(LIMIT, order(text="non weight bearing", **at(KNEE)), id="of the knee"),
        pytest.param(LIMIT, device_order(note=[{"text": "non weight bearing"}]), id="on the order of a device"),
        pytest.param(LIMIT, order(text="unprotected weight bearing"), id="part of another word"),
        pytest.param(LIMIT, order(text="Stop protected weight bearing, left hip"), id="stop"),
        pytest.param(LIMIT, order(text="Discontinue non-weight-bearing"), id="discontinue"),
        pytest.param(LIMIT, order(text="Protected weight bearing no longer needed"), id="no longer needed"),
        pytest.param(LIMIT, order(text="Partial weight bearing is no longer required"), id="no longer required"),
        pytest.param(LIMIT, order(text="Protected weight bearing discontinued"), id="discontinued"),
        pytest.param(LIMIT, order(text="Full weight bearing, not partial weight bearing"), id="not partial"),
        pytest.param(LIMIT, order(text="non weight bearing (left wrist)"), id="of the wrist in words"),
        pytest.param(
            LIMIT,
            order(text="Wrist plaster", note=[{"text": "non weight bearing"}]),
            id="a note to an order for the wrist",
        ),
        pytest.param(
            "infection_imaging_ordered", order(text="Joint aspiration, left knee"), id="aspiration of the knee"
        ),
    ],
)
def test_another_order_is_none_of_these(find: Find, name: str, record: Json) -> None:
    assert find(name, record, hip_pain()).presence is A


@pytest.mark.parametrize(
    ("status", "presence"),
    [
        ("active", P),
        ("completed", P),
        ("draft", P),
        ("on-hold", U),
        ("unknown", U),
        ("revoked", A),
        ("entered-in-error", A),
    ],
)
def test_an_order_counts_while_it_stands(find: Find, status: str, presence: Presence) -> None:
    ordered = find("hip_mri_ordered", order(MRI_LEFT, status=status))

    assert ordered.presence is presence
    assert ordered.reason == ("recorded as unconfirmed" if presence is U else None)


def test_an_order_not_to_perform_is_none(find: Find) -> None:
    assert find("hip_mri_ordered", order(MRI_LEFT, doNotPerform=True)).presence is A
    assert find("walking_aid", device_order(doNotPerform=True)).presence is A


@pytest.mark.parametrize(
    ("name", "record", "days"),
    [
        ("hip_mri_ordered", order(MRI_LEFT, on=None), 42),
        ("hip_xray_ordered", order(XRAY_LEFT, on=None), 42),
        ("orthopaedic_referral", order(REFERRAL, on=None), 182),
        ("walking_aid", device_order(CRUTCHES, on=None), 182),
        (LIMIT, order(text="non weight bearing", on=None), 182),
    ],
)
def test_an_order_counts_for_its_weeks(find: Find, name: str, record: Json, days: int) -> None:
    assert find(name, record | {"authoredOn": days_ago(days)}).presence is P
    assert find(name, record | {"authoredOn": days_ago(days + 1)}).presence is A


@pytest.mark.parametrize(
    ("record", "presence", "reason"),
    [
        pytest.param(
            order(MRI_LEFT, on=None), U, "the date of the order is not recorded", id="active order without a date"
        ),
        pytest.param(order(MRI_LEFT, on=None, status="draft"), P, None, id="draft without a date"),
        pytest.param(order(MRI_LEFT, on=None, occurrenceDateTime=days_ago(-7)), P, None, id="to be done next week"),
        pytest.param(order(MRI_LEFT, on=days_ago(2), occurrenceDateTime=days_ago(-60)), P, None, id="in two months"),
        pytest.param(order(MRI_LEFT, on="2026-10"), P, None, id="any day of October"),
        pytest.param(order(MRI_LEFT, on="2026-09"), A, None, id="no day of September"),
    ],
)
def test_an_order_without_a_day(find: Find, record: Json, presence: Presence, reason: str | None) -> None:
    ordered = find("hip_mri_ordered", record)

    assert (ordered.presence, ordered.reason) == (presence, reason)


class TestSides:
    """An MRI ordered for one hip is none for the other."""

    @pytest.mark.parametrize(
        ("record", "expected"),
        [
            pytest.param(order(MRI_LEFT), (P, A), id="left by code"),
            pytest.param(order(MRI_RIGHT), (A, P), id="right by code"),
            pytest.param(order(MRI_BOTH), (P, P), id="both by code"),
            pytest.param(order(MRI_HIP, **at(*RIGHT_HIP)), (A, P), id="right by site"),
            pytest.param(order(MRI_PELVIS), (P, P), id="pelvis: both"),
            pytest.param(order(MRI_HIP), (P, A), id="no side: the painful hip"),
            pytest.param(order(MRI_LEFT, **at(LOCAL)), (P, A), id="at a site not known"),
            pytest.param(order(MRI_LEFT, **at(*RIGHT_HIP)), (U, A), id="sides that contradict"),
        ],
    )
    def test_an_mri_is_ordered_for_a_side(self, hips: Hips, record: Json, expected: tuple[Presence, Presence]) -> None:
        assert hips("hip_mri_ordered", record, hip_pain(LEFT_HIP)) == expected

    def test_a_contradiction_is_named(self, find: Find) -> None:
        ordered = find("hip_mri_ordered", order(MRI_LEFT, **at(*RIGHT_HIP)), hip_pain())

        assert ordered.reason == "code and body site name different sides"

    @pytest.mark.parametrize(
        ("name", "record"), [("orthopaedic_referral", order(REFERRAL)), ("walking_aid", device_order())]
    )
    def test_without_pain_an_order_without_a_side_is_for_both(self, hips: Hips, name: str, record: Json) -> None:
        assert hips(name, record) == (P, P)

    def test_a_walking_aid_has_no_side(self, hips: Hips) -> None:
        assert hips("walking_aid", device_order(), hip_pain(LEFT_HIP)) == (P, P)


class TestWords:
    """Limits of weight bearing have no code: they are read from words."""

    @pytest.mark.parametrize(
        "words",
        [
            "protected weight bearing",
            "Partial weight-bearing, 20 kg",
            "TOUCH WEIGHT BEARING",
            "touch-down weight bearing",
            "toe  touch",
            "Non-weight-bearing on the left",
            "nonweightbearing",
            "No weight bearing until the MRI was read",
            "weight bearing restriction for 6 weeks",
            "No weight bearing restrictions on the right; partial weight bearing on the left",
            "Do not stop protected weight bearing",
            "Stop non weight bearing, partial weight bearing instead",
            "Stop running. Protected weight bearing",
            "Toe-touch weight bearing",
            "Partial weight bearing of the left hip, wrist splint stays on",
        ],
    )
    def test_the_words_of_limits_are_known(self, find: Find, words: str) -> None:
        limit = find(LIMIT, order(text=words))

        assert limit.presence is P
        assert limit.evidence[0].certainty is Certainty.READ_FROM_TEXT

    def test_the_first_text_that_says_it_is_the_evidence(self, find: Find) -> None:
        record = order(text="Mobility", note=[{"text": "see plan"}, {"text": "non weight bearing"}])

        assert find(LIMIT, record).evidence[0].element == "ServiceRequest.note[1]"

    def test_words_have_the_side_of_their_order(self, hips: Hips) -> None:
        assert hips(LIMIT, order(text="non weight bearing", **at(*RIGHT_HIP)), hip_pain(LEFT_HIP)) == (A, P)


@pytest.mark.parametrize(
    ("name", "lacking"),
    [("hip_mri_ordered", "ServiceRequest"), ("walking_aid", "DeviceRequest"), (LIMIT, "ServiceRequest")],
)
def test_orders_that_were_not_sent_may_exist(look: Observe, name: str, lacking: str) -> None:
    ordered = look(hip_pain(), lacking=[lacking])[Side.LEFT].findings[name]

    assert (ordered.presence, ordered.lacked) == (U, frozenset({lacking}))


def test_without_orders_nothing_is_ordered(find: Find) -> None:
    assert find("hip_mri_ordered", hip_pain()).presence is A
