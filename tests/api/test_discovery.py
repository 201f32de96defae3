"""GET /cds-services: what the service asks for, derived from the vocabulary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from service.api.cds_models import Discovery
from tests.api.answers import blanks
from tests.charts import PREFETCH, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.rulebook.book import RuleBook
    from tests.client import Client

READ = re.compile(r"(?P<kind>[A-Z][A-Za-z]+)/\{\{context\.patientId\}\}")
SEARCH = re.compile(
    r"(?P<kind>[A-Z][A-Za-z]+)\?patient=\{\{context\.patientId\}\}"
    r"(&code=(?P<codes>[^&{}\s]+))?(&_sort=-?[a-z]+)?(&_count=\d+)?"
)
"""Instance reads, and searches by token equality with _sort and _count: no dates, no status, no includes."""

LONGEST_QUERY = 4000
"""Half of what common servers take as a request line."""


@pytest.fixture
def discovery(client: Client) -> Discovery:
    response = client.get("/cds-services")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    return Discovery.model_validate(response.json())


def test_discovery_says_nothing_null_or_empty(client: Client) -> None:
    assert list(blanks(client.get("/cds-services").json())) == []


def test_every_service_has_an_id_of_its_own(discovery: Discovery) -> None:
    """The sandbox keeps services by id: a repeated one would hide the other hook."""
    ids = [service.id for service in discovery.services]

    assert "toh-patient-view" in ids
    assert len(set(ids)) == len(ids)


def test_every_service_answers_at_its_id(discovery: Discovery, client: Client) -> None:
    for service in discovery.services:
        response = client.post(f"/cds-services/{service.id}", request(hook=service.hook))

        assert response.status_code == 412


def test_templates_stay_inside_the_portable_subset(discovery: Discovery) -> None:
    for service in discovery.services:
        for template in service.prefetch.values():
            assert READ.fullmatch(template) or SEARCH.fullmatch(template), template
            assert len(template) < LONGEST_QUERY


def test_templates_ask_for_what_the_vocabulary_reads(discovery: Discovery, book: RuleBook) -> None:
    for service in discovery.services:
        asked = {name for rule in book.speaking(service.hook) for name in book.observes(rule)}
        reads = {"Patient"}.union(*(book.findings[name].reads for name in asked))
        kinds = {template.replace("?", "/").partition("/")[0] for template in service.prefetch.values()}
        assert kinds == reads


def test_the_keys_are_those_that_clients_know(discovery: Discovery) -> None:
    """A key is a contract: renaming one would make every client's answer look omitted."""
    (service,) = [one for one in discovery.services if one.hook == "patient-view"]

    assert {key: template.replace("?", "/").partition("/")[0] for key, template in service.prefetch.items()} == {
        key: kind for kind, key in PREFETCH.items()
    }


def observed(discovery: Discovery) -> set[tuple[str, str]]:
    codes: set[tuple[str, str]] = set()
    for service in discovery.services:
        found = SEARCH.fullmatch(service.prefetch["observations"])
        assert found is not None
        for token in found["codes"].split(","):
            system, _, code = token.partition("|")
            codes.add((system, code))
    return codes


def test_every_code_of_the_observation_query_stands_in_a_value_set(discovery: Discovery, book: RuleBook) -> None:
    unknown = {(system, code) for system, code in observed(discovery) if not book.terminology.sets_of(system, code)}

    assert unknown == set()


def test_every_observation_that_a_finding_is_observed_as_is_asked_for(discovery: Discovery, book: RuleBook) -> None:
    sets = {name for finding in book.findings.values() for name in finding.observed_as}
    codes = {code for name in sets for code in book.value_sets[name].codes}

    assert {(system, code) for system, code in codes if "icd-10" not in system} == observed(discovery)


def test_usage_requirements_say_what_the_advice_is_worth(discovery: Discovery) -> None:
    for service in discovery.services:
        assert "Not yet reviewed by a clinician" in service.usageRequirements
        assert "Not a medical device" in service.usageRequirements
        assert "Advice for clinicians" in service.usageRequirements


def test_versions_are_told_only_to_clients_of_version_three(client: Client, serving: Callable[..., Client]) -> None:
    """Strict clients of 2.0 refuse a member that they do not know."""
    for_two = client.get("/cds-services").json()["services"]
    for_three = serving(cds_hooks_version="3.0").get("/cds-services").json()["services"]

    assert [one for one in for_two if {"version", "hookVersion"} & one.keys()] == []
    assert {one["version"] for one in for_three} == {"3.0.0"}
    assert {one["hook"]: one["hookVersion"] for one in for_three} == {
        "patient-view": "1.0",
        "encounter-start": "1.0",
        "encounter-discharge": "1.0",
        "problem-list-item-create": "0.1.0",
        "order-select": "1.0",
        "order-sign": "1.0",
    }
    assert [{**one, "version": None, "hookVersion": None} for one in for_three] == [
        {**one, "version": None, "hookVersion": None} for one in for_two
    ]


def test_a_date_token_limits_observations_and_nothing_else(client: Client, serving: Callable[..., Client]) -> None:
    limited = serving(cds_hooks_version="3.0", prefetch_observation_days=730).get("/cds-services").json()["services"]

    for service, whole in zip(limited, client.get("/cds-services").json()["services"], strict=True):
        asked = service["prefetch"].pop("observations")
        in_full = whole["prefetch"].pop("observations")
        assert asked.replace("&date=ge{{today() - 730 days}}", "") == in_full != asked
        assert service["prefetch"] == whole["prefetch"]
