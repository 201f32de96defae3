"""Texts of more than a sentence: where sentences end, what headings hold, and which lines go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import BOTH, Presence, Side
from service.prose.mentions import Region, Why
from tests.unit.prose.conftest import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.prose.mentions import Account

Report = "Callable[[str], Account]"


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("No AVN. A fracture.", ["No AVN.", "A fracture."]),
        ("No AVN! A fracture", ["No AVN!", "A fracture"]),
        ("A fracture?  AVN", ["A fracture?", "AVN"]),
        ("A fracture of 2.5 cm.", ["A fracture of 2.5 cm."]),
        ("A fracture of approx. 2 cm.", ["A fracture of approx. 2 cm."]),
        ("A fracture, e.g. of the head.", ["A fracture, e.g. of the head."]),
        ("No AVN.A fracture.", ["No AVN.", "A fracture."]),
        ("...A fracture.", ["A fracture."]),
        ("A fracture\nAVN", ["A fracture", "AVN"]),
        ("A fracture\r\nAVN\rOA", ["A fracture", "AVN", "OA"]),
        ("A\tfracture  of\nthe head", ["A fracture of the head"]),
        ("A fracture; AVN", ["A fracture; AVN", "A fracture; AVN"]),
        ("\u2022 A fracture \u2013 AVN", ["A fracture \u2013 AVN"] * 2),
        ("\u0130 fracture", ["\u0130 fracture"]),
        ("a_fracture", ["a_fracture"]),
    ],
    ids=repr,
)
def test_a_mention_quotes_its_sentence(text: str, quotes: list[str], report: Callable[[str], Account]) -> None:
    account = report(text)

    assert [one.quote for one in account.mentions] == quotes


LONG = "There is nothing else in the whole of this text to"
SHOUTED = "THERE IS NOTHING ELSE IN THE WHOLE OF THIS TEXT TO"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No evidence of\nfracture", ["fracture absent"]),
        ("No evidence of\n\nFracture", ["fracture absent"]),
        ("No dislocation\nFracture", ["fracture present"]),
        ("No dislocation\nfracture", ["fracture unknown"]),
        ("No dislocation\n\nfracture", ["fracture present"]),
        ("No dislocation\n1 fracture", ["fracture present"]),
        ("No dislocation\n- Fracture", ["fracture present"]),
        (f"No dislocation. {LONG} say\nfracture", ["fracture present"]),
        (f"No evidence that {LONG} show\nfracture", ["fracture absent"]),
        (f"No evidence that {LONG} show\nFracture", ["fracture present"]),
        (f"NO EVIDENCE THAT {SHOUTED} SHOW\nFRACTURE", ["fracture absent"]),
        ("NO DISLOCATION\nFRACTURE", ["fracture present"]),
        ("No dislocation\n", []),
    ],
    ids=repr,
)
def test_a_line_goes_on_only_where_its_end_says_so(
    text: str, expected: list[str], report: Callable[[str], Account]
) -> None:
    account = report(text)

    assert told(account.mentions) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Left hip: no AVN. A fracture.", ["osteonecrosis absent left", "fracture present left"]),
        ("Left hip: no AVN.\nA fracture.", ["osteonecrosis absent left", "fracture present"]),
        ("Left hip:\nNo AVN.\nA fracture.", ["osteonecrosis absent left", "fracture present left"]),
        ("Left hip:\nNo AVN.\nRight hip:\nAVN.", ["osteonecrosis absent left", "osteonecrosis present right"]),
        ("Left hip:\nNo AVN.\nConclusion:\nFracture.", ["osteonecrosis absent left", "fracture present"]),
        ("Left hip:\nNormal.", ["normal present left"]),
        ("Findings:\nNormal.", ["normal present"]),
        ("Shape:\nNormal.", []),
        ("Sacroiliac joints:\nDegenerative change.\nOA.", []),
        ("Findings: left hip: AVN; right hip: OA.", ["osteonecrosis present left", "osteoarthritis present right"]),
        ("Left: a fracture of the head: displaced.", ["fracture present left"]),
        ("Left hip, which is the one that she says hurts most of the two: AVN.", ["osteonecrosis present"]),
        ("Left hip; AVN: present.", ["osteonecrosis present"]),
        ("Fracture of the left hip: AVN.", ["fracture present left", "osteonecrosis present"]),
    ],
    ids=repr,
)
def test_a_heading_gives_its_side_to_what_it_governs(
    text: str, expected: list[str], report: Callable[[str], Account]
) -> None:
    account = report(text)

    assert told(account.mentions) == expected


_ASKED = ["osteonecrosis unknown", "fracture unknown"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Indication: fall, AVN.", ["osteonecrosis unknown"]),
        ("Indication: AVN. Fracture.", ["osteonecrosis unknown", "fracture unknown"]),
        ("Indication: AVN.\nFracture.", ["osteonecrosis unknown", "fracture present"]),
        ("Indication:\nAVN.\nFracture.\nFindings: OA.", [*_ASKED, "osteoarthritis present"]),
        ("Indication: AVN. Findings: a fracture.", ["osteonecrosis unknown", "fracture present"]),
        ("Indication: no fracture on film.", ["fracture unknown"]),
        ("Indication", []),
        ("Indication\nAVN", ["osteonecrosis unknown"]),
        ("Technique: for AVN.", []),
        ("Background: AVN.", []),
        ("Family history: AVN.", []),
        ("The indication was AVN.", ["osteonecrosis present"]),
    ],
    ids=repr,
)  # fmt: skip
def test_a_section_says_what_its_sentences_are_for(
    text: str, expected: list[str], report: Callable[[str], Account]
) -> None:
    account = report(text)

    assert told(account.mentions) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Possible AVN.", Why.OPEN),
        ("Indication: AVN.", Why.ASKED),
        ("No dislocation with AVN.", Why.UNCLEAR),
        ("There is no AVN; AVN is seen.", Why.CONTRADICTS),
        ("AVN " + "and so on " * 80, Why.TOO_LONG),
        ("AVN.", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_unknown_says_why(text: str, why: Why | None, report: Callable[[str], Account]) -> None:
    (mention,) = report(text).mentions

    assert mention.why is why
    assert (mention.presence is Presence.UNKNOWN) == (why is not None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("AVN of the knee.", Why.ELSEWHERE),
        ("Contralateral AVN.", Why.OTHER_HIP),
        ("Father has AVN.", Why.SOMEONE_ELSE),
        ("History of AVN.", Why.EARLIER),
        ("Risk of AVN.", Why.NOT_SAID),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_left_out_says_why(text: str, why: Why, report: Callable[[str], Account]) -> None:
    account = report(text)

    assert account.mentions == ()
    assert [(one.concept, one.why) for one in account.left_out] == [("osteonecrosis", why)]


def test_a_question_that_the_text_answers_is_left_out(report: Callable[[str], Account]) -> None:
    account = report("Indication: ?AVN, ?fracture.\nFindings: no AVN.")

    assert told(account.mentions) == ["fracture unknown", "osteonecrosis absent"]
    assert [(one.concept, one.why) for one in account.left_out] == [("osteonecrosis", Why.ANSWERED)]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("AVN of the femoral head.", Region.HIP),
        ("The hip shows AVN.", Region.HIP),
        ("AVN.", Region.NOT_NAMED),
        ("AVN on the left.", Region.NOT_NAMED),
    ],
)
def test_a_mention_says_which_part_of_the_body_is_named(
    text: str, region: Region, report: Callable[[str], Account]
) -> None:
    (mention,) = report(text).mentions

    assert mention.region is region


def test_a_side_counts_only_for_what_has_one(note: Callable[[str], Account]) -> None:
    sudden, pain = note("Acute left hip pain").mentions

    assert not sudden.sides
    assert pain.sides == {Side.LEFT}


def test_sentences_that_say_the_same_are_all_told(report: Callable[[str], Account]) -> None:
    account = report("Bilateral AVN. AVN of both hips.")

    assert [one.sides for one in account.mentions] == [BOTH, BOTH]


def test_a_sentence_that_is_too_long_leaves_all_that_it_names_open(note: Callable[[str], Account]) -> None:
    account = note("Plan: no coxalgia and no pain " + "and so on " * 80 + ". Limp")

    assert told(account.mentions) == [
        "hip_pain unknown",
        "groin_buttock_thigh_pain unknown",
        "limp present",
    ]
