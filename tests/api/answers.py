"""Answers as tests look at them: checked against the wire shapes, then taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.api.cds_models import CdsResponse, EvaluateResponse, OperationOutcome
from service.api.invariants import broken
from service.api.problems import FHIR_JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.charts import Json

NAMESPACE = "example.toh-rules"
PATIENT_VIEW = "/cds-services/toh-patient-view"


def blanks(value: object, where: str = "") -> Iterator[str]:
    """Where null, "", [] or {} stand (CDS Hooks 2.0, Use of JSON); `cards` may be empty."""
    if value in (None, "", [], {}) and not where.endswith(".cards"):
        yield where
    if isinstance(value, dict):
        for name, member in value.items():
            yield from blanks(member, f"{where}.{name}")
    elif isinstance(value, list):
        for position, member in enumerate(value):
            yield from blanks(member, f"{where}[{position}]")


def answer_of(response: httpx.Response) -> Json:
    """The CDS Hooks response or the report of /evaluate: of its shape, with every invariant, nothing empty."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    answer: Json = response.json()
    (EvaluateResponse if "patients" in answer else CdsResponse).model_validate(answer)
    assert list(blanks(answer)) == []
    assert list(broken(answer)) == []
    return answer


def cards_of(answer: Json) -> dict[str, str]:
    """Rule id to indicator."""
    return {card["source"]["topic"]["code"]: card["indicator"] for card in answer["cards"]}


def told(answer: Json) -> Json:
    """What the service says in the extension about its own blind spots."""
    extension: Json = answer.get("extension", {}).get(NAMESPACE, {})
    return extension


def refusal_of(response: httpx.Response, status: int) -> Json:
    """The one issue of the OperationOutcome of a refusal: of its shape, and without a trace of code."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == FHIR_JSON
    outcome: Json = response.json()
    OperationOutcome.model_validate(outcome)
    assert list(blanks(outcome)) == []
    (issue,) = outcome["issue"]
    assert issue["severity"] == "error"
    assert not any(trace in response.text for trace in ("Traceback", ".py", "line 0", "Error("))
    refused: Json = issue
    return refused
