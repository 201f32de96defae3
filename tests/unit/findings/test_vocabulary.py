"""What this room refuses in findings.yaml, and which findings the Patient alone can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.errors import RuleBookFault
from service.findings.cases import Observer
from service.findings.told import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.rulebook.book import RuleBook
    from tests.charts import Json

    Change = Callable[[Callable[[Json], None]], RuleBook]


@pytest.mark.parametrize(
    ("name", "part", "message"),
    [
        pytest.param(
            "hip_pain", {"computed": "guessed"}, "computed: 'guessed' is not one of age, coded", id="function"
        ),
        pytest.param("male", {"option": "man"}, "option: 'man' is not one of male, female", id="option of sex"),
        pytest.param("male", {"option": None}, "a finding that is sex needs option", id="no option"),
        pytest.param("hip_pain", {"option": "left"}, "option: 'left' is not one of none", id="option of a code"),
        pytest.param(
            "hip_pain_resolved", {"option": "oedema"}, "'oedema' is not a finding of findings.yaml", id="other finding"
        ),
        pytest.param(
            "hip_pain_resolved",
            {"option": "hip_pain_resolved"},
            "'hip_pain_resolved' leads back to 'hip_pain_resolved'",
            id="itself",
        ),
        pytest.param("hip_pain", {"value_sets": {}}, "a finding that is coded needs code", id="no codes"),
        pytest.param(
            "hip_pain", {"terms": ["hip pain"]}, "coded does not read 'terms'; it takes seventh_character", id="terms"
        ),
        pytest.param("male", {"exam": "mri"}, "sex does not read 'exam'; it takes none", id="exam"),
        pytest.param(
            "hip_pain", {"parameters": {"lookback": "pain_recall_days"}}, "coded does not read 'lookback'", id="role"
        ),
        pytest.param(
            "hip_pain",
            {"parameters": {"look_back": "men_from_years"}},
            "look_back: 'men_from_years' is not given in days or weeks",
            id="years for days",
        ),
        pytest.param(
            "under_18",
            {"parameters": {"to": "pain_recall_days"}},
            "to: 'pain_recall_days' is not given in years",
            id="days for years",
        ),
    ],
)
def test_what_no_function_reads_is_refused(changed_book: Change, name: str, part: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleBookFault) as refused:
        changed_book(lambda vocabulary: vocabulary[name].update(part))

    assert [fault for fault in refused.value.faults if message in str(fault)]


def test_findings_that_lead_to_each_other_are_refused(changed_book: Change) -> None:
    def knot(vocabulary: Json) -> None:
        vocabulary["hip_pain_resolved"]["option"] = "hip_imaging_since_onset"
        vocabulary["hip_imaging_since_onset"]["option"] = "hip_pain_resolved"

    with pytest.raises(RuleBookFault) as refused:
        changed_book(knot)

    assert len([fault for fault in refused.value.faults if "leads back to" in str(fault)]) == 2


def test_a_changed_book_without_faults_is_accepted(changed_book: Change) -> None:
    changed_book(lambda vocabulary: vocabulary["hip_pain_resolved"].pop("option"))


def test_only_the_patient_resource_is_always_there(book: RuleBook) -> None:
    always = Observer(book, book.findings, Texts(book)).always

    assert set(always) == {name for name, sheet in book.findings.items() if sheet.reads == ("Patient",)}
