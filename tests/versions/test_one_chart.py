"""One chart as STU3, R4, R4B and R5: the same findings, the same rules, the same cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import fhir.resources
import fhir.resources.R4B
import fhir.resources.STU3
import orjson
import pytest

from tests.charts import (
    AS_OF,
    AVASCULAR_NECROSIS,
    CAESAREAN,
    CRUTCHES,
    DCM,
    DELIVERY,
    FALL,
    GROIN_PAIN,
    HIP_PAIN,
    HIP_REPLACEMENT,
    IBUPROFEN,
    IMAGING_REPORT,
    LEFT,
    LEFT_HIP,
    LIMP,
    LOINC,
    MARROW_OEDEMA,
    MILD,
    MRI_LEFT,
    MRI_RIGHT,
    NECK_FRACTURE,
    NOT_PREGNANT,
    OSTEOPENIA,
    PHYSIOTHERAPY,
    PREGNANT,
    REFERRAL,
    RIGHT,
    RIGHT_HIP,
    SUDDEN,
    TOH,
    UNABLE_TO_WALK,
    XRAY_HIP,
    XRAY_LEFT,
    bundle,
    clinical,
    concept,
    condition,
    days_ago,
    device_order,
    draft,
    due_date,
    encounter,
    fall,
    gestational_age,
    hip_pain,
    imaging_study,
    limp,
    man,
    medication_order,
    no_injury,
    normal_result,
    observation,
    order,
    order_request,
    patient,
    pregnancy_status,
    procedure,
    reference,
    report,
    result,
    verification,
    week_code,
)
from tests.stories.test_fixtures import BUNDLES, REQUESTS, named, read, service_of
from tests.versions.convert import VERSIONS, converted, whole

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook
    from tests.charts import Json
    from tests.client import Client

OTHERS = [version for version in VERSIONS if version != "R4"]
MODELS = {
    "R4": fhir.resources.R4B.get_fhir_model_class,
    "R4B": fhir.resources.R4B.get_fhir_model_class,
    "R5": fhir.resources.get_fhir_model_class,
    "STU3": fhir.resources.STU3.get_fhir_model_class,
}
SYMPTOM = (LOINC, "75325-1")

MODALITY = {"modality": [{"system": DCM, "code": "MR"}]}
STUDY = imaging_study("MR", started=days_ago(4))
OEDEMA = result(MARROW_OEDEMA, (LEFT_HIP[0]))
NORMAL = normal_result()

CHARTS: dict[str, list[Json]] = {
    "pain by ICD code, side in it": [condition(("http://hl7.org/fhir/sid/icd-10-cm", "M25.551"), onset=days_ago(9))],
    "pain of a Period": [hip_pain(onset=None, onsetPeriod={"start": days_ago(40)})],
    "pain since an age": [hip_pain(onset=None, onsetAge={"value": 32, "unit": "years", "code": "a"})],
    "pain of a range of ages": [
        hip_pain(onset=None, onsetRange={"low": {"value": 31, "code": "a"}, "high": {"value": 32, "code": "a"}})
    ],
    "pain told as sudden": [hip_pain(onset=None, onsetString="suddenly, last week", recordedDate=days_ago(4))],
    "pain with a qualifier": [hip_pain(evidence=[{"code": [concept(SUDDEN)]}]), no_injury()],
    "pain in a note": [hip_pain(note=[{"text": "began suddenly on the stairs, no fall"}])],
    "pain that ended": [hip_pain(clinicalStatus=clinical("resolved"), abatementDateTime=days_ago(3))],
    "pain that ended, of a Period": [hip_pain(clinicalStatus=None, abatementPeriod={"end": days_ago(3)})],
    "pain that came back": [hip_pain(clinicalStatus=clinical("relapse")), due_date(30)],
    "pain in remission": [hip_pain(clinicalStatus=clinical("remission"))],
    "pain, provisional": [hip_pain(verificationStatus=verification("provisional"))],
    "pain, unconfirmed": [hip_pain(verificationStatus=verification("unconfirmed"))],
    "pain, refuted": [hip_pain(verificationStatus=verification("refuted"), clinicalStatus=None)],
    "pain, entered in error": [hip_pain(verificationStatus=verification("entered-in-error"), clinicalStatus=None)],
    "pain without a clinical status": [hip_pain(clinicalStatus=None), due_date(31)],
    "pain as the reason of a visit": [encounter(GROIN_PAIN, type=[concept(PREGNANT)])],
    "pain told at a visit": [
        encounter(status="finished") | {"reasonCode": [concept(text="pain in the left groin for two weeks")]}
    ],
    "a visit that was called off": [encounter(HIP_PAIN, status="cancelled")],
    "a visit in the ward": [encounter(HIP_PAIN, status="onleave")],
    "pain observed": [observation(SYMPTOM, valueCodeableConcept=concept(HIP_PAIN), bodySite=concept(*LEFT_HIP))],
    "a limp denied": [observation(LIMP, valueBoolean=False), hip_pain(), due_date(33)],
    "unable to walk": [hip_pain(), condition(UNABLE_TO_WALK, onset=days_ago(2))],
    "a minor fall": [hip_pain(), fall(12, severity=concept(MILD)), due_date(29)],
    "a fall": [hip_pain(), fall(12), due_date(29)],
    "a fall refuted, a man who limps": [man(), hip_pain(), limp(), no_injury()],
    "a fall whose severity a note tells": [hip_pain(), condition(FALL, onset=days_ago(11), note=[{"text": "minor"}])],
    "pregnancy status": [hip_pain(), pregnancy_status()],
    "not pregnant": [hip_pain(), pregnancy_status(NOT_PREGNANT)],
    "weeks of gestation": [hip_pain(), gestational_age(30.5, on=days_ago(7))],
    "weeks as an integer": [hip_pain(), observation((LOINC, "49051-6"), valueInteger=31)],
    "a week code": [hip_pain(), condition(week_code(30), recordedDate=days_ago(5))],
    "a week code of a visit": [hip_pain(), encounter(on=days_ago(8), type=[concept(week_code(33))])],
    "two sources that disagree": [hip_pain(), due_date(31), gestational_age(20, on=days_ago(1))],
    "delivered": [hip_pain(), procedure(DELIVERY, on=days_ago(60))],
    "delivered, of a Period": [
        hip_pain(),
        procedure(CAESAREAN, on=None, performedPeriod={"start": days_ago(90), "end": days_ago(90)}),
    ],
    "a delivery that was not": [hip_pain(), procedure(DELIVERY, on=days_ago(60), status="not-done")],
    "a delivery that was stopped": [hip_pain(), due_date(39), procedure(DELIVERY, on=days_ago(1), status="stopped")],
    "a delivery on hold": [hip_pain(), due_date(39), procedure(DELIVERY, on=days_ago(1), status="on-hold")],
    "a replaced hip": [hip_pain(), due_date(31), procedure(HIP_REPLACEMENT, on="2015", bodySite=[concept(*LEFT_HIP)])],
    "an X-ray as a study": [man(), hip_pain(), imaging_study("DX", side=LEFT)],
    "an MRI as a study": [hip_pain(), due_date(31), STUDY],
    "an MRI of the other hip": [hip_pain(), due_date(31), imaging_study("MR", side=RIGHT)],
    "an MRI by its code": [
        hip_pain(),
        due_date(31),
        imaging_study("MR", side=None, procedureCode=[concept(MRI_LEFT)]) | MODALITY,
    ],
    "an MRI by its description": [
        hip_pain(),
        due_date(31),
        imaging_study("MR", LEFT_HIP[0], None, description="MRI left hip") | MODALITY,
    ],
    "marrow oedema reported": [hip_pain(), report(MRI_LEFT, MARROW_OEDEMA)],
    "marrow oedema as a result": [hip_pain(), OEDEMA, report(MRI_LEFT, result=reference(OEDEMA))],
    "marrow oedema of a study": [
        hip_pain(),
        STUDY,
        report(IMAGING_REPORT, MARROW_OEDEMA, imagingStudy=reference(STUDY)),
    ],
    "marrow oedema in words": [hip_pain(), report(MRI_LEFT, conclusion="Bone marrow oedema of the left femoral head.")],
    "nothing in words": [hip_pain(), due_date(31), report(MRI_LEFT, conclusion="See the images.")],
    "a normal MRI": [hip_pain(), due_date(31), NORMAL, report(MRI_LEFT, result=reference(NORMAL))],
    "a normal X-ray": [hip_pain(), limp(), NORMAL, report(XRAY_LEFT, result=reference(NORMAL)), due_date(31)],
    "an osteopenic X-ray": [man(), hip_pain(), report(XRAY_HIP, OSTEOPENIA), no_injury()],
    "necrosis on MRI": [hip_pain(RIGHT_HIP), report(MRI_RIGHT, AVASCULAR_NECROSIS)],
    "an early report": [hip_pain(), report(MRI_LEFT, MARROW_OEDEMA, status="preliminary")],
    "a report called off": [hip_pain(), due_date(31), report(MRI_LEFT, MARROW_OEDEMA, status="cancelled")],
    "a fracture": [condition(NECK_FRACTURE, LEFT_HIP, onset=days_ago(5)), hip_pain(), due_date(35)],
    "TOH": [condition(TOH, LEFT_HIP, onset=days_ago(20))],
    "TOH for long": [condition(TOH, LEFT_HIP, onset="2025-06")],
    "TOH, cared for": [
        condition(TOH, LEFT_HIP, onset=days_ago(20)),
        order(REFERRAL),
        order(text="Protected weight bearing, left hip"),
        device_order(CRUTCHES),
    ],
    "TOH, care revoked": [
        condition(TOH, LEFT_HIP, onset=days_ago(20)),
        order(REFERRAL, status="revoked"),
        order(text="Protected weight bearing", status="on-hold"),
        device_order(CRUTCHES, status="revoked"),
    ],
    "TOH, crutches in words": [
        condition(TOH, LEFT_HIP, onset=days_ago(20)),
        device_order(codeCodeableConcept=concept(text="crutches")),
    ],
    "an MRI ordered": [hip_pain(), due_date(31), order(MRI_LEFT)],
    "an MRI ordered of the other side": [hip_pain(), due_date(31), order(MRI_RIGHT)],
    "an MRI ordered by its site": [
        hip_pain(),
        due_date(31),
        order(("http://snomed.info/sct", "113091000"), bodySite=[concept(*LEFT_HIP)]),
    ],
    "an MRI forbidden": [hip_pain(), due_date(31), order(MRI_LEFT, doNotPerform=True)],
}

DRAFTS: dict[str, tuple[list[Json], list[Json]]] = {
    "a medicine by code": ([medication_order(IBUPROFEN)], [due_date(31)]),
    "a medicine in words": ([medication_order(text="ibuprofen 400 mg")], [due_date(22)]),
    "a medicine for the eye": (
        [medication_order(text="diclofenac", dosageInstruction=[{"route": concept(text="eye drops")}])],
        [due_date(31)],
    ),
    "low-dose aspirin": (
        [
            medication_order(
                ("http://www.nlm.nih.gov/research/umls/rxnorm", "1191"),
                dosageInstruction=[{"doseAndRate": [{"doseQuantity": {"value": 81, "unit": "mg", "code": "mg"}}]}],
            )
        ],
        [due_date(31)],
    ),
    "a steroid for the lungs of the child": (
        [medication_order(text="betamethasone", reasonCode=[concept(text="fetal lung maturation")])],
        [due_date(31), condition(TOH, LEFT_HIP, onset=days_ago(20))],
    ),
    "a medicine inside the order": (
        [
            medication_order(
                contained=[{"resourceType": "Medication", "id": "m", "code": concept(IBUPROFEN)}],
                medicationReference={"reference": "#m"},
            )
        ],
        [due_date(31)],
    ),
    "an X-ray": ([draft(XRAY_LEFT)], [due_date(31)]),
    "physiotherapy": ([draft(PHYSIOTHERAPY)], [condition(TOH, LEFT_HIP, onset=days_ago(20))]),
    "a referral": ([draft(REFERRAL)], [due_date(31)]),
}


def bare(told: Any) -> Any:
    """An answer without ids that are new each time, names of elements, and the shape of an order that is changed."""
    if isinstance(told, list):
        return [bare(one) for one in told]
    if isinstance(told, dict):
        kept = {name: bare(value) for name, value in told.items() if name not in ("uuid", "element")}
        if told.get("type") == "update":
            kept["resource"] = bare(told["resource"]["note"])
        return kept
    return re.sub(r"\b(Procedure|Referral)Request/", "ServiceRequest/", told) if isinstance(told, str) else told


def evaluated(client: Client, chart: Json, hook: str = "patient-view") -> tuple[Any, list[Json]]:
    """What is told of a whole chart, and the faults that were found in its resources."""
    answer = client.post(f"/evaluate?as_of={AS_OF}&hook={hook}", chart).json()
    told = bare({"cards": answer["cards"], "patients": [without_issues(one) for one in answer["patients"]]})
    return told, [issue for one in (answer, *answer["patients"]) for issue in one.get("issues", [])]


def without_issues(person: Json) -> Json:
    return {name: value for name, value in person.items() if name != "issues"}


def of_one(resources: list[Json]) -> Json:
    """The whole chart of one patient; a woman of 32 where none is given."""
    people = [one for one in resources if one["resourceType"] == "Patient"]
    return bundle(*([] if people else [patient()]), *resources)


@pytest.mark.parametrize("version", OTHERS)
@pytest.mark.parametrize("path", BUNDLES, ids=named)
def test_a_story_is_told_alike_in_every_version(path: Any, version: str, client: Client) -> None:
    chart = read(path)

    as_written, faults = evaluated(client, chart)
    otherwise, other_faults = evaluated(client, whole(chart, version))

    assert otherwise == as_written
    assert [one["message"] for one in other_faults] == [one["message"] for one in faults]


@pytest.mark.parametrize("version", OTHERS)
@pytest.mark.parametrize("path", REQUESTS, ids=named)
def test_a_call_is_answered_alike_in_every_version(path: Any, version: str, client: Client, book: RuleBook) -> None:
    body = read(path)
    service = f"/cds-services/{service_of(body, book)}"

    as_written = client.post(service, body)
    otherwise = client.post(service, in_version(body, version))

    assert otherwise.status_code == as_written.status_code
    assert bare(otherwise.json()).get("cards") == bare(as_written.json()).get("cards")


@pytest.mark.parametrize("version", OTHERS)
@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_a_chart_means_the_same_in_every_version(chart: list[Json], version: str, client: Client) -> None:
    """Every finding of both hips with its evidence, every rule and every card."""
    as_r4, faults = evaluated(client, of_one(chart))
    otherwise, other_faults = evaluated(client, whole(of_one(chart), version))

    assert otherwise == as_r4
    assert [one["message"] for one in other_faults] == [one["message"] for one in faults]


@pytest.mark.parametrize("version", OTHERS)
@pytest.mark.parametrize(("drafts", "chart"), DRAFTS.values(), ids=DRAFTS)
def test_a_drafted_order_means_the_same_in_every_version(
    drafts: list[Json], chart: list[Json], version: str, client: Client, book: RuleBook
) -> None:
    body = order_request(drafts, patient(), *chart)
    service = f"/cds-services/{service_of(body, book)}"

    as_r4, otherwise = (client.post(service, one).json() for one in (body, in_version(body, version)))

    assert bare(otherwise)["cards"] == bare(as_r4)["cards"]


def in_version(body: Json, version: str) -> Json:
    """A CDS Hooks request in another version; what was selected is selected under its new name."""
    made: Json = whole(body, version)
    drafts = made["context"].get("draftOrders", {}).get("entry", [])
    names = {one["resource"]["id"]: f"{one['resource']['resourceType']}/{one['resource']['id']}" for one in drafts}
    if "selections" in made["context"]:
        selected = made["context"]["selections"]
        made["context"]["selections"] = [names.get(one.partition("/")[2], one) for one in selected]
    return made


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "chart", [*CHARTS.values(), *(drafts for drafts, _ in DRAFTS.values())], ids=[*CHARTS, *DRAFTS]
)
def test_what_is_converted_is_valid_in_its_version(chart: list[Json], version: str) -> None:
    """Else the comparison would compare nothing: the models of each version take the resources."""
    for resource in chart:
        made = converted(resource, version)
        MODELS[version](made["resourceType"]).model_validate_json(orjson.dumps(made))


def test_every_type_of_resource_is_compared(book: RuleBook) -> None:
    drafted = [one for drafts, _ in DRAFTS.values() for one in drafts]
    compared = {one["resourceType"] for one in (*drafted, *(one for chart in CHARTS.values() for one in chart))}

    asked = {kind for service in book.sheet.services for kind in book.kinds(service.hook)}
    assert asked - {"Patient"} <= compared


@pytest.mark.parametrize("version", ["R5", "STU3"])
def test_the_conversion_changes_every_type_but_the_patient(version: str) -> None:
    everything = [
        *(one for chart in CHARTS.values() for one in chart),
        *(one for drafts, _ in DRAFTS.values() for one in drafts),
    ]

    changed = {one["resourceType"] for one in everything if converted(one, version) != one}

    assert changed == set(VERSIONS[version])


def test_the_charts_have_something_to_say(client: Client) -> None:
    """Silence is alike in every version: most charts make a card or a finding that is present beside the pain."""
    told = {name: evaluated(client, of_one(chart))[0] for name, chart in CHARTS.items()}

    present = {
        name: {
            one["finding"]
            for hip in answer["patients"][0]["hips"]
            for one in hip["findings"]
            if one["value"] == "present"
        }
        for name, answer in told.items()
    }
    everywhere = {"female", "male", "hip_pain"}
    assert len([name for name, found in present.items() if found - everywhere]) > len(CHARTS) * 2 / 3
    assert len(frozenset().union(*present.values())) > 30
    assert len({card["source"]["topic"]["code"] for answer in told.values() for card in answer["cards"]}) >= 10
