"""New pain after transient osteoporosis: of another joint, or of the same one once it was over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    BOTH_SIDES,
    HIP,
    KNEE,
    KNEE_PAIN,
    LEFT,
    LEFT_HIP,
    PELVIS,
    RIGHT_HIP,
    SCT,
    TOH,
    TOH_ANYWHERE,
    clinical,
    concept,
    condition,
    days_ago,
    encounter,
    hip_pain,
    observation,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
AT_HIP, ELSEWHERE = "new_hip_pain_after_toh", "other_joint_pain_after_toh"

ORDER = "the dates do not say which came first"
WHERE = "it is not recorded which joint was affected before"
UNDATED = "the date of the pain is not recorded"
UNCONFIRMED = "recorded as unconfirmed"
NOT_KNOWN: Code = ("https://ehr.example/sites", "7")


def toh(
    site: tuple[Code, ...] = RIGHT_HIP, onset: str | None = days_ago(300), *, code: Code = TOH, **more: Any
) -> Json:
    return condition(code, site, onset=onset, **more)


def over(ended: str | None = days_ago(100)) -> dict[str, Any]:
    """What makes a disease one that has ended."""
    return {"clinicalStatus": clinical("resolved"), "abatementDateTime": ended}


def knee_pain(days: int | None = 10, **more: Any) -> Json:
    return condition(KNEE_PAIN, onset=None if days is None else days_ago(days), **more)


class TestHip:
    """Pain of the left hip for ten days, unless said otherwise."""

    @pytest.mark.parametrize(
        ("disease", "presence", "reason"),
        [
            # the other hip
            pytest.param(toh(), P, None, id="other hip, still ill"),
            pytest.param(toh(**over()), P, None, id="other hip, over"),
            pytest.param(toh(**over(None)), P, None, id="other hip, over, and nobody knows since when"),
            pytest.param(toh(onset=None, **over()), P, None, id="other hip, over, onset not recorded"),
            pytest.param(toh(onset=days_ago(11)), P, None, id="other hip the day before"),
            pytest.param(toh(onset=days_ago(10)), A, None, id="other hip on the same day"),
            pytest.param(toh(onset=days_ago(5)), A, None, id="other hip afterwards"),
            pytest.param(toh(onset="2026-11"), U, ORDER, id="other hip in the same month"),
            pytest.param(toh(onset="2026-10"), P, None, id="other hip in the month before"),
            pytest.param(toh(onset=None), U, ORDER, id="other hip, no dates"),
            pytest.param(toh(onset=None, recordedDate=days_ago(11)), P, None, id="other hip, recorded before"),
            pytest.param(toh(onset=None, recordedDate=days_ago(10)), U, ORDER, id="other hip, recorded the same day"),
            # this hip
            pytest.param(toh(LEFT_HIP), A, None, id="this hip, still ill"),
            pytest.param(toh((HIP, BOTH_SIDES)), A, None, id="both hips, still ill"),
            pytest.param(toh(LEFT_HIP, **over()), P, None, id="this hip, over"),
            pytest.param(toh((HIP, BOTH_SIDES), **over()), P, None, id="both hips, over"),
            pytest.param(toh(LEFT_HIP, **over(days_ago(10))), P, None, id="this hip, over on the same day"),
            pytest.param(toh(LEFT_HIP, **over(days_ago(9))), A, None, id="this hip, over after the pain began"),
            pytest.param(toh(LEFT_HIP, **over("2026-11")), U, ORDER, id="this hip, over in the same month"),
            pytest.param(toh(LEFT_HIP, **over("2026-10")), P, None, id="this hip, over in the month before"),
            pytest.param(toh(LEFT_HIP, **over(None)), P, None, id="this hip, over, begun long before"),
            pytest.param(toh(LEFT_HIP, days_ago(10), **over(None)), U, ORDER, id="this hip, over, begun that day"),
            pytest.param(toh(LEFT_HIP, None, **over(None)), P, None, id="this hip, over, no dates at all"),
            # no hip, or none that is sure
            pytest.param(toh((HIP,)), U, WHERE, id="a hip, still ill"),
            pytest.param(toh((HIP,), **over()), P, None, id="a hip, over"),
            pytest.param(toh((), code=TOH_ANYWHERE), U, WHERE, id="some joint, still ill"),
            pytest.param(toh((), code=TOH_ANYWHERE, **over()), P, None, id="some joint, over"),
            pytest.param(toh((PELVIS,), code=TOH_ANYWHERE), U, WHERE, id="pelvis, still ill"),
            pytest.param(toh((KNEE,), code=TOH_ANYWHERE), P, None, id="knee, still ill"),
            pytest.param(toh(RIGHT_HIP, code=TOH_ANYWHERE), P, None, id="other hip by its site"),
            pytest.param(toh(LEFT_HIP, code=TOH_ANYWHERE), A, None, id="this hip by its site"),
            pytest.param(toh((KNEE,)), U, WHERE, id="code of the hip at the knee"),
            pytest.param(toh((NOT_KNOWN,)), U, WHERE, id="site not known"),
            # not sure that there was one
            pytest.param(
                toh(verificationStatus=verification("provisional")), U, UNCONFIRMED, id="other hip, suspected"
            ),
            pytest.param(toh(clinicalStatus=None, verificationStatus=verification("refuted")), A, None, id="ruled out"),
            pytest.param(
                toh(clinicalStatus=None, verificationStatus=verification("entered-in-error")), A, None, id="in error"
            ),
            pytest.param(observation(TOH, valueBoolean=True), A, None, id="no problem of the list"),
        ],
    )
    def test_pain_comes_after_it_or_it_does_not(
        self, find: Find, disease: Json, presence: Presence, reason: str | None
    ) -> None:
        seen = find(AT_HIP, disease, hip_pain(LEFT_HIP))

        assert (seen.presence, seen.reason) == (presence, reason)

    @pytest.mark.parametrize(
        ("pain", "presence"),
        [
            pytest.param(hip_pain(onset=days_ago(84)), P, id="twelve weeks"),
            pytest.param(hip_pain(onset=days_ago(85)), A, id="a day more"),
            pytest.param(hip_pain(onset=None), U, id="no date"),
            pytest.param(hip_pain(onset=None, recordedDate=days_ago(5)), P, id="recorded lately"),
            pytest.param(condition((SCT, "102570003"), (LEFT,), onset=days_ago(10)), P, id="groin"),
            pytest.param(encounter((SCT, "49218002"), on=days_ago(5)), P, id="came because of it"),
            pytest.param(hip_pain(clinicalStatus=clinical("resolved")), A, id="over"),
            pytest.param(hip_pain(verificationStatus=verification("provisional")), A, id="suspected"),
            pytest.param(knee_pain(), A, id="knee"),
        ],
    )
    def test_pain_is_new_for_twelve_weeks(self, find: Find, pain: Json, presence: Presence) -> None:
        assert find(AT_HIP, toh(**over()), pain).presence is presence

    def test_pain_without_a_date_says_so(self, find: Find) -> None:
        assert find(AT_HIP, toh(**over()), hip_pain(onset=None)).reason == UNDATED

    @pytest.mark.parametrize(
        ("site", "expected"),
        [
            pytest.param(LEFT_HIP, (P, A), id="left"),
            pytest.param(RIGHT_HIP, (A, A), id="right"),
            pytest.param((HIP, BOTH_SIDES), (P, A), id="both"),
        ],
    )
    def test_the_hip_that_is_ill_has_no_new_pain_of_its_own(
        self, hips: Hips, site: tuple[Code, ...], expected: tuple[Presence, Presence]
    ) -> None:
        assert hips(AT_HIP, toh(RIGHT_HIP), hip_pain(site)) == expected

    def test_pain_without_a_side_is_the_hips_that_is_ill(self, hips: Hips) -> None:
        """The problem list names the right hip: what hurts is taken for that, and is no news."""
        assert hips(AT_HIP, toh(RIGHT_HIP), hip_pain((HIP,))) == (A, A)

    def test_pain_without_a_side_after_it_was_over_may_be_of_either_hip(self, hips: Hips) -> None:
        assert hips(AT_HIP, toh(RIGHT_HIP, **over()), hip_pain((HIP,))) == (P, P)

    def test_of_two_earlier_diseases_one_suffices(self, find: Find) -> None:
        assert find(AT_HIP, toh(LEFT_HIP), toh(RIGHT_HIP, **over()), hip_pain(LEFT_HIP)).presence is P

    def test_the_evidence_is_the_disease_where_it_was(self, find: Find) -> None:
        disease = toh(RIGHT_HIP, **over())

        (proof,) = find(AT_HIP, disease, hip_pain(LEFT_HIP)).evidence

        assert (proof.reference, proof.element) == (f"Condition/{disease['id']}", "Condition.code")
        assert proof.sides == frozenset({Side.RIGHT})

    def test_problems_that_were_not_sent_are_unknown(self, look: Observe) -> None:
        seen = look(encounter((SCT, "49218002")), lacking=["Condition"])[Side.LEFT].findings[AT_HIP]

        assert (seen.presence, seen.lacked) == (U, frozenset({"Condition"}))


class TestOtherJoint:
    """Pain of knee, ankle or foot."""

    @pytest.mark.parametrize(
        ("disease", "presence", "reason"),
        [
            pytest.param(toh(), P, None, id="hip, still ill"),
            pytest.param(toh((HIP,)), P, None, id="a hip, still ill"),
            pytest.param(toh(**over()), P, None, id="hip, over"),
            pytest.param(toh(onset=days_ago(10)), A, None, id="hip on the same day"),
            pytest.param(toh(onset=None), U, ORDER, id="hip, no dates"),
            pytest.param(toh((KNEE,), code=TOH_ANYWHERE), U, WHERE, id="knee, still ill: the same knee?"),
            pytest.param(toh((KNEE,), code=TOH_ANYWHERE, **over()), P, None, id="knee, over"),
            pytest.param(toh((KNEE,), code=TOH_ANYWHERE, **over(days_ago(5))), A, None, id="knee, over after that"),
            pytest.param(toh((), code=TOH_ANYWHERE), U, WHERE, id="some joint, still ill"),
            pytest.param(toh((), code=TOH_ANYWHERE, **over()), P, None, id="some joint, over"),
            pytest.param(toh((HIP, KNEE), code=TOH_ANYWHERE), P, None, id="hip and knee"),
            pytest.param(toh(clinicalStatus=None, verificationStatus=verification("refuted")), A, None, id="ruled out"),
        ],
    )
    def test_pain_comes_after_it_or_it_does_not(
        self, find: Find, disease: Json, presence: Presence, reason: str | None
    ) -> None:
        seen = find(ELSEWHERE, disease, knee_pain())

        assert (seen.presence, seen.reason) == (presence, reason)

    @pytest.mark.parametrize(
        ("pain", "presence"),
        [
            pytest.param(knee_pain(84), P, id="twelve weeks"),
            pytest.param(knee_pain(85), A, id="a day more"),
            pytest.param(knee_pain(200, recordedDate=days_ago(2)), A, id="old pain, recorded again"),
            pytest.param(knee_pain(None), U, id="no date"),
            pytest.param(knee_pain(bodySite=[concept(KNEE, LEFT)]), P, id="left knee"),
            pytest.param(knee_pain(bodySite=[concept(*LEFT_HIP)]), A, id="code of the knee at the hip"),
            pytest.param(encounter(KNEE_PAIN, on=days_ago(5)), P, id="came because of it"),
            pytest.param(observation(KNEE_PAIN, valueBoolean=True), P, id="asked for, and yes"),
            pytest.param(observation(KNEE_PAIN, valueBoolean=False), A, id="asked for, and no"),
            pytest.param(knee_pain(clinicalStatus=clinical("resolved")), A, id="over"),
            pytest.param(hip_pain(LEFT_HIP), A, id="hip"),
        ],
    )
    def test_pain_is_new_for_twelve_weeks(self, find: Find, pain: Json, presence: Presence) -> None:
        assert find(ELSEWHERE, toh(**over()), pain).presence is presence

    def test_it_stands_in_the_cases_of_both_hips(self, hips: Hips) -> None:
        assert hips(ELSEWHERE, toh(), knee_pain()) == (P, P)

    def test_the_evidence_is_the_pain_and_the_disease(self, find: Find) -> None:
        disease, pain = toh(), knee_pain()

        seen = find(ELSEWHERE, disease, pain)

        assert [one.reference for one in seen.evidence] == [f"Condition/{pain['id']}", f"Condition/{disease['id']}"]

    def test_without_the_disease_there_is_nothing_to_come_after(self, find: Find) -> None:
        assert find(ELSEWHERE, knee_pain()).presence is A
