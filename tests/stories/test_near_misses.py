"""Charts at the edge of a rule: the last day and the day after, the other hip, no side, and records that disagree.

What must not happen is told beside what must: a card too few, a card too many, the wrong hip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Presence, Side
from tests.charts import (
    AVASCULAR_NECROSIS,
    BOTH_SIDES,
    CANCER,
    CANCER_BEFORE,
    CRP,
    CRP_RAISED,
    ESR,
    FEVER,
    HIP,
    HIP_PAIN,
    HIP_REPLACEMENT,
    ICD,
    IMAGING_REPORT,
    KNEE,
    KNEE_PAIN,
    LEFT,
    LEFT_HIP,
    LEUKOCYTES,
    LEUKOCYTOSIS,
    LIMP,
    MARROW_OEDEMA,
    MILD,
    MRI_BOTH,
    MRI_HIP,
    MRI_KNEE,
    MRI_LEFT,
    MRI_RIGHT,
    NECK_FRACTURE,
    OSTEOARTHRITIS,
    OSTEOMYELITIS,
    PELVIC_GIRDLE_PAIN,
    PROSTHESIS_LEFT,
    REFERRAL,
    RIGHT_HIP,
    SCT,
    SEPTIC_HIP,
    TEMPERATURE,
    TOH,
    XRAY_LEFT,
    clinical,
    concept,
    condition,
    days_ago,
    delivery,
    device_order,
    due_date,
    fall,
    hip_pain,
    imaging_study,
    man,
    marked,
    measurement,
    normal_result,
    observation,
    order,
    patient,
    pregnancy_status,
    procedure,
    reference,
    report,
    result,
    verification,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.domain import Case
    from service.evaluate import Evaluation
    from tests.charts import Code, Json

    Fired = Callable[..., dict[str, str]]

INFECTION, CANCER_PAIN = "rule-out-hip-infection", "hip-pain-with-cancer"
OSTEONECROSIS, AGAIN = "osteonecrosis-reported", "migratory-or-recurrent"
UNREAD, OTHER_HIP = "mri-report-to-review", "fracture-check-other-hip"
YEAR, FOLLOW_UP = "toh-beyond-twelve-months", "toh-follow-up-mri-due"
SIDES = {"left": "right", "right": "left"}

RESOLVED: dict[str, Any] = {"clinicalStatus": clinical("resolved")}
REFUTED: dict[str, Any] = {"clinicalStatus": None, "verificationStatus": verification("refuted")}
SUSPECTED: dict[str, Any] = {"verificationStatus": verification("provisional")}


def temperature(value: float = 38.6, days: int = 1, unit: str = "Cel") -> Json:
    return measurement(TEMPERATURE, value, unit, on=days_ago(days))


def crp(value: float = 64, unit: str | None = "mg/L", **more: Any) -> Json:
    return measurement(CRP, value, unit, **more)


def white_cells(value: float) -> Json:
    return measurement(LEUKOCYTES, value, "10*9/L")


def esr(value: float) -> Json:
    return measurement(ESR, value, "mm/h")


def toh(days: int | None, site: tuple[Code, ...] = LEFT_HIP, **more: Any) -> Json:
    return condition(TOH, site, onset=None if days is None else days_ago(days), **more)


def over(days: int = 100) -> dict[str, Any]:
    return {**RESOLVED, "abatementDateTime": days_ago(days)}


def fracture(site: tuple[Code, ...] = LEFT_HIP, days: int = 1, **more: Any) -> Json:
    return condition(NECK_FRACTURE, site, onset=days_ago(days), **more)


def knee_pain(days: int = 10) -> Json:
    return condition(KNEE_PAIN, (KNEE,), onset=days_ago(days))


def read(code: Code, *results: Json, days: int = 3) -> tuple[Json, ...]:
    return (report(code, on=days_ago(days), result=reference(*results)), *results)


NORMAL_MRI = read(MRI_LEFT, normal_result())
PROTECTED = (order(text="Protected weight bearing"), device_order(), order(REFERRAL))
STUDY = imaging_study("MR")
PAIN_RESOLVED = hip_pain(onset=days_ago(150), **over(5))


class TestInfection:
    """TOH-001: fever or raised markers of the last seven days, or a recorded infection of that hip."""

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((temperature(38),), id="38.0"),
            pytest.param((temperature(39, days=7),), id="fever seven days ago"),
            pytest.param((temperature(100.4, unit="[degF]"),), id="100.4 Fahrenheit"),
            pytest.param((temperature(39, days=3), temperature(36.6, days=0)), id="fever that was lowered"),
            pytest.param((condition(FEVER, onset=days_ago(2)),), id="fever on the problem list"),
            pytest.param((crp(20),), id="CRP 20"),
            pytest.param((crp(2, "mg/dL"),), id="CRP 2 mg/dL"),
            pytest.param((crp(30, comparator=">"),), id="CRP above 30"),
            pytest.param((crp(64, None, interpretation=marked("H")),), id="CRP without a unit, marked high"),
            pytest.param(
                (crp(64, on=days_ago(1)), crp(64, None, on=days_ago(0))), id="CRP, and later one without unit"
            ),
            pytest.param((condition(CRP_RAISED, onset=days_ago(7)),), id="CRP raised as a problem"),
            pytest.param((white_cells(12),), id="white cells 12, pregnancy not recorded"),
            pytest.param((esr(40),), id="ESR 40, pregnancy not recorded"),
            pytest.param((white_cells(16), due_date(31)), id="white cells 16 in pregnancy"),
            pytest.param((white_cells(16), delivery(42)), id="white cells 16 six weeks after delivery"),
            pytest.param((white_cells(12), delivery(43)), id="white cells 12 a day later"),
            pytest.param((esr(40), delivery(43)), id="ESR 40 a day later"),
            pytest.param((crp(20), due_date(31)), id="CRP 20 in pregnancy"),
            pytest.param((temperature(38), delivery(3)), id="fever in childbed"),
            pytest.param((condition(SEPTIC_HIP, LEFT_HIP, onset=days_ago(2)),), id="septic arthritis of that hip"),
            pytest.param((condition(SEPTIC_HIP, onset=days_ago(2)),), id="septic arthritis, side not recorded"),
            pytest.param((report(MRI_LEFT, SEPTIC_HIP),), id="septic arthritis in the MRI"),
            pytest.param((condition(OSTEOMYELITIS, LEFT_HIP, onset=days_ago(2)),), id="osteomyelitis at that hip"),
            pytest.param((temperature(), fall(5)), id="fever, and fell"),
            pytest.param((temperature(), condition(PROSTHESIS_LEFT, onset="2020")), id="fever, and a prosthesis"),
            pytest.param((temperature(), toh(90)), id="fever, and transient osteoporosis"),
            pytest.param((temperature(), condition(CANCER), fracture()), id="fever, cancer and a fracture"),
        ],
    )
    def test_it_speaks_and_is_critical(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert fired(hip_pain(LEFT_HIP), *records)[INFECTION] == "critical"

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((temperature(37.9),), id="37.9"),
            pytest.param((temperature(39, days=8),), id="fever eight days ago"),
            pytest.param((measurement(TEMPERATURE, 39, "Cel", on=None),), id="fever, undated"),
            pytest.param((measurement(TEMPERATURE, 39, "Cel", status="entered-in-error"),), id="fever in error"),
            pytest.param((temperature(100.3, unit="[degF]"),), id="100.3 Fahrenheit"),
            pytest.param((temperature(98.6),), id="Fahrenheit called Celsius"),
            pytest.param((condition(FEVER),), id="fever, and nobody knows when"),
            pytest.param((condition(FEVER, onset=days_ago(2), **REFUTED),), id="fever asked for and denied"),
            pytest.param((crp(19.9),), id="CRP 19.9"),
            pytest.param((crp(12, interpretation=marked("H")),), id="CRP a little raised"),
            pytest.param((crp(20, comparator="<"),), id="CRP below 20"),
            pytest.param((crp(64, None),), id="CRP without a unit"),
            pytest.param((crp(64, "ug/L"),), id="CRP in micrograms"),
            pytest.param((crp(64, on=days_ago(3)), crp(8)), id="CRP that has come down"),
            pytest.param((crp(64), condition(CRP_RAISED, onset=days_ago(1), **REFUTED)), id="CRP contradicted"),
            pytest.param((white_cells(11.9),), id="white cells 11.9"),
            pytest.param((white_cells(14_000),), id="white cells in the wrong unit"),
            pytest.param((white_cells(15.9), due_date(31)), id="white cells 15.9 in pregnancy"),
            pytest.param((white_cells(15), delivery(42)), id="white cells 15 six weeks after delivery"),
            pytest.param((condition(LEUKOCYTOSIS, onset=days_ago(1)), due_date(31)), id="leukocytosis in pregnancy"),
            pytest.param(
                (observation(LEUKOCYTES, interpretation=marked("H")), due_date(31)), id="marked high in pregnancy"
            ),
            pytest.param((esr(90), due_date(31)), id="ESR 90 in pregnancy"),
            pytest.param((esr(90), delivery(42)), id="ESR 90 six weeks after delivery"),
            pytest.param((esr(39),), id="ESR 39"),
            pytest.param((condition(SEPTIC_HIP, RIGHT_HIP, onset=days_ago(2)),), id="septic arthritis, other hip"),
            pytest.param((condition(OSTEOMYELITIS, (KNEE, LEFT), onset=days_ago(2)),), id="osteomyelitis of the knee"),
            pytest.param((condition(OSTEOMYELITIS, onset=days_ago(2)),), id="osteomyelitis, nobody knows where"),
            pytest.param((condition(SEPTIC_HIP, LEFT_HIP, onset="2023", **RESOLVED),), id="infection that is over"),
            pytest.param((condition(SEPTIC_HIP, LEFT_HIP, onset=days_ago(2), **SUSPECTED),), id="infection suspected"),
            pytest.param((patient(birth="2010-01-01"), temperature()), id="girl of 16"),
            pytest.param((patient(deceasedBoolean=True), temperature()), id="deceased"),
        ],
    )
    def test_it_is_silent(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert INFECTION not in fired(hip_pain(LEFT_HIP), *records)

    @pytest.mark.parametrize(
        ("pain", "speaks"),
        [
            pytest.param(condition((SCT, "102570003"), (LEFT,), onset=days_ago(5)), True, id="groin"),
            pytest.param(condition(PELVIC_GIRDLE_PAIN, onset=days_ago(5)), False, id="pelvic girdle"),
            pytest.param(hip_pain(onset=days_ago(365)), True, id="hip for a year"),
            pytest.param(hip_pain(onset=days_ago(366)), False, id="hip, not recorded again for more than a year"),
            pytest.param(hip_pain(**RESOLVED), False, id="hip, over"),
            pytest.param(knee_pain(), False, id="knee"),
        ],
    )
    def test_there_must_be_pain_that_may_come_from_the_hip(self, fired: Fired, pain: Json, *, speaks: bool) -> None:
        assert (INFECTION in fired(pain, temperature())) is speaks

    def test_pelvic_girdle_pain_counts_with_a_limp(self, fired: Fired) -> None:
        pain, limp = condition(PELVIC_GIRDLE_PAIN, onset=days_ago(5)), condition(LIMP, onset=days_ago(5))

        assert fired(pain, limp, temperature())[INFECTION] == "critical"

    def test_two_values_that_contradict_a_record_of_the_same_day_are_unknown_with_the_reason(
        self, evaluate: Callable[..., Evaluation]
    ) -> None:
        case = left(evaluate(hip_pain(), condition(CRP_RAISED, onset=days_ago(1)), crp(4)))

        assert case.findings["crp_raised"].presence is Presence.UNKNOWN
        assert case.findings["crp_raised"].reason == "records contradict each other"

    @pytest.mark.parametrize(
        ("arranged", "indicator"),
        [
            pytest.param(("referral", "cultures", "mri"), "warning", id="all"),
            pytest.param(("referral", "cultures", "aspiration"), "warning", id="aspiration for MRI"),
            pytest.param(("referral", "cultures"), "critical", id="no imaging"),
            pytest.param(("referral", "mri"), "critical", id="no cultures"),
            pytest.param(("cultures", "mri"), "critical", id="no referral"),
        ],
    )
    def test_it_is_lowered_once_everything_is_arranged(
        self, fired: Fired, arranged: tuple[str, ...], indicator: str
    ) -> None:
        orders = {
            "referral": order(REFERRAL),
            "cultures": order(text="Blood cultures x2"),
            "mri": order(MRI_LEFT),
            "aspiration": order(text="Left hip joint aspiration"),
        }

        assert fired(hip_pain(), temperature(), *(orders[one] for one in arranged))[INFECTION] == indicator

    @pytest.mark.parametrize(("days", "indicator"), [(7, "warning"), (8, "critical")])
    def test_what_was_arranged_for_something_else_before_does_not_count(
        self, fired: Fired, days: int, indicator: str
    ) -> None:
        on = days_ago(days)
        orders = order(REFERRAL, on=on), order(text="Blood cultures", on=on), order(MRI_LEFT, on=on)

        assert fired(hip_pain(), temperature(), *orders)[INFECTION] == indicator

    def test_an_aspiration_of_the_other_hip_does_not_count(self, fired: Fired) -> None:
        orders = order(REFERRAL), order(text="Blood cultures"), order(MRI_RIGHT)

        assert fired(hip_pain(LEFT_HIP), temperature(), *orders)[INFECTION] == "critical"


class TestCancer:
    """TOH-002: pain, and cancer now or ever."""

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((condition(CANCER),), id="cancer"),
            pytest.param((condition(CANCER, onset="1999", **RESOLVED),), id="cancer long ago"),
            pytest.param((condition(CANCER_BEFORE),), id="history"),
            pytest.param((condition(CANCER), fall(5, severity=concept(MILD))), id="fell lightly"),
            pytest.param((condition(CANCER), fall(5)), id="fell"),
            pytest.param((condition(CANCER), report(XRAY_LEFT, OSTEOARTHRITIS)), id="X-ray shows osteoarthritis"),
            pytest.param((condition(CANCER), *read(MRI_RIGHT, normal_result())), id="other hip normal"),
            pytest.param((condition(CANCER), report(MRI_LEFT)), id="MRI not read"),
            pytest.param((condition(CANCER), report(MRI_LEFT, MARROW_OEDEMA)), id="MRI shows oedema"),
            pytest.param((condition(CANCER), due_date(31)), id="pregnant"),
            pytest.param((report(MRI_LEFT, (SCT, "94222008")),), id="metastasis in the MRI"),
        ],
    )
    def test_it_speaks(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert fired(hip_pain(LEFT_HIP), *records)[CANCER_PAIN] == "warning"

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((condition(CANCER, **REFUTED),), id="ruled out"),
            pytest.param((condition(CANCER, **SUSPECTED),), id="suspected"),
            pytest.param((condition((ICD, "Z85.828")),), id="basal cell carcinoma before"),
            pytest.param((condition((ICD, "D25.9")),), id="benign"),
            pytest.param((condition(CANCER), *NORMAL_MRI), id="MRI normal"),
            pytest.param((report(MRI_RIGHT, (SCT, "94222008")),), id="metastasis of the other hip"),
            pytest.param((condition(CANCER), patient(birth="2010-01-01")), id="girl of 16"),
        ],
    )
    def test_it_is_silent(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert CANCER_PAIN not in fired(hip_pain(LEFT_HIP), *records)

    def test_without_pain_it_is_silent(self, fired: Fired) -> None:
        assert fired(condition(CANCER)) == {}

    @pytest.mark.parametrize("leader", [INFECTION, "hip-fracture"])
    def test_what_is_more_urgent_takes_its_place(self, fired: Fired, leader: str) -> None:
        more = {INFECTION: temperature(), "hip-fracture": fracture()}[leader]

        assert fired(hip_pain(LEFT_HIP), condition(CANCER), more) == {leader: "critical"}


class TestOsteonecrosis:
    """TOH-022: osteonecrosis of the hip that hurts."""

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS),), id="MRI"),
            pytest.param(read(MRI_BOTH, result(AVASCULAR_NECROSIS, bodySite=concept(*LEFT_HIP))), id="MRI of both"),
            pytest.param((report(XRAY_LEFT, AVASCULAR_NECROSIS),), id="X-ray"),
            pytest.param((condition(AVASCULAR_NECROSIS, onset="2024"),), id="side not recorded"),
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS, MARROW_OEDEMA),), id="oedema as well"),
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS), toh(90)), id="transient osteoporosis was thought of"),
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS), due_date(31)), id="pregnant"),
        ],
    )
    def test_it_speaks(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert fired(hip_pain(LEFT_HIP), *records)[OSTEONECROSIS] == "warning"

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((report(MRI_RIGHT, AVASCULAR_NECROSIS),), id="other hip"),
            pytest.param(read(MRI_BOTH, result(AVASCULAR_NECROSIS, bodySite=concept(*RIGHT_HIP))), id="other of both"),
            pytest.param((condition((SCT, "397758007"), (KNEE,), onset="2024"),), id="of the knee"),
            pytest.param((condition((SCT, "397758007"), onset="2024"),), id="of some bone"),
            pytest.param((condition(AVASCULAR_NECROSIS, LEFT_HIP, **REFUTED),), id="ruled out"),
            pytest.param((condition(AVASCULAR_NECROSIS, LEFT_HIP, **SUSPECTED),), id="suspected"),
            pytest.param((condition(AVASCULAR_NECROSIS, LEFT_HIP, **RESOLVED),), id="over"),
            pytest.param(
                (
                    condition(AVASCULAR_NECROSIS, LEFT_HIP),
                    procedure(HIP_REPLACEMENT, on="2024-05-02", bodySite=[concept(*LEFT_HIP)]),
                ),
                id="hip replaced",
            ),
            pytest.param((report(MRI_LEFT, AVASCULAR_NECROSIS, status="entered-in-error"),), id="in error"),
            pytest.param(read(MRI_LEFT, observation(AVASCULAR_NECROSIS, valueBoolean=False)), id="denied"),
        ],
    )
    def test_it_is_silent(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert OSTEONECROSIS not in fired(hip_pain(LEFT_HIP), *records)

    def test_the_hip_that_was_replaced_is_not_the_one_that_hurts(self, fired: Fired) -> None:
        other = procedure(HIP_REPLACEMENT, on="2024-05-02", bodySite=[concept(*RIGHT_HIP)])

        assert fired(hip_pain(LEFT_HIP), condition(AVASCULAR_NECROSIS, LEFT_HIP), other)[OSTEONECROSIS] == "warning"


class TestMigratory:
    """TOH-034: new pain of another joint, or of the same one after it was over."""

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((toh(300, **over()), knee_pain(84)), id="knee, twelve weeks"),
            pytest.param((toh(11), knee_pain(10)), id="knee the day after it began"),
            pytest.param((toh(300, RIGHT_HIP), hip_pain(LEFT_HIP)), id="other hip, first one still ill"),
            pytest.param((toh(300, LEFT_HIP, **over(10)), hip_pain(LEFT_HIP)), id="same hip, over that day"),
            pytest.param((toh(300, **over()), knee_pain(), fall(20)), id="knee, and fell"),
            pytest.param((toh(300, **over()), knee_pain(), imaging_study("MR")), id="MRI of the hip only"),
            pytest.param((toh(300, **over()), knee_pain(), order(MRI_KNEE)), id="MRI ordered, knee not protected"),
        ],
    )
    def test_it_speaks(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert fired(*records)[AGAIN] == "warning"

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((toh(300, **over()), knee_pain(85)), id="knee, a day more than twelve weeks"),
            pytest.param((toh(10), knee_pain(10)), id="knee since the same day"),
            pytest.param((toh(300, LEFT_HIP), hip_pain(LEFT_HIP)), id="same hip, still ill"),
            pytest.param((toh(300, LEFT_HIP, **over(9)), hip_pain(LEFT_HIP)), id="same hip, over since the pain began"),
            pytest.param((toh(None), hip_pain(RIGHT_HIP)), id="nobody knows which came first"),
            pytest.param((toh(300, (HIP,)), hip_pain(LEFT_HIP)), id="nobody knows which hip was ill"),
            pytest.param((toh(300, RIGHT_HIP, **REFUTED), hip_pain(LEFT_HIP)), id="ruled out"),
            pytest.param((toh(300, RIGHT_HIP, **SUSPECTED), hip_pain(LEFT_HIP)), id="suspected"),
            pytest.param((toh(300, RIGHT_HIP, **over()), hip_pain(LEFT_HIP), *NORMAL_MRI), id="MRI made since"),
            pytest.param((toh(300, **over()), knee_pain(), procedure(MRI_KNEE)), id="MRI of the knee made"),
            pytest.param((toh(300, **over()), hip_pain(onset=days_ago(10), **RESOLVED)), id="pain over"),
            pytest.param((condition((ICD, "M81.6")), knee_pain()), id="another osteoporosis"),
            pytest.param((man("2010-01-01"), toh(300, **over()), knee_pain()), id="boy of 16"),
        ],
    )
    def test_it_is_silent(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert AGAIN not in fired(*records)

    def test_there_is_one_card_for_knee_and_hip(self, evaluate: Callable[..., Evaluation]) -> None:
        cards = of(evaluate(toh(300, LEFT_HIP, **over()), knee_pain(), hip_pain(RIGHT_HIP)), AGAIN)

        assert len(cards) == 1
        assert [one["label"] for one in cards[0]["suggestions"]] == [
            "Order MRI of the right hip without contrast",
            "Protected weight bearing (right hip)",
            "Order MRI of the newly painful joint without contrast",
            "Protected weight bearing of the newly painful joint",
        ]

    def test_pain_of_the_knee_suggests_nothing_about_a_hip(self, evaluate: Callable[..., Evaluation]) -> None:
        (card,) = of(evaluate(toh(300, **over()), knee_pain()), AGAIN)

        assert "hip" not in str([one["label"] for one in card["suggestions"]])

    def test_limits_for_a_knee_do_not_protect_the_hip(self, fired: Fired) -> None:
        limits = order(text="Protected weight bearing of the newly painful joint")

        assert fired(toh(20), knee_pain(), limits, device_order(), order(REFERRAL))["toh-protect-hip"] == "warning"

    def test_a_side_that_only_the_earlier_disease_names_is_no_recorded_side(
        self, evaluate: Callable[..., Evaluation]
    ) -> None:
        """An X-ray of the left hip is all that names the side of the pain."""
        film = report(XRAY_LEFT, on=days_ago(2))

        (card,) = of(evaluate(toh(300, RIGHT_HIP, **over()), hip_pain((HIP,)), film), AGAIN)

        assert card["extension"]["example.toh-rules"]["sideRecorded"] is False
        assert "right" not in str([one["label"] for one in card["suggestions"]])


class TestUnreadReport:
    """TOH-025: pain, an MRI since it began, and nothing in its report that could be read."""

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((report(MRI_LEFT),), id="nothing coded"),
            pytest.param((report(MRI_HIP),), id="side not recorded"),
            pytest.param((report(MRI_LEFT, (ICD, "R93.7")),), id="abnormal, and not what"),
            pytest.param((report(MRI_LEFT, on=days_ago(10)),), id="of the first day"),
            pytest.param((report(MRI_LEFT), order(MRI_LEFT)), id="its order is still active"),
            pytest.param((report(MRI_LEFT), due_date(12)), id="twelve weeks pregnant"),
            pytest.param((report(MRI_LEFT), fall(60)), id="fell seven weeks before the pain"),
            pytest.param((report(MRI_LEFT), fall(5, severity=concept(MILD))), id="stumbled"),
            pytest.param((report(MRI_LEFT), condition(OSTEOARTHRITIS, RIGHT_HIP, onset="2020")), id="other hip worn"),
            pytest.param(
                (report(IMAGING_REPORT, imagingStudy=reference(STUDY)), STUDY),
                id="general report of an MRI",
            ),
        ],
    )
    def test_it_speaks(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert fired(hip_pain(LEFT_HIP), *records) == {UNREAD: "info"}

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((report(MRI_LEFT, on=days_ago(11)),), id="before the pain"),
            pytest.param((report(MRI_LEFT, on=None),), id="undated"),
            pytest.param((report(MRI_RIGHT),), id="other hip"),
            pytest.param((report(XRAY_LEFT),), id="X-ray"),
            pytest.param((imaging_study("MR"),), id="not reported"),
            pytest.param((report(MRI_LEFT, OSTEOARTHRITIS),), id="osteoarthritis coded"),
            pytest.param(NORMAL_MRI, id="normal"),
            pytest.param((report(MRI_LEFT), due_date(11, 6)), id="not yet twelve weeks pregnant"),
            pytest.param((report(MRI_LEFT), fall(52)), id="fell six weeks before the pain"),
            pytest.param((report(MRI_LEFT), condition(OSTEOARTHRITIS, LEFT_HIP, onset="2020")), id="hip worn"),
            pytest.param((report(MRI_LEFT), condition(PROSTHESIS_LEFT, onset="2020")), id="prosthesis"),
            pytest.param((report(MRI_LEFT), toh(20)), id="transient osteoporosis known"),
            pytest.param((report(MRI_LEFT, status="cancelled"),), id="cancelled"),
        ],
    )
    def test_it_is_silent(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert UNREAD not in fired(hip_pain(LEFT_HIP), *records)

    def test_of_both_hips_only_the_painful_one_is_asked_for(self, evaluate: Callable[..., Evaluation]) -> None:
        (card,) = of(evaluate(hip_pain(LEFT_HIP), report(MRI_BOTH)), UNREAD)

        assert card["extension"]["example.toh-rules"]["side"] == "left"


class TestOtherHip:
    """TOH-024: a fracture of one hip in pregnancy or childbed, and nobody has looked at the other."""

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((fracture(), due_date(34)), id="34 weeks"),
            pytest.param((fracture(), due_date(8)), id="eight weeks"),
            pytest.param((fracture(), pregnancy_status()), id="pregnant, and not how far"),
            pytest.param((fracture(), delivery(182)), id="26 weeks after delivery"),
            pytest.param((fracture(days=42), delivery(60)), id="fracture six weeks old"),
            pytest.param((fracture(), delivery(21), fall(1, severity=concept(MILD))), id="stumbled"),
            pytest.param((fracture(), delivery(21), hip_pain(RIGHT_HIP)), id="other hip hurts"),
            pytest.param((fracture(), delivery(21), report(MRI_RIGHT, MARROW_OEDEMA)), id="oedema of the other hip"),
            pytest.param(
                (fracture(), fracture(RIGHT_HIP, **SUSPECTED), delivery(21)), id="fracture of the other hip suspected"
            ),
            pytest.param((fracture(), fracture(RIGHT_HIP, **REFUTED), delivery(21)), id="and ruled out"),
            pytest.param((fracture(), delivery(21), temperature(), hip_pain()), id="fever as well"),
            pytest.param((patient("male"), fracture(), due_date(34)), id="gender male, and pregnant"),
        ],
    )
    def test_it_speaks(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert fired(*records)[OTHER_HIP] == "warning"

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((fracture(), delivery(183)), id="a day more than 26 weeks"),
            pytest.param((fracture(days=43), delivery(60)), id="fracture a day more than six weeks old"),
            pytest.param((fracture(),), id="pregnancy not recorded"),
            pytest.param((man(), fracture()), id="man"),
            pytest.param((fracture(), delivery(21), fall(1)), id="fell down the stairs"),
            pytest.param((fracture(), fracture(RIGHT_HIP), delivery(21)), id="both broken"),
            pytest.param((fracture((HIP, BOTH_SIDES)), delivery(21)), id="both, in one record"),
            pytest.param((condition((ICD, "S72.012D"), onset=days_ago(9)), delivery(21)), id="healing"),
            pytest.param((condition((SCT, "71620000"), LEFT_HIP), delivery(21)), id="another fracture"),
            pytest.param((fracture(), delivery(21), patient(birth="2010-01-01")), id="girl of 16"),
        ],
    )
    def test_it_is_silent(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert OTHER_HIP not in fired(*records)

    @pytest.mark.parametrize(("broken", "other"), SIDES.items())
    def test_what_it_suggests_is_for_the_hip_that_is_not_broken(
        self, evaluate: Callable[..., Evaluation], broken: str, other: str
    ) -> None:
        site = LEFT_HIP if broken == "left" else RIGHT_HIP

        (card,) = of(evaluate(fracture(site), delivery(21)), OTHER_HIP)

        created = [action for one in card["suggestions"] for action in one["actions"]]
        assert f"A fracture of the {broken} hip" in card["detail"]
        assert [one["label"] for one in card["suggestions"]] == [
            f"Order MRI of the {other} hip without contrast",
            f"Protected weight bearing ({other} hip)",
        ]
        assert broken not in str(created).lower()
        assert created[0]["resource"]["code"]["coding"][0]["code"] == (MRI_RIGHT if other == "right" else MRI_LEFT)[1]

    def test_where_the_side_is_not_recorded_both_hips_are_imaged(self, evaluate: Callable[..., Evaluation]) -> None:
        (card,) = of(evaluate(fracture(()), due_date(34)), OTHER_HIP)

        resources = [action["resource"] for one in card["suggestions"] for action in one["actions"]]
        assert resources[0]["code"]["coding"][0]["code"] == MRI_BOTH[1]
        assert not [one for one in ("left", "right") if one in str([one["label"] for one in card["suggestions"]])]

    @pytest.mark.parametrize(
        ("mri", "limits", "indicator"),
        [
            pytest.param(MRI_RIGHT, RIGHT_HIP, "info", id="of the other hip"),
            pytest.param(MRI_LEFT, RIGHT_HIP, "warning", id="MRI of the broken hip"),
            pytest.param(MRI_RIGHT, LEFT_HIP, "warning", id="limits for the broken hip"),
            pytest.param(MRI_HIP, RIGHT_HIP, "warning", id="MRI of a hip"),
            pytest.param(MRI_RIGHT, (HIP,), "warning", id="limits for a hip"),
            pytest.param(MRI_BOTH, (HIP, BOTH_SIDES), "info", id="of both hips"),
        ],
    )
    def test_only_orders_that_name_the_other_hip_lower_it(
        self, fired: Fired, mri: Code, limits: tuple[Code, ...], indicator: str
    ) -> None:
        protection = order(text="Protected weight bearing", bodySite=[concept(*limits)])

        assert fired(fracture(LEFT_HIP), delivery(21), order(mri), protection)[OTHER_HIP] == indicator

    def test_it_appears_where_an_infection_takes_the_place_of_the_fracture(self, fired: Fired) -> None:
        cards = fired(fracture(), hip_pain(), delivery(21), temperature())

        assert cards == {INFECTION: "critical", "hip-fracture": "critical", OTHER_HIP: "warning"}


class TestTwelveMonths:
    """TOH-033: on the problem list for more than a year."""

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((toh(366),), id="a year and a day"),
            pytest.param((toh(None, recordedDate=days_ago(366)),), id="recorded so long ago"),
            pytest.param((toh(400), hip_pain()), id="still painful"),
            pytest.param((toh(400), order(REFERRAL)), id="referred, not imaged"),
            pytest.param((toh(400), order(MRI_LEFT)), id="imaged, not referred"),
            pytest.param((toh(400), order(MRI_RIGHT), order(REFERRAL)), id="MRI of the other hip"),
        ],
    )
    def test_it_speaks(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert fired(*records)[YEAR] == "warning"

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((toh(365),), id="a year"),
            pytest.param((toh(None, recordedDate=days_ago(365)),), id="recorded a year ago"),
            pytest.param((condition(TOH, LEFT_HIP, onset="2025"),), id="since some day of last year"),
            pytest.param((toh(400, **over(30)),), id="over"),
            pytest.param((toh(400, **SUSPECTED),), id="suspected"),
            pytest.param((toh(400), order(MRI_LEFT), order(REFERRAL)), id="imaged and referred"),
            pytest.param(
                (toh(400), report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(90)), PAIN_RESOLVED),
                id="pain over since the MRI",
            ),
        ],
    )
    def test_it_is_silent(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert YEAR not in fired(*records)


class TestFollowUp:
    """TOH-032: six weeks since the first MRI and no other; more urgent after sixteen."""

    @pytest.mark.parametrize(
        ("days", "indicator"),
        [(41, None), (42, "info"), (112, "info"), (113, "warning"), (365, "warning"), (366, None)],
    )
    def test_by_the_days_since_the_first_mri(self, fired: Fired, days: int, indicator: str | None) -> None:
        first = report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(days))

        assert fired(toh(days), first, *PROTECTED).get(FOLLOW_UP) == indicator

    @pytest.mark.parametrize(
        ("later", "speaks"),
        [
            pytest.param((report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(20)),), False, id="made"),
            pytest.param((report(MRI_RIGHT, MARROW_OEDEMA, on=days_ago(20)),), True, id="made of the other hip"),
            pytest.param((imaging_study("MR", started=days_ago(20)),), False, id="made, not reported"),
            pytest.param((imaging_study("MR", started=days_ago(20), status="cancelled"),), True, id="cancelled"),
            pytest.param((order(MRI_LEFT),), False, id="ordered"),
            pytest.param((order(MRI_LEFT, on=days_ago(43)),), True, id="ordered seven weeks ago, and not made"),
            pytest.param((order(MRI_RIGHT),), True, id="ordered for the other hip"),
            pytest.param((order(MRI_LEFT, status="revoked"),), True, id="order revoked"),
            pytest.param((report(MRI_LEFT, MARROW_OEDEMA, on=None),), False, id="perhaps made"),
        ],
    )
    def test_a_later_mri_of_that_hip_ends_it(self, fired: Fired, later: tuple[Json, ...], *, speaks: bool) -> None:
        first = report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(90))

        assert (FOLLOW_UP in fired(toh(90), first, *later, *PROTECTED)) is speaks

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((toh(90),), id="never imaged"),
            pytest.param((toh(90, **over(3)), report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(90))), id="over"),
            pytest.param((hip_pain(), report(MRI_LEFT, OSTEOARTHRITIS, on=days_ago(90))), id="another disease"),
        ],
    )
    def test_there_must_be_a_disease_and_a_first_mri(self, fired: Fired, records: tuple[Json, ...]) -> None:
        assert FOLLOW_UP not in fired(*records, *PROTECTED)

    def test_management_cards_are_two_at_most(self, fired: Fired) -> None:
        cards = fired(toh(400), report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(200)))

        assert set(cards) == {"toh-protect-hip", YEAR}


@pytest.mark.parametrize("hook", ["patient-view", "encounter-start", "encounter-discharge", "problem-list-item-create"])
@pytest.mark.parametrize(
    ("rule", "records"),
    [
        (INFECTION, (hip_pain(), temperature())),
        (CANCER_PAIN, (hip_pain(), condition(CANCER))),
        (OSTEONECROSIS, (hip_pain(), condition(AVASCULAR_NECROSIS, LEFT_HIP))),
        (AGAIN, (toh(300, **over()), knee_pain())),
        (UNREAD, (hip_pain(), report(MRI_LEFT))),
        (OTHER_HIP, (fracture(), delivery(21))),
        (YEAR, (toh(400),)),
        (FOLLOW_UP, (toh(90), report(MRI_LEFT, MARROW_OEDEMA, on=days_ago(90)))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_rule_answers_every_hook_of_the_chart(
    fired: Fired, hook: str, rule: str, records: tuple[Json, ...]
) -> None:
    assert rule in fired(*records, hook=hook)


@pytest.mark.parametrize(
    ("rule", "records"),
    [
        (INFECTION, (hip_pain((HIP, BOTH_SIDES)), temperature())),
        (CANCER_PAIN, (hip_pain((HIP, BOTH_SIDES)), condition(CANCER))),
        (OSTEONECROSIS, (hip_pain((HIP, BOTH_SIDES)), condition(AVASCULAR_NECROSIS, (HIP, BOTH_SIDES)))),
        (UNREAD, (hip_pain((HIP, BOTH_SIDES)), report(MRI_BOTH))),
        (YEAR, (toh(400, (HIP, BOTH_SIDES)),)),
        (FOLLOW_UP, (toh(90, (HIP, BOTH_SIDES)), report(MRI_BOTH, MARROW_OEDEMA, on=days_ago(90)))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_both_hips_share_a_card(evaluate: Callable[..., Evaluation], rule: str, records: tuple[Json, ...]) -> None:
    (card,) = of(evaluate(*records), rule)

    facts = card["extension"]["example.toh-rules"]
    assert (facts["side"], facts["sideRecorded"]) == ("both", True)


@pytest.mark.parametrize(
    ("rule", "records"),
    [
        (INFECTION, (condition(HIP_PAIN, onset=days_ago(5)), temperature())),
        (CANCER_PAIN, (condition(HIP_PAIN, onset=days_ago(5)), condition(CANCER))),
        (OSTEONECROSIS, (condition(HIP_PAIN, onset=days_ago(5)), condition(AVASCULAR_NECROSIS))),
        (UNREAD, (condition(HIP_PAIN, onset=days_ago(5)), report(MRI_HIP))),
        (YEAR, (toh(400, ()),)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_where_no_side_is_recorded_the_card_says_so_and_orders_name_none(
    evaluate: Callable[..., Evaluation], rule: str, records: tuple[Json, ...]
) -> None:
    (card,) = of(evaluate(*records), rule)

    created = [action for one in card.get("suggestions", ()) for action in one["actions"]]
    assert card["extension"]["example.toh-rules"]["sideRecorded"] is False
    assert not [side for side in SIDES if side in str(created).lower()]


def of(evaluation: Evaluation, rule: str) -> list[Json]:
    """The cards of one rule."""
    return [card for card in evaluation.cards if card["source"]["topic"]["code"] == rule]


def left(evaluation: Evaluation) -> Case:
    """The case of the left hip."""
    return next(one.case for one in evaluation.verdicts if one.case.hip is Side.LEFT)
