"""A record without a side does not make a second hip of what another record of the same finding places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Presence, Side
from tests.charts import (
    FEMORAL_HEAD,
    LEFT,
    LEFT_HIP,
    MARROW_OEDEMA,
    NECK_FRACTURE,
    RIGHT,
    TOH,
    condition,
    days_ago,
    hip_pain,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.domain import Case
    from service.evaluate import Evaluation
    from tests.charts import Json

LEFT_FRACTURE = condition(NECK_FRACTURE, (FEMORAL_HEAD, LEFT), onset=days_ago(3))
RIGHT_FRACTURE = condition(NECK_FRACTURE, (FEMORAL_HEAD, RIGHT), onset=days_ago(3))
FRACTURE = condition(NECK_FRACTURE, (FEMORAL_HEAD,), onset=days_ago(3))
BOTH_HIPS = {Side.LEFT, Side.RIGHT}


@pytest.mark.parametrize(
    ("chart", "name", "hips"),
    [
        pytest.param([LEFT_FRACTURE, FRACTURE], "hip_fracture", {Side.LEFT}, id="fracture, placed by another record"),
        pytest.param(
            [hip_pain(), RIGHT_FRACTURE, FRACTURE], "hip_fracture", {Side.RIGHT}, id="rather than by the pain"
        ),
        pytest.param([hip_pain(), FRACTURE], "hip_fracture", {Side.LEFT}, id="fracture, placed by the pain"),
        pytest.param([FRACTURE], "hip_fracture", BOTH_HIPS, id="fracture, placed by nothing"),
        pytest.param([LEFT_FRACTURE, RIGHT_FRACTURE, FRACTURE], "hip_fracture", BOTH_HIPS, id="both hips broken"),
        pytest.param(
            [condition(TOH, LEFT_HIP), condition(TOH)], "toh_active", {Side.LEFT}, id="transient osteoporosis"
        ),
    ],
)
def test_a_record_without_a_side_speaks_of_the_hip_that_another_names(
    observe: Callable[..., dict[Side, Case]], chart: list[Json], name: str, hips: set[Side]
) -> None:
    cases = observe(*chart)

    assert {hip for hip, case in cases.items() if case.findings[name].presence is Presence.PRESENT} == hips


def test_a_card_never_speaks_of_both_hips_where_one_side_was_recorded(
    evaluate: Callable[..., Evaluation],
) -> None:
    (card,) = evaluate(LEFT_FRACTURE, FRACTURE).cards

    assert "both hips" not in card["detail"]
    assert {one["label"] for one in card["suggestions"]} == {
        "Non-weight-bearing (left hip)",
        "Refer urgently to orthopaedics (left hip)",
    }


def test_a_fracture_that_may_be_the_other_one_does_not_silence_the_oedema_of_this_hip(
    fired: Callable[..., dict[str, str]],
) -> None:
    oedema = condition(MARROW_OEDEMA, (FEMORAL_HEAD, RIGHT), onset=days_ago(5))

    cards = fired(oedema, LEFT_FRACTURE, FRACTURE)

    assert cards.keys() == {"hip-fracture", "marrow-oedema-on-mri"}
