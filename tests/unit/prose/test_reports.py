"""What reports of imaging say, by what the language does: each row a phrase and what a careful reader takes from it."""

# ruff: noqa: E501 - one phrase, one line
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.prose.mentions import Why
from tests.unit.prose.conftest import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.prose.mentions import Account

# fmt: off
WORDS = [
    ("Bone marrow edema of the femoral head.", ["marrow_oedema present"]),
    ("BME in the femoral neck.", ["marrow_oedema present"]),
    ("Edema within the femoral neck.", ["marrow_oedema present"]),
    ("High signal on STIR in the femoral neck.", ["marrow_oedema present"]),
    ("The marrow signal is normal.", ["marrow_oedema absent"]),
    ("Soft tissue oedema.", []),
    ("Labrum is torn.", ["labral_tear present"]),
    ("The acetabular labrum appears intact.", ["labral_tear absent"]),
    ("Tear of the gluteus medius.", []),
    ("The joint space is narrowed.", ["osteoarthritis present"]),
    ("Preserved joint space.", ["osteoarthritis absent"]),
    ("No reduction in joint space.", ["osteoarthritis absent"]),
    ("Loss of bone density.", ["osteopenia present"]),
    ("Stress fracture of the femoral neck.", ["insufficiency_fracture present"]),
    ("# neck of femur.", ["fracture present"]),
    ("ARCO stage II.", ["osteonecrosis present"]),
    ("Flattening of the femoral head.", ["osteonecrosis present"]),
    ("Transient osteoporosis of the hip.", ["transient_osteoporosis present"]),
    ("Findings consistent with transient osteoporosis of the left hip.", ["transient_osteoporosis present left"]),
    ("In keeping with transient bone marrow edema syndrome of the right hip.", ["transient_osteoporosis present right"]),
]
DENIED = [
    ("No fracture or AVN.", ["fracture absent", "osteonecrosis absent"]),
    ("No bone marrow oedema, fracture or osteonecrosis.", ["marrow_oedema absent", "fracture absent", "osteonecrosis absent"]),
    ("No fracture and marrow oedema.", ["fracture absent", "marrow_oedema absent"]),
    ("Fracture: none.", ["fracture absent"]),
    ("Fracture - none. AVN - none.", ["fracture absent", "osteonecrosis absent"]),
    ("Absent: fracture, AVN.", ["fracture absent", "osteonecrosis absent"]),
    ("Fracture is not seen.", ["fracture absent"]),
    ("Fracture, AVN and abscess are not seen.", ["fracture absent", "osteonecrosis absent", "infection absent"]),
    ("The fracture, which was present in 2022, is no longer seen.", ["fracture absent"]),
    ("AVN absent.", ["osteonecrosis absent"]),
    ("There is marrow oedema, not AVN.", ["marrow_oedema present", "osteonecrosis absent"]),
    ("No lesion suspicious for metastasis.", ["tumour absent"]),
    ("Not consistent with AVN.", ["osteonecrosis absent"]),
    ("Marrow edema (+), fracture (-).", ["marrow_oedema present", "fracture absent"]),
]
NOT_DENIED = [
    ("No fracture, but marrow oedema.", ["fracture absent", "marrow_oedema present"]),
    ("No fracture, with marked marrow oedema.", ["fracture absent", "marrow_oedema present"]),
    ("There is no fracture and there is marrow oedema.", ["fracture absent", "marrow_oedema present"]),
    ("No fracture and the marrow oedema has increased.", ["fracture absent", "marrow_oedema present"]),
    ("Without evidence of fracture, there is marrow oedema.", ["fracture absent", "marrow_oedema present"]),
    ("No fracture, mild marrow oedema or contusion.", ["fracture absent", "marrow_oedema present"]),
    ("No fracture, left femoral oedema or effusion.", ["fracture absent", "marrow_oedema present left"]),
    ("There is no evidence of fracture, and the marrow signal is normal.", ["fracture absent", "marrow_oedema absent"]),
    ("No fracture, joint space preserved.", ["fracture absent", "osteoarthritis absent"]),
    ("No change in the marrow oedema.", ["marrow_oedema present"]),
    ("MRI without contrast shows marrow oedema.", ["marrow_oedema present"]),
    ("Fracture not involving the joint.", ["fracture present"]),
    ("No fracture: marrow oedema.", ["fracture absent", "marrow_oedema present"]),
]
UNCLEAR = [
    ("No fracture, marrow oedema.", ["fracture absent", "marrow_oedema unknown"]),
    ("No fracture, dislocation and marrow oedema.", ["fracture absent", "marrow_oedema unknown"]),
    ("No fracture, marrow oedema and there is a cyst.", ["fracture absent", "marrow_oedema unknown"]),
    ("No fracture (marrow oedema).", ["fracture absent", "marrow_oedema unknown"]),
    ("No dislocation with fracture.", ["fracture unknown"]),
    ("Fracture, dislocation not seen.", ["fracture unknown"]),
    ("Effusion, fracture, dislocation not seen.", ["fracture unknown"]),
    ("Fracture of the left femoral neck, dislocation not seen.", ["fracture present left"]),
    ("Fracture, dislocation.", ["fracture present"]),
    ("No fracture AVN.", ["fracture absent", "osteonecrosis unknown"]),
    ("The fracture does not extend into the joint.", ["fracture unknown"]),
    ("The joint space is not preserved.", ["osteoarthritis unknown"]),
    ("No resolved fracture.", ["fracture unknown"]),
    ("Complete resolution of the fracture, which persists.", ["fracture unknown"]),
    ("No AVN of the left hip, and AVN of the left hip.", ["osteonecrosis unknown left"]),
]
OPEN = [
    ("Possible AVN or fracture.", ["osteonecrosis unknown", "fracture unknown"]),
    ("Possible AVN with marrow oedema.", ["osteonecrosis unknown", "marrow_oedema present"]),
    ("?AVN, no fracture.", ["osteonecrosis unknown", "fracture absent"]),
    ("? stress fracture", ["insufficiency_fracture unknown"]),
    ("Cortical irregularity ? fracture", ["fracture unknown"]),
    ("Stress fracture?", ["insufficiency_fracture unknown"]),
    ("Stress fracture ?", ["insufficiency_fracture unknown"]),
    ("AVN cannot be excluded.", ["osteonecrosis unknown"]),
    ("AVN, although less likely, is not excluded.", ["osteonecrosis unknown"]),
    ("AVN is felt to be unlikely.", ["osteonecrosis unknown"]),
    ("Unlikely AVN.", ["osteonecrosis unknown"]),
    ("Suspicious for AVN.", ["osteonecrosis unknown"]),
    ("AVN versus fracture.", ["osteonecrosis unknown", "fracture unknown"]),
    ("DDx: AVN, infection.", ["osteonecrosis unknown", "infection unknown"]),
    ("Marrow oedema, DDx AVN.", ["marrow_oedema present", "osteonecrosis unknown"]),
    ("No findings; differential: AVN.", ["osteonecrosis unknown"]),
    ("Edema in the femoral neck, likely stress reaction.", ["marrow_oedema present"]),
    ("Transient osteoporosis rather than AVN.", ["transient_osteoporosis present", "osteonecrosis unknown"]),
    ("Possible transient osteoporosis of the left hip.", ["transient_osteoporosis unknown left"]),
    ("Transient osteoporosis is favoured over AVN.", ["transient_osteoporosis unknown", "osteonecrosis unknown"]),
    ("No possible fracture.", ["fracture unknown"]),
    ("No change in the possible fracture.", ["fracture unknown"]),
    ("AVN or fracture.", ["osteonecrosis unknown", "fracture unknown"]),
    ("TOH or AVN.", ["osteonecrosis unknown"]),
    ("Osteophytes or osteoarthritis.", ["osteoarthritis present"]),
    ("No TOH or AVN.", ["osteonecrosis absent"]),
    ("A cyst or AVN.", ["osteonecrosis present"]),
    ("Rest or work with TOH, and fracture or AVN.", ["fracture unknown", "osteonecrosis unknown"]),
    ("Possible fracture without AVN.", ["fracture unknown", "osteonecrosis absent"]),
    ("Lesion is indeterminate.", []),
]
PAST = [
    ("Previous MRI (2019) showed AVN.", []),
    ("AVN was present in 2019.", []),
    ("In 2018 MRI showed AVN.", []),
    ("Status post fracture, now with AVN.", ["osteonecrosis present"]),
    ("s/p fall r/o fracture", ["fracture unknown"]),
    ("Previously seen marrow oedema persists.", ["marrow_oedema present"]),
    ("Previously noted marrow oedema is no longer visible.", ["marrow_oedema absent"]),
    ("Complete resolution of the marrow oedema.", ["marrow_oedema absent"]),
    ("Partial resolution of the marrow oedema.", ["marrow_oedema present"]),
    ("The fracture has healed.", ["fracture absent"]),
    ("Healed fracture.", ["fracture absent"]),
    ("Marrow oedema has nearly resolved.", ["marrow_oedema present"]),
    ("Compared to 03/2023 the marrow oedema has resolved.", ["marrow_oedema absent"]),
    ("Compared with 2023, when marrow oedema was present, there is AVN.", ["osteonecrosis present"]),
    ("Compared with the film of 2022, when AVN was present.", []),
    ("On the film of 2022, when AVN was suspected.", ["osteonecrosis unknown"]),
    ("Unlike the fracture the marrow oedema is new.", ["marrow_oedema present"]),
    ("AVN is stable since 2022.", ["osteonecrosis present"]),
    ("AVN on the previous MRI, unchanged.", ["osteonecrosis present"]),
    ("Lesion, when it was seen, with AVN.", ["osteonecrosis present"]),
    ("A fracture when last seen.", ["fracture present"]),
]
NOT_SAID = [
    ("If AVN develops, MRI is advised.", []),
    ("Radiographs are insensitive to AVN.", []),
    ("No other fracture.", []),
    ("Mother has AVN.", []),
    ("AVN in her mother.", []),
    ("Mother has AVN; there is a fracture.", ["fracture present"]),
    ("There is a fracture; her mother has AVN.", ["fracture present"]),
]
EXCEPTED = [
    ("No marrow oedema except in the left femoral neck.", ["marrow_oedema present left"]),
    ("No marrow oedema except at rest.", ["marrow_oedema unknown"]),
    ("No marrow oedema except, perhaps, on the left.", ["marrow_oedema unknown"]),
    ("The joint space is preserved except on the left.", ["osteoarthritis unknown"]),
    ("Possible fracture except on the left.", ["fracture unknown"]),
    ("Fracture, except for the head.", ["fracture present"]),
    ("Previous AVN except on the left.", []),
    ("Normal hip except for a cyst.", []),
    ("Otherwise normal hip.", []),
    ("Apart from a cyst, no fracture.", ["fracture absent"]),
]
SIDES = [
    ("AVN of the left femoral head.", ["osteonecrosis present left"]),
    ("Left mild AVN.", ["osteonecrosis present left"]),
    ("AVN of the hip, left.", ["osteonecrosis present left"]),
    ("AVN - left.", ["osteonecrosis present left"]),
    ("AVN (left).", ["osteonecrosis present left"]),
    ("L hip AVN, r hip.", ["osteonecrosis present left"]),
    ("Bilateral AVN.", ["osteonecrosis present both"]),
    ("AVN of both femoral heads.", ["osteonecrosis present both"]),
    ("Both AVN and fracture are seen.", ["osteonecrosis present", "fracture present"]),
    ("AVN of both the femoral heads.", ["osteonecrosis present both"]),
    ("AVN of both.", ["osteonecrosis present"]),
    ("AVN R>L.", ["osteonecrosis present both"]),
    ("No AVN or fracture of the left hip.", ["osteonecrosis absent left", "fracture absent left"]),
    ("AVN and oedema in the left femoral head, and right fracture.", ["osteonecrosis present left", "marrow_oedema present left", "fracture present right"]),
    ("Fracture of the left femoral neck with marrow oedema.", ["fracture present left", "marrow_oedema present"]),
    ("There is no fracture and there is AVN on the left.", ["fracture absent", "osteonecrosis present left"]),
    ("Marrow oedema of the left and right hip fracture.", ["marrow_oedema present both", "fracture present both"]),
    ("Marrow oedema and left femoral neck fracture.", ["marrow_oedema present", "fracture present left"]),
    ("The left hip shows AVN, but no fracture.", ["osteonecrosis present left", "fracture absent left"]),
    ("The left hip shows AVN; no fracture.", ["osteonecrosis present left", "fracture absent"]),
    ("The left hip shows AVN and the right hip shows a fracture.", ["osteonecrosis present left", "fracture present right"]),
    ("The left hip shows AVN like the right hip, with marrow oedema.", ["osteonecrosis present left", "marrow_oedema present"]),
    ("On the left there is AVN and on the right there is a fracture.", ["osteonecrosis present left", "fracture present right"]),
    ("In the left hip, no AVN.", ["osteonecrosis absent left"]),
    ("Left hip radiographs are unremarkable.", ["normal present left"]),
    ("AVN on the right, none on the left.", ["osteonecrosis present right", "osteonecrosis absent left"]),
    ("Marrow oedema is seen on the left, but not on the right.", ["marrow_oedema present left", "marrow_oedema absent right"]),
    ("AVN has resolved on the right but is new on the left.", ["osteonecrosis absent right", "osteonecrosis present left"]),
    ("AVN on the right, possible on the left.", ["osteonecrosis present right", "osteonecrosis unknown left"]),
    ("AVN on the right, not in the knee.", ["osteonecrosis present right"]),
    ("AVN on the right, and on the left a cyst.", ["osteonecrosis present right"]),
    ("Previous AVN on the right, none on the left.", []),
    ("Contralateral hip normal.", []),
    ("No fracture of the left knee and right hip.", ["fracture absent right"]),
    ("Marrow oedema of the left acetabulum and femoral head.", ["marrow_oedema present left"]),
    ("Fracture of the femoral neck on the left.", ["fracture present left"]),
]
ELSEWHERE = [
    ("Osteoarthritis of the left knee.", []),
    ("Sacral insufficiency fracture.", []),
    ("Left fracture of the sacrum.", []),
    ("The sacrum shows marrow oedema.", []),
    ("SI joints: degenerative change.", []),
    ("Acute fractures of the left superior and inferior pubic rami.", []),
    ("Left sacral fracture with marrow oedema; no hip fracture.", ["fracture absent"]),
    ("Marrow oedema in the sacrum consistent with insufficiency fracture.", []),
    ("Degenerative change in the lumbar spine and there is a fracture.", ["fracture present"]),
    ("Fracture of the left sacrum, AVN.", ["osteonecrosis present"]),
    ("The sacrum is normal, with a fracture of the femoral neck.", ["fracture present"]),
    ("A fracture and marrow oedema.", ["fracture present", "marrow_oedema present"]),
    ("Marrow oedema in the sacrum and left femoral head.", ["marrow_oedema present left"]),
]
TOGETHER = [
    ("Bilateral AVN without collapse.", ["osteonecrosis present both"]),
    ("Possible AVN without collapse.", ["osteonecrosis unknown"]),
    ("Subchondral line, possibly a SIF, no fracture line.", ["insufficiency_fracture unknown"]),
    ("OA with possible osteophytes.", ["osteoarthritis present"]),
    ("Osteophytes, possible OA.", ["osteoarthritis unknown"]),
    ("Moderate OA of the right hip with osteophytes.", ["osteoarthritis present right"]),
    ("Osteophytes with moderate OA of the right hip.", ["osteoarthritis present right"]),
    ("Osteomyelitis without abscess.", ["infection present"]),
    ("AVN of the left hip; AVN of the right hip.", ["osteonecrosis present left", "osteonecrosis present right"]),
]
NORMAL = [
    ("Normal MRI of the left hip.", ["normal present left"]),
    ("The right hip is not entirely normal.", ["normal absent right"]),
    ("Abnormal hip radiograph.", ["normal absent"]),
    ("No acute bony abnormality.", ["normal present"]),
    ("Normal.", ["normal present"]),
    ("Possibly normal for age; correlate.", ["normal unknown"]),
    ("Left: marrow oedema; right: normal.", ["marrow_oedema present left", "normal present right"]),
    ("Impression: normal.", ["normal present"]),
    ("Alignment: normal.", []),
    ("Sacroiliac joints: normal.", []),
    ("Normal alignment of the left hip.", []),
    ("Normal femoral head.", []),
    ("The sacroiliac joints are normal.", []),
    ("No abnormality of the labrum.", []),
    ("Technically adequate. Normal.", []),
    ("There is nothing, normal.", []),
]
TABLES = [
    ("Fracture left femoral neck | No |", ["fracture unknown"]),
    ("Fracture left femoral neck ..... no", ["fracture unknown"]),
    ("Fracture left femoral neck . . . . no", ["fracture unknown"]),
    ("Fracture left femoral neck \u2026\u2026 no", ["fracture unknown"]),
    ("Fracture left femoral neck ____", ["fracture unknown"]),
    ("Fracture left femoral neck ---- no", ["fracture unknown"]),
    ("Fracture left femoral neck\tNo", ["fracture unknown"]),
    ("Fracture\tAVN\nNo\tYes", ["fracture unknown", "osteonecrosis unknown"]),
    ("Fracture left femoral neck        No", ["fracture unknown"]),
    ("[x] AVN [ ] fracture left femoral neck", ["osteonecrosis unknown", "fracture unknown"]),
    ("( ) fracture left femoral neck", ["fracture unknown"]),
    ("\u2610 Fracture left femoral neck", ["fracture unknown"]),
    ("\u2611 Fracture left femoral neck", ["fracture unknown"]),
    ("Fracture left femoral neck Y/N", ["fracture unknown"]),
    ("Fracture left femoral neck: N", ["fracture unknown"]),
    ("Fracture left femoral neck: false", ["fracture unknown"]),
    ("Fracture left femoral neck\nNo", ["fracture unknown"]),
    ("Fracture of the left\nfemoral neck\n\nnone.", ["fracture unknown"]),
    ("Fracture\nAVN\nNo\nYes", ["fracture unknown", "osteonecrosis unknown"]),
    ("Dislocation\nNo\nMarrow oedema of the left femoral head.", ["marrow_oedema unknown"]),
    ("Marrow oedema of the left hip.\nFracture | No", ["marrow_oedema present left", "fracture unknown"]),
    ("Fracture: no\navn: yes", ["fracture unknown", "osteonecrosis unknown"]),
]
NO_TABLES = [
    ("Findings:\tMarrow oedema of the left hip.", ["marrow_oedema present left"]),
    ("1.\tMarrow oedema of the left hip.", ["marrow_oedema present left"]),
    ("\tMarrow oedema of the left hip.", ["marrow_oedema present left"]),
    ("Marrow oedema of the left hip.\n----------\nNo fracture.", ["marrow_oedema present left", "fracture absent"]),
    ("Comparison: X ray.", []),
    ("Fracture: No\nAVN: Yes", ["fracture absent", "osteonecrosis present"]),
    ("Fracture -- no", ["fracture absent"]),
    ("Fracture left femoral neck: 0", ["fracture unknown left"]),
    ("0 fractures of the left femoral neck.", ["fracture unknown left"]),
]
NOT_NEW = [
    ("Old fracture of the left femoral neck, unchanged.", []),
    ("Old left femoral neck fracture, unchanged.", []),
    ("Chronic fracture of the left femoral neck.", ["fracture unknown left"]),
    ("Chronic left femoral neck fracture, stable.", ["fracture unknown left"]),
    ("Malunited left femoral neck fracture.", ["fracture unknown left"]),
    ("Nonunion of the left femoral neck fracture.", ["fracture unknown left"]),
    ("Left femoral neck fracture with malunion.", ["fracture unknown left"]),
    ("Left femoral neck fracture fixed with screws in good position.", ["fracture unknown left"]),
    ("Left femoral neck fracture fixed with screws, unchanged.", ["fracture unknown left"]),
    ("Left femoral neck fracture risk assessed.", []),
    ("Fracture clinic follow up left femoral neck.", []),
    ("Left femoral neck fracture fixation.", []),
    ("Left femoral neck fracture in differential.", ["fracture unknown left"]),
    ("Left femoral neck fracture is a differential diagnosis.", ["fracture unknown left"]),
    ("Benign bone lesion of the left proximal femur.", ["tumour unknown left"]),
    ("No acute or chronic fracture.", ["fracture absent"]),
    ("No chronic fracture.", ["fracture absent"]),
    ("Chronic osteoarthritis of the left hip.", ["osteoarthritis present left"]),
    ("Old intertrochanteric fracture with new marrow oedema of the left femoral head.", ["marrow_oedema present left"]),
]
SIDES_OF_TWO = [
    ("Marrow oedema of the right femoral head and left femoral neck fracture.", ["marrow_oedema present right", "fracture present left"]),
    ("Marrow oedema of the right femoral head and left hip effusion.", ["marrow_oedema present right"]),
    ("Marrow oedema of the right femoral head and left femoral neck.", ["marrow_oedema present both"]),
    ("Left > right femoral head marrow oedema.", ["marrow_oedema present both"]),
    ("L>R femoral head marrow oedema.", ["marrow_oedema present both"]),
    ("Marrow oedema of the femoral heads, right greater than left.", ["marrow_oedema present both"]),
    ("Bone marrow oedema in the femoral head of the other hip.", []),
    ("Bone marrow oedema in the other hip.", []),
]
DENIED_SIGNS = [
    ("No features of transient osteoporosis.", []),
    ("Indication: ?transient osteoporosis.", []),
    ("No marrow oedema. No transient osteoporosis.", ["marrow_oedema absent"]),
    ("No double line sign.", ["osteonecrosis absent"]),
]
# fmt: on

ROWS = {
    "tables": TABLES,
    "no tables": NO_TABLES,
    "not new": NOT_NEW,
    "sides of two": SIDES_OF_TWO,
    "denied signs": DENIED_SIGNS,
    "words": WORDS,
    "denied": DENIED,
    "not denied": NOT_DENIED,
    "unclear": UNCLEAR,
    "open": OPEN,
    "past": PAST,
    "not said": NOT_SAID,
    "excepted": EXCEPTED,
    "sides": SIDES,
    "elsewhere": ELSEWHERE,
    "together": TOGETHER,
    "normal": NORMAL,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(*row, id=f"{name}: {row[0]}") for name, rows in ROWS.items() for row in rows],
)
def test_a_phrase_says_what_a_careful_reader_takes_from_it(
    text: str, expected: list[str], report: Callable[[str], Account]
) -> None:
    account = report(text)

    assert told(account.mentions) == expected


@pytest.mark.parametrize("text", ["Fracture left femoral neck | No |", "Fracture left femoral neck\nNo"])
def test_what_a_table_or_form_names_says_why_it_is_unknown(text: str, report: Callable[[str], Account]) -> None:
    (mention,) = report(text).mentions

    assert mention.why is Why.TABLE
