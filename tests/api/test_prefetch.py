"""Each prefetch key in each state of CDS Hooks 2.0, and what the answer says of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.answers import PATIENT_VIEW, answer_of, cards_of, refusal_of, told
from tests.charts import (
    FEMORAL_HEAD,
    HYPERTENSION,
    LEFT,
    MARROW_OEDEMA,
    PREFETCH,
    Json,
    bundle,
    condition,
    days_ago,
    due_date,
    hip_pain,
    imaging_study,
    patient,
    request,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.client import Client

OUTCOME: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
EMPTY: Json = {"resourceType": "Bundle", "type": "searchset", "total": 0}
OMITTED = "omitted"

OEDEMA = (patient(), condition(MARROW_OEDEMA, (FEMORAL_HEAD, LEFT), onset=days_ago(3)), imaging_study())
LATE_PREGNANCY = (patient(), hip_pain(), due_date(31))
KEYS = {key: kind for kind, key in PREFETCH.items() if kind != "Patient"}


def page(kind: str) -> Json:
    """The first page of a search that matched something else."""
    other = condition(HYPERTENSION) | {"resourceType": kind}
    return bundle(other, kind="searchset", link=[{"relation": "next", "url": "https://ehr.example/2"}])


ANSWERED: list[Any] = [
    pytest.param(lambda _: None, id="null"),
    pytest.param(lambda _: EMPTY, id="an empty Bundle"),
    pytest.param(lambda _: {"response": {"status": "200 OK"}, "resource": EMPTY}, id="the wrapper of old"),
]
UNANSWERED: list[Any] = [
    pytest.param(lambda _: OMITTED, "were not sent", id="omitted"),
    pytest.param(lambda _: OUTCOME, "could not be fetched", id="an OperationOutcome"),
    pytest.param(
        lambda _: {"response": {"status": "404"}, "resource": None}, "could not be fetched", id="the wrapper: 404"
    ),
    pytest.param(lambda _: patient(), "could not be fetched", id="another type"),
    pytest.param(lambda _: "<html>", "could not be fetched", id="a page of HTML"),
    pytest.param(page, "were sent only in part", id="a page"),
    pytest.param(lambda kind: {"resourceType": kind}, "were sent only in part", id="a single resource"),
]


def answer(client: Client, key: str, value: object, *chart: Json) -> Json:
    body = request(*chart)
    if value == OMITTED:
        del body["prefetch"][key]
    else:
        body["prefetch"][key] = value
    return answer_of(client.post(PATIENT_VIEW, body))


def blind_spots(given: Json) -> set[str]:
    """What the answer says was not there: in its extension, or among what a card does not know."""
    missing = {f"{one['resourceType']} records {one['state']}" for one in told(given).get("missing", ())}
    lines = [line for card in given["cards"] for line in card["detail"].splitlines()]
    return missing | {line.rpartition(": ")[2] for line in lines if " records " in line}


@pytest.mark.parametrize(("value", "state"), UNANSWERED)
@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_was_not_answered_in_full_is_a_blind_spot(
    key: str, value: Callable[[str], object], state: str, client: Client
) -> None:
    """An order of the oedema's card, or the MRI of the pregnant woman, might be in what is missing."""
    chart = LATE_PREGNANCY if key == "imagingStudies" else OEDEMA

    given = answer(client, key, value(KEYS[key]), *chart)

    assert f"{KEYS[key]} records {state}" in {part for one in blind_spots(given) for part in one.split("; ")}


@pytest.mark.parametrize("value", ANSWERED)
@pytest.mark.parametrize("key", KEYS)
def test_a_key_without_data_is_no_blind_spot(key: str, value: Callable[[str], object], client: Client) -> None:
    given = answer(client, key, value(KEYS[key]), *OEDEMA)

    assert blind_spots(given) == set()
    assert "extension" not in given


@pytest.mark.parametrize("key", KEYS)
def test_a_failed_key_is_named_among_the_issues(key: str, client: Client) -> None:
    given = answer(client, key, OUTCOME, *OEDEMA)

    (issue,) = told(given)["issues"]
    assert issue == {
        "severity": "warning",
        "code": "incomplete",
        "location": f"prefetch.{key}",
        "message": "the client sent an OperationOutcome instead of the data",
    }


def test_a_page_still_counts(client: Client) -> None:
    """What a page holds is evidence; only what it lacks is not known to be absent."""
    oedema = bundle(OEDEMA[1], kind="searchset", total=2)

    given = answer(client, "conditions", oedema, *OEDEMA)

    assert "marrow-oedema-on-mri" in cards_of(given)
    assert told(given)["evaluated"] == "partly"


def test_missing_data_is_told_with_its_key_and_the_rules_that_lack_it(client: Client) -> None:
    given = answer(client, "conditions", OMITTED, patient(), due_date(31))

    (missing,) = told(given)["missing"]
    assert missing["resourceType"] == "Condition"
    assert missing["prefetch"] == "conditions"
    assert missing["state"] == "were not sent"
    assert "late-pregnancy-hip-pain" in missing["rules"]
    assert "midlife-man-hip-pain" not in missing["rules"]


@pytest.mark.parametrize(
    ("value", "state"),
    [
        pytest.param(OMITTED, "is missing", id="omitted"),
        pytest.param(None, "is null", id="null"),
        pytest.param(OUTCOME, "holds no Patient", id="an OperationOutcome"),
        pytest.param(EMPTY, "holds no Patient", id="an empty Bundle"),
        pytest.param(bundle(hip_pain()), "holds no Patient", id="a Bundle of something else"),
        pytest.param({"resourceType": "Bundle", "entry": ["x"]}, "holds no Patient", id="a Bundle of text"),
        pytest.param({"resourceType": "Bundle", "entry": "x"}, "holds no Patient", id="a Bundle of no array"),
        pytest.param(hip_pain(), "holds no Patient", id="another type"),
        pytest.param("CANARY", "holds no Patient", id="text"),
        pytest.param([patient()], "holds no Patient", id="an array"),
        pytest.param({"response": {"status": "404"}, "resource": None}, "holds no Patient", id="the wrapper: 404"),
    ],
)
def test_without_the_patient_nothing_can_be_evaluated(value: object, state: str, client: Client) -> None:
    body = request(*LATE_PREGNANCY)
    if value == OMITTED:
        del body["prefetch"]["patient"]
    else:
        body["prefetch"]["patient"] = value

    issue = refusal_of(client.post(PATIENT_VIEW, body), 412)

    assert issue["code"] == "required"
    assert issue["diagnostics"] == f"prefetch key 'patient' {state}; the service needs the Patient"
    assert issue["expression"] == ["prefetch.patient"]


@pytest.mark.parametrize("prefetch", [OMITTED, None, {}], ids=["omitted", "null", "empty"])
def test_a_call_without_prefetch_cannot_be_evaluated(prefetch: object, client: Client) -> None:
    body = request() | {"prefetch": prefetch}
    if prefetch == OMITTED:
        del body["prefetch"]

    issue = refusal_of(client.post(PATIENT_VIEW, body), 412)

    assert "'patient' is missing" in issue["diagnostics"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(patient(), id="the resource"),
        pytest.param(patient() | {"id": None}, id="without an id"),
        pytest.param(bundle(patient(), kind="searchset"), id="a searchset"),
        pytest.param({"response": {"status": "200"}, "resource": patient()}, id="the wrapper of old"),
    ],
)
def test_the_patient_is_understood_in_every_wrapping(value: object, client: Client) -> None:
    given = answer(client, "patient", value, *LATE_PREGNANCY)

    assert cards_of(given) == {"late-pregnancy-hip-pain": "warning"}


def test_keys_that_were_not_asked_for_are_not_read(client: Client) -> None:
    body = request(patient(), due_date(31))
    body["prefetch"]["pains"] = bundle(hip_pain())

    assert client.post(PATIENT_VIEW, body).content == b'{"cards":[]}'


def test_the_order_of_keys_changes_nothing(client: Client) -> None:
    body = request(*OEDEMA)
    turned = {**body, "prefetch": dict(reversed(list(body["prefetch"].items())))}

    answers = [answer_of(client.post(PATIENT_VIEW, one)) for one in (body, turned)]

    assert json.dumps(answers[0]["cards"][0]["extension"]) == json.dumps(answers[1]["cards"][0]["extension"])
