"""What is known of the other hip, from records that name a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Presence, Side
from tests.charts import (
    BOTH_SIDES,
    HIP,
    LEFT_HIP,
    MRI_BOTH,
    MRI_LEFT,
    NECK_FRACTURE,
    RIGHT_HIP,
    clinical,
    condition,
    days_ago,
    hip_pain,
    normal_result,
    reference,
    report,
    verification,
)
from tests.unit.findings.conftest import observer

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.rulebook.book import RuleBook
    from tests.charts import Json
    from tests.unit.findings.conftest import Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
NAME, OEDEMA = "other_hip_fracture", "other_hip_oedema"


def fracture(site: tuple[tuple[str, str], ...] = LEFT_HIP, **more: object) -> Json:
    return condition(NECK_FRACTURE, site, onset=days_ago(5), **more)


@pytest.fixture
def other_hip(changed_book: Callable[[Callable[[Json], None]], RuleBook]) -> Observe:
    """The rule book with findings about a fracture and about oedema of the other hip."""

    def add(vocabulary: Json) -> None:
        for name, option in ((NAME, "hip_fracture"), (OEDEMA, "mri_marrow_oedema")):
            same = {part: vocabulary[option][part] for part in ("says", "asks", "reads", "absence", "sided")}
            vocabulary[name] = same | {"computed": "other_hip", "option": option}

    return observer(changed_book(add))


def test_a_finding_of_one_hip_is_the_other_hips_other(other_hip: Observe) -> None:
    def of(*records: Json) -> tuple[Presence, Presence]:
        cases = other_hip(*records)
        return cases[Side.LEFT].findings[NAME].presence, cases[Side.RIGHT].findings[NAME].presence

    assert of() == (A, A)
    assert of(hip_pain()) == (A, A)
    assert of(fracture()) == (A, P)
    assert of(fracture(RIGHT_HIP), hip_pain()) == (P, A)
    assert of(fracture((HIP, BOTH_SIDES))) == (P, P)
    assert of(fracture(), fracture(RIGHT_HIP)) == (P, P)
    assert of(fracture(())) == (U, U)
    assert of(fracture(verificationStatus=verification("provisional"))) == (A, U)
    assert of(fracture(clinicalStatus=clinical("resolved"))) == (A, A)
    assert of(report(MRI_BOTH, NECK_FRACTURE), hip_pain()) == (U, U)


def test_the_reason_is_that_of_the_record_or_the_missing_side(other_hip: Observe) -> None:
    unsure = other_hip(fracture(verificationStatus=verification("provisional")))[Side.RIGHT].findings[NAME]
    unsided = other_hip(fracture(()))[Side.RIGHT].findings[NAME]

    assert unsure.reason == "recorded as unconfirmed"
    assert unsided.reason == "the side is not recorded"


def test_an_mri_that_denies_oedema_of_one_hip_denies_it_of_the_other_hips_other(other_hip: Observe) -> None:
    normal = normal_result()
    records = report(MRI_LEFT, result=reference(normal)), normal

    cases = other_hip(*records, hip_pain())

    assert cases[Side.RIGHT].findings[OEDEMA].presence is A
    assert cases[Side.LEFT].findings[OEDEMA].presence is U


def test_what_was_not_sent_is_not_known_of_the_other_hip_either(other_hip: Observe) -> None:
    for records in ((), (hip_pain(),)):
        finding = other_hip(*records, lacking=["DiagnosticReport"])[Side.LEFT].findings[NAME]

        assert (finding.presence, finding.lacked) == (U, frozenset({"DiagnosticReport"}))
