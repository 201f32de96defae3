"""Words that are spelt otherwise, or not right: recognised where only one word can be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.prose.slips import Slips
from tests.unit.prose.conftest import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.prose.mentions import Account


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Marrow edema.", ["marrow_oedema present"]),
        ("Leukemic infiltration.", ["tumour present"]),
        ("Demineralization.", ["osteopenia present"]),
        ("No fracure.", ["fracture absent"]),
        ("No fractture.", ["fracture absent"]),
        ("No fracturr.", ["fracture absent"]),
        ("No fratcure.", ["fracture absent"]),
        ("Withou fracture.", ["fracture absent"]),
        ("No racture.", []),
        ("No frctre.", []),
        ("No frautcre.", []),
        ("FRACTURE", ["fracture present"]),
    ],
)
def test_a_word_is_recognised_in_every_spelling_and_with_one_slip(
    text: str, expected: list[str], report: Callable[[str], Account]
) -> None:
    account = report(text)

    assert told(account.mentions) == expected


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("absent", None),
        ("lissoms", None),
        ("heaing", None),
        ("lesion", "lesions"),
        ("legions", "lesions"),
        ("lesoins", "lesions"),
        ("lesioms", "lesions"),
        ("lesionss", "lesions"),
        ("x" * 100_000, None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_slip_is_mended_only_where_one_word_can_be_meant(written: str, meant: str | None) -> None:
    slips = Slips({"lesions": "lesions", "healing": "healing", "hearing": "hearing"}, 7)

    assert slips.meant(written) == meant
