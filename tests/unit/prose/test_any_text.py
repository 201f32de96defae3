"""Any text at all: no failure, the same answer each time, and no text that takes long."""

from __future__ import annotations

import gc
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluate import open_rulebook
from service.prose.lexicon import Lexicon, entries
from service.prose.reader import read
from tests.conftest import ROOT
from tests.unit.prose.conftest import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.prose.mentions import Account

BOOK = open_rulebook(ROOT / "rules")
REPORTS, NOTES = (Lexicon(BOOK.language, terms) for terms in (BOOK.report_terms, BOOK.symptom_terms))
WORDS = sorted(
    {
        " ".join(words)
        for terms in (BOOK.report_terms, BOOK.symptom_terms)
        for entry in entries(BOOK.language, terms)
        for words in entry.readings[:2]
    }
)
STOPS = [
    ".",
    ",",
    ";",
    ":",
    "-",
    " - ",
    "?",
    "(",
    ")",
    "\n",
    "\n\n",
    "and",
    "or",
    "L",
    "R",
    "2019",
    "3",
    "word",
    "\r\n",
]
SENTENCES = st.lists(st.sampled_from(WORDS) | st.sampled_from(STOPS), max_size=30).map(" ".join)


@given(text=st.text() | SENTENCES)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    for lexicon in (REPORTS, NOTES):
        account = read(text, lexicon)

        assert account == read(text, lexicon)
        assert {one.concept for one in account.mentions} <= lexicon.concepts.keys()
        assert all(one.quote and one.quote in " ".join(text.split()) for one in account.mentions)


@pytest.mark.parametrize(
    "piece",
    [
        "no ",
        "no no no fracture ",
        "fracture ",
        "fracture, ",
        "no fracture, AVN or oedema of the left hip ",
        "left hip: ",
        "left ",
        "possible ",
        "if ",
        "? ",
        "?",
        "(",
        ", ",
        "\n",
        "| ",
        "[ ]\n",
        "fracture\t",
        "fracture | no\n",
        "fracture\nno\n",
        "no fracture\n",
        "cannot be ",
        "osteonecrosi ",
        "radiating to ",
        "fracture " * 70 + ". ",
        "no fracture (" * 15 + ". ",
        "AVN left, none right, " * 12 + ". ",
        "x" * 100,
    ],
    ids=lambda piece: repr(piece[:30]),
)
def test_a_text_of_a_hundred_thousand_characters_takes_no_longer_than_its_length(
    piece: str, report: Callable[[str], Account]
) -> None:
    """Four times the text takes four times as long; what takes the square of it takes sixteen times as long."""
    whole = piece * (100_000 // len(piece))

    quarter, full = _seconds(report, whole[: len(whole) // 4]), _seconds(report, whole)

    assert full < 10 * quarter + 0.05
    assert full < 3


@pytest.mark.parametrize("rubbish", ["(", ".", "-", "\n", "| ", "_", "?"], ids=repr)
def test_rubbish_costs_less_than_half_of_words_of_the_same_length(
    rubbish: str, report: Callable[[str], Account]
) -> None:
    length = 120_000

    assert _seconds(report, rubbish * (length // len(rubbish))) < _seconds(report, "no\n" * (length // 3)) / 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No fracture." + " \n" * 200 + "Marrow oedema.", ["fracture absent", "marrow_oedema present"]),
        ("No fracture" + " \n" * 200 + "Marrow oedema.", ["fracture absent", "marrow_oedema present"]),
        ("Fracture" + "?" * 200, ["fracture unknown"]),
        ("?" * 200 + "fracture.", ["fracture unknown"]),
    ],
    ids=["after a full stop", "after none", "asked behind", "asked before"],
)
def test_rubbish_changes_nothing_of_what_stands_around_it(
    text: str, expected: list[str], report: Callable[[str], Account]
) -> None:
    account = report(text)

    assert told(account.mentions) == expected


def _seconds(report: Callable[[str], Account], text: str) -> float:
    """The shortest of three runs; the garbage of other tests is not collected within them."""
    runs = []
    gc.disable()
    for _ in range(3):
        start = process_time()
        report(text)
        runs.append(process_time() - start)
    gc.enable()
    return min(runs)
