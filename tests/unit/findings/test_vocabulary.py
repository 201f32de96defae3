"""What this room refuses in findings.yaml, and which findings the Patient alone can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.errors import RuleBookFault
from service.findings.cases import Observer
from service.findings.told import Lexicons

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
        pytest.param(
            "crp_raised",
            {"parameters": {"look_back": "infection_look_back_days"}},
            "a finding that is measured needs threshold",
            id="no threshold",
        ),
        pytest.param(
            "crp_raised",
            {"parameters": {"threshold": "pain_recall_days"}},
            "threshold: 'pain_recall_days' is not given in a unit of reading.yaml",
            id="days as a threshold",
        ),
        pytest.param(
            "crp_raised",
            {"parameters": {"threshold": "crp_raised_from", "most": "leukocytes_most"}},
            "most: 'leukocytes_most' is not given in mg/L",
            id="bound in another unit",
        ),
        pytest.param(
            "crp_raised",
            {"parameters": {"threshold": "no_such_number", "most": "crp_most"}},
            "most: 'crp_most' is not given in a unit of reading.yaml",
            id="threshold that does not exist",
        ),
        pytest.param(
            "crp_raised", {"option": "all"}, "option: 'all' is not one of any, critical", id="option of a value"
        ),
        pytest.param(
            "other_hip_fracture", {"option": None}, "a finding that is other_hip needs option", id="other hip"
        ),
        pytest.param(
            "other_hip_fracture",
            {"option": "other_hip_fracture"},
            "'other_hip_fracture' leads back to 'other_hip_fracture'",
            id="the other hip of the other hip",
        ),
        pytest.param(
            "new_hip_pain_after_toh", {"value_sets": {}}, "a finding that is pain_after needs after", id="after what?"
        ),
        pytest.param(
            "toh_beyond_usual_course", {"parameters": {}}, "a finding that is lasting needs over", id="how long?"
        ),
        pytest.param("malignancy", {"value_sets": {}}, "a finding that is ever needs code", id="ever what?"),
        pytest.param("follow_up_mri_due", {"parameters": {}}, "a finding that is follow_up_due needs from", id="when?"),
        pytest.param(
            "hip_mri_unread", {"value_sets": {}}, "a finding that is unread needs code", id="what is a finding?"
        ),
        pytest.param(
            "other_joint_mri_ordered",
            {"option": "elsewhere"},
            "option: 'elsewhere' is not one of anywhere",
            id="where?",
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
    always = Observer(book, book.findings, Lexicons(book)).always

    assert set(always) == {name for name, sheet in book.findings.items() if sheet.reads == ("Patient",)}
