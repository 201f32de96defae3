"""FHIR R4 resources for tests, named by what a clinician would say."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]
Code = tuple[str, str]

AS_OF = date(2026, 11, 22)
"""The day on which every story in tests and fixtures is told."""

SCT = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
DCM = "http://dicom.nema.org/resources/ontology/DCM"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"

HIP_PAIN: Code = (SCT, "49218002")
HIP_PAIN_RIGHT: Code = (ICD, "M25.551")
HIP_PAIN_LEFT: Code = (ICD, "M25.552")
GROIN_PAIN: Code = (SCT, "102570003")
PELVIC_GIRDLE_PAIN: Code = (SCT, "30473006")
SCIATICA: Code = (SCT, "23056005")
LIMP: Code = (SCT, "16973004")
UNABLE_TO_WALK: Code = (SCT, "282145008")
SUDDEN: Code = (SCT, "424124008")
PREGNANT: Code = (SCT, "77386006")
FIRST_TRIMESTER: Code = (SCT, "57630001")
SECOND_TRIMESTER: Code = (SCT, "59466002")
THIRD_TRIMESTER: Code = (SCT, "41587001")
DELIVERY: Code = (SCT, "177184002")
CAESAREAN: Code = (SCT, "11466000")
POSTPARTUM_VISIT: Code = (ICD, "Z39.2")
DUE_DATE: Code = (LOINC, "11778-8")
GESTATIONAL_AGE: Code = (LOINC, "49051-6")
LAST_PERIOD: Code = (LOINC, "8665-2")
PREGNANCY_STATUS: Code = (LOINC, "82810-3")
NOT_PREGNANT: Code = (SCT, "60001007")
POSSIBLY_PREGNANT: Code = (SCT, "146799005")
FALL: Code = (ICD, "W19.XXXA")
MARROW_OEDEMA: Code = (SCT, "6411000179107")
NECK_FRACTURE: Code = (SCT, "5913000")
OSTEOARTHRITIS: Code = (SCT, "239872002")
AVASCULAR_NECROSIS: Code = (SCT, "203476003")
OSTEOPENIA: Code = (SCT, "312894000")
TOH: Code = (SCT, "240159007")
PROSTHESIS_LEFT: Code = (ICD, "Z96.642")
MRI_LEFT: Code = (LOINC, "36488-5")
MRI_RIGHT: Code = (LOINC, "36490-1")
MRI_BOTH: Code = (LOINC, "36486-9")
MRI_HIP: Code = (LOINC, "36013-1")
MRI_PELVIS: Code = (LOINC, "24867-4")
MRI_GENERIC: Code = (SCT, "113091000")
XRAY_LEFT: Code = (LOINC, "26131-3")
XRAY_HIP: Code = (LOINC, "24762-7")
IMAGING_REPORT: Code = (LOINC, "18748-4")
HIP_REPLACEMENT: Code = (SCT, "52734007")
REFERRAL: Code = (SCT, "183545006")
CRUTCHES: Code = (SCT, "74566002")
IBUPROFEN: Code = (RXNORM, "5640")
NAPROXEN: Code = (RXNORM, "7258")
ASPIRIN: Code = (RXNORM, "1191")
PARACETAMOL: Code = (RXNORM, "161")
ALENDRONATE: Code = (RXNORM, "46041")
TERIPARATIDE: Code = (ATC, "H05AA02")
PREDNISONE: Code = (RXNORM, "8640")
GADOBUTROL: Code = (ATC, "V08CA09")
BREASTFEEDING: Code = (SCT, "169750002")
HYSTERECTOMY: Code = (SCT, "116140006")
PHYSIOTHERAPY: Code = (SCT, "308447003")
MRI_CONTRAST: Code = (LOINC, "36199-8")
BONE_SCAN: Code = (LOINC, "25031-6")
HYPERTENSION: Code = (SCT, "38341003")
TEMPERATURE: Code = (LOINC, "8310-5")
CRP: Code = (LOINC, "1988-5")
LEUKOCYTES: Code = (LOINC, "6690-2")
ESR: Code = (LOINC, "30341-2")
FEVER: Code = (SCT, "386661006")
CRP_RAISED: Code = (ICD, "R79.82")
LEUKOCYTOSIS: Code = (SCT, "111583006")
SEPTIC_HIP: Code = (SCT, "372941008")
OSTEOMYELITIS: Code = (SCT, "60168000")
CANCER: Code = (ICD, "C50.911")
CANCER_BEFORE: Code = (SCT, "266987004")
SKIN_CANCER_BEFORE: Code = (ICD, "Z85.828")
TOH_ANYWHERE: Code = (SCT, "699528002")
KNEE_PAIN: Code = (SCT, "30989003")
MRI_KNEE: Code = (LOINC, "30691-0")

HIP: Code = (SCT, "24136001")
FEMORAL_HEAD: Code = (SCT, "2812003")
PELVIS: Code = (SCT, "12921003")
KNEE: Code = (SCT, "72696002")
LEFT: Code = (SCT, "7771000")
RIGHT: Code = (SCT, "24028007")
BOTH_SIDES: Code = (SCT, "51440002")
MILD: Code = (SCT, "255604002")
LEFT_HIP: tuple[Code, Code] = (HIP, LEFT)
RIGHT_HIP: tuple[Code, Code] = (HIP, RIGHT)

PREFETCH = {
    "Patient": "patient",
    "Condition": "conditions",
    "Observation": "observations",
    "Procedure": "procedures",
    "Encounter": "encounters",
    "ImagingStudy": "imagingStudies",
    "DiagnosticReport": "diagnosticReports",
    "ServiceRequest": "serviceRequests",
    "DeviceRequest": "deviceRequests",
}
"""The prefetch key of each resource type that patient-view asks for."""

_NUMBERS = itertools.count(1)


def days_ago(days: int) -> str:
    """The FHIR date so many days before the day of the story; negative for days ahead."""
    return (AS_OF - timedelta(days)).isoformat()


def concept(*codes: Code, text: str | None = None) -> Json:
    """A CodeableConcept."""
    made: Json = {"coding": [{"system": system, "code": code} for system, code in codes]} if codes else {}
    return made | ({"text": text} if text else {})


def patient(sex: str | None = "female", birth: str | None = "1994-03-02", **more: Any) -> Json:
    """The patient of a story: a woman of 32 unless said otherwise."""
    given = {"gender": sex, "birthDate": birth, **more}
    return {"resourceType": "Patient", "id": "anna"} | {name: value for name, value in given.items() if value}


def man(birth: str = "1981-05-20", **more: Any) -> Json:
    """A man of 45 unless said otherwise."""
    return patient("male", birth, **more)


def _resource(kind: str, given: Json) -> Json:
    made = {
        "resourceType": kind,
        "id": f"{kind.lower()}-{next(_NUMBERS)}",
        "subject": {"reference": "Patient/anna"},
        **given,
    }
    return {name: value for name, value in made.items() if value is not None}


def condition(code: Code, site: tuple[Code, ...] = (), *, onset: str | None = None, **more: Any) -> Json:
    """An active, confirmed problem; `site` is one body site with all its codings."""
    return _resource(
        "Condition",
        {
            "clinicalStatus": concept((_CLINICAL, "active")),
            "verificationStatus": concept((_VERIFICATION, "confirmed")),
            "code": concept(code),
            "bodySite": [concept(*site)] if site else None,
            "onsetDateTime": onset,
            **more,
        },
    )


def told(text: str, *, notes: tuple[str, ...] = (), recorded: str = days_ago(5), **more: Any) -> Json:
    """A problem that was typed, not coded; `notes` are Annotations."""
    given = {"note": [{"text": note} for note in notes]} if notes else {}
    return _resource("Condition", {"code": {"text": text}, "recordedDate": recorded, **given, **more})


def clinical(status: str) -> Json:
    """Condition.clinicalStatus."""
    return concept((_CLINICAL, status))


def verification(status: str) -> Json:
    """Condition.verificationStatus."""
    return concept((_VERIFICATION, status))


def hip_pain(site: tuple[Code, ...] = LEFT_HIP, *, onset: str | None = days_ago(10), **more: Any) -> Json:
    """Pain of the left hip for ten days unless said otherwise."""
    return condition(HIP_PAIN, site, onset=onset, **more)


def observation(code: Code, *, on: str | None = days_ago(3), **more: Any) -> Json:
    """A final observation; its value comes as valueDateTime=…, valueCodeableConcept=… and so on."""
    return _resource("Observation", {"status": "final", "code": concept(code), "effectiveDateTime": on, **more})


def due_date(weeks_pregnant: int, days: int = 0, **more: Any) -> Json:
    """The estimated delivery date of a pregnancy that is so far along on the day of the story."""
    due = days_ago(weeks_pregnant * 7 + days - 280)
    return observation(DUE_DATE, valueDateTime=due, **more)


def gestational_age(weeks: float, *, on: str = days_ago(0), **more: Any) -> Json:
    """Gestational age as it was on a day."""
    return observation(GESTATIONAL_AGE, on=on, valueQuantity={"value": weeks, "unit": "wk", "code": "wk"}, **more)


def measurement(code: Code, value: float, unit: str | None, *, on: str | None = days_ago(1), **more: Any) -> Json:
    """A measured value with a UCUM unit, of yesterday; `comparator=` and `written=`, the unit in words, go with it."""
    given = {
        "value": value,
        "comparator": more.pop("comparator", None),
        "unit": more.pop("written", unit),
        "system": "http://unitsofmeasure.org" if unit else None,
        "code": unit,
    }
    amount = {name: part for name, part in given.items() if part is not None}
    return observation(code, on=on, valueQuantity=amount, **more)


def panel(*measurements: Json, code: Code = (LOINC, "85353-1"), **more: Any) -> Json:
    """One Observation with measurements for components; vital signs unless said otherwise."""
    own = ("code", "interpretation", "dataAbsentReason")
    parts = [{name: one[name] for name in one if name in own or name.startswith("value")} for one in measurements]
    return observation(code, component=parts, **more)


def marked(*codes: str) -> list[Json]:
    """Observation.interpretation: what a laboratory marks a value with, such as H or N."""
    return [concept((_INTERPRETATION, code)) for code in codes]


def last_period(days: int, *, on: str | None = days_ago(3)) -> Json:
    """The first day of the last menstrual period, so many days before the day of the story."""
    return observation(LAST_PERIOD, on=on, valueDateTime=days_ago(days))


def pregnancy_status(answer: Code = PREGNANT, *, on: str | None = days_ago(3), **more: Any) -> Json:
    """The answer to "are you pregnant?"; yes unless said otherwise."""
    return observation(PREGNANCY_STATUS, on=on, valueCodeableConcept=concept(answer), **more)


def week_code(week: int) -> Code:
    """The ICD-10-CM code for a week of gestation."""
    return (ICD, f"Z3A.{week:02}")


def delivery(days: int, **more: Any) -> Json:
    """A vaginal delivery so many days ago."""
    return procedure(DELIVERY, on=days_ago(days), **more)


def procedure(code: Code, *, on: str | None = days_ago(3), **more: Any) -> Json:
    """A completed procedure."""
    return _resource("Procedure", {"status": "completed", "code": concept(code), "performedDateTime": on, **more})


def no_injury(on: str = days_ago(5)) -> Json:
    """Injury asked for and denied."""
    return condition(FALL, verificationStatus=verification("refuted"), clinicalStatus=None, recordedDate=on)


def fall(days: int, **more: Any) -> Json:
    """A fall so many days ago."""
    return condition(FALL, onset=days_ago(days), **more)


def limp(on: str = days_ago(5)) -> Json:
    """A limp."""
    return condition(LIMP, onset=on)


def imaging_study(modality: str = "MR", site: Code = HIP, side: Code | None = LEFT, **more: Any) -> Json:
    """A study of one series; three days ago unless `started` says otherwise."""
    system, code = site
    series: Json = {
        "uid": "1.2.3.4",
        "modality": {"system": DCM, "code": modality},
        "bodySite": {"system": system, "code": code},
    }
    if side:
        series["laterality"] = {"system": side[0], "code": side[1]}
    return _resource("ImagingStudy", {"status": "available", "started": days_ago(3), "series": [series], **more})


def report(code: Code, *conclusions: Code, on: str | None = days_ago(3), **more: Any) -> Json:
    """A final imaging report with coded conclusions."""
    given: Json = {"status": "final", "code": concept(code), "effectiveDateTime": on, **more}
    if conclusions:
        given["conclusionCode"] = [concept(one) for one in conclusions]
    return _resource("DiagnosticReport", given)


def reference(*resources: Json) -> list[Json]:
    """References to resources, as in DiagnosticReport.result and .imagingStudy."""
    return [{"reference": f"{one['resourceType']}/{one['id']}"} for one in resources]


def result(value: Code, site: Code | None = None, **more: Any) -> Json:
    """An Observation that a report names as its result, with a coded value."""
    given: Json = {"valueCodeableConcept": concept(value), **more}
    if site:
        given["bodySite"] = concept(site)
    return observation((LOINC, "59776-5"), **given)


def normal_result(**more: Any) -> Json:
    """An Observation of a report whose interpretation is normal."""
    return observation((LOINC, "59776-5"), interpretation=[concept((_INTERPRETATION, "N"))], **more)


def order(code: Code | None = None, *, status: str = "active", on: str | None = days_ago(2), **more: Any) -> Json:
    """A ServiceRequest; `text=` stands for code.text."""
    text = more.pop("text", None)
    coded = concept(*([code] if code else []), text=text)
    return _resource("ServiceRequest", {"status": status, "intent": "order", "code": coded, "authoredOn": on, **more})


def device_order(code: Code = CRUTCHES, *, status: str = "active", on: str | None = days_ago(2), **more: Any) -> Json:
    """A DeviceRequest; crutches unless said otherwise."""
    given = {"status": status, "intent": "order", "codeCodeableConcept": concept(code), "authoredOn": on, **more}
    return _resource("DeviceRequest", given)


def medication_order(code: Code | None = None, *, on: str | None = days_ago(0), **more: Any) -> Json:
    """A drafted MedicationRequest; `text=` stands for medicationCodeableConcept.text."""
    text = more.pop("text", None)
    named = concept(*([code] if code else []), text=text) or None
    given = {"status": "draft", "intent": "order", "medicationCodeableConcept": named, "authoredOn": on, **more}
    return _resource("MedicationRequest", given)


def dose(amount: float, unit: str = "mg", **more: Any) -> Json:
    """A dosage of so much at a time."""
    return {"doseAndRate": [{"doseQuantity": {"value": amount, "unit": unit}}], **more}


def medication(*ingredients: Code, code: Code | None = IBUPROFEN, **more: Any) -> Json:
    """A Medication with the id `pills`."""
    made: Json = {"resourceType": "Medication", "id": "pills", **more}
    if code:
        made["code"] = concept(code)
    if ingredients:
        made["ingredient"] = [{"itemCodeableConcept": concept(one)} for one in ingredients]
    return made


def draft(code: Code | None = None, **more: Any) -> Json:
    """A drafted ServiceRequest."""
    return order(code, status="draft", on=days_ago(0), **more)


def encounter(reason: Code | None = None, *, on: str | None = days_ago(1), **more: Any) -> Json:
    """An encounter and the reason for it."""
    given: Json = {
        "status": "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "reasonCode": [concept(reason)] if reason else None,
        "period": {"start": on} if on else None,
        **more,
    }
    return _resource("Encounter", given)


def visit(text: str, *, on: str = days_ago(1), **more: Any) -> Json:
    """A visit whose reason was typed."""
    return encounter(on=on, reasonCode=[{"text": text}], **more)


def bundle(*resources: Json, kind: str = "collection", **more: Any) -> Json:
    """A Bundle of whole charts."""
    entries = [
        {"fullUrl": f"https://ehr.example/fhir/{one['resourceType']}/{one['id']}", "resource": one} for one in resources
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries, **more}


def prefetch(*resources: Json) -> Json:
    """Every prefetch key answered: with what the story has, else with null."""
    answers: Json = dict.fromkeys(PREFETCH.values())
    for one in resources:
        if one["resourceType"] == "Patient":
            answers["patient"] = one
    for kind, key in PREFETCH.items():
        own = [one for one in resources if one["resourceType"] == kind]
        if own and kind != "Patient":
            answers[key] = bundle(*own, kind="searchset", total=len(own))
    return answers


def request(*resources: Json, hook: str = "patient-view", **more: Any) -> Json:
    """A CDS Hooks request about the patient of the story."""
    return {
        "hook": hook,
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": "anna"},
        "prefetch": prefetch(*resources),
        **more,
    }


def order_request(drafts: list[Json], *resources: Json, hook: str = "order-sign", **context: Any) -> Json:
    """A CDS Hooks request about drafted orders; with order-select all of them are selected unless said otherwise."""
    made = request(*resources, hook=hook)
    made["context"]["draftOrders"] = bundle(*drafts)
    if hook == "order-select":
        made["context"]["selections"] = [f"{one['resourceType']}/{one['id']}" for one in drafts]
    made["context"] |= context
    return made
