"""How a prefetch key was answered: omitted, null, an OperationOutcome, a page, or in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.record.chart import Subject, read_chart
from service.record.sources import answered, prefetch_sources
from tests.charts import AS_OF, HIP_PAIN, HYPERTENSION, Json, bundle, condition, hip_pain, observation, patient

if TYPE_CHECKING:
    from service.record.statements import Chart
    from service.rulebook.book import RuleBook

CONDITION = frozenset({"Condition"})
QUERIES = {"conditions": CONDITION, "observations": frozenset({"Observation"})}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "diagnostics": "CANARY"}]}


def chart_of(prefetch: Json, book: RuleBook) -> Chart:
    return read_chart(prefetch_sources(prefetch, QUERIES), Subject(patient()), book.terminology, AS_OF)


def searchset(*resources: Json, **more: Any) -> Json:
    return bundle(*resources, kind="searchset", **more)


def next_page(relation: str = "next") -> list[Json]:
    return [{"relation": "self", "url": "a"}, {"relation": relation, "url": "b"}]


def included(resource: Json, mode: str = "include") -> Json:
    """A searchset of one match and one entry that came with it."""
    found = searchset(hip_pain(), resource)
    found["entry"][1]["search"] = {"mode": mode}
    return found


IN_FULL = [
    pytest.param(None, 0, id="null"),
    pytest.param({"resourceType": "Bundle", "type": "searchset", "total": 0}, 0, id="an empty searchset"),
    pytest.param({"resourceType": "Bundle", "entry": None}, 0, id="a Bundle with null entries"),
    pytest.param(searchset(), 0, id="a Bundle without entries"),
    pytest.param(searchset(hip_pain()), 1, id="a Bundle without a total"),
    pytest.param(searchset(hip_pain(), total=1), 1, id="a Bundle and its total"),
    pytest.param(searchset(hip_pain(), condition(HYPERTENSION), total=1), 1, id="a total of matches only"),
    pytest.param(included(condition(HYPERTENSION), "match") | {"total": 2}, 1, id="as many matches as the total"),
    pytest.param(searchset(hip_pain(), link=next_page("previous")), 1, id="a link to what came before"),
    pytest.param(searchset(hip_pain(), link=[]), 1, id="no links"),
    pytest.param({"resource": searchset(hip_pain())}, 1, id="the wrapper of old"),
    pytest.param({"response": {"status": "200 OK"}, "resource": searchset(hip_pain())}, 1, id="the wrapper: 200"),
    pytest.param({"response": "x", "resource": searchset(hip_pain())}, 1, id="the wrapper: no status"),
    pytest.param({"response": {"status": "200"}, "resource": None}, 0, id="the wrapper: null"),
]


@pytest.mark.parametrize(("value", "count"), IN_FULL)
def test_a_key_answered_in_full_makes_the_rest_absent(value: object, count: int, book: RuleBook) -> None:
    chart = chart_of({"conditions": value, "observations": None}, book)

    assert len(chart.statements) == count
    assert dict(chart.unanswered) == {}
    assert chart.issues == ()


IN_PART = [
    pytest.param(included(condition(HYPERTENSION)) | {"total": 2}, id="a total that counts no includes"),
    pytest.param(searchset(hip_pain(), link=next_page()), id="a link to the next page"),
    pytest.param(searchset(hip_pain(), total=2), id="a total above what was sent"),
    pytest.param(searchset(hip_pain(), total="1"), id="a total as text"),
    pytest.param(searchset(hip_pain(), total=1.5), id="half a total"),
    pytest.param(searchset(hip_pain(), link={"relation": "next"}), id="a link as object"),
    pytest.param(searchset(hip_pain(), link=["next"]), id="a link as text"),
    pytest.param({"resource": searchset(hip_pain(), total=2)}, id="a page in the wrapper of old"),
]


@pytest.mark.parametrize("value", IN_PART)
def test_a_page_counts_but_does_not_make_the_rest_absent(value: Json, book: RuleBook) -> None:
    chart = chart_of({"conditions": value, "observations": None}, book)

    (issue,) = chart.issues
    assert len(chart.statements) == 1
    assert dict(chart.unanswered) == {"Condition": "were sent only in part"}
    assert (issue.location.removesuffix(".resource"), issue.severity) == ("prefetch.conditions", "information")


def test_a_single_resource_is_only_part_of_a_search(book: RuleBook) -> None:
    chart = chart_of({"conditions": hip_pain(), "observations": None}, book)

    assert len(chart.statements) == 1
    assert dict(chart.unanswered) == {"Condition": "were sent only in part"}


def test_a_single_patient_is_the_whole_of_a_read() -> None:
    source = answered(patient(), frozenset({"Patient"}), "prefetch.patient")

    assert source.answer == "were sent in full"


FAILED = [
    pytest.param(OUTCOME, "", "the client sent an OperationOutcome instead of the data", id="an OperationOutcome"),
    pytest.param(
        {"response": {"status": "404 Not Found"}, "resource": None},
        "",
        "the client sent an error status instead of the data",
        id="the wrapper: 404",
    ),
    pytest.param(
        {"response": {"status": "200"}, "resource": OUTCOME},
        ".resource",
        "the client sent an OperationOutcome instead of the data",
        id="the wrapper: an OperationOutcome",
    ),
    pytest.param("<html>CANARY", "", "expected a FHIR resource, found a string", id="a page of HTML"),
    pytest.param([hip_pain()], "", "expected a FHIR resource, found an array", id="an array"),
    pytest.param(False, "", "expected a FHIR resource, found a boolean", id="a boolean"),
    pytest.param({}, "", "expected Condition or a Bundle of them", id="an object of no type"),
    pytest.param({"resourceType": None}, "", "expected Condition or a Bundle of them", id="a null type"),
    pytest.param({"resourceType": {"a": 1}}, "", "expected Condition or a Bundle of them", id="a type as object"),
    pytest.param(observation(HIP_PAIN), "", "expected Condition or a Bundle of them", id="another type"),
    pytest.param(
        {"resourceType": "Bundle", "entry": "CANARY"},
        ".entry",
        "expected an array, found a string",
        id="entries as text",
    ),
    pytest.param(
        {"resource": {"resource": searchset(hip_pain())}},
        ".resource",
        "expected Condition or a Bundle of them",
        id="a wrapper in a wrapper",
    ),
]


@pytest.mark.parametrize(("value", "location", "message"), FAILED)
def test_a_failed_key_is_located_and_nothing_of_it_is_used(
    value: object, location: str, message: str, book: RuleBook
) -> None:
    chart = chart_of({"conditions": value, "observations": None}, book)

    (issue,) = chart.issues
    assert chart.statements == ()
    assert dict(chart.unanswered) == {"Condition": "could not be fetched"}
    assert issue.location == f"prefetch.conditions{location}"
    assert issue.message == message


def test_an_omitted_key_is_unanswered_without_an_issue(book: RuleBook) -> None:
    chart = chart_of({"observations": None}, book)

    assert dict(chart.unanswered) == {"Condition": "were not sent"}
    assert chart.issues == ()


def test_a_failed_search_among_the_entries_leaves_the_key_unanswered(book: RuleBook) -> None:
    chart = chart_of({"conditions": searchset(hip_pain(), {"id": "oo", **OUTCOME}), "observations": None}, book)

    (issue,) = chart.issues
    assert len(chart.statements) == 1
    assert dict(chart.unanswered) == {"Condition": "could not be read in full"}
    assert issue.location == "prefetch.conditions.entry[1].resource"
    assert issue.message == "the client reported a failed search"


def test_a_key_that_was_not_asked_for_is_not_read(book: RuleBook) -> None:
    chart = chart_of({"conditions": None, "observations": None, "pains": searchset(hip_pain())}, book)

    assert (chart.statements, chart.issues) == ((), ())


def test_the_same_record_under_two_keys_counts_once(book: RuleBook) -> None:
    pain = hip_pain()

    chart = chart_of({"conditions": searchset(pain), "observations": searchset(pain)}, book)

    assert len(chart.statements) == 1
