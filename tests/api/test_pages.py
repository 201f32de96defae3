"""Health, the rules, and the description of the interface."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from service.api.cds_models import Health
from service.app import VERSION, Ids, create_app, local_today, open_live
from service.settings import Settings
from tests.api.answers import PATIENT_VIEW, answer_of, blanks
from tests.charts import DUE_DATE, due_date, hip_pain, observation, patient, request
from tests.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.rulebook.book import RuleBook


def test_a_process_that_answers_is_alive(client: Client) -> None:
    response = client.get("/health/live")

    assert response.status_code == 200
    assert response.json() == {"status": "live"}


def test_a_service_that_is_ready_names_its_rule_book(client: Client, book: RuleBook) -> None:
    response = client.get("/health/ready")

    Health.model_validate(response.json())
    assert response.json() == {
        "status": "ready",
        "ruleBook": {"id": "toh", "version": book.version, "sha256": book.sha256},
    }


def test_all_rules_are_listed_with_version_and_hash(client: Client, book: RuleBook) -> None:
    listed = client.get("/rules").json()

    assert listed["sha256"] == book.sha256
    assert {one["id"] for one in listed["rules"]} == set(book.rules)
    assert {name for one in listed["rules"] for name in one} == {"id", "title", "status", "version"}


def test_the_source_of_a_card_leads_to_its_rule(client: Client) -> None:
    answer = answer_of(client.post(PATIENT_VIEW, request(patient(), hip_pain(), due_date(31))))
    source = answer["cards"][0]["source"]

    page = client.get(source["url"].removeprefix("http://toh.test")).json()

    assert page["id"] == source["topic"]["code"]
    assert page["title"] == source["topic"]["display"]


def test_the_page_of_a_rule_shows_its_evidence_and_what_it_reads(client: Client, book: RuleBook) -> None:
    page = client.get("/rules/late-pregnancy-hip-pain").json()

    assert all(one["citation"] == book.citations[one["cite"]] for one in page["evidence"])
    assert page["reads"]["hip_pain"] == "hip pain"
    assert page["ruleBookVersion"] == book.version
    assert "examples" not in page


def test_no_page_of_a_rule_has_members_without_value(client: Client, book: RuleBook) -> None:
    pages = {identity: client.get(f"/rules/{identity}").json() for identity in book.rules}

    assert list(blanks(pages)) == []


@pytest.fixture(scope="module")
def description(client: Client) -> Any:
    return client.get("/openapi.json").json()


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def test_the_description_names_every_endpoint(description: Any) -> None:
    assert set(description["paths"]) == {
        "/cds-services",
        "/cds-services/{service_id}",
        "/evaluate",
        "/health/live",
        "/health/ready",
        "/rules",
        "/rules/{identity}",
    }
    assert description["info"]["version"] == VERSION


def test_every_reference_of_the_description_leads_somewhere(description: Any) -> None:
    found = set(references(description))

    assert found
    assert {one.rpartition("/")[2] for one in found} <= set(description["components"]["schemas"])


@pytest.mark.parametrize(
    ("path", "statuses"),
    [("/cds-services/{service_id}", {"400", "404", "412", "413", "500"}), ("/evaluate", {"400", "413", "500", "415"})],
)
def test_refusals_are_described_as_operation_outcomes(path: str, statuses: set[str], description: Any) -> None:
    responses = description["paths"][path]["post"]["responses"]

    assert statuses <= set(responses)
    for status in statuses:
        assert "application/fhir+json" in responses[status]["content"]
        assert any(one.endswith("/OperationOutcome") for one in references(responses[status]))


def test_the_body_of_evaluate_is_described_in_each_format(description: Any) -> None:
    operation = description["paths"]["/evaluate"]["post"]

    assert {"application/fhir+json", "application/json", "application/fhir+ndjson", "application/x-ndjson"} <= set(
        operation["requestBody"]["content"]
    )
    assert {one["name"] for one in operation["parameters"]} == {"as_of", "hook"}


def test_the_application_of_the_settings_answers_as_of_today() -> None:
    """Everything as `serve` puts it together: rule book, ids and clock."""
    settings = Settings(public_base_url="https://toh.example")
    client = Client(create_app(settings, open_live(settings)))
    today = local_today()
    pain = hip_pain(onset=today.isoformat())
    due = observation(DUE_DATE, on=today.isoformat(), valueDateTime=(today + timedelta(63)).isoformat())

    answer = answer_of(client.post(PATIENT_VIEW, request(patient(birth=None), pain, due)))

    (card,) = answer["cards"]
    assert card["source"]["url"] == "https://toh.example/rules/late-pregnancy-hip-pain"
    assert "31 weeks" in card["detail"]


def test_ids_are_random_uuids() -> None:
    new_id = Ids()

    ids = {new_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert all((len(one), one[14], one[19]) == (36, "4", "a") for one in ids)
