"""A Bundle or NDJSON is the whole chart of each patient in it."""

from __future__ import annotations

from typing import Any

import pytest

from service.errors import NoPatient, TooManyEntries, WrongShape
from service.record.bundles import Contents, Person, bundle_contents, ndjson_contents
from service.record.sources import Answer
from tests.charts import Json, bundle, hip_pain, observation, patient

LIMIT = 100
OUTCOME: Json = {"resourceType": "OperationOutcome", "id": "oo", "issue": [{"diagnostics": "CANARY"}]}


def contents(*resources: Json, kind: str = "collection", **more: Any) -> Contents:
    return bundle_contents(bundle(*resources, kind=kind, **more), LIMIT)


def of_entries(*entries: Any, **more: Any) -> Contents:
    return bundle_contents({"resourceType": "Bundle", "type": "collection", "entry": list(entries), **more}, LIMIT)


def entry(resource: Any, address: str | None = None) -> Json:
    return {"resource": resource} | ({"fullUrl": address} if address else {})


def own(person: Person) -> list[str]:
    """The ids of what belongs to a patient."""
    return [one["resource"]["id"] for _, one in person.entries]


def bob(**more: Any) -> Json:
    return patient("male", **more) | {"id": "bob"}


def of(who: str, **more: Any) -> Json:
    return hip_pain(subject={"reference": f"Patient/{who}"}, **more)


@pytest.mark.parametrize("kind", ["collection", "searchset", "batch-response", "transaction", "document", "message"])
def test_a_bundle_of_any_type_is_a_whole_chart(kind: str) -> None:
    found = contents(patient(), of("anna", id="pain"), kind=kind)

    (person,) = found.people
    assert own(person) == ["pain"]
    assert found.answer == "were sent in full"
    assert found.issues == []


def test_a_document_opens_with_its_composition() -> None:
    composition = {"resourceType": "Composition", "id": "c", "subject": {"reference": "Patient/anna"}}

    found = contents(composition, patient(), of("anna", id="pain"), kind="document")

    assert own(found.people[0]) == ["pain"]
    assert found.answer == "were sent in full"


def test_a_transaction_may_hold_entries_without_a_resource() -> None:
    delete = {"request": {"method": "DELETE", "url": "Condition/7"}}

    found = of_entries(entry(patient()), delete, entry(of("anna", id="pain")))

    assert own(found.people[0]) == ["pain"]
    assert found.answer == "were sent in full"


def test_a_batch_response_holds_a_bundle_per_answer() -> None:
    answers = (
        bundle(patient(), kind="searchset", id="1"),
        bundle(of("anna", id="pain"), kind="searchset", id="2"),
        bundle(bundle(of("anna", id="other"), id="4"), kind="searchset", id="3"),
    )

    found = contents(*answers, kind="batch-response")

    (person,) = found.people
    assert own(person) == ["pain", "other"]
    assert person.entries[1][0] == "Bundle.entry[2].resource.entry[0].resource.entry[0].resource"


def nested(inner: Json, levels: int) -> Json:
    for _ in range(levels):
        inner = bundle(inner, id="nested")
    return inner


@pytest.mark.parametrize(
    ("levels", "kind"),
    [(3, "Condition"), (4, "Bundle")],
    ids=["as deep as Bundles are opened", "deeper: left to the record room to report"],
)
def test_bundles_are_opened_three_deep(levels: int, kind: str) -> None:
    (person,) = contents(patient(), nested(of("anna"), levels)).people

    assert [entry["resource"]["resourceType"] for _, entry in person.entries] == [kind]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"total": 9}, id="counts more than it holds"),
        pytest.param({"link": [{"relation": "next", "url": "x"}]}, id="links to the next page"),
    ],
)
def test_a_page_is_not_a_whole_chart(sent: Json) -> None:
    assert contents(patient(), **sent).answer == "were sent only in part"


def test_a_page_within_a_batch_response_is_not_a_whole_chart() -> None:
    page = bundle(of("anna"), kind="searchset", total=2, id="page")

    assert contents(patient(), page, kind="batch-response").answer == "were sent only in part"


@pytest.mark.parametrize(
    "failed",
    [
        pytest.param({"response": {"status": "404 Not Found"}}, id="404"),
        pytest.param({"response": {"status": "500"}}, id="500"),
        pytest.param({"response": {"status": 403}}, id="403 as number"),
        pytest.param({"response": {"status": "200"}, "resource": OUTCOME}, id="an OperationOutcome"),
        pytest.param({"response": "x", "resource": OUTCOME}, id="an OperationOutcome without a status"),
    ],
)
def test_an_answer_that_failed_is_missing_from_the_chart(failed: Json) -> None:
    found = of_entries(entry(patient()), failed)

    (issue,) = found.issues
    assert found.answer == "were sent only in part"
    assert issue.location == "Bundle.entry[1].resource"
    assert issue.message == "reports a failure instead of data"


def test_each_patient_has_their_own_chart() -> None:
    found = contents(patient(), of("anna", id="a"), bob(), of("bob", id="b"), of("anna", id="c"))

    anna, bobby = found.people
    assert (own(anna), own(bobby)) == (["a", "c"], ["b"])
    assert found.answer == "were sent in full"


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(of("carol"), id="of a third patient"),
        pytest.param(hip_pain(subject=None), id="of nobody"),
        pytest.param(hip_pain(subject="Patient/anna"), id="of an unreadable subject"),
        pytest.param({"id": "x"}, id="of no type"),
        pytest.param("x", id="no resource"),
    ],
)
def test_beside_several_patients_what_names_none_is_nobodys(resource: Any) -> None:
    found = of_entries(entry(patient()), entry(bob()), entry(resource))

    (issue,) = found.issues
    assert [own(person) for person in found.people] == [[], []]
    assert issue.location == "Bundle.entry[2].resource.subject"
    assert issue.message == "names no patient of the request, not used"
    assert found.answer == "were sent only in part"


def test_beside_several_patients_an_entry_that_is_no_object_is_not_lost() -> None:
    found = of_entries(entry(patient()), entry(bob()), "CANARY")

    assert [issue.location for issue in found.issues] == ["Bundle.entry[2].resource.subject"]
    assert found.answer == "were sent only in part"


def test_what_nothing_reads_needs_no_patient() -> None:
    found = contents(patient(), bob(), {"resourceType": "Organization", "id": "1"})

    assert (found.issues, found.answer) == ([], "were sent in full")


def test_beside_one_patient_the_record_room_sees_everything_that_it_may_have_to_report() -> None:
    odd = ["CANARY", entry("CANARY"), entry({"id": "x"}), entry(of("bob"))]

    (person,) = of_entries(entry(patient()), *odd, entry({"resourceType": "Organization"})).people

    assert [one for _, one in person.entries] == odd


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(None, None, id="without addresses"),
        pytest.param("https://a.example/Patient/anna", "https://a.example/Patient/anna", id="at one address"),
        pytest.param("https://a.example/Patient/anna", None, id="the second without an address"),
        pytest.param(None, "https://a.example/Patient/anna", id="the first without an address"),
    ],
)
def test_a_patient_sent_twice_is_one_patient(first: str | None, second: str | None) -> None:
    found = of_entries(entry(patient(), first), entry(patient(), second), entry(of("anna", id="pain")))

    (person,) = found.people
    assert own(person) == ["pain"]


def test_patients_of_two_servers_with_one_id_are_two() -> None:
    here, there = "https://a.example/Patient/anna", "https://b.example/Patient/anna"
    mine = hip_pain(subject={"reference": here}, id="mine")
    theirs = hip_pain(subject={"reference": there}, id="theirs")

    found = of_entries(entry(patient(), here), entry(patient(), there), entry(mine), entry(theirs))

    assert [own(person) for person in found.people] == [["mine"], ["theirs"]]


def test_a_name_that_two_patients_share_names_neither() -> None:
    here, there = "https://a.example/Patient/anna", "https://b.example/Patient/anna"

    found = of_entries(entry(patient(), here), entry(patient(), there), entry(of("anna")))

    assert [own(person) for person in found.people] == [[], []]
    assert [issue.location for issue in found.issues] == ["Bundle.entry[2].resource.subject"]


def test_entries_may_name_each_other_by_urn() -> None:
    found = of_entries(
        entry({"resourceType": "Patient"}, "urn:uuid:a"),
        entry({"resourceType": "Patient"}, "urn:uuid:b"),
        entry(hip_pain(subject={"reference": "urn:uuid:b"}, id="pain")),
    )

    assert [own(person) for person in found.people] == [[], ["pain"]]


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        pytest.param({"resourceType": "Patient"}, "Bundle.resourceType", id="another type"),
        pytest.param({}, "Bundle.resourceType", id="no type"),
        pytest.param({"resourceType": "Bundle", "entry": {}}, "Bundle.entry", id="entries as object"),
        pytest.param(
            {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Bundle", "entry": 5}}]},
            "Bundle.entry\\[0\\].resource.entry",
            id="entries of a nested Bundle as number",
        ),
    ],
)
def test_what_is_no_bundle_is_refused_with_its_place(sent: Json, where: str) -> None:
    with pytest.raises(WrongShape, match=f"^{where}: expected"):
        bundle_contents(sent, LIMIT)


@pytest.mark.parametrize(
    "sent",
    [
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "entry": []},
        bundle(hip_pain()),
        {"resourceType": "Bundle", "entry": [{"resource": "Patient"}, "Patient"]},
    ],
    ids=["no entries", "empty", "a pain of nobody", "texts"],
)
def test_a_bundle_without_a_patient_is_refused(sent: Json) -> None:
    with pytest.raises(NoPatient, match=r"^Bundle: expected a Patient resource, found none$"):
        bundle_contents(sent, LIMIT)


def test_entries_are_counted_with_those_of_nested_bundles() -> None:
    sent = bundle(patient(), bundle(of("anna"), of("anna"), id="nested"))

    assert len(bundle_contents(sent, 3).people[0].entries) == 2
    with pytest.raises(TooManyEntries, match="more than 2 resources"):
        bundle_contents(sent, 2)


def lines(*resources: Json) -> list[tuple[int, Json]]:
    return list(enumerate(resources, start=1))


def test_each_line_is_a_resource_named_by_its_number() -> None:
    found = ndjson_contents(lines(of("anna"), patient(), observation(("s", "c"))), LIMIT)

    (person,) = found.people
    assert [place for place, _ in person.entries] == ["line 1", "line 3"]
    assert (person.where, found.answer) == ("line 2", "were sent in full")


def test_a_line_may_be_a_bundle() -> None:
    found = ndjson_contents(lines(bundle(patient(), of("anna", id="a"), id="1"), of("anna", id="b")), LIMIT)

    assert own(found.people[0]) == ["a", "b"]


def test_lines_without_a_patient_are_refused() -> None:
    with pytest.raises(NoPatient, match=r"^body: expected a Patient"):
        ndjson_contents(lines(of("anna")), LIMIT)


def test_lines_are_counted_as_entries_are() -> None:
    with pytest.raises(TooManyEntries):
        ndjson_contents(lines(patient(), of("anna")), 1)


def test_the_source_of_a_person_answers_for_every_type_and_keeps_the_places() -> None:
    found = contents(patient(), bob(), of("bob"))

    source = found.people[1].source(frozenset({"Condition"}), found.answer)

    assert (source.kinds, source.answer) == (frozenset({"Condition"}), Answer.COMPLETE)
    assert source.locate(0) == "Bundle.entry[2].resource"
