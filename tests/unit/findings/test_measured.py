"""Fever, CRP, white cells and ESR: a value against a threshold, in whatever unit and however marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    CRP,
    CRP_RAISED,
    ESR,
    FEVER,
    HIP_PAIN,
    LEUKOCYTES,
    LEUKOCYTOSIS,
    LIMP,
    LOINC,
    PREGNANT,
    TEMPERATURE,
    clinical,
    concept,
    condition,
    days_ago,
    encounter,
    marked,
    measurement,
    observation,
    panel,
    reference,
    report,
    verification,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN

NO_NUMBER = "recorded without a number"
NO_UNIT = "recorded without a unit"
OTHER_UNIT = "the unit is not one that the rule book knows"
TWO_UNITS = "the code of the unit and its words differ"
IMPLAUSIBLE = "the value is not plausible in its unit"
OPEN = "the value is given as a range that leaves it open"
STALE = "not measured again for longer than the rule book looks back"
MAY_BE_STALE = "the measurement may be older than the rule book looks back"
UNDATED = "the date is not recorded"

WHAT: dict[str, Code] = {
    "fever": TEMPERATURE,
    "crp_raised": CRP,
    "leukocytes_raised": LEUKOCYTES,
    "leukocytes_very_high": LEUKOCYTES,
    "esr_raised": ESR,
}
UNIT = {TEMPERATURE: "Cel", CRP: "mg/L", LEUKOCYTES: "10*9/L", ESR: "mm/h"}


def crp(value: float = 64, unit: str | None = "mg/L", **more: Any) -> Json:
    return measurement(CRP, value, unit, **more)


def temperature(value: float, unit: str | None = "Cel", **more: Any) -> Json:
    return measurement(TEMPERATURE, value, unit, **more)


@pytest.mark.parametrize(
    ("finding", "below", "at"),
    [
        ("fever", 37.9, 38),
        ("crp_raised", 19.9, 20),
        ("leukocytes_raised", 11.9, 12),
        ("leukocytes_very_high", 15.9, 16),
        ("esr_raised", 39, 40),
    ],
)
def test_the_threshold_itself_counts(find: Find, finding: str, below: float, at: float) -> None:
    code = WHAT[finding]

    assert find(finding, measurement(code, below, UNIT[code])).presence is A
    assert find(finding, measurement(code, at, UNIT[code])).presence is P


@pytest.mark.parametrize(
    ("finding", "value", "unit", "presence"),
    [
        pytest.param("fever", 100.4, "[degF]", P, id="100.4 F"),
        pytest.param("fever", 100.3, "[degF]", A, id="100.3 F"),
        pytest.param("fever", 38, "°C", P, id="degrees in words"),
        pytest.param("fever", 38, "deg C", P, id="with a space"),
        pytest.param("fever", 37.9, "C", A, id="C"),
        pytest.param("fever", 101, "º F", P, id="another sign for degrees"),
        pytest.param("crp_raised", 2, "mg/dL", P, id="CRP 2 mg/dL"),
        pytest.param("crp_raised", 1.9, "mg/dL", A, id="CRP 1.9 mg/dL"),
        pytest.param("crp_raised", 1.9, "MG/DL", A, id="capitals"),
        pytest.param("crp_raised", 19_000, "ug/L", A, id="CRP 19000 ug/L"),
        pytest.param("crp_raised", 20_000, "µg/L", P, id="micro sign"),
        pytest.param("crp_raised", 0.02, "g/L", P, id="CRP 0.02 g/L"),
        pytest.param("crp_raised", 20, "mg/L{CRP}", P, id="annotation"),
        pytest.param("leukocytes_raised", 12, "10*3/uL", P, id="10*3/uL"),
        pytest.param("leukocytes_raised", 11.9, "K/uL", A, id="K/uL"),
        pytest.param("leukocytes_raised", 12, "G/L", P, id="G/L"),
        pytest.param("leukocytes_raised", 12_000, "/uL", P, id="/uL"),
        pytest.param("leukocytes_raised", 11_900, "cells/mcL", A, id="cells/mcL"),
        pytest.param("leukocytes_raised", 12, "\u00d710^9/L", P, id="multiplication sign"),
        pytest.param("leukocytes_raised", 12, "10^9 / L", P, id="spaces"),
        pytest.param("leukocytes_very_high", 15_999, "/mm3", A, id="15999 /mm3"),
        pytest.param("esr_raised", 40, "mm/hr", P, id="mm/hr"),
        pytest.param("esr_raised", 39, "mm/1h", A, id="mm/1h"),
    ],
)
def test_a_value_is_compared_in_the_unit_of_the_threshold(
    find: Find, finding: str, value: float, unit: str, presence: Presence
) -> None:
    assert find(finding, measurement(WHAT[finding], value, unit)).presence is presence


@pytest.mark.parametrize(
    ("amount", "note"),
    [
        pytest.param(temperature(101.3, "[degF]"), "38.5 °C", id="converted"),
        pytest.param(temperature(39, comparator=">"), "39 °C or more", id="above"),
    ],
)
def test_a_card_can_tell_the_value_in_the_unit_of_the_rule_book(find: Find, amount: Json, note: str) -> None:
    assert find("fever", amount).note == note


@pytest.mark.parametrize(
    ("comparator", "value", "presence"),
    [
        pytest.param("<", 20, A, id="below 20"),
        pytest.param("<=", 20, U, id="20 or less"),
        pytest.param("<=", 19, A, id="19 or less"),
        pytest.param("<", 21, U, id="below 21"),
        pytest.param(">", 19, U, id="above 19"),
        pytest.param(">", 20, P, id="above 20"),
        pytest.param(">=", 20, P, id="20 or more"),
        pytest.param("~", 64, U, id="a comparator that FHIR does not have"),
    ],
)
def test_a_range_counts_only_where_all_of_it_lies_on_one_side(
    find: Find, comparator: str, value: float, presence: Presence
) -> None:
    seen = find("crp_raised", crp(value, comparator=comparator))

    assert (seen.presence, seen.reason) == (presence, OPEN if presence is U else None)


@pytest.mark.parametrize(
    ("comparator", "value", "note"),
    [("<", 5, "below 5 mg/L"), ("<=", 5, "5 mg/L or less"), (None, 5, "5 mg/L")],
    ids=["below", "or less", "exact"],
)
def test_a_value_below_the_threshold_is_told_as_it_was_given(
    find: Find, comparator: str | None, value: float, note: str
) -> None:
    assert find("crp_raised", crp(value, comparator=comparator)).note == note


@pytest.mark.parametrize(
    ("finding", "record", "reason"),
    [
        pytest.param("crp_raised", crp(64, None), NO_UNIT, id="no unit"),
        pytest.param("crp_raised", crp(64, "mmol/L"), OTHER_UNIT, id="unit of something else"),
        pytest.param("crp_raised", crp(64, "10*9/L"), OTHER_UNIT, id="unit of white cells"),
        pytest.param("crp_raised", crp(64, written="mg/dL"), TWO_UNITS, id="code and words differ"),
        pytest.param("crp_raised", observation(CRP), NO_NUMBER, id="no value"),
        pytest.param("crp_raised", observation(CRP, valueString="64 mg/L"), NO_NUMBER, id="in words"),
        pytest.param("crp_raised", observation(CRP, valueInteger=64), NO_UNIT, id="integer"),
        pytest.param("crp_raised", observation(CRP, valueQuantity={"unit": "mg/L"}), NO_NUMBER, id="unit only"),
        pytest.param(
            "crp_raised", observation(CRP, dataAbsentReason=concept(("s", "not-performed"))), NO_NUMBER, id="not done"
        ),
        pytest.param("fever", temperature(98.6), IMPLAUSIBLE, id="Fahrenheit called Celsius"),
        pytest.param("fever", temperature(37, "[degF]"), IMPLAUSIBLE, id="Celsius called Fahrenheit"),
        pytest.param("fever", temperature(0), IMPLAUSIBLE, id="nought degrees"),
        pytest.param("fever", temperature(20, comparator="<"), IMPLAUSIBLE, id="below any body"),
        pytest.param("crp_raised", crp(-1), IMPLAUSIBLE, id="below zero"),
        pytest.param("crp_raised", crp(64_000), IMPLAUSIBLE, id="CRP of 64 g/L"),
        pytest.param("crp_raised", crp(1e300, "g/L"), IMPLAUSIBLE, id="a number without end"),
        pytest.param("esr_raised", measurement(ESR, 4000, "mm/h"), IMPLAUSIBLE, id="ESR of four metres"),
        pytest.param("leukocytes_raised", measurement(LEUKOCYTES, 14_200, "10*9/L"), IMPLAUSIBLE, id="per microlitre"),
        pytest.param("leukocytes_raised", measurement(LEUKOCYTES, 9, "/uL"), IMPLAUSIBLE, id="nine cells"),
        pytest.param("crp_raised", crp(status="registered"), "recorded as unconfirmed", id="outstanding"),
        pytest.param("crp_raised", crp(on=None), UNDATED, id="undated"),
        pytest.param("crp_raised", crp(on="2026-11"), MAY_BE_STALE, id="this month"),
        pytest.param("crp_raised", crp(on=days_ago(8)), STALE, id="eight days old"),
        pytest.param("crp_raised", crp(5, on=days_ago(8)), STALE, id="low, and eight days old"),
        pytest.param("crp_raised", crp(status="entered-in-error"), "not recorded", id="in error"),
        pytest.param("crp_raised", crp(status="cancelled"), "not recorded", id="cancelled"),
    ],
)
def test_what_cannot_be_compared_is_unknown_and_never_normal(
    find: Find, finding: str, record: Json, reason: str
) -> None:
    seen = find(finding, record)

    assert (seen.presence, seen.reason) == (U, reason)


@pytest.mark.parametrize("written", ["mg/L", "milligram", None], ids=["the same", "a word not known", "none"])
def test_words_beside_the_code_of_a_unit_count_only_where_they_are_known(find: Find, written: str | None) -> None:
    assert find("crp_raised", crp(64, written=written)).presence is P


def test_a_local_code_of_a_unit_leaves_it_to_the_words(find: Find) -> None:
    assert find("crp_raised", crp(64, "L42", written="mg/L")).presence is P


@pytest.mark.parametrize(("days", "presence"), [(0, P), (7, P), (8, U)])
def test_seven_days_count(find: Find, days: int, presence: Presence) -> None:
    assert find("crp_raised", crp(on=days_ago(days))).presence is presence


class TestMarks:
    """What the laboratory marked a value with counts where the number does not."""

    @pytest.mark.parametrize(
        ("record", "presence"),
        [
            pytest.param(observation(CRP, interpretation=marked("H")), P, id="high, no number"),
            pytest.param(observation(CRP, interpretation=marked("HH")), P, id="critically high"),
            pytest.param(observation(CRP, interpretation=marked("N")), A, id="normal, no number"),
            pytest.param(observation(CRP, interpretation=marked("L")), A, id="low"),
            pytest.param(observation(CRP, interpretation=marked("A")), U, id="abnormal, and not how"),
            pytest.param(observation(CRP, interpretation=marked("H", "N")), U, id="high and normal"),
            pytest.param(observation(CRP, interpretation=marked("N", "A")), U, id="normal and abnormal"),
            pytest.param(crp(64, None, interpretation=marked("H")), P, id="high, no unit"),
            pytest.param(crp(64, "mmol/L", interpretation=marked("N")), A, id="normal, another unit"),
            pytest.param(crp(10, comparator=">", interpretation=marked("H")), P, id="high, range left open"),
            pytest.param(crp(12, interpretation=marked("H")), A, id="high for the laboratory, not for the rule book"),
            pytest.param(crp(64, interpretation=marked("N")), P, id="normal for the laboratory, not for the rule book"),
            pytest.param(crp(64_000, interpretation=marked("H")), P, id="not plausible, and high"),
            pytest.param(crp(64_000, interpretation=marked("N")), U, id="not plausible, and normal"),
            pytest.param(crp(on=days_ago(8), interpretation=marked("H")), U, id="high eight days ago"),
        ],
    )
    def test_a_number_counts_before_a_mark(self, find: Find, record: Json, presence: Presence) -> None:
        assert find("crp_raised", record).presence is presence

    def test_the_card_says_that_the_laboratory_marked_it(self, find: Find) -> None:
        seen = find("crp_raised", observation(CRP, interpretation=marked("H")))

        assert seen.note == "as marked by the laboratory"
        assert [one.element for one in seen.evidence] == ["Observation.interpretation"]

    @pytest.mark.parametrize(("mark", "presence"), [("H", U), ("HH", P), ("N", A)])
    def test_high_alone_is_not_too_high_for_pregnancy(self, find: Find, mark: str, presence: Presence) -> None:
        record = observation(LEUKOCYTES, interpretation=marked(mark))

        assert find("leukocytes_very_high", record).presence is presence


class TestSeveralValues:
    """The newest value counts; of fever, any."""

    def test_a_later_normal_crp_counts(self, find: Find) -> None:
        assert find("crp_raised", crp(64, on=days_ago(5)), crp(4, on=days_ago(1))).presence is A

    def test_a_later_raised_crp_counts(self, find: Find) -> None:
        assert find("crp_raised", crp(4, on=days_ago(5)), crp(64, on=days_ago(1))).presence is P

    def test_of_two_values_of_one_day_the_higher_counts(self, find: Find) -> None:
        assert find("crp_raised", crp(4), crp(64)).presence is P

    def test_a_later_value_that_says_nothing_leaves_a_normal_one_open(self, find: Find) -> None:
        seen = find("crp_raised", crp(4, on=days_ago(5)), crp(64, None, on=days_ago(1)))

        assert (seen.presence, seen.reason) == (U, NO_UNIT)

    def test_a_later_value_that_says_nothing_does_not_undo_a_raised_one(self, find: Find) -> None:
        assert find("crp_raised", crp(64, on=days_ago(5)), crp(4, None, on=days_ago(1))).presence is P

    def test_an_earlier_value_that_says_nothing_does_not_count(self, find: Find) -> None:
        assert find("crp_raised", crp(64, None, on=days_ago(5)), crp(4, on=days_ago(1))).presence is A

    def test_a_fever_that_was_lowered_was_a_fever(self, find: Find) -> None:
        assert find("fever", temperature(39, on=days_ago(3)), temperature(36.8, on=days_ago(0))).presence is P

    def test_no_fever_in_any_of_several_measurements_is_none(self, find: Find) -> None:
        assert find("fever", temperature(37, on=days_ago(3)), temperature(36.8, on=days_ago(0))).presence is A

    def test_the_results_of_a_panel_are_read_one_by_one(self, find: Find) -> None:
        white, protein = measurement(LEUKOCYTES, 14, "10*9/L"), crp(4)
        panel = report((LOINC, "58410-2"), result=reference(white, protein))

        assert find("leukocytes_raised", panel, white, protein).presence is P
        assert find("crp_raised", panel, white, protein).presence is A


class TestCodes:
    """A record that says so counts as a value does."""

    @pytest.mark.parametrize(
        ("finding", "record", "presence"),
        [
            pytest.param("fever", condition(FEVER, onset=days_ago(2)), P, id="fever"),
            pytest.param("fever", encounter(FEVER, on=days_ago(2)), P, id="came because of fever"),
            pytest.param("fever", encounter(FEVER, on=days_ago(8)), U, id="came because of fever eight days ago"),
            pytest.param("fever", condition(FEVER, onset=days_ago(8)), U, id="fever eight days ago"),
            pytest.param("fever", condition(FEVER, onset=days_ago(20), recordedDate=days_ago(2)), P, id="still there"),
            pytest.param("fever", observation(FEVER, valueBoolean=True), P, id="asked for, and yes"),
            pytest.param("fever", observation(FEVER, valueBoolean=False), A, id="asked for, and no"),
            pytest.param(
                "fever",
                condition(FEVER, onset=days_ago(2), verificationStatus=verification("provisional")),
                U,
                id="not sure",
            ),
            pytest.param(
                "fever", condition(FEVER, onset=days_ago(5), clinicalStatus=clinical("resolved")), A, id="gone"
            ),
            pytest.param("crp_raised", condition(CRP_RAISED, onset=days_ago(2)), P, id="CRP raised"),
            pytest.param("leukocytes_raised", condition(LEUKOCYTOSIS, onset=days_ago(2)), P, id="leukocytosis"),
            pytest.param("leukocytes_very_high", condition(LEUKOCYTOSIS, onset=days_ago(2)), U, id="how high?"),
        ],
    )
    def test_what_is_coded(self, find: Find, finding: str, record: Json, presence: Presence) -> None:
        assert find(finding, record).presence is presence

    def test_a_code_without_a_date_may_be_of_any_day(self, find: Find) -> None:
        seen = find("fever", condition(FEVER))

        assert (seen.presence, seen.reason) == (U, UNDATED)

    def test_a_normal_value_after_the_code_counts(self, find: Find) -> None:
        assert find("crp_raised", condition(CRP_RAISED, onset=days_ago(5)), crp(4, on=days_ago(1))).presence is A

    def test_a_normal_value_of_the_same_day_contradicts_the_code(self, find: Find) -> None:
        seen = find("crp_raised", condition(CRP_RAISED, onset=days_ago(1)), crp(4, on=days_ago(1)))

        assert (seen.presence, seen.reason) == (U, "records contradict each other")


def test_values_that_were_not_sent_are_unknown(look: Observe) -> None:
    seen = look(lacking=["Observation"])[Side.LEFT].findings["crp_raised"]

    assert (seen.presence, seen.lacked) == (U, frozenset({"Observation"}))


PULSE = measurement((LOINC, "8867-4"), 88, "/min")


@pytest.mark.parametrize(
    ("finding", "record", "presence"),
    [
        pytest.param("fever", panel(PULSE, temperature(39)), P, id="temperature"),
        pytest.param("fever", panel(PULSE, temperature(37)), A, id="no fever"),
        pytest.param("fever", panel(PULSE), U, id="panel without a temperature"),
        pytest.param("fever", panel(temperature(100.4, "[degF]")), P, id="in Fahrenheit"),
        pytest.param("crp_raised", panel(crp(64), code=(LOINC, "no-such-panel")), P, id="CRP of a blood panel"),
        pytest.param("esr_raised", panel(measurement(ESR, 50, "mm/h")), P, id="ESR"),
        pytest.param("leukocytes_raised", panel(measurement(LEUKOCYTES, 9, "10*9/L")), A, id="white cells"),
        pytest.param("fever", panel(temperature(39), code=TEMPERATURE), P, id="panel of a known code"),
        pytest.param("crp_raised", panel(observation(CRP, interpretation=marked("H"))), P, id="marked high"),
        pytest.param("crp_raised", panel(observation(CRP), interpretation=marked("H")), U, id="the panel marked high"),
        pytest.param("crp_raised", panel(crp(64), status="entered-in-error"), U, id="in error"),
        pytest.param("crp_raised", panel(crp(64), on=days_ago(8)), U, id="eight days old"),
        pytest.param("crp_raised", panel(crp(64, on=days_ago(1)), on=None), U, id="undated"),
        pytest.param("crp_raised", panel(crp(64), valueQuantity={"value": 3, "code": "mg/L"}), P, id="beside a value"),
    ],
)
def test_a_component_of_a_panel_is_a_measurement(find: Find, finding: str, record: Json, presence: Presence) -> None:
    assert find(finding, record).presence is presence


@pytest.mark.parametrize(
    ("component", "element", "reason"),
    [
        pytest.param(crp(64), "component[1].valueQuantity", None, id="value"),
        pytest.param(observation(CRP, valueInteger=64), "component[1].valueInteger", NO_UNIT, id="integer"),
        pytest.param(observation(CRP, interpretation=marked("HH")), "component[1].interpretation", None, id="mark"),
        pytest.param(observation(CRP, dataAbsentReason={"text": "?"}), "component[1].code", NO_NUMBER, id="not done"),
    ],
)
def test_a_component_is_named_as_evidence_with_its_place(
    find: Find, component: Json, element: str, reason: str | None
) -> None:
    blood = panel(PULSE, component, code=(LOINC, "no-such-panel"), on=days_ago(2))

    raised = find("crp_raised", blood)

    (proof,) = raised.evidence
    assert (proof.reference, proof.element) == (f"Observation/{blood['id']}", f"Observation.{element}")
    assert str(proof.when) == days_ago(2)
    assert raised.reason == reason


def test_the_newest_value_counts_be_it_in_a_panel_or_not(find: Find) -> None:
    apart, together = crp(5, on=days_ago(1)), panel(crp(64), on=days_ago(3), id="blood")

    assert find("crp_raised", apart, together).presence is A
    assert find("crp_raised", crp(5, on=days_ago(4)), together).presence is P


@pytest.mark.parametrize("finding", ["hip_pain", "pregnant", "gait_feature"])
def test_a_component_is_no_finding_that_is_not_measured(find: Find, finding: str) -> None:
    codes = (HIP_PAIN, PREGNANT, LIMP)

    assert find(finding, panel(*map(observation, codes))) == find(finding)
