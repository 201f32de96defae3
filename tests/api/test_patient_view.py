"""POST /cds-services/toh-patient-view: four different answers, and what stands in each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.answers import PATIENT_VIEW, answer_of, cards_of, refusal_of, told
from tests.charts import (
    FEMORAL_HEAD,
    HYPERTENSION,
    LEFT,
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_LEFT,
    RIGHT_HIP,
    Json,
    bundle,
    condition,
    days_ago,
    due_date,
    encounter,
    fall,
    hip_pain,
    imaging_study,
    limp,
    man,
    no_injury,
    order,
    patient,
    request,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.client import Client

SILENT = b'{"cards":[]}'
LATE_PREGNANCY = (patient(), hip_pain(), due_date(31))
BOB: Json = {"reference": "Patient/bob"}


def test_a_rule_that_fired_gives_a_card(client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(*LATE_PREGNANCY)))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}
    assert "extension" not in answer


@pytest.mark.parametrize(
    "chart",
    [
        pytest.param((patient(),), id="nothing recorded"),
        pytest.param((patient(), condition(HYPERTENSION)), id="nothing about the hip"),
        pytest.param((*LATE_PREGNANCY, fall(12)), id="an injury explains the pain"),
        pytest.param((patient(deceasedBoolean=True), *LATE_PREGNANCY[1:]), id="deceased"),
    ],
)
def test_evaluated_and_nothing_found_is_the_shortest_answer(chart: tuple[Json, ...], client: Client) -> None:
    assert client.post(PATIENT_VIEW, request(*chart)).content == SILENT


def test_partly_evaluated_says_what_was_missing(client: Client) -> None:
    body = request(patient(), due_date(31))
    del body["prefetch"]["conditions"]

    answer = answer_of(client.post(PATIENT_VIEW, body))

    assert answer["cards"] == []
    assert told(answer)["evaluated"] == "partly"
    assert [one["prefetch"] for one in told(answer)["missing"]] == ["conditions"]


def test_could_not_evaluate_is_no_success(client: Client) -> None:
    body = request(*LATE_PREGNANCY)
    del body["prefetch"]["patient"]

    assert refusal_of(client.post(PATIENT_VIEW, body), 412)["code"] == "required"


def test_the_four_answers_differ(client: Client) -> None:
    fired, partly, refused = request(*LATE_PREGNANCY), request(patient()), request()
    del partly["prefetch"]["conditions"]

    answers = {client.post(PATIENT_VIEW, body).content for body in (fired, request(patient()), partly, refused)}

    assert len(answers) == 4


def test_strict_clients_can_have_answers_without_extension(serving: Callable[..., Client]) -> None:
    strict = serving(report_gaps=False)
    body = request(patient(), due_date(31), hip_pain() | {"code": 5})
    del body["prefetch"]["encounters"]

    assert strict.post(PATIENT_VIEW, body).content == SILENT


def test_strict_clients_get_the_same_cards(serving: Callable[..., Client], client: Client) -> None:
    body = request(*LATE_PREGNANCY)
    del body["prefetch"]["procedures"]

    strict, usual = (answer_of(one.post(PATIENT_VIEW, body)) for one in (serving(report_gaps=False), client))

    assert "extension" in usual
    assert "extension" not in strict
    assert cards_of(strict) == cards_of(usual) == {"late-pregnancy-hip-pain": "warning"}


def test_what_cannot_be_read_is_told_beside_the_cards(client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(*LATE_PREGNANCY, order(MRI_LEFT) | {"status": 5})))

    (issue,) = told(answer)["issues"]
    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}
    assert issue == {
        "severity": "warning",
        "code": "structure",
        "location": "prefetch.serviceRequests.entry[0].resource.status",
        "message": "expected a status code, found a number",
    }


def test_no_more_than_fifty_issues_are_told(client: Client) -> None:
    wrong = [hip_pain() | {"code": 5} for _ in range(51)]

    answer = answer_of(client.post(PATIENT_VIEW, request(patient(), *wrong)))

    assert len(told(answer)["issues"]) == 50


def test_what_is_only_worth_knowing_is_not_told(client: Client) -> None:
    """A record dated tomorrow week, or one without a subject, is no reason for an extension."""
    chart = (patient(), condition(HYPERTENSION), hip_pain(onset=days_ago(-7)), due_date(31, subject=None))

    assert client.post(PATIENT_VIEW, request(*chart)).content == SILENT


def test_another_patient_in_the_prefetch_gives_no_card_and_says_so(client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(*LATE_PREGNANCY, context={"patientId": "bob"})))

    assert answer["cards"] == []
    assert told(answer) == {
        "evaluated": "not",
        "issues": [
            {
                "severity": "warning",
                "code": "security",
                "location": "prefetch.patient",
                "message": "belongs to another patient than context.patientId: nothing was evaluated",
            }
        ],
    }


def test_a_record_of_another_patient_gives_no_card_and_says_so(client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(patient(), hip_pain(subject=BOB), due_date(31))))

    (issue,) = told(answer)["issues"]
    assert answer["cards"] == []
    assert issue["code"] == "security"
    assert issue["location"] == "prefetch.conditions.entry[0].resource.subject"
    assert told(answer)["evaluated"] == "partly"


@pytest.mark.parametrize(
    "identity",
    ["anna", "Patient/anna", "https://ehr.example/fhir/Patient/anna", "Patient/anna/_history/2"],
)
def test_every_spelling_of_the_patients_id_is_understood(identity: str, client: Client) -> None:
    """81 of 147 published requests write `Patient/` before the id."""
    answer = answer_of(client.post(PATIENT_VIEW, request(*LATE_PREGNANCY, context={"patientId": identity})))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


@pytest.mark.parametrize("identity", ["ann", "Anna", "Practitioner/anna", "annabel"])
def test_an_id_that_is_nearly_the_same_is_another(identity: str, client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(*LATE_PREGNANCY, context={"patientId": identity})))

    assert told(answer)["evaluated"] == "not"


@pytest.mark.parametrize("identity", ["Encounter/e1", "e1", "https://ehr.example/fhir/Encounter/e1"])
def test_the_encounter_of_the_call_is_found_in_every_spelling(identity: str, client: Client) -> None:
    cancelled = encounter(id="e1", status="cancelled")
    context = {"patientId": "anna", "encounterId": identity}

    response = client.post(PATIENT_VIEW, request(*LATE_PREGNANCY, cancelled, context=context))

    assert response.content == SILENT


def test_a_cancelled_encounter_that_is_not_the_one_of_the_call_changes_nothing(client: Client) -> None:
    cancelled = encounter(id="e1", status="cancelled")
    context = {"patientId": "anna", "encounterId": "e2"}

    answer = answer_of(client.post(PATIENT_VIEW, request(*LATE_PREGNANCY, cancelled, context=context)))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"hookInstance": None}, id="no hookInstance"),
        pytest.param({"hookInstance": "not a UUID"}, id="a hookInstance that is no UUID"),
        pytest.param({"context": {"patientId": "anna"}}, id="no userId"),
        pytest.param({"context": {"patientId": "anna", "encounterId": None}}, id="a null encounter"),
        pytest.param({"fhirServer": "https://ehr.example/fhir", "fhirAuthorization": {"a": 1}}, id="FHIR access"),
        pytest.param({"extension": {"com.example": {"a": []}}, "unheardOf": 5}, id="extensions"),
    ],
)
def test_what_real_clients_add_or_leave_out_changes_nothing(more: Json, client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(*LATE_PREGNANCY) | more))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


@pytest.mark.parametrize(
    ("identity", "hook"),
    [("toh-encounter-start", "encounter-start"), ("toh-encounter-discharge", "encounter-discharge")],
)
def test_the_other_hooks_give_the_same_advice(identity: str, hook: str, client: Client) -> None:
    answer = answer_of(client.post(f"/cds-services/{identity}", request(*LATE_PREGNANCY, hook=hook)))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(member) for name, member in value.items() if name != "uuid"}
    return [without_ids(one) for one in value] if isinstance(value, list) else value


def test_a_call_that_is_repeated_gets_the_same_answer(client: Client) -> None:
    """Nothing is remembered: whether a hookInstance repeats is not settled (cds-hooks/docs#499)."""
    body = request(*LATE_PREGNANCY)

    first, second = (answer_of(client.post(PATIENT_VIEW, body)) for _ in range(2))

    assert first != second
    assert without_ids(first) == without_ids(second)


CHARTS = [
    pytest.param(LATE_PREGNANCY, id="late pregnancy"),
    pytest.param((patient(), hip_pain(LEFT_HIP), hip_pain(RIGHT_HIP), due_date(31)), id="both hips"),
    pytest.param((patient(), hip_pain(()), due_date(31)), id="no side"),
    pytest.param((man(), hip_pain(), limp(), no_injury()), id="a man of 45"),
    pytest.param((patient(), condition(MARROW_OEDEMA, (FEMORAL_HEAD, LEFT)), imaging_study()), id="marrow oedema"),
]


@pytest.mark.parametrize("chart", CHARTS)
def test_cards_are_of_the_specified_shape(chart: tuple[Json, ...], client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(*chart)))

    assert answer["cards"]
    for card in answer["cards"]:
        assert len(card["summary"]) < 140
        assert ("suggestions" in card) == ("selectionBehavior" in card)
        assert card["source"]["topic"]["system"] == "http://toh.test/rules"
        assert card["source"]["url"] == f"http://toh.test/rules/{card['source']['topic']['code']}"
        assert all(isinstance(value, dict) for value in card["extension"].values())
        for suggestion in card.get("suggestions", ()):
            assert [action["type"] for action in suggestion["actions"]] == ["create"]
            assert all("id" not in action["resource"] for action in suggestion["actions"])


@pytest.mark.parametrize("chart", CHARTS)
def test_every_card_and_suggestion_has_an_id_of_its_own(chart: tuple[Json, ...], client: Client) -> None:
    cards = answer_of(client.post(PATIENT_VIEW, request(*chart)))["cards"]

    ids = [one["uuid"] for card in cards for one in (card, *card.get("suggestions", ()))]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one) for one in ids)


def test_evidence_says_how_precisely_it_was_recorded(client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(patient(), hip_pain(onset="2026-11"), due_date(31))))

    (facts,) = answer["cards"][0]["extension"].values()
    pain = next(one for one in facts["evidence"] if one["finding"] == "hip_pain")
    assert (pain["date"], pain["side"], pain["element"]) == ("2026-11", "left", "Condition.code")


def test_the_largest_searchsets_are_counted_as_entries(serving: Callable[..., Client]) -> None:
    small = serving(max_entries=3)

    taken = small.post(PATIENT_VIEW, request(patient(), hip_pain(), due_date(31)))
    refused = small.post(PATIENT_VIEW, request(patient(), hip_pain(), hip_pain(), due_date(31)))

    assert cards_of(answer_of(taken)) == {"late-pregnancy-hip-pain": "warning"}
    assert "more than 3 resources" in refusal_of(refused, 413)["diagnostics"]


def test_a_bundle_within_a_bundle_is_read(client: Client) -> None:
    """Some proxies answer every query of a batch with a Bundle of its own."""
    body = request(patient(), due_date(31))
    body["prefetch"]["conditions"] = bundle(bundle(hip_pain(), id="1"), kind="batch-response")

    answer = answer_of(client.post(PATIENT_VIEW, body))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


@pytest.mark.parametrize("first", [0, 1])
def test_a_second_patient_in_the_prefetch_is_not_used_and_told(first: int, client: Client) -> None:
    people = [patient(), man() | {"id": "bob"}]
    body = request(hip_pain(), due_date(31))
    body["prefetch"]["patient"] = bundle(people[first], people[1 - first], kind="searchset")

    answer = answer_of(client.post(PATIENT_VIEW, body))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}
    assert [issue["code"] for issue in told(answer)["issues"]] == ["security"]
