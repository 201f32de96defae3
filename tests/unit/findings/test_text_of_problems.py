"""What problem lists and visits say in words alone: read, quoted, and no stronger than the record it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Certainty, Presence, Side
from tests.charts import (
    HIP_PAIN,
    KNEE,
    KNEE_PAIN,
    LEFT_HIP,
    RIGHT_HIP,
    clinical,
    concept,
    condition,
    days_ago,
    encounter,
    hip_pain,
    told,
    verification,
    visit,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
LOCAL: Code = ("https://ehr.example/codes", "7")


def local(display: str, **more: object) -> Json:
    """A problem coded by a system that nobody else knows."""
    return {**told(""), "code": {"coding": [{"system": LOCAL[0], "code": LOCAL[1], "display": display}]}, **more}


@pytest.mark.parametrize(
    ("record", "left", "right"),
    [
        pytest.param(told("Left hip pain"), P, A, id="side before the site"),
        pytest.param(told("Pain in R hip"), A, P, id="a letter"),
        pytest.param(told("hip pain, left-sided"), P, A, id="side behind"),
        pytest.param(told("Bilateral hip pain"), P, P, id="both"),
        pytest.param(told("Hip pain"), P, P, id="no side"),
        pytest.param(told("Coxalgia left"), P, A, id="a word for pain of the hip"),
        pytest.param(local("Pain of left hip joint"), P, A, id="the name of a code that nobody knows"),
        pytest.param(told("Complaint", notes=("aching left hip since Monday",)), P, A, id="in a note"),
        pytest.param(visit("left hip pain"), P, A, id="reason for a visit"),
        pytest.param({**encounter(), "reason": [{"text": "left hip pain"}]}, P, A, id="reason in STU3"),
        pytest.param(
            {**encounter(), "reason": [{"value": [{"concept": {"text": "left hip pain"}}]}]}, P, A, id="reason in R5"
        ),
        pytest.param(told("Left hip pain", verificationStatus=verification("provisional")), U, A, id="provisional"),
        pytest.param(told("Left hip pain", verificationStatus=verification("refuted")), A, A, id="refuted"),
        pytest.param(told("Left hip pain", verificationStatus=verification("entered-in-error")), A, A, id="in error"),
        pytest.param(told("Left hip pain", clinicalStatus=clinical("resolved")), A, A, id="resolved"),
        pytest.param(told("No left hip pain"), A, A, id="denied"),
        pytest.param(told("?left hip pain"), U, A, id="asked"),
        pytest.param(told("Mother has left hip pain"), A, A, id="of somebody else"),
        pytest.param(told("Left knee pain"), A, A, id="of the knee"),
        pytest.param(told("Hypertension"), A, A, id="of something else"),
        pytest.param(encounter(type=[{"text": "hip pain clinic"}]), A, A, id="the kind of a visit"),
        pytest.param(visit("left hip pain", status="planned"), A, A, id="a visit to come"),
        pytest.param(
            told("No left hip pain", verificationStatus=verification("refuted")), A, A, id="a denial that was refuted"
        ),
        pytest.param(told("Left hip pain", bodySite=[concept(*RIGHT_HIP)]), U, U, id="the site names the other hip"),
        pytest.param(told("left\u200b hip\u00ad pain"), P, A, id="characters that nobody sees"),
        pytest.param(told("\uff2cEFT hip\u00a0pain"), P, A, id="wide letters"),
    ],
)
def test_pain_in_words(hips: Hips, record: Json, left: Presence, right: Presence) -> None:
    assert hips("hip_pain", record) == (left, right)


def test_what_was_read_quotes_its_sentence_and_says_so(find: Find) -> None:
    found = find("hip_pain", told("Back ache.", notes=("Slept badly.", "Now left hip pain. Wants to go home.")))

    (proof,) = found.evidence
    assert proof.quote == "Now left hip pain."
    assert proof.certainty is Certainty.READ_FROM_TEXT
    assert proof.element == "Condition.note[1]"
    assert proof.sides == {Side.LEFT}
    assert str(proof.when) == days_ago(5)


def test_a_long_sentence_is_quoted_as_far_as_a_card_can_show(find: Find) -> None:
    found = find("hip_pain", told("Left hip pain " + "and so on " * 40))

    quote = found.evidence[0].quote or ""
    assert len(quote) == 200
    assert quote.endswith("…")


def test_a_code_that_is_known_is_not_read_again(find: Find) -> None:
    found = find("hip_pain", {**hip_pain(), "code": concept(HIP_PAIN, text="Left hip pain")})

    (proof,) = found.evidence
    assert proof.certainty is Certainty.CODED
    assert proof.quote is None


@pytest.mark.parametrize(
    ("record", "name", "presence"),
    [
        pytest.param(told("Left hip pain", notes=("limping",)), "gait_feature", P, id="limp in a note"),
        pytest.param(told("Left hip pain", notes=("walks without a limp",)), "gait_feature", A, id="no limp"),
        pytest.param(told("L hip pain, unable to weight bear"), "unable_to_bear_weight", P, id="cannot bear weight"),
        pytest.param(told("Left hip pain, no injury"), "trauma", A, id="no injury"),
        pytest.param(told("Left hip pain after a fall"), "trauma", P, id="a fall"),
        pytest.param(told("Left hip pain after a minor fall"), "significant_trauma", A, id="a minor fall"),
        pytest.param(told("Left hip pain after a stumble"), "significant_trauma", A, id="a stumble"),
        pytest.param(told("Left hip pain, possible fall"), "trauma", U, id="perhaps a fall"),
        pytest.param(visit("Left hip pain, denies any fall"), "trauma", A, id="denied at a visit"),
        pytest.param(told("Sudden onset left hip pain"), "sudden_onset", P, id="sudden"),
        pytest.param(told("Left hip pain", notes=("Sudden onset.",)), "sudden_onset", P, id="sudden in a note"),
        pytest.param(hip_pain(note=[{"text": "Came on suddenly."}]), "sudden_onset", P, id="a note to a code"),
        pytest.param(told("Left hip pain of gradual onset"), "sudden_onset", U, id="gradual"),
        pytest.param(
            told("Sudden onset left hip pain", clinicalStatus=clinical("resolved")), "sudden_onset", U, id="over"
        ),
    ],
)
def test_what_is_told_beside_the_pain(find: Find, record: Json, name: str, presence: Presence) -> None:
    assert find(name, record).presence is presence


def test_both_sentences_of_one_note_are_quoted(find: Find) -> None:
    found = find("sudden_onset", told("Left hip pain. It began with sudden onset of pain overnight."))

    assert found.evidence[0].quote == "Left hip pain. … It began with sudden onset of pain overnight."


@pytest.mark.parametrize(
    ("problem", "left", "right"),
    [
        pytest.param(hip_pain(LEFT_HIP, note=[{"text": "now limping and sore right hip"}]), P, P, id="the other hip"),
        pytest.param(hip_pain(RIGHT_HIP, note=[{"text": "no hip pain on the left"}]), A, P, id="clean on the left"),
        pytest.param(
            condition(KNEE_PAIN, (KNEE,), onset=days_ago(3), note=[{"text": "pain also in the left hip"}]),
            P,
            A,
            id="a note on the knee names the hip",
        ),
    ],
)
def test_a_note_may_speak_of_another_place(hips: Hips, problem: Json, left: Presence, right: Presence) -> None:
    assert hips("hip_pain", problem) == (left, right)


def test_a_note_on_a_knee_says_nothing_of_the_hip(find: Find) -> None:
    knee = condition(KNEE_PAIN, (KNEE,), onset=days_ago(3), note=[{"text": "unable to weight bear"}])

    assert find("unable_to_bear_weight", knee, hip_pain()).presence is U


def test_a_note_takes_the_side_of_its_problem(hips: Hips) -> None:
    injury = told("Left hip problem", notes=("fell on ice",), recorded=days_ago(12))

    assert hips("trauma", injury, hip_pain(), hip_pain(RIGHT_HIP)) == (P, U)


def test_a_chart_without_words_is_the_same_chart(look: Observe) -> None:
    plain, worded = look(hip_pain(id="one")), look(hip_pain(id="one"), told("Hypertension, well controlled"))

    assert plain[Side.LEFT].findings == worded[Side.LEFT].findings


def test_of_very_many_notes_the_first_are_read(find: Find) -> None:
    found = find("hip_pain", told("Complaint", notes=("left hip pain",) * 5000))

    assert len(found.evidence) == 63


@pytest.mark.parametrize(
    ("name", "text", "left", "right"),
    [
        pytest.param("hip_prosthesis", "Left THR 2015", P, A, id="an abbreviation and a year"),
        pytest.param("hip_prosthesis", "s/p left THA", P, A, id="status post"),
        pytest.param("hip_prosthesis", "left total hip replacement", P, A, id="in full"),
        pytest.param("hip_prosthesis", "History of right hip arthroplasty", A, P, id="history of"),
        pytest.param("hip_prosthesis", "PMH: left THR", P, A, id="below a heading for history"),
        pytest.param("hip_prosthesis", "Left hip replacement for AVN", P, A, id="what it was for"),
        pytest.param("hip_prosthesis", "Bilateral hip prostheses", P, P, id="both"),
        pytest.param("hip_prosthesis", "left TKR and right THR", A, P, id="beside that of a knee"),
        pytest.param("hip_prosthesis", "Left TKR", A, A, id="of the knee"),
        pytest.param("hip_prosthesis", "Left shoulder hemiarthroplasty", A, A, id="of the shoulder"),
        pytest.param("hip_prosthesis", "No previous THR", A, A, id="no earlier one"),
        pytest.param("hip_prosthesis", "?previous left THR", U, A, id="an earlier one that is queried"),
        pytest.param("hip_prosthesis", "Mother had a THR", A, A, id="of somebody else"),
        pytest.param("hip_prosthesis", "Listed for left THR", A, A, id="to come"),
        pytest.param("hip_prosthesis", "Left hip pain on hormone replacement", A, A, id="of hormones"),
        pytest.param("hip_fracture", "Left femoral neck fracture", P, A, id="fracture of the neck"),
        pytest.param("hip_fracture", "Right hip fracture", A, P, id="fracture of the hip"),
        pytest.param("hip_fracture", "L NOF #", P, A, id="a sign for a fracture"),
        pytest.param("hip_fracture", "Stress fracture of the left femoral neck", P, A, id="stress fracture"),
        pytest.param("hip_fracture", "Left wrist fracture", A, A, id="fracture of the wrist"),
        pytest.param("hip_fracture", "Left hip pain after wrist fracture", A, A, id="the hip hurts, the wrist broke"),
        pytest.param("hip_fracture", "Left hip pain since fracture of pelvis", A, A, id="fracture of the pelvis"),
        pytest.param("hip_fracture", "Left hip fracture 2010", A, A, id="a fracture of long ago"),
        pytest.param("hip_fracture", "No fracture of the left hip", A, A, id="no fracture"),
        pytest.param("hip_fracture", "High risk of hip fracture", A, A, id="risk of a fracture"),
        pytest.param("avascular_necrosis", "AVN left hip", P, A, id="AVN"),
        pytest.param("avascular_necrosis", "left femoral head necrosis", P, A, id="necrosis of the head"),
        pytest.param("avascular_necrosis", "AVN", U, U, id="AVN of nobody knows what"),
        pytest.param("avascular_necrosis", "AVN left knee", A, A, id="AVN of the knee"),
        pytest.param("avascular_necrosis", "Suspected AVN left hip", U, A, id="AVN suspected"),
        pytest.param("alternative_hip_diagnosis", "OA left hip", P, A, id="OA"),
        pytest.param("alternative_hip_diagnosis", "Coxarthrosis right", A, P, id="one word"),
        pytest.param("alternative_hip_diagnosis", "Arthritis of both hips", P, P, id="arthritis of the hips"),
        pytest.param("alternative_hip_diagnosis", "knee OA", A, A, id="OA of the knee"),
        pytest.param("alternative_hip_diagnosis", "OA", A, A, id="OA without a joint"),
        pytest.param("toh_active", "Transient osteoporosis left hip", P, A, id="transient osteoporosis"),
        pytest.param("toh_active", "TOH left", P, A, id="TOH"),
        pytest.param("toh_active", "TOH left, 2019", A, A, id="TOH of long ago"),
        pytest.param("toh_active", "Transient osteoporosis of the left knee", A, A, id="of the knee alone"),
        pytest.param("septic_arthritis_or_osteomyelitis", "septic arthritis left hip", P, A, id="septic arthritis"),
        pytest.param("septic_arthritis_or_osteomyelitis", "septic arthritis left knee", A, A, id="of the knee only"),
        pytest.param("septic_arthritis_or_osteomyelitis", "No septic arthritis of the hip", A, A, id="not septic"),
        pytest.param("malignancy", "breast cancer", P, P, id="cancer"),
        pytest.param("hip_fracture", "Left hip pain since fracture", A, A, id="a fracture of nobody knows what"),
        pytest.param("malignancy", "History of breast cancer", P, P, id="cancer in the past"),
        pytest.param("malignancy", "Breast ca 2012", P, P, id="cancer years ago"),
        pytest.param("malignancy", "Basal cell carcinoma of the nose", A, A, id="skin, no melanoma"),
        pytest.param("malignancy", "Squamous cell carcinoma of skin 2019", A, A, id="skin, squamous cells"),
        pytest.param("malignancy", "Non-melanoma skin cancer", A, A, id="skin in general"),
        pytest.param("malignancy", "Melanoma 2015", P, P, id="melanoma"),
        pytest.param("malignancy", "No history of cancer", A, A, id="no cancer in the past"),
        pytest.param("malignancy", "Carcinoma of the prostate", P, P, id="carcinoma"),
        pytest.param("malignancy", "Family history of breast cancer", A, A, id="in the family"),
        pytest.param("malignancy", "Breast cancer screening", A, A, id="screening"),
    ],
)
def test_a_typed_diagnosis(hips: Hips, name: str, text: str, left: Presence, right: Presence) -> None:
    assert hips(name, told(text)) == (left, right)


def test_cancer_is_cancer_wherever_it_is_recorded(hips: Hips) -> None:
    assert hips("malignancy", told("Carcinoma", bodySite=[{"text": "breast"}])) == (P, P)
