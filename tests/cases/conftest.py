"""The cases, posted to the application as an institution would send them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.charts import AS_OF, bundle, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cases.charting import Chart
    from tests.charts import Json
    from tests.client import Client


@pytest.fixture(scope="session")
def services(client: Client) -> dict[str, Json]:
    """The services of the discovery, by hook."""
    return {one["hook"]: one for one in client.get("/cds-services").json()["services"]}


def answer_to(template: str, resources: list[Json]) -> Json | None:
    """What a FHIR server that holds these resources answers to a prefetch template."""
    asked = urlsplit(template)
    kind = asked.path.split("/")[0]
    codes = parse_qs(asked.query).get("code", [""])[0]
    wanted = {tuple(code.split("|")) for code in codes.split(",")} if codes else None
    found = [one for one in resources if one["resourceType"] == kind and (wanted is None or _codes(one) & wanted)]
    if kind == "Patient":
        return found[0]
    return bundle(*found, kind="searchset", total=len(found))


def _codes(resource: Json) -> set[tuple[str, ...]]:
    return {(one["system"], one["code"]) for one in resource["code"].get("coding", [])}


@pytest.fixture(scope="session")
def call(client: Client, services: dict[str, Json]) -> Callable[..., Json]:
    """Calls the service of a hook with a chart, prefetched as discovery asks, and without the keys in `lacking`."""

    def run(hook: str, chart: Chart, lacking: frozenset[str] = frozenset()) -> Json:
        service = services[hook]
        wanted = {key: template for key, template in service["prefetch"].items() if key not in lacking}
        body = request(hook=hook) | {
            "prefetch": {key: answer_to(template, chart.resources) for key, template in wanted.items()}
        }
        if chart.drafts:
            body["context"]["draftOrders"] = bundle(*chart.drafts)
        if hook == "order-select":
            body["context"]["selections"] = [f"{one['resourceType']}/{one['id']}" for one in chart.drafts]
        response = client.post(f"/cds-services/{service['id']}", body)
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    return run


@pytest.fixture(scope="session")
def explain(client: Client) -> Callable[..., Json]:
    """Evaluates a chart as a Bundle, with the findings and the reasons."""

    def run(hook: str, chart: Chart) -> Json:
        response = client.post(f"/evaluate?as_of={AS_OF}&hook={hook}", bundle(*chart.resources, *chart.drafts))
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    return run
