"""How phrases of the sheets of language are written, and what they stand for in a text."""

from __future__ import annotations

import pytest

from service.rulebook.phrases import figure, readings, spellings, tokens


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("marrow oedema", ["marrow oedema"]),
        ("no change in|of", ["no change in", "no change of"]),
        ("(bone) marrow", ["bone marrow", "marrow"]),
        ("in (the|a) hip", ["in the hip", "in a hip", "in hip"]),
        ("(evidence of|any) pain", ["evidence of pain", "any pain", "pain"]),
        ("(a) a", ["a a", "a"]),
        ("a|a", ["a"]),
        ("r/o", ["r / o"]),
        ("( + )", ["( + )"]),
        ("double-line sign", ["double line sign"]),
        ("in <year>", ["in <year>"]),
        ("<number>|one week", ["<number> week", "one week"]),
        ("L hip", ["l hip"]),
        ("(any)", ["any", ""]),
    ],
)
def test_a_phrase_stands_for_every_way_to_say_it(phrase: str, expected: list[str]) -> None:
    assert [" ".join(words) for words in readings(phrase)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the left hip", ["the", "left", "hip"]),
        ("T1-weighted", ["T1", "weighted"]),
        ("non-weight-bearing", ["non", "weight", "bearing"]),
        ("pain - none", ["pain", "-", "none"]),
        ("2.5 cm, 6/52", ["2.5", "cm", ",", "6/52"]),
        ("L4/5", ["L4", "/", "5"]),
        ("can't", ["can", "'", "t"]),
        ("a_b", ["a", "b"]),
        ("one\ntwo", ["one", "\n", "two"]),
        ("ödem", ["ödem"]),
    ],
)
def test_a_text_is_cut_into_words_numbers_and_signs(text: str, expected: list[str]) -> None:
    assert list(tokens(text)) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [("2019", "<year>"), ("03/2019", "<year>"), ("14/03/2019", "<number>"), ("2119", "<number>"), ("12", "<number>")],
)
def test_a_year_is_told_from_other_numbers(token: str, expected: str) -> None:
    assert figure(token) == expected


def test_a_word_has_every_spelling_of_its_parts() -> None:
    found = spellings("oedematised", {"oedem": ("edem", "odem"), "ised": ("ized",)})

    assert found == {
        "oedematised",
        "edematised",
        "odematised",
        "oedematized",
        "edematized",
        "odematized",
    }
