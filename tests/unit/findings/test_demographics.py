"""Age, sex and death of the patient; the encounter of the call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain import Presence, Side
from tests.charts import AS_OF, PREGNANT, condition, days_ago, encounter, hip_pain, man, patient

if TYPE_CHECKING:
    from tests.unit.findings.conftest import Find, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN

CLINICAL_SEX = "http://hl7.org/fhir/StructureDefinition/patient-sexParameterForClinicalUse"


@pytest.mark.parametrize(
    ("name", "first_day", "last_day"),
    [
        pytest.param("under_18", "2026-11-22", "2008-11-23", id="under 18 until the day before the birthday"),
        pytest.param("typical_age_of_men", "1996-11-22", "1965-11-23", id="30 to 60, both included"),
        pytest.param("age_of_imaging_rules", "2008-11-22", "1960-11-23", id="18 to 65, both included"),
    ],
)
def test_an_age_band_holds_from_one_birthday_to_the_eve_of_another(
    find: Find, name: str, first_day: str, last_day: str
) -> None:
    """`first_day` is the birth date of the youngest, `last_day` that of the oldest patient in the band."""
    youngest, oldest = date.fromisoformat(first_day), date.fromisoformat(last_day)

    assert find(name, patient(birth=youngest.isoformat())).presence is P
    assert find(name, patient(birth=oldest.isoformat())).presence is P
    assert find(name, patient(birth=(youngest + timedelta(1)).isoformat())).presence is not P
    assert find(name, patient(birth=(oldest - timedelta(1)).isoformat())).presence is A


@pytest.mark.parametrize(
    ("birth", "presence"),
    [
        pytest.param("2009", P, id="17 at most"),
        pytest.param("2008", U, id="17 or 18"),
        pytest.param("2007", A, id="18 at least"),
        pytest.param("2008-12", P, id="18 next month"),
        pytest.param("2008-11", U, id="18 this month"),
        pytest.param("2008-10", A, id="18 last month"),
        pytest.param("2026", P, id="born this year"),
    ],
)
def test_a_birth_date_without_a_day_decides_only_what_all_its_days_agree_on(
    find: Find, birth: str, presence: Presence
) -> None:
    under_18 = find("under_18", patient(birth=birth))

    assert under_18.presence is presence
    assert (under_18.reason == "the date of birth is not recorded precisely enough") is (presence is U)


@pytest.mark.parametrize("name", ["under_18", "typical_age_of_men", "age_of_imaging_rules"])
@pytest.mark.parametrize("birth", [None, "2027-01-01", "2027"], ids=["not recorded", "after the day", "next year"])
def test_an_age_that_cannot_be_told_is_unknown(find: Find, name: str, birth: str | None) -> None:
    age = find(name, patient(birth=birth))

    assert age.presence is U
    assert age.lacked == ({"Patient"} if birth else set())


def test_the_age_is_noted_with_the_element_it_comes_from(find: Find) -> None:
    age = find("age_of_imaging_rules", patient(birth="1994-03-02"))

    assert age.note == "32 years"
    assert (age.evidence[0].reference, age.evidence[0].element) == ("Patient/anna", "Patient.birthDate")


@pytest.mark.parametrize(
    ("as_of", "presence"), [pytest.param("2026-02-28", P, id="not yet"), pytest.param("2026-03-01", A, id="18")]
)
def test_who_was_born_on_29_february_comes_of_age_on_1_march(find: Find, as_of: str, presence: Presence) -> None:
    born = patient(birth="2008-02-29")

    assert find("under_18", born, as_of=date.fromisoformat(as_of)).presence is presence


@given(st.dates(date(1900, 1, 1), AS_OF), st.integers(0, 130 * 366), st.sampled_from(["%Y", "%Y-%m"]))
def test_a_partial_birth_date_says_nothing_that_the_exact_one_denies(
    look: Observe, born: date, lived: int, precision: str
) -> None:
    as_of = born + timedelta(lived)
    assume(as_of < date(2100, 1, 1))

    exact = look(patient(birth=born.isoformat()), as_of=as_of)[Side.LEFT].findings
    coarse = look(patient(birth=born.strftime(precision)), as_of=as_of)[Side.LEFT].findings

    for name in ("under_18", "typical_age_of_men", "age_of_imaging_rules"):
        assert coarse[name].presence in (U, exact[name].presence)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 120 * 366))
def test_nobody_is_both_a_child_and_of_working_age(look: Observe, born: date, lived: int) -> None:
    findings = look(patient(birth=born.isoformat()), as_of=born + timedelta(lived))[Side.LEFT].findings

    bands = [name for name in ("under_18", "age_of_imaging_rules") if findings[name].presence is P]
    assert len(bands) <= 1
    if findings["typical_age_of_men"].presence is P:
        assert bands == ["age_of_imaging_rules"]


@pytest.mark.parametrize(
    ("given_patient", "presence"),
    [
        pytest.param(man(), P, id="male"),
        pytest.param(patient("female"), A, id="female"),
        pytest.param(patient("other"), U, id="other"),
        pytest.param(patient("unknown"), U, id="unknown"),
        pytest.param(patient(None), U, id="not recorded"),
    ],
)
def test_sex_is_known_only_where_it_is_male_or_female(
    find: Find, given_patient: dict[str, Any], presence: Presence
) -> None:
    assert find("male", given_patient).presence is presence


@pytest.mark.parametrize(
    ("code", "presence"), [("male-typical", P), ("female-typical", A), pytest.param("specified", U, id="specified")]
)
def test_sex_for_clinical_use_outranks_gender(find: Find, code: str, presence: Presence) -> None:
    value = {"url": "value", "valueCodeableConcept": {"coding": [{"code": code}]}}
    chart = patient("female", extension=[{"url": CLINICAL_SEX, "extension": [value]}])

    male = find("male", chart)

    assert male.presence is presence
    assert [one.element for one in male.evidence] == (["Patient.extension[0]"] if presence is not U else [])


@pytest.mark.parametrize(
    ("death", "presence"),
    [
        pytest.param({}, A, id="nothing recorded"),
        pytest.param({"deceasedBoolean": False}, A, id="recorded alive"),
        pytest.param({"deceasedBoolean": True}, P, id="dead"),
        pytest.param({"deceasedDateTime": "2026-11-22"}, P, id="died today"),
        pytest.param({"deceasedDateTime": "2026-11-23"}, A, id="not yet"),
        pytest.param({"deceasedDateTime": "2026"}, P, id="died this year"),
    ],
)
def test_death_is_recorded_or_the_patient_lives(find: Find, death: dict[str, Any], presence: Presence) -> None:
    assert find("deceased", patient(**death)).presence is presence


def test_the_record_of_death_is_named(find: Find) -> None:
    assert find("deceased", patient(deceasedBoolean=True)).evidence[0].element == "Patient.deceasedBoolean"


@pytest.mark.parametrize(("dead", "presence"), [(True, P), (None, U)], ids=["dead", "not recorded"])
def test_a_patient_who_cannot_be_read_in_full_is_not_taken_for_alive(
    find: Find, dead: object, presence: Presence
) -> None:
    assert find("deceased", patient(birth="the day before yesterday", deceasedBoolean=dead)).presence is presence


@pytest.mark.parametrize("name", ["male", "under_18", "deceased"])
@pytest.mark.parametrize("records", [(), (hip_pain(),)], ids=["empty chart", "hip pain"])
def test_who_the_patient_is_stands_in_both_cases(look: Observe, name: str, records: tuple[dict[str, Any], ...]) -> None:
    cases = look(man(), *records)

    assert cases[Side.LEFT].findings[name] == cases[Side.RIGHT].findings[name]
    assert cases[Side.LEFT].findings["male"].presence is P


@pytest.mark.parametrize(
    ("status", "presence"),
    [
        ("cancelled", P),
        ("entered-in-error", P),
        ("discontinued", P),
        ("in-progress", A),
        ("planned", A),
        ("finished", A),
        ("unknown", A),
    ],
)
def test_the_encounter_of_the_call_may_have_been_cancelled(look: Observe, status: str, presence: Presence) -> None:
    visit = encounter(id="today", status=status)

    cancelled = look(visit, encounter="Encounter/today")[Side.RIGHT].findings["encounter_cancelled"]

    assert cancelled.presence is presence
    assert cancelled.evidence[0].element == "Encounter.status"


def test_another_encounter_that_was_cancelled_is_not_this_one(look: Observe) -> None:
    records = encounter(id="last-week", status="cancelled", on=days_ago(7)), condition(PREGNANT, id="today")

    assert look(*records, encounter="Encounter/today")[Side.LEFT].findings["encounter_cancelled"].presence is A
    assert look(*records)[Side.LEFT].findings["encounter_cancelled"].presence is A


def test_encounters_that_were_not_sent_may_have_been_cancelled(look: Observe) -> None:
    cancelled = look(encounter="Encounter/today", lacking=["Encounter"])[Side.LEFT].findings["encounter_cancelled"]

    assert (cancelled.presence, cancelled.lacked) == (U, frozenset({"Encounter"}))
