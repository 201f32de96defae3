"""What problem lists and notes say, by what the language does: each row a phrase and what a careful reader takes from it."""

# ruff: noqa: E501 - one phrase, one line
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.prose.conftest import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.prose.mentions import Account

# fmt: off
PAIN = [
    ("L hip pain", ["hip_pain present left"]),
    ("Pain in right hip", ["hip_pain present right"]),
    ("(L) hip pain", ["hip_pain present left"]),
    ("L. hip pain", ["hip_pain present left"]),
    ("Hip pain - L", ["hip_pain present left"]),
    ("B/L hip pain", ["hip_pain present both"]),
    ("Hip pain L>R", ["hip_pain present both"]),
    ("Pain L hip/groin", ["hip_pain present left", "groin_buttock_thigh_pain present left"]),
    ("pain in L hip and R groin", ["hip_pain present left", "groin_buttock_thigh_pain present right"]),
    ("Left hip pain and right groin pain", ["hip_pain present left", "groin_buttock_thigh_pain present right"]),
    ("hip pain and left groin pain", ["hip_pain present", "groin_buttock_thigh_pain present left"]),
    ("Left knee and right hip pain", ["hip_pain present right"]),
    ("Pain: hip, groin", ["hip_pain present", "groin_buttock_thigh_pain present"]),
    ("Pain in right hip radiating to left groin", ["hip_pain present right", "groin_buttock_thigh_pain present left"]),
    ("Left hip pain radiating to the knee", ["hip_pain present left"]),
    ("Left hip pain without radiation to groin", ["hip_pain present left"]),
    ("LBP radiating to R buttock", ["groin_buttock_thigh_pain present right"]),
    ("Hip pain, worse at night, radiating to the groin", ["hip_pain present"]),
    ("Radiating to the knee: hip pain", ["hip_pain present"]),
    ("Back pain since the hip was replaced", ["prosthesis present"]),
    ("Knee pain, hip replaced", ["prosthesis present"]),
    ("Hip without pain", ["hip_pain absent"]),
    ("Hip: no pain", ["hip_pain absent"]),
    ("Left hip: pain on movement, no pain at rest", ["hip_pain present left"]),
    ("CRP 12 mg/L, hip pain", ["hip_pain present"]),
    ("Patient has left hip pain", ["hip_pain present left"]),
]
DENIED = [
    ("Denies hip, groin or thigh pain", ["hip_pain absent", "groin_buttock_thigh_pain absent"]),
    ("Denies hip pain, groin pain or limp", ["hip_pain absent", "groin_buttock_thigh_pain absent", "limp absent"]),
    ("Denies: trauma, fever, limp", ["injury absent", "limp absent"]),
    ("No: trauma. Yes: hip pain", ["injury absent", "hip_pain present"]),
    ("denies hip pain but has groin pain", ["hip_pain absent", "groin_buttock_thigh_pain present"]),
    ("Nil trauma, nil fever", ["injury absent"]),
    ("no trauma, L hip pain", ["injury absent", "hip_pain present left"]),
    ("no trauma, limping since Tuesday", ["injury absent", "limp present"]),
    ("no injury, limps by the end of the day", ["injury absent", "limp present"]),
    ("no trauma hip pain", ["injury absent", "hip_pain unknown"]),
    ("denies trauma, limp", ["injury absent", "limp unknown"]),
    ("hasn't fallen", ["injury absent"]),
    ("Hip pain: no", ["hip_pain absent"]),
    ("hip pain -ve", ["hip_pain absent"]),
    ("No hip pain or limp but groin pain", ["hip_pain absent", "limp absent", "groin_buttock_thigh_pain present"]),
    ("Atraumatic left groin pain", ["injury absent", "groin_buttock_thigh_pain present left"]),
    ("Not atraumatic", ["injury unknown"]),
]
COURSE = [
    ("Hip pain and limp resolved", ["hip_pain absent", "limp absent"]),
    ("Hip pain improved", ["hip_pain present"]),
    ("No improvement in hip pain", ["hip_pain present"]),
    ("Hip pain in 2019, resolved", ["hip_pain absent"]),
    ("Hip pain in first pregnancy", []),
    ("In 2020 she had hip pain", []),
    ("In 2019 left hip pain, now right hip pain", ["hip_pain present right"]),
    ("History of falling", []),
    ("History of fall 2 days ago", ["injury present"]),
    ("2 week history of left hip pain", ["hip_pain present left"]),
    ("Was unable to weight bear after ankle fracture in 2016", []),
    ("Hip pain after a fall", ["hip_pain present", "injury present"]),
    ("Hip pain since fall at work", ["hip_pain present", "injury present"]),
    ("Hip pain after delivery, resolved", ["hip_pain absent"]),
    ("Limp after exercise is not present", ["limp absent"]),
]
WEIGHT = [
    ("Unable to WB on left", ["cannot_bear_weight present left"]),
    ("no longer able to weight bear", ["cannot_bear_weight present"]),
    ("FWB, no limp", ["cannot_bear_weight absent", "limp absent"]),
    ("Unclear whether she can weight bear", ["cannot_bear_weight unknown"]),
    ("Weight bearing: not assessed", ["cannot_bear_weight unknown"]),
    ("Weight bearing as tolerated", []),
    ("Weight bearing started", []),
    ("Hip pain on weight bearing", ["hip_pain present"]),
    ("Plan: NWB 6/52", []),
    ("Return if unable to weight bear", []),
    ("Left leg weight bearing? not seen", ["cannot_bear_weight unknown left"]),
]
ONSET = [
    ("Sudden onset left hip pain", ["sudden_onset present", "hip_pain present left"]),
    ("Acute right hip pain", ["sudden_onset present", "hip_pain present right"]),
    ("The pain did not start suddenly.", ["sudden_onset absent"]),
    ("Insidious onset of right groin pain", ["sudden_onset absent", "groin_buttock_thigh_pain present right"]),
    ("Sudden or gradual onset - patient cannot recall", ["sudden_onset unknown"]),
    ("Onset was sudden", ["sudden_onset present"]),
    ("Onset gradual over 2 weeks", ["sudden_onset absent"]),
    ("Sudden onset right calf pain", []),
    ("Chest pain of sudden onset", []),
    ("Sudden onset left-sided weakness", []),
    ("Weakness of sudden onset", []),
    ("In no acute distress", []),
]
OTHERS = [
    ("FHx: hip pain in mother", []),
    ("FHx hip pain", []),
    ("PMH: hip pain", []),
    ("PMH hip pain", []),
    ("Husband has noticed that she is limping", ["limp present"]),
    ("Advised to attend if hip pain worsens", []),
    ("Plan for NWB", []),
    ("High falls risk", []),
    ("Fell pregnant again", []),
    ("Knee injury with limp", ["limp present"]),
]
# fmt: on

ROWS = {
    "pain": PAIN,
    "denied": DENIED,
    "course": COURSE,
    "weight": WEIGHT,
    "onset": ONSET,
    "others": OTHERS,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(*row, id=f"{name}: {row[0]}") for name, rows in ROWS.items() for row in rows],
)
def test_a_phrase_says_what_a_careful_reader_takes_from_it(
    text: str, expected: list[str], note: Callable[[str], Account]
) -> None:
    account = note(text)

    assert told(account.mentions) == expected
