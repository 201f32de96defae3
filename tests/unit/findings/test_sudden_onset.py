"""Whether the pain began suddenly: as recorded, never from dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Certainty, Presence
from tests.charts import (
    FALL,
    GROIN_PAIN,
    HIP_PAIN,
    HYPERTENSION,
    KNEE,
    LEFT_HIP,
    RIGHT_HIP,
    SCT,
    SUDDEN,
    clinical,
    concept,
    condition,
    days_ago,
    hip_pain,
    observation,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
LOCAL: Code = ("https://ehr.example/codes", "7")
EVIDENCE = [{"code": [concept(SUDDEN)]}]


@pytest.mark.parametrize(
    ("record", "element"),
    [
        pytest.param({**hip_pain(), "code": concept(HIP_PAIN, SUDDEN)}, "Condition.code", id="in the code"),
        pytest.param(hip_pain(evidence=EVIDENCE), "Condition.evidence[0].code[0]", id="as evidence"),
        pytest.param(
            hip_pain(evidence=[{"code": [concept((SCT, "373933003"))]}]), "Condition.evidence[0].code[0]", id="acute"
        ),
        pytest.param(
            condition(GROIN_PAIN, LEFT_HIP, onset=days_ago(3), evidence=EVIDENCE),
            "Condition.evidence[0].code[0]",
            id="pain in the groin",
        ),
        pytest.param(
            observation(HIP_PAIN, valueCodeableConcept=concept(SUDDEN)), "Observation.valueCodeableConcept", id="asked"
        ),
        pytest.param(
            observation(LOCAL, valueCodeableConcept=concept(SUDDEN), bodySite=concept(*LEFT_HIP)),
            "Observation.valueCodeableConcept",
            id="asked of the hip",
        ),
        pytest.param(hip_pain(onset=None, onsetString="Sudden onset"), "Condition.onsetString", id="in words"),
    ],
)
def test_a_sudden_onset_is_recorded(find: Find, record: Json, element: str) -> None:
    sudden = find("sudden_onset", record)

    assert sudden.presence is P
    assert sudden.evidence[0].element == element


@pytest.mark.parametrize("words", ["sudden", "Suddenly", " acute ", "acute onset"])
def test_the_onset_in_words_is_read_from_text(find: Find, words: str) -> None:
    sudden = find("sudden_onset", hip_pain(onset=None, onsetString=words))

    assert sudden.presence is P
    assert sudden.evidence[0].certainty is Certainty.READ_FROM_TEXT


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(hip_pain(onset=days_ago(0)), id="since today"),
        pytest.param(hip_pain(onset=None, onsetString="not sudden"), id="denied in words"),
        pytest.param(hip_pain(onset=None, onsetString="gradual"), id="other words"),
        pytest.param(hip_pain(onset=None, onsetString="two weeks ago, after a sudden move"), id="more words"),
        pytest.param(
            {**condition(HYPERTENSION), "code": concept(HYPERTENSION, SUDDEN)}, id="something else began suddenly"
        ),
        pytest.param(condition(FALL, onset=days_ago(3), evidence=EVIDENCE), id="a fall, suddenly"),
        pytest.param(observation(LOCAL, valueCodeableConcept=concept(SUDDEN)), id="does not say of what"),
        pytest.param(
            observation(HIP_PAIN, valueCodeableConcept=concept(SUDDEN), bodySite=concept(KNEE)), id="of the knee"
        ),
        pytest.param(
            condition(("http://hl7.org/fhir/sid/icd-10-cm", "M25.551"), LEFT_HIP, evidence=EVIDENCE),
            id="sides that contradict",
        ),
        pytest.param(hip_pain(evidence=EVIDENCE, clinicalStatus=clinical("resolved")), id="pain that has ended"),
        pytest.param(
            hip_pain(evidence=EVIDENCE, verificationStatus=verification("differential")), id="pain that is not sure"
        ),
        pytest.param(
            hip_pain(evidence=EVIDENCE, verificationStatus=verification("refuted"), clinicalStatus=None),
            id="pain that was refuted",
        ),
    ],
)
def test_a_sudden_onset_is_never_guessed_or_denied(find: Find, record: Json) -> None:
    sudden = find("sudden_onset", record)

    assert (sudden.presence, sudden.reason) == (U, "not recorded")


def test_a_sudden_onset_belongs_to_the_side_of_its_pain(hips: Hips) -> None:
    assert hips("sudden_onset", hip_pain(RIGHT_HIP, evidence=EVIDENCE), hip_pain(LEFT_HIP)) == (U, P)


@pytest.mark.parametrize(
    ("record", "note"),
    [
        pytest.param(hip_pain(evidence=EVIDENCE), None, id="side recorded"),
        pytest.param(
            hip_pain((), evidence=EVIDENCE), "the side is not recorded; taken for the painful hip", id="no side"
        ),
    ],
)
def test_only_a_missing_side_is_noted(find: Find, record: Json, note: str | None) -> None:
    assert find("sudden_onset", record, hip_pain()).note == note
