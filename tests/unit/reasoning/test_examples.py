"""The examples in the sheets: each is run, and one that does not do what it says is a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence
from service.reasoning.examples import check_examples, values_of
from service.rulebook.load import Places
from tests.invented import assessment, book_of, rule

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook

WHEN = {"all": ["pain", {"unknown": "trauma"}], "unless": ["mri"]}
CARD = {"indicator": "info", "escalate": {"when": "late", "indicator": "warning"}}


def example(expect: str, *present: str, unknown: tuple[str, ...] = ("trauma",), **more: Any) -> dict[str, Any]:
    return {"name": "case", "given": {"present": present, "unknown": unknown}, "expect": expect, **more}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param(example("fires", "pain"), None, id="fires as it says"),
        pytest.param(example("silent", "pain", "mri"), None, id="stays silent as it says"),
        pytest.param(example("fires", "pain", "late", indicator="warning"), None, id="indicator as it says"),
        pytest.param(example("fires", "pain", "mri"), "the rule stays silent", id="silenced"),
        pytest.param(example("fires", "pain", unknown=()), "the rule stays silent", id="what is not named is absent"),
        pytest.param(example("silent", "pain"), "the rule fires", id="fires"),
        pytest.param(example("fires", "pain", indicator="warning"), "the indicator is info", id="not raised"),
        pytest.param(example("fires", "pain", "late", indicator="info"), "the indicator is warning", id="raised"),
    ],
)
def test_an_example_of_a_rule_must_do_what_it_says(book: RuleBook, given: dict[str, Any], problem: str | None) -> None:
    sheets = book_of(book, [rule("hip-pain", WHEN, card=CARD, examples=[given])])

    faults = [str(fault) for fault in check_examples(sheets, Places())]

    assert faults == ([f"advise/hip-pain.yaml:1: example 'case': {problem}"] if problem else [])


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param(example("fires", "pain"), None, id="as it says"),
        pytest.param(example("silent", "pain"), "the rule fires", id="fires"),
        pytest.param(example("fires", "pain", indicator="info"), "an assessment has no indicator", id="no card"),
    ],
)
def test_an_example_of_an_assessment_must_do_what_it_says(
    book: RuleBook, given: dict[str, Any], problem: str | None
) -> None:
    sheets = book_of(book, [], [assessment("hip_region", WHEN, examples=[given])])

    faults = [str(fault) for fault in check_examples(sheets, Places())]

    assert faults == ([f"assess/hip_region.yaml:1: example 'case': {problem}"] if problem else [])


def test_every_wrong_example_is_told(book: RuleBook) -> None:
    wrong = [example("silent", "pain"), example("fires", "pain"), example("fires")]
    sheets = book_of(book, [rule("hip-pain", WHEN, examples=wrong)])

    assert len(list(check_examples(sheets, Places()))) == 2


def test_what_an_example_does_not_name_is_absent() -> None:
    sheet = rule("hip-pain", WHEN, card=CARD, examples=[example("fires", "pain")])

    values = values_of(sheet, sheet.examples[0])

    assert values == {
        "pain": Presence.PRESENT,
        "trauma": Presence.UNKNOWN,
        "mri": Presence.ABSENT,
        "late": Presence.ABSENT,
    }
