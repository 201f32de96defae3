"""Which texts are worth reading: nothing that the reader would find is passed over, and most texts are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.prose.lexicon import Lexicon
from service.prose.reader import read
from tests.text.gold import SETS, sentences

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook


SLIPS = {"No fracure or disloction of the left hip.", "antalagic gait, uses one crutch"}
"""Sentences with a slip of the pen in the word that tells: the reader would mend it, the screen does not."""


@pytest.mark.parametrize("name", SETS)
def test_no_sentence_that_says_something_is_passed_over(name: str, book: RuleBook) -> None:
    terms = {"symptom": book.symptom_terms, "mri": book.report_terms, "xray": book.report_terms}
    index = book.terminology
    looks = {"symptom": index.may_complain, "mri": index.may_report, "xray": index.may_report}
    lexicons = {kind: Lexicon(book.language, sheet) for kind, sheet in terms.items()}

    passed_over = [
        one.text
        for one in sentences(name)
        if not looks[one.kind](one.text)
        and any(not terms[one.kind].concepts[m.concept].company for m in read(one.text, lexicons[one.kind]).mentions)
    ]

    assert set(passed_over) <= SLIPS


@pytest.mark.parametrize(
    "text",
    [
        "Essential hypertension (disorder)",
        "Type 2 diabetes mellitus",
        "Acute viral pharyngitis",
        "Chronic sinusitis",
        "Body mass index 30+ - obesity (finding)",
        "Iron deficiency anaemia",
        "Gastroesophageal reflux disease",
        "Fracture of the wrist",
        "Osteoarthritis of the knee",
        "Chest pain",
        "",
    ],
)
def test_what_most_charts_hold_is_passed_over(text: str, book: RuleBook) -> None:
    assert not book.terminology.may_complain(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("LEFT HIP PAIN", id="capitals"),
        pytest.param("pain/hip", id="a slash"),
        pytest.param("(limping)", id="brackets"),
        pytest.param("hip-pain", id="a hyphen"),
    ],
)
def test_a_word_is_seen_however_it_is_written(text: str, book: RuleBook) -> None:
    assert book.terminology.may_complain(text)
