"""Whatever stands in a chart: an answer of its shape or a refusal of its shape, never a failure."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.answers import PATIENT_VIEW, answer_of, refusal_of
from tests.api.mutations import at, places, removed, replaced
from tests.charts import (
    AVASCULAR_NECROSIS,
    FEMORAL_HEAD,
    GESTATIONAL_AGE,
    HIP,
    HIP_PAIN,
    ICD,
    LAST_PERIOD,
    LEFT,
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_LEFT,
    PREGNANCY_STATUS,
    PREGNANT,
    PROSTHESIS_LEFT,
    RIGHT_HIP,
    SUDDEN,
    TOH,
    UNABLE_TO_WALK,
    XRAY_LEFT,
    Json,
    bundle,
    concept,
    condition,
    days_ago,
    delivery,
    device_order,
    due_date,
    encounter,
    fall,
    gestational_age,
    hip_pain,
    imaging_study,
    limp,
    normal_result,
    observation,
    order,
    patient,
    report,
    request,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.client import Client


def each(name: str, values: list[Any], **more: Any) -> list[Any]:
    """An object of one member for each value."""
    return [{name: value, **more} for value in values]


ODD: list[Any] = [
    *(None, True, False, 0, -1, 5, 1.5, 1e308, -1e308, 10**18, "", "x", "2026", "0001-01-01", "9999-12-31", "9999"),
    *([], {}, [[]], [None], ["x"], [{}], [[{}]]),
    *each("coding", [None, [], [{}], {}, "x", [{"code": 5}]]),
    *each("value", [1e300, -1e300, True, "x", {}], unit="wk"),
    *each("reference", [5, "x/y/z", "", "Patient/bob"]),
    *each("resourceType", [[1], "OperationOutcome", "Bundle", "Patient", "Condition"]),
    *each("entry", [7, "x", [None], [[]], [{"resource": {}}]], resourceType="Bundle"),
    {"resource": {"resource": {"resource": 1}}},
    {"concept": {"concept": {"concept": {}}}},
    {"start": 5},
    {"low": {"value": 1, "unit": "a"}, "high": 5},
    {"text": 5},
]
"""What real and unreal clients put where something else belongs."""


def story() -> list[Json]:
    """A patient with everything that the rules ask for, more than any one patient has."""
    result = normal_result()
    return [
        patient(deceasedBoolean=False),
        hip_pain(LEFT_HIP, evidence=[{"code": [concept(SUDDEN)]}], severity=concept(LEFT), note=[{"text": "x"}]),
        hip_pain(RIGHT_HIP, onset=None, onsetString="sudden"),
        *(fall(20), limp(), due_date(31), gestational_age(30), delivery(900)),
        observation(LAST_PERIOD, valueDateTime=days_ago(200)),
        observation(GESTATIONAL_AGE, valueQuantity={"value": 30, "unit": "wk"}),
        observation(PREGNANCY_STATUS, valueCodeableConcept=concept(PREGNANT)),
        condition((ICD, "Z3A.30"), recordedDate=days_ago(3)),
        condition(UNABLE_TO_WALK, onset=days_ago(3)),
        condition(TOH, LEFT_HIP),
        condition(AVASCULAR_NECROSIS, LEFT_HIP),
        condition(MARROW_OEDEMA, (FEMORAL_HEAD, LEFT)),
        condition(PROSTHESIS_LEFT),
        imaging_study(procedureCode=[concept(MRI_LEFT)], description="d"),
        result,
        report(MRI_LEFT, MARROW_OEDEMA, imagingStudy=[{"reference": "ImagingStudy/1"}]),
        report(XRAY_LEFT, result=[{"reference": f"Observation/{result['id']}"}]),
        order(MRI_LEFT, bodySite=[concept(HIP, LEFT)], doNotPerform=False),
        order(text="protected weight bearing"),
        device_order(),
        encounter(HIP_PAIN),
    ]


def garbled(chance: random.Random, value: Json) -> Json:
    """The same with one to four places changed, wrapped or taken out."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        path = chance.choice(list(places(value)) or [("resourceType",)])
        match chance.randrange(10):
            case 0:
                value = removed(value, path)
            case 1:
                value = replaced(value, path, [at(value, path)])
            case _:
                value = replaced(value, path, chance.choice(ODD))
    return value


def judged(response: httpx.Response) -> None:
    if response.status_code == 200:
        answer_of(response)
    else:
        refusal_of(response, response.status_code)
        assert 400 <= response.status_code < 500


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param(PATIENT_VIEW, lambda given: request(*given), id="hook"),
        pytest.param("/evaluate", lambda given: bundle(*given, total=len(given)), id="evaluate"),
    ],
)
def test_a_garbled_chart_is_answered_or_refused(
    seed: int, path: str, body: Callable[[list[Json]], Json], client: Client
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same charts every time
    person, *others = story()

    for _ in range(20):
        given = [person, *chance.sample(others, chance.choice((2, 5, len(others))))]

        judged(client.post(path, garbled(chance, body(given))))


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_any_value_as_the_whole_of_a_prefetch_key(odd: Any, client: Client) -> None:
    body = request(*story())

    for key in body["prefetch"]:
        judged(client.post(PATIENT_VIEW, replaced(body, ("prefetch", key), odd)))


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_any_value_as_an_entry_of_a_bundle(odd: Any, client: Client) -> None:
    whole = bundle(*story())

    for entry in (odd, {"resource": odd}, {"fullUrl": odd, "resource": odd}):
        judged(client.post("/evaluate", {**whole, "entry": [*whole["entry"], entry]}))


HOLE = "put something here"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        pytest.param('{"resource":', "}", id="resource"),
        pytest.param('{"concept":', "}", id="concept"),
        pytest.param('{"url": "x", "extension": [', "]}", id="extension"),
        pytest.param('{"resourceType": "Bundle", "entry": [{"resource":', "}]}", id="Bundle"),
    ],
)
@pytest.mark.parametrize(
    "given", [hip_pain(severity=HOLE), hip_pain(extension=[HOLE]), HOLE], ids=["severity", "extension", "resource"]
)
def test_wrappings_within_wrappings_bring_nothing_down(opening: str, closing: str, given: Any, client: Client) -> None:
    levels = 300
    deep = opening * levels + "{}" + closing * levels
    calls = {
        PATIENT_VIEW: replaced(request(patient(), due_date(31)), ("prefetch", "conditions"), given),
        "/evaluate": {"resourceType": "Bundle", "entry": [{"resource": patient()}, {"resource": given}]},
    }

    for path, body in calls.items():
        text = json.dumps(body).replace(f'"{HOLE}"', deep)
        judged(client.post(path, content=text, headers={"content-type": "application/json"}))
