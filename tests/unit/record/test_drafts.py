"""Drafted orders: read as far as they can be, their medicines found wherever they are, and never another patient's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Issue
from service.record.chart import Subject, read_chart
from service.record.sources import answered, bundle_source
from service.record.statements import Standing
from tests.charts import (
    AS_OF,
    HYPERTENSION,
    IBUPROFEN,
    NAPROXEN,
    XRAY_LEFT,
    Json,
    bundle,
    concept,
    condition,
    days_ago,
    device_order,
    draft,
    hip_pain,
    medication,
    medication_order,
    patient,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.record.statements import Chart, Statement
    from service.rulebook.book import RuleBook

    Drafts = Callable[..., Chart]

NO_KINDS: frozenset[str] = frozenset()
WHERE = "context.draftOrders.entry[0].resource"
LEADS_NOWHERE = "leads to no Medication that was sent: the order was not judged"


@pytest.fixture
def drafts(book: RuleBook) -> Drafts:
    """The chart with these entries as drafted orders; `records` are what the prefetch brought."""

    def run(*entries: object, records: tuple[Json, ...] = ()) -> Chart:
        source = bundle_source({"resourceType": "Bundle", "entry": list(entries)}, NO_KINDS, "context.draftOrders")
        prefetch = answered(bundle(*records), frozenset({"Condition"}), "prefetch.conditions")
        return read_chart([prefetch], Subject(patient()), book.terminology, AS_OF, source)

    return run


def entry(resource: object, **more: object) -> Json:
    return {"resource": resource, **more}


def is_ibuprofen(order: Statement) -> bool:
    return any("drugs-nsaid" in one.sets for one in order.code)


def refers_to(reference: str, **more: Any) -> Json:
    """An order that names its medicine by reference only."""
    return medication_order(medicationReference={"reference": reference}, **more)


@pytest.mark.parametrize(
    ("order", "records"),
    [
        pytest.param([entry(medication_order(IBUPROFEN))], (), id="in the order itself"),
        pytest.param([entry(medication_order(medicationCodeableConcept=[concept(IBUPROFEN)]))], (), id="as an array"),
        pytest.param([entry(refers_to("#pills", contained=[None, medication()]))], (), id="contained"),
        pytest.param([entry(refers_to("Medication/pills")), entry(medication())], (), id="in the Bundle"),
        pytest.param([entry(medication()), entry(refers_to("Medication/pills"))], (), id="before the order"),
        pytest.param([entry(refers_to("Medication/pills/_history/2")), entry(medication())], (), id="a version of it"),
        pytest.param(
            [entry(refers_to("urn:uuid:1")), entry(medication(id=None), fullUrl="urn:uuid:1")], (), id="by its fullUrl"
        ),
        pytest.param(
            [entry(refers_to("https://ehr.example/fhir/Medication/pills")), entry(medication())], (), id="absolute"
        ),
        pytest.param([entry(refers_to("Medication/pills"))], (medication(),), id="in the prefetch"),
        pytest.param(
            [entry(refers_to("Medication/pills")), entry(medication(IBUPROFEN, code=None))], (), id="by its ingredient"
        ),
        pytest.param(
            [
                entry(refers_to("Medication/pills")),
                entry(medication(code=HYPERTENSION, ingredient=["x", {}, {"item": {"concept": concept(IBUPROFEN)}}])),
            ],
            (),
            id="by its ingredient, R5",
        ),
        pytest.param([entry(medication_order(medication={"concept": concept(IBUPROFEN)}))], (), id="R5"),
        pytest.param(
            [entry(medication_order(medication={"reference": {"reference": "Medication/pills"}})), entry(medication())],
            (),
            id="R5 by reference",
        ),
    ],
)
def test_the_medicine_of_an_order_is_found_where_it_is(
    order: list[Json], records: tuple[Json, ...], drafts: Drafts
) -> None:
    chart = drafts(*order, records=records)

    (only,) = chart.drafts
    assert is_ibuprofen(only)
    assert chart.issues == ()


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(refers_to("Medication/pills"), id="not sent"),
        pytest.param(refers_to("#pills"), id="not contained"),
        pytest.param(refers_to("#pills", contained=medication()), id="contained is no array"),
        pytest.param(refers_to("#pills", contained=[hip_pain() | {"id": "pills"}]), id="contained is something else"),
        pytest.param(medication_order(medicationReference={"reference": 5}), id="reference is a number"),
        pytest.param(medication_order(medicationReference={}), id="reference is empty"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told(order: Json, drafts: Drafts) -> None:
    chart = drafts(entry(order))

    assert chart.drafts == ()
    assert chart.issues == (
        Issue(f"{WHERE}.medicationReference", LEADS_NOWHERE, "incomplete", kind="MedicationRequest"),
    )


def test_a_medication_that_is_a_word_is_told(drafts: Drafts) -> None:
    chart = drafts(entry(medication_order(medication="pills")))

    assert chart.drafts == ()
    assert [issue.location for issue in chart.issues] == [f"{WHERE}.medication"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"code": None}, id="without a code"),
        pytest.param({"code": None, "ingredient": "x"}, id="ingredients are no array"),
        pytest.param({"code": None, "ingredient": [{"itemReference": {"reference": "Substance/1"}}]}, id="a substance"),
    ],
)
def test_a_medication_that_says_nothing_leads_nowhere(other: Json, drafts: Drafts) -> None:
    chart = drafts(entry(refers_to("Medication/pills")), entry(medication() | other))

    assert chart.drafts == ()
    assert [one.message for one in chart.issues] == [LEADS_NOWHERE]


def test_the_words_beside_a_reference_name_the_medicine(drafts: Drafts) -> None:
    order = medication_order(medicationReference={"reference": "Medication/pills", "display": "Ibuprofen 400 mg"})

    (only,) = drafts(entry(order)).drafts

    assert [one.text for one in only.texts] == ["Ibuprofen 400 mg"]


def test_an_order_whose_medicine_is_not_yet_chosen_is_no_fault(drafts: Drafts) -> None:
    """The CDS Hooks sandbox drafts a MedicationRequest before anything is picked."""
    chart = drafts(entry(medication_order()))

    assert chart.issues == ()
    assert [one.code for one in chart.drafts] == [()]


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        pytest.param({"dosageInstruction": "x"}, "dosageInstruction", id="dosage"),
        pytest.param(
            {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": "400", "unit": "mg"}}]}]},
            "dosageInstruction[0].doseAndRate[0].doseQuantity.value",
            id="number of a dose",
        ),
        pytest.param({"authoredOn": "soon"}, "authoredOn", id="date"),
        pytest.param({"status": "nonsense"}, "status", id="status"),
        pytest.param({"note": [{"text": 5}]}, "note[0]", id="note"),
        pytest.param({"medicationReference": "Medication/pills"}, "medicationReference", id="a second name"),
    ],
)
def test_a_fault_beside_the_name_is_told_and_the_order_judged(broken: Json, place: str, drafts: Drafts) -> None:
    chart = drafts(entry(medication_order(IBUPROFEN) | broken))

    (only,) = chart.drafts
    (issue,) = chart.issues
    assert is_ibuprofen(only)
    assert issue.location == f"{WHERE}.{place}"
    assert issue.message.endswith("the order was judged without it")


def test_several_faults_are_all_told(drafts: Drafts) -> None:
    chart = drafts(entry(medication_order(IBUPROFEN, note=[{"text": 5}], authoredOn="soon")))

    assert len(chart.drafts) == 1
    assert {one.location for one in chart.issues} == {f"{WHERE}.note[0]", f"{WHERE}.authoredOn"}


@pytest.mark.parametrize(
    ("order", "place"),
    [
        pytest.param(medication_order(medicationCodeableConcept="x"), "medicationCodeableConcept", id="medicine"),
        pytest.param(medication_order(medicationReference="x"), "medicationReference", id="reference"),
        pytest.param(draft(XRAY_LEFT) | {"code": "x"}, "code", id="examination"),
        pytest.param(device_order() | {"codeCodeableConcept": "x"}, "codeCodeableConcept", id="device"),
        pytest.param(draft(XRAY_LEFT, doNotPerform="x"), "doNotPerform", id="whether it is an order"),
    ],
)
def test_an_order_of_which_nobody_can_say_what_it_is_for_is_not_judged(order: Json, place: str, drafts: Drafts) -> None:
    chart = drafts(entry(order))

    (issue,) = [one for one in chart.issues if one.location == f"{WHERE}.{place}"]
    assert chart.drafts == ()
    assert issue.message.endswith("the order was not judged")


@pytest.mark.parametrize("nothing", [None, 5, "x", {}, {"resource": None}, {"resource": 5}, {"resource": {"id": "x"}}])
def test_an_entry_without_an_order_is_told(nothing: object, drafts: Drafts) -> None:
    chart = drafts(nothing)

    (issue,) = chart.issues
    assert (chart.drafts, issue.location) == ((), WHERE)
    assert issue.message.startswith("expected a drafted order, found ")


def test_what_is_no_order_that_the_rules_know_is_passed_over(drafts: Drafts) -> None:
    chart = drafts(entry({"resourceType": "NutritionOrder", "id": "1"}), entry(condition(HYPERTENSION)))

    assert (chart.drafts, chart.issues, chart.statements) == ((), (), ())


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ({"reference": "Patient/zoe"}, "belongs to another patient, not used"),
        ({"reference": 5}, "expected a string, found a number"),
    ],
    ids=["of another patient", "of nobody that can be read"],
)
def test_an_order_of_somebody_else_is_not_judged(subject: Json, message: str, drafts: Drafts) -> None:
    chart = drafts(entry(medication_order(IBUPROFEN, subject=subject)))

    (issue,) = chart.issues
    assert (chart.drafts, issue.message) == ((), message)


@pytest.mark.parametrize("subject", [None, {"display": "Anna"}], ids=["no subject", "only a name"])
def test_an_order_without_a_subject_is_the_patients_of_the_call(subject: Json | None, drafts: Drafts) -> None:
    chart = drafts(entry(medication_order(IBUPROFEN, subject=subject)))

    assert len(chart.drafts) == 1
    assert [one.severity for one in chart.issues] == ["information"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("draft", Standing.PLANNED),
        ("active", Standing.CURRENT),
        ("stopped", Standing.ENDED),
        ("cancelled", Standing.VOID),
        ("entered-in-error", Standing.VOID),
        (None, Standing.CURRENT),
    ],
)
def test_the_status_of_a_medicine_order_says_whether_it_stands(
    status: str | None, expected: Standing, drafts: Drafts
) -> None:
    (only,) = drafts(entry(medication_order(NAPROXEN, status=status))).drafts

    assert only.standing is expected


def test_a_draft_is_no_record_of_the_chart(drafts: Drafts) -> None:
    chart = drafts(entry(draft(XRAY_LEFT, authoredOn=days_ago(0))))

    assert (chart.statements, len(chart.drafts), chart.has_orders) == ((), 1, False)


def test_an_order_keeps_the_resource_that_was_sent(drafts: Drafts) -> None:
    """An update must not write the code of another resource into it."""
    sent = refers_to("Medication/pills")

    (only,) = drafts(entry(sent), entry(medication())).drafts

    assert only.resource == sent


def test_an_order_without_id_is_named_by_its_entry(drafts: Drafts) -> None:
    nameless = medication_order(IBUPROFEN, id=None)

    first, second = drafts(entry(nameless, fullUrl="urn:uuid:7"), entry(nameless)).drafts

    assert first.reference == "urn:uuid:7"
    assert second.reference == "context.draftOrders.entry[1].resource"
