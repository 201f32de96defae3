"""Time over the whole calendar: what a chart says depends on the days between, and on nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import Presence, Side
from tests.charts import (
    AVASCULAR_NECROSIS,
    CRUTCHES,
    DELIVERY,
    DUE_DATE,
    FALL,
    GROIN_PAIN,
    HIP_PAIN,
    HIP_REPLACEMENT,
    LAST_PERIOD,
    LEFT_HIP,
    LIMP,
    MARROW_OEDEMA,
    MRI_LEFT,
    NECK_FRACTURE,
    NOT_PREGNANT,
    OSTEOARTHRITIS,
    OSTEOPENIA,
    PREGNANCY_STATUS,
    PREGNANT,
    REFERRAL,
    RIGHT_HIP,
    THIRD_TRIMESTER,
    TOH,
    UNABLE_TO_WALK,
    XRAY_LEFT,
    clinical,
    concept,
    condition,
    device_order,
    encounter,
    gestational_age,
    hip_pain,
    imaging_study,
    observation,
    order,
    patient,
    procedure,
    report,
    verification,
    week_code,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.domain import Case
    from tests.charts import Json
    from tests.unit.findings.conftest import Find, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN

DAYS = st.dates(date(1960, 1, 1), date(2090, 12, 31))
FEW = settings(max_examples=60)
STAGES = ("first_trimester", "earlier_pregnancy", "late_pregnancy")
LIFE = 11_700
"""Days that the patient of these charts has lived: 32 years."""

RECORDS: dict[str, Callable[[str], Json]] = {
    "pain": lambda on: hip_pain(onset=on),
    "pain on the right": lambda on: hip_pain(RIGHT_HIP, onset=on),
    "pain without a side": lambda on: condition(HIP_PAIN, onset=on),
    "pain of a Period": lambda on: hip_pain(onset=None, onsetPeriod={"start": on}),
    "pain of the groin": lambda on: condition(GROIN_PAIN, onset=on),
    "pain recorded": lambda on: hip_pain(onset=None, recordedDate=on),
    "pain over": lambda on: hip_pain(onset=None, clinicalStatus=clinical("resolved"), abatementDateTime=on),
    "a visit for pain": lambda on: encounter(HIP_PAIN, on=on),
    "a fall": lambda on: condition(FALL, onset=on),
    "no fall": lambda on: condition(
        FALL, verificationStatus=verification("refuted"), clinicalStatus=None, recordedDate=on
    ),
    "a limp": lambda on: condition(LIMP, onset=on),
    "no limp": lambda on: observation(LIMP, on=on, valueBoolean=False),
    "unable to walk": lambda on: condition(UNABLE_TO_WALK, onset=on),
    "an MRI": lambda on: imaging_study("MR", started=on),
    "oedema on MRI": lambda on: report(MRI_LEFT, MARROW_OEDEMA, on=on),
    "necrosis": lambda on: condition(AVASCULAR_NECROSIS, LEFT_HIP, onset=on),
    "osteopenia on X-ray": lambda on: report(XRAY_LEFT, OSTEOPENIA, on=on),
    "arthrosis": lambda on: condition(OSTEOARTHRITIS, LEFT_HIP, onset=on),
    "a fracture": lambda on: condition(NECK_FRACTURE, LEFT_HIP, onset=on),
    "a new hip": lambda on: procedure(HIP_REPLACEMENT, on=on, bodySite=[concept(*LEFT_HIP)]),
    "TOH": lambda on: condition(TOH, LEFT_HIP, onset=on),
    "an MRI ordered": lambda on: order(MRI_LEFT, on=on),
    "a referral": lambda on: order(REFERRAL, on=on),
    "crutches": lambda on: device_order(CRUTCHES, on=on),
    "pregnant": lambda on: observation(PREGNANCY_STATUS, on=on, valueCodeableConcept=concept(PREGNANT)),
    "not pregnant": lambda on: observation(PREGNANCY_STATUS, on=on, valueCodeableConcept=concept(NOT_PREGNANT)),
    "pregnancy on the problem list": lambda on: condition(PREGNANT, onset=on),
    "third trimester": lambda on: condition(THIRD_TRIMESTER, onset=on),
    "twenty weeks": lambda on: gestational_age(20, on=on),
    "a week code": lambda on: encounter(week_code(27), on=on),
    "delivered": lambda on: procedure(DELIVERY, on=on),
}
"""What may stand in a chart, by the day on which it began or was seen."""

CONDITIONS = [name for name, made in RECORDS.items() if made("2020")["resourceType"] == "Condition"]

charts = st.lists(st.tuples(st.sampled_from(sorted(RECORDS)), st.integers(0, 420)), max_size=6)
"""Records by name, each so many days before the day."""


def before(day: date, days: int) -> date:
    return day - timedelta(days)


def whole(day: date) -> str:
    return day.isoformat()


def made(chart: list[tuple[str, int]], as_of: date, written: Callable[[date], str] = whole) -> list[Json]:
    """The resources of a chart: a woman of 32, and each record as it is written."""
    person = patient(birth=before(as_of, LIFE).isoformat())
    return [person, *(RECORDS[name](written(before(as_of, days))) for name, days in chart)]


def presences(cases: dict[Side, Case]) -> dict[str, Presence]:
    """What every finding of both hips is."""
    return {f"{side} {name}": one.presence for side, case in cases.items() for name, one in case.findings.items()}


def told(
    look: Observe, chart: list[tuple[str, int]], as_of: date, written: Callable[[date], str] = whole
) -> dict[str, Presence]:
    return presences(look(*made(chart, as_of, written), as_of=as_of))


class TestAnyChart:
    """Beside what test_any_chart.py asks: the order of records, the same story on another day, errors."""

    @FEW
    @given(charts, DAYS, st.sampled_from(["T00:00:00Z", "T23:59:59.999+14:00", "T00:30:00-12:00", "T12:00:00+05:45"]))
    def test_the_time_of_day_and_the_zone_change_nothing(
        self, look: Observe, chart: list[tuple[str, int]], as_of: date, time: str
    ) -> None:
        """The day as written is the day of the clinician who wrote it."""
        assert told(look, chart, as_of, lambda day: f"{day}{time}") == told(look, chart, as_of)

    @FEW
    @given(
        charts, DAYS, st.sampled_from([name for name in sorted(RECORDS) if "order" not in name]), st.integers(2, 900)
    )
    def test_what_is_dated_after_the_day_changes_nothing(
        self, look: Observe, chart: list[tuple[str, int]], as_of: date, name: str, days: int
    ) -> None:
        later = RECORDS[name]((as_of + timedelta(days)).isoformat())
        if later.get("intent"):
            return

        assert presences(look(*made(chart, as_of), later, as_of=as_of)) == told(look, chart, as_of)


LOOK_BACKS = [
    ("hip_pain", "pain", 365),
    ("hip_pain", "pain of a Period", 365),
    ("hip_pain", "pain recorded", 365),
    ("hip_pain", "a visit for pain", 42),
    ("groin_buttock_thigh_pain", "pain of the groin", 365),
    ("gait_feature", "a limp", 84),
    ("unable_to_bear_weight", "unable to walk", 14),
    ("hip_fracture", "a fracture", 42),
    ("trauma", "a fall", 42),
    ("hip_mri_since_onset", "an MRI", 182),
    ("hip_mri_since_onset", "oedema on MRI", 182),
    ("mri_marrow_oedema", "oedema on MRI", 182),
    ("hip_xray_unremarkable", "osteopenia on X-ray", 182),
    ("hip_mri_ordered", "an MRI ordered", 42),
    ("orthopaedic_referral", "a referral", 182),
    ("walking_aid", "crutches", 182),
    ("recently_delivered", "delivered", 182),
    ("pregnant", "pregnant", 294),
    ("pregnant", "pregnancy on the problem list", 294),
]
"""For how many days a record of a finding counts."""

by_finding = pytest.mark.parametrize(
    "counted", LOOK_BACKS, ids=[f"{finding}: {record}" for finding, record, _ in LOOK_BACKS]
)
Counted = tuple[str, str, int]


def month_of(day: date) -> list[date]:
    """Every day of the month of a day."""
    days = (day.replace(day=1) + timedelta(number) for number in range(31))
    return [one for one in days if one.month == day.month]


class TestLookBacks:
    """A record counts for its days, on every day of the calendar, and not for one day more."""

    @by_finding
    @settings(max_examples=15)
    @given(as_of=DAYS)
    def test_a_record_counts_on_its_last_day_and_not_on_the_next(
        self, find: Find, counted: Counted, as_of: date
    ) -> None:
        finding, record, days = counted

        last, over = (find(finding, *made([(record, ago)], as_of), as_of=as_of).presence for ago in (days, days + 1))

        assert (last is P, over is P) == (True, False)

    @by_finding
    @settings(max_examples=6)
    @given(as_of=DAYS, shift=st.integers(-40, 40))
    def test_a_month_counts_while_any_of_its_days_does(
        self, find: Find, counted: Counted, as_of: date, shift: int
    ) -> None:
        """What no day of the month says is not said of the month; what some day says is not denied."""
        finding, record, days = counted
        month = before(as_of, max(days + shift, 0))
        exact = {
            find(finding, *made([(record, (as_of - day).days)], as_of), as_of=as_of).presence
            for day in month_of(month)
            if day <= as_of
        }

        coarse = find(finding, *made([(record, 0)], as_of, lambda _: f"{month:%Y-%m}"), as_of=as_of).presence

        assert coarse in ({P, U} if P in exact else {A, U})


def there(cases: dict[Side, Case]) -> set[str]:
    """The findings that are present for either hip."""
    return {name for case in cases.values() for name, one in case.findings.items() if one.presence is P}


HISTORY = {"hip_pain_resolved", "trauma", "significant_trauma"}
"""What a record that is over still says: that the pain is over, and that there was an injury."""


class TestStatus:
    """What is over, refuted or an error is never there, whenever it began."""

    @pytest.mark.parametrize("name", CONDITIONS)
    @settings(max_examples=10)
    @given(as_of=DAYS, days=st.integers(0, 3000))
    def test_what_was_refuted_makes_nothing_present(self, look: Observe, name: str, as_of: date, days: int) -> None:
        refuted = RECORDS[name](before(as_of, days).isoformat()) | {"verificationStatus": verification("refuted")}

        assert there(look(*made([], as_of), refuted, as_of=as_of)) <= there(look(*made([], as_of), as_of=as_of))

    @pytest.mark.parametrize("name", CONDITIONS)
    @pytest.mark.parametrize("status", ["inactive", "remission", "resolved"])
    @settings(max_examples=5)
    @given(as_of=DAYS, days=st.integers(0, 3000))
    def test_what_is_over_is_history_at_most(
        self, look: Observe, name: str, status: str, as_of: date, days: int
    ) -> None:
        over = RECORDS[name](before(as_of, days).isoformat()) | {"clinicalStatus": clinical(status)}
        over["verificationStatus"] = verification("confirmed")

        new = there(look(*made([], as_of), over, as_of=as_of)) - there(look(*made([], as_of), as_of=as_of))

        assert new <= HISTORY

    @pytest.mark.parametrize("status", ["active", None])
    @FEW
    @given(as_of=DAYS, began=st.integers(1, 300), ended=st.integers(-300, 300))
    def test_an_abatement_ends_what_is_still_called_active_from_its_day_on(
        self, find: Find, status: str | None, as_of: date, began: int, ended: int
    ) -> None:
        """Whether the clinical status says so or not; an end that is still to come ends nothing."""
        pain = hip_pain(
            onset=before(as_of, max(began, ended)).isoformat(),
            clinicalStatus=clinical(status) if status else None,
            abatementDateTime=before(as_of, ended).isoformat(),
        )

        assert find("hip_pain", pain, as_of=as_of).presence is (A if ended >= 0 else P)

    @FEW
    @given(as_of=DAYS, ended=st.integers(0, 300), kind=st.sampled_from(["Period", "String", "year", "month"]))
    def test_an_abatement_of_any_type_is_an_end(self, find: Find, as_of: date, ended: int, kind: str) -> None:
        day = before(as_of, ended)
        values: dict[str, Json] = {
            "Period": {"abatementPeriod": {"start": day.isoformat(), "end": day.isoformat()}},
            "String": {"abatementString": "since her holidays"},
            "year": {"abatementDateTime": f"{day:%Y}"},
            "month": {"abatementDateTime": f"{day:%Y-%m}"},
        }

        pain = hip_pain(onset=before(as_of, 305).isoformat(), clinicalStatus=None, **values[kind])

        assert find("hip_pain", pain, as_of=as_of).presence is A


class TestOnset:
    """Every type of onset[x] that names the day says the same; the others leave open what they do not say."""

    @FEW
    @given(as_of=DAYS, days=st.integers(0, 500), end=st.integers(0, 500))
    def test_a_period_begins_when_it_starts(self, look: Observe, as_of: date, days: int, end: int) -> None:
        day, last = before(as_of, days).isoformat(), before(as_of, min(days, end)).isoformat()
        scan = imaging_study("MR", started=before(as_of, 30).isoformat())
        pains = hip_pain(onset=day), hip_pain(onset=None, onsetPeriod={"start": day, "end": last})

        exact, period = (presences(look(*made([], as_of), pain, scan, as_of=as_of)) for pain in pains)

        assert period == exact

    @FEW
    @given(as_of=DAYS, years=st.integers(0, 32), imaged=st.integers(0, 180))
    def test_an_age_is_a_year_of_life_and_says_no_more(self, find: Find, as_of: date, years: int, imaged: int) -> None:
        """An examination counts as made since the onset only where it was made after the whole year of life."""
        (person,) = made([], as_of)
        born = date.fromisoformat(person["birthDate"])
        pain = hip_pain(onset=None, onsetAge={"value": years, "code": "a"}, recordedDate=before(as_of, 1).isoformat())
        scan = imaging_study("MR", started=before(as_of, imaged).isoformat())

        found = find("hip_mri_since_onset", person, pain, scan, as_of=as_of).presence

        day = before(as_of, imaged)
        first, last = birthday(born, years), before(birthday(born, years + 1), 1)
        assert found is (A if day < first else P if day >= last else U)

    @FEW
    @given(as_of=DAYS, days=st.integers(0, 200), text=st.sampled_from(["last spring", "sudden", "for years", "?"]))
    def test_an_onset_in_words_dates_nothing(self, look: Observe, as_of: date, days: int, text: str) -> None:
        """The pain counts from its record, as if no onset had been recorded."""
        recorded = before(as_of, days).isoformat()
        pain = hip_pain(onset=None, recordedDate=recorded)
        pains = pain | {"onsetString": text}, pain

        in_words, none = (presences(look(*made([], as_of), one, as_of=as_of)) for one in pains)

        assert [name for name in none if in_words[name] is not none[name] and "sudden" not in name] == []


def birthday(born: date, years: int) -> date:
    """A birthday; of 29 February the 1st of March in common years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def exactly(source: str, age: int, said: int, as_of: date) -> list[Json]:
    """Records that say, so many days before the day, how old the pregnancy is on the day."""
    then, day = age - said, before(as_of, said).isoformat()
    match source:
        case "due date":
            due = as_of + timedelta(280 - age)
            return [observation(DUE_DATE, on=day, valueDateTime=due.isoformat())]
        case "gestational age":
            quantity = {"value": then, "unit": "d", "code": "d"}
            return [gestational_age(0, on=day) | {"valueQuantity": quantity}]
        case "week code":
            return [encounter(week_code(then // 7), on=day)]
        case _:
            yes = observation(PREGNANCY_STATUS, on=day, valueCodeableConcept=concept(PREGNANT))
            return [observation(LAST_PERIOD, on=day, valueDateTime=before(as_of, age).isoformat()), yes]


EXACT = ("due date", "gestational age", "last period")
"""Sources that name a day, by rank: the first one that is there gives the age."""
PAIRS = [(EXACT[0], EXACT[1]), (EXACT[0], EXACT[2]), (EXACT[1], EXACT[2])]
AGES = st.integers(70, 294)
SAID = st.integers(0, 60)


def stage(age: int) -> dict[str, Presence]:
    """What the stages are at an age in days."""
    return {
        "first_trimester": P if age < 84 else A,
        "earlier_pregnancy": P if 84 <= age < 196 else A,
        "late_pregnancy": P if age >= 196 else A,
    }


def stages(find: Find, records: list[Json], as_of: date) -> dict[str, Presence]:
    return {name: find(name, *records, as_of=as_of).presence for name in STAGES}


class TestGestationalAge:
    """Gestational age on the day, from every source, on every day of the calendar."""

    @pytest.mark.parametrize("source", EXACT)
    @FEW
    @given(as_of=DAYS, age=AGES, said=SAID)
    def test_every_source_of_a_day_gives_the_same_age(
        self, find: Find, source: str, as_of: date, age: int, said: int
    ) -> None:
        records = exactly(source, age, said, as_of)

        pregnant = find("pregnant", *records, as_of=as_of)

        weeks, days = divmod(age, 7)
        assert (pregnant.presence, pregnant.note) == (P, f"{weeks} weeks and {days} day{'' if days == 1 else 's'}")
        assert stages(find, records, as_of) == stage(age)

    @FEW
    @given(as_of=DAYS, age=st.integers(120, 294), said=SAID)
    def test_a_week_code_says_only_what_all_its_days_agree_on(
        self, find: Find, as_of: date, age: int, said: int
    ) -> None:
        first = (age - said) // 7 * 7 + said
        possible = [stage(one) for one in range(first, first + 7)]

        found = stages(find, exactly("week code", age, said, as_of), as_of)

        agreed = {name: {one[name] for one in possible} for name in STAGES}
        assert found == {name: one.pop() if len(one) == 1 else U for name, one in agreed.items()}

    @FEW
    @given(
        as_of=DAYS,
        age=st.integers(120, 270),
        apart=st.integers(-40, 40),
        sources=st.tuples(st.sampled_from(PAIRS), SAID, SAID),
    )
    def test_up_to_two_weeks_apart_the_higher_source_counts_and_beyond_none(
        self, find: Find, as_of: date, age: int, apart: int, sources: tuple[tuple[str, str], int, int]
    ) -> None:
        (higher, lower), first, second = sources
        records = [*exactly(higher, age, first, as_of), *exactly(lower, age + apart, second, as_of)]

        found = stages(find, records, as_of)

        assert found == (stage(age) if abs(apart) <= 14 else dict.fromkeys(STAGES, U))
        assert find("pregnant", *records, as_of=as_of).presence is P

    @FEW
    @given(as_of=DAYS, age=st.integers(120, 230), apart=st.integers(10, 60))
    def test_a_week_code_disagrees_only_where_none_of_its_days_agrees(
        self, find: Find, as_of: date, age: int, apart: int
    ) -> None:
        records = [*exactly("due date", age, 0, as_of), *exactly("week code", age + apart, 0, as_of)]
        nearest = (age + apart) // 7 * 7 - age

        found = stages(find, records, as_of)

        assert found == (stage(age) if nearest <= 14 else dict.fromkeys(STAGES, U))


STILL_ACTIVE = ["pregnancy on the problem list", "third trimester", "pregnant", "twenty weeks", "a week code"]


class TestAfterDelivery:
    """Half a year after a delivery is recent, and what is still on the problem list years later is no pregnancy."""

    @FEW
    @given(as_of=DAYS, days=st.integers(0, 400))
    def test_a_delivery_is_recent_for_26_weeks(self, find: Find, as_of: date, days: int) -> None:
        found = find("recently_delivered", *made([("delivered", days)], as_of), as_of=as_of)

        assert found.presence is (P if days <= 182 else A)

    @FEW
    @given(as_of=DAYS, days=st.integers(15, 400))
    def test_a_due_date_that_passed_is_a_delivery_that_was_not_recorded(
        self, find: Find, as_of: date, days: int
    ) -> None:
        found = find("recently_delivered", *exactly("due date", 280 + days, 200 + days, as_of), as_of=as_of)

        assert found.presence is (P if days <= 182 else A)
        assert found.note == ("delivery not recorded; the due date has passed" if days <= 182 else None)

    @pytest.mark.parametrize(
        ("on", "presence"),
        [
            pytest.param("2000", U, id="some days of the year"),
            pytest.param("2000-04", A, id="delivered too long ago, whatever the day"),
            pytest.param("2000-05", U, id="delivered half a year ago, and perhaps longer"),
            pytest.param("2000-08", P, id="delivered since, whatever the day"),
            pytest.param("2000-11", U, id="due by now, and perhaps delivered"),
            pytest.param("2000-12", A, id="pregnant still, whatever the day"),
        ],
    )
    def test_a_week_code_without_a_day_leaves_a_delivery_open_where_the_days_disagree(
        self, find: Find, on: str, presence: Presence
    ) -> None:
        visit = encounter(week_code(27), on=on)

        assert find("recently_delivered", visit, as_of=date(2001, 2, 20)).presence is presence

    @pytest.mark.parametrize("record", ["a week code", "third trimester"])
    @settings(max_examples=20)
    @given(as_of=DAYS, days=st.integers(0, 420))
    def test_a_code_of_some_day_of_a_month_says_of_a_delivery_only_what_all_its_days_agree_on(
        self, find: Find, record: str, as_of: date, days: int
    ) -> None:
        month = [one for one in month_of(before(as_of, days)) if one <= as_of]

        coarse = find("recently_delivered", RECORDS[record](f"{month[0]:%Y-%m}"), as_of=as_of).presence

        exact = {find("recently_delivered", RECORDS[record](str(day)), as_of=as_of).presence for day in month}
        assert coarse is U or exact == {coarse}

    @FEW
    @given(
        as_of=DAYS,
        born=st.integers(0, 3000),
        problems=st.lists(st.tuples(st.sampled_from(STILL_ACTIVE), st.integers(1, 280)), min_size=1, max_size=4),
    )
    def test_what_stays_active_after_a_delivery_makes_no_pregnancy(
        self, find: Find, as_of: date, born: int, problems: list[tuple[str, int]]
    ) -> None:
        """However much of it, however long ago: there is no pregnancy on the day, and no stage of one."""
        chart = [("delivered", born), *((name, born + days) for name, days in problems)]

        found = {name: find(name, *made(chart, as_of), as_of=as_of).presence for name in ("pregnant", *STAGES)}

        assert [name for name, presence in found.items() if presence is P] == []

    @FEW
    @given(as_of=DAYS, days=st.integers(295, 6000))
    def test_what_stays_active_without_a_delivery_is_historic_after_42_weeks(
        self, find: Find, as_of: date, days: int
    ) -> None:
        chart = made([("pregnancy on the problem list", days)], as_of)

        found = {name: find(name, *chart, as_of=as_of).presence for name in ("pregnant", *STAGES)}

        assert [name for name, presence in found.items() if presence is P] == []


@given(
    as_of=DAYS,
    longer=st.integers(366, 800),
    shorter=st.integers(0, 364),
    precision=st.sampled_from(["%Y-%m-%d", "%Y-%m"]),
)
@FEW
def test_a_shorter_record_of_the_disease_denies_no_longer_one(
    find: Find, as_of: date, longer: int, shorter: int, precision: str
) -> None:
    """Recorded again later, the disease is as old as its oldest record, be that one dated by month only."""
    chart = made([("TOH", longer)], as_of, lambda day: day.strftime(precision)) + made([("TOH", shorter)], as_of)[1:]

    assert find("toh_beyond_usual_course", *chart, as_of=as_of).presence is not A
