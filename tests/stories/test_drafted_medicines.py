"""Medicines that are being ordered: which of them bring a card, for whom, and which must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Presence
from tests.charts import (
    ALENDRONATE,
    ASPIRIN,
    ATC,
    BREASTFEEDING,
    GADOBUTROL,
    HYSTERECTOMY,
    IBUPROFEN,
    ICD,
    LEFT_HIP,
    NOT_PREGNANT,
    PREDNISONE,
    RXNORM,
    SCT,
    SECOND_TRIMESTER,
    TERIPARATIDE,
    THIRD_TRIMESTER,
    TOH,
    clinical,
    condition,
    days_ago,
    delivery,
    dose,
    draft,
    due_date,
    gestational_age,
    hip_pain,
    man,
    medication_order,
    observation,
    order,
    patient,
    pregnancy_status,
    procedure,
    verification,
    week_code,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.evaluate import Evaluation
    from service.rulebook.book import RuleBook
    from tests.charts import Code, Json

    Warned = Callable[..., dict[str, str]]

LATE = {"nsaid-third-trimester": "critical"}
FROM_20_WEEKS = {"nsaid-from-20-weeks": "warning"}
SILENCE: dict[str, str] = {}

KETOROLAC: Code = (RXNORM, "35827")


def product(display: str, code: str = "310965") -> Json:
    """A MedicationRequest for a RxNorm product, whose code stands in no value set: its name says what it is."""
    named = {"coding": [{"system": RXNORM, "code": code, "display": display}]}
    return medication_order(medicationCodeableConcept=named)


@pytest.mark.parametrize(
    "drafted",
    [
        pytest.param(medication_order(IBUPROFEN), id="RxNorm ingredient"),
        pytest.param(product("ibuprofen 200 MG Oral Tablet"), id="RxNorm product by its name"),
        pytest.param(medication_order(("urn:oid:2.16.840.1.113883.6.88", "5640")), id="RxNorm by its OID"),
        pytest.param(medication_order((ATC, "M01AE01")), id="ATC"),
        pytest.param(medication_order((SCT, "372665008")), id="SNOMED CT class"),
        pytest.param(medication_order(text="IBUPROFEN 400mg tabs"), id="text only"),
        pytest.param(medication_order(text="Non-steroidal anti-inflammatory drug"), id="the class in words"),
        pytest.param(medication_order(text="Loxoprofen 60 mg"), id="loxoprofen"),
        pytest.param(medication_order(text="nimesulide 100 mg sachets"), id="nimesulide"),
        pytest.param(medication_order(text="Acemetacin 60 mg"), id="acemetacin"),
        pytest.param(medication_order(text="Salsalate 750 mg"), id="salsalate"),
        pytest.param(medication_order(text="Do not stop ibuprofen"), id="not to be stopped"),
        pytest.param(medication_order(text="Stop ibuprofen, start naproxen"), id="one stopped, another begun"),
        pytest.param(medication_order(text="Diclofenac 1 % gel"), id="a gel: only eye drops and low doses are exempt"),
        pytest.param(medication_order(text="diclofenac 1.3% patch"), id="a patch"),
        pytest.param(medication_order(KETOROLAC), id="ketorolac, no route"),
        pytest.param(
            medication_order(IBUPROFEN, note=[{"text": "Also uses eye drops, ophthalmic clinic 3 May"}]),
            id="a note about eye drops",
        ),
        pytest.param(
            medication_order(ASPIRIN, text="Ibuprofen 400 mg", dosageInstruction=[dose(81)]),
            id="another name beside the code of aspirin",
        ),
    ],
)
def test_an_nsaid_at_31_weeks_is_warned_of_however_it_is_written(drafted: Json, warned: Warned) -> None:
    assert warned(drafted, due_date(31)) == LATE


@pytest.mark.parametrize(
    "drafted",
    [
        pytest.param(medication_order(KETOROLAC, text="Ketorolac 0.5 % eye drops"), id="eye drops by name"),
        pytest.param(product("ketorolac tromethamine 5 MG/ML Ophthalmic Solution"), id="ophthalmic product"),
        pytest.param(
            medication_order(KETOROLAC, dosageInstruction=[{"route": {"text": "Ophthalmic"}}]), id="route in words"
        ),
        pytest.param(
            medication_order(
                KETOROLAC, dosageInstruction=[{"route": {"coding": [{"system": SCT, "display": "Ophthalmic route"}]}}]
            ),
            id="route by its display",
        ),
        pytest.param(
            medication_order(KETOROLAC, dosageInstruction=[{"text": "1 drop in both eyes 4 times daily"}]), id="dosage"
        ),
        pytest.param(medication_order(KETOROLAC, dosageInstruction=[{"site": {"text": "Left eye"}}]), id="site"),
        pytest.param(medication_order(text="STOP ibuprofen"), id="stopped"),
        pytest.param(medication_order(text="Ibuprofen: discontinued"), id="discontinued"),
        pytest.param(medication_order((RXNORM, "161")), id="paracetamol"),
        pytest.param(medication_order(text="Paracetamol 500 mg (allergic to NSAIDs)"), id="what she cannot take"),
        pytest.param(
            medication_order((RXNORM, "161"), note=[{"text": "instead of ibuprofen"}]), id="ibuprofen in a note"
        ),
        pytest.param(product("Unnamed 200 MG Oral Tablet"), id="a product nobody knows"),
        pytest.param(medication_order(("http://local.example", "5640")), id="a code of another system"),
        pytest.param(
            medication_order(medicationCodeableConcept={"coding": [{"code": "5640"}]}), id="a code without system"
        ),
    ],
)
def test_what_is_exempt_or_no_nsaid_brings_no_card(drafted: Json, warned: Warned) -> None:
    assert warned(drafted, due_date(31)) == SILENCE


def quantity(amount: float, unit: str = "mg") -> Json:
    return medication_order(ASPIRIN, dosageInstruction=[dose(amount, unit)])


@pytest.mark.parametrize("milligrams", [75, 81, 100, 150, 162])
def test_low_dose_aspirin_is_exempt_in_code_and_in_words(milligrams: int, warned: Warned) -> None:
    written = medication_order(text=f"Aspirin {milligrams} mg tablet")

    assert warned(quantity(milligrams), due_date(31)) == SILENCE
    assert warned(written, due_date(31)) == SILENCE


@pytest.mark.parametrize(
    "drafted",
    [
        pytest.param(quantity(163), id="just above the low dose"),
        pytest.param(quantity(300), id="300 mg"),
        pytest.param(quantity(0.3, "g"), id="0.3 g"),
        pytest.param(medication_order(text="Aspirin 300 mg tablet"), id="in words"),
        pytest.param(medication_order(text="Acetylsalicylic acid 0,5 g"), id="with a decimal comma"),
        pytest.param(medication_order(text="ASA 1,000 mg"), id="with a comma for thousands"),
        pytest.param(product("aspirin 325 MG Oral Tablet", "212033"), id="a product of 325 mg"),
        pytest.param(medication_order(ASPIRIN, dosageInstruction=[{"text": "300 mg/day"}]), id="a dose a day"),
        pytest.param(
            medication_order(ASPIRIN, text="Aspirin 81 mg", dosageInstruction=[dose(4, "tablet")]), id="4 x 81 mg"
        ),
        pytest.param(
            medication_order(ASPIRIN, text="Aspirin 75 mg", dosageInstruction=[{"text": "300 mg once, then 75 mg"}]),
            id="the highest of several",
        ),
        pytest.param(
            medication_order(
                ASPIRIN, dosageInstruction=[{"doseAndRate": [{"doseRange": {"high": {"value": 600, "unit": "mg"}}}]}]
            ),
            id="a range",
        ),
    ],
)
def test_aspirin_above_the_low_dose_is_an_nsaid(drafted: Json, warned: Warned) -> None:
    assert warned(drafted, due_date(31)) == LATE


@pytest.mark.parametrize(
    "drafted",
    [
        pytest.param(medication_order(ASPIRIN), id="no dose"),
        pytest.param(medication_order(text="Aspirin"), id="no dose, in words"),
        pytest.param(quantity(1, "tablet"), id="a tablet of unknown strength"),
        pytest.param(medication_order(text="Aspirin 100 mg/5 mL"), id="a concentration"),
        pytest.param(medication_order(ASPIRIN, note=[{"text": "took 500 mg at home"}]), id="a dose in a note"),
    ],
)
def test_aspirin_of_unknown_dose_brings_no_card(drafted: Json, warned: Warned) -> None:
    """In pregnancy it is nearly always the low dose; stopping that would harm (decision table: 81 mg is exempt)."""
    assert warned(drafted, due_date(31)) == SILENCE


@pytest.mark.parametrize(
    ("weeks", "days", "expected"),
    [(19, 6, SILENCE), (20, 0, FROM_20_WEEKS), (27, 6, FROM_20_WEEKS), (28, 0, LATE), (42, 0, LATE), (42, 1, SILENCE)],
)
def test_nsaids_are_judged_by_the_week(weeks: int, days: int, expected: dict[str, str], warned: Warned) -> None:
    assert warned(medication_order(IBUPROFEN), due_date(weeks, days)) == expected


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param([gestational_age(25), due_date(28)], LATE, id="due in 84 days, another source says 25 weeks"),
        pytest.param([gestational_age(24), due_date(27, 6)], FROM_20_WEEKS, id="due in 85 days, another says 24 weeks"),
        pytest.param([gestational_age(30), due_date(20)], FROM_20_WEEKS, id="sources 10 weeks apart, due in 140 days"),
        pytest.param([gestational_age(20)], FROM_20_WEEKS, id="20 weeks, measured today"),
        pytest.param([condition(week_code(28), onset=days_ago(0))], LATE, id="Z3A.28"),
        pytest.param([condition(THIRD_TRIMESTER, onset=days_ago(0))], LATE, id="third trimester"),
        pytest.param([condition(SECOND_TRIMESTER, onset=days_ago(0))], FROM_20_WEEKS, id="second trimester"),
        pytest.param([pregnancy_status()], FROM_20_WEEKS, id="pregnant, no dates"),
        pytest.param(
            [pregnancy_status(), pregnancy_status(NOT_PREGNANT)], FROM_20_WEEKS, id="records contradict each other"
        ),
        pytest.param([pregnancy_status(NOT_PREGNANT)], SILENCE, id="not pregnant"),
        pytest.param([], SILENCE, id="nothing recorded"),
        pytest.param([due_date(40), delivery(10)], SILENCE, id="delivered ten days ago"),
        pytest.param([patient(birth="2015-06-01"), due_date(31)], LATE, id="no lower age"),
    ],
)
def test_nsaids_are_judged_by_what_is_recorded_of_the_pregnancy(
    records: list[Json], expected: dict[str, str], warned: Warned
) -> None:
    assert warned(medication_order(IBUPROFEN), *records) == expected


CHILDBEARING = {"bisphosphonate-childbearing-age": "warning"}
CHILDBEARING_TESTED = {"bisphosphonate-childbearing-age": "info"}
BISPHOSPHONATE = {"bisphosphonate-pregnancy-lactation": "critical"}


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        pytest.param("2014-11-23", SILENCE, id="11 until tomorrow"),
        pytest.param("2014-11-22", CHILDBEARING, id="12 today"),
        pytest.param("1975-11-23", CHILDBEARING, id="50 until tomorrow"),
        pytest.param("1975-11-22", SILENCE, id="51 today"),
        pytest.param("1975", SILENCE, id="50 or 51: not known"),
        pytest.param(None, SILENCE, id="no date of birth"),
    ],
)
def test_child_bearing_age_is_12_to_50_years(born: str | None, expected: dict[str, str], warned: Warned) -> None:
    assert warned(medication_order(ALENDRONATE), patient(birth=born)) == expected


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param([man()], SILENCE, id="a man"),
        pytest.param([patient(sex=None)], SILENCE, id="sex not recorded"),
        pytest.param([procedure(HYSTERECTOMY, on="2016-01-01")], SILENCE, id="hysterectomy ten years ago"),
        pytest.param([procedure(HYSTERECTOMY, on=None)], SILENCE, id="hysterectomy without a date"),
        pytest.param([condition((ICD, "Z90.710"))], SILENCE, id="absence of the uterus"),
        pytest.param([condition((ICD, "Z78.0"))], SILENCE, id="menopause"),
        pytest.param([procedure(HYSTERECTOMY, status="preparation")], CHILDBEARING, id="hysterectomy planned"),
        pytest.param([procedure(HYSTERECTOMY, status="not-done")], CHILDBEARING, id="hysterectomy not done"),
        pytest.param([procedure(HYSTERECTOMY, status="entered-in-error")], CHILDBEARING, id="entered in error"),
        pytest.param(
            [condition((ICD, "Z78.0"), verificationStatus=verification("refuted"))], CHILDBEARING, id="refuted"
        ),
        pytest.param([due_date(8)], BISPHOSPHONATE, id="pregnant"),
        pytest.param([procedure(HYSTERECTOMY), due_date(20)], BISPHOSPHONATE, id="pregnant, whatever else is recorded"),
        pytest.param([pregnancy_status(), pregnancy_status(NOT_PREGNANT)], BISPHOSPHONATE, id="in doubt"),
        pytest.param([pregnancy_status(NOT_PREGNANT)], CHILDBEARING, id="not pregnant: the drug stays for years"),
        pytest.param([condition(BREASTFEEDING, onset=days_ago(20))], BISPHOSPHONATE, id="breastfeeding"),
        pytest.param([observation(BREASTFEEDING)], BISPHOSPHONATE, id="breastfeeding, observed"),
        pytest.param(
            [condition(BREASTFEEDING, onset=days_ago(20), clinicalStatus=clinical("resolved"))],
            CHILDBEARING,
            id="weaned",
        ),
        pytest.param(
            [condition(BREASTFEEDING, onset=days_ago(20), verificationStatus=verification("refuted"))],
            CHILDBEARING,
            id="breastfeeding refuted",
        ),
        pytest.param([order(text="Urine hCG")], CHILDBEARING_TESTED, id="test ordered two days ago"),
        pytest.param([order(text="Pregnancy test", on=days_ago(15))], CHILDBEARING, id="test ordered 15 days ago"),
    ],
)
def test_a_bisphosphonate_is_judged_by_what_is_recorded_of_her(
    records: list[Json], expected: dict[str, str], warned: Warned
) -> None:
    assert warned(medication_order(ALENDRONATE), *records) == expected


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param([], {"teriparatide-childbearing-age": "warning"}, id="woman of 32"),
        pytest.param([due_date(12)], {"teriparatide-pregnancy-lactation": "critical"}, id="pregnant"),
        pytest.param(
            [condition(BREASTFEEDING, onset=days_ago(9))],
            {"teriparatide-pregnancy-lactation": "critical"},
            id="breastfeeding",
        ),
        pytest.param([man()], SILENCE, id="a man"),
        pytest.param([patient(birth="1975-11-22")], SILENCE, id="51 today"),
    ],
)
@pytest.mark.parametrize(
    "drafted", [medication_order(TERIPARATIDE), medication_order(text="Forteo pen")], ids=["ATC", "text"]
)
def test_teriparatide_is_judged_by_what_is_recorded_of_her(
    drafted: Json, records: list[Json], expected: dict[str, str], warned: Warned
) -> None:
    assert warned(drafted, *records) == expected


STEROID = {"corticosteroid-with-toh": "info"}
KNOWN = condition(TOH, LEFT_HIP)


@pytest.mark.parametrize(
    ("drafted", "records", "expected"),
    [
        pytest.param(medication_order(PREDNISONE), [KNOWN], STEROID, id="known disease"),
        pytest.param(medication_order(text="Prednisolone 40 mg"), [hip_pain(), due_date(31)], STEROID, id="suspected"),
        pytest.param(medication_order(PREDNISONE), [hip_pain(onset=days_ago(9))], SILENCE, id="pain alone"),
        pytest.param(medication_order(PREDNISONE), [], SILENCE, id="nothing"),
        pytest.param(
            medication_order(PREDNISONE),
            [condition(TOH, LEFT_HIP, clinicalStatus=clinical("resolved"))],
            SILENCE,
            id="over",
        ),
        pytest.param(
            medication_order(text="Betamethasone 12 mg", reasonCode=[{"text": "Fetal lung maturation"}]),
            [KNOWN],
            SILENCE,
            id="for the lungs of the child",
        ),
        pytest.param(medication_order(text="Hydrocortisone 1 % cream"), [KNOWN], SILENCE, id="cream"),
        pytest.param(medication_order(text="Triamcinolone 40 mg intra-articular"), [KNOWN], SILENCE, id="into a joint"),
        pytest.param(
            medication_order(PREDNISONE, note=[{"text": "stop hydrocortisone cream"}]), [KNOWN], STEROID, id="a note"
        ),
    ],
)
def test_a_systemic_corticosteroid_is_asked_about_in_the_disease(
    drafted: Json, records: list[Json], expected: dict[str, str], warned: Warned
) -> None:
    assert warned(drafted, *records) == expected


@pytest.mark.parametrize(
    ("drafted", "expected"),
    [
        pytest.param(medication_order(GADOBUTROL), {"contrast-mri-pregnancy": "warning"}, id="code"),
        pytest.param(
            medication_order(text="Gadoteric acid 0.5 mmol/mL"), {"contrast-mri-pregnancy": "warning"}, id="text"
        ),
        pytest.param(draft(text="MRI, no gadolinium"), SILENCE, id="denied"),
    ],
)
def test_gadolinium_is_warned_of_in_pregnancy(drafted: Json, expected: dict[str, str], warned: Warned) -> None:
    assert warned(drafted, due_date(24)) == expected
    assert warned(drafted) == SILENCE


@pytest.mark.parametrize(
    ("value_set", "finding", "strength"),
    [
        ("drugs-nsaid", "draft_nsaid", ""),
        ("drugs-aspirin", "draft_aspirin", " 500 mg"),
        ("drugs-bisphosphonate", "draft_bisphosphonate", ""),
        ("drugs-teriparatide", "draft_teriparatide", ""),
        ("drugs-gadolinium-contrast", "draft_gadolinium", ""),
        ("drugs-systemic-corticosteroid", "draft_systemic_corticosteroid", ""),
    ],
)
def test_a_medicine_is_known_by_its_name_as_by_its_code(
    value_set: str, finding: str, strength: str, judge: Callable[..., Evaluation], book: RuleBook
) -> None:
    """Each code of the set, and the name that belongs to it, is the medicine."""
    named = book.value_sets[value_set].codes.items()
    drafts = [
        one
        for code, display in named
        for one in (medication_order(code, text=strength or None), medication_order(text=display + strength))
    ]

    cases = [verdict.case for verdict in judge(drafts).verdicts]

    assert len(cases) == 2 * len(named)
    assert [case.order for case in cases if case.findings[finding].presence is not Presence.PRESENT] == []
