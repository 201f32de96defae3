"""The request bodies of the benchmark: charts without and with a hip problem, a large one, and five drafted orders."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import orjson

Json = dict[str, Any]
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
_UNRELATED = (
    ("38341003", "Hypertensive disorder, systemic arterial (disorder)"),
    ("44054006", "Diabetes mellitus type 2 (disorder)"),
    ("195967001", "Asthma (disorder)"),
    ("55822004", "Hyperlipidemia (disorder)"),
    ("40930008", "Hypothyroidism (disorder)"),
    ("235595009", "Gastroesophageal reflux disease (disorder)"),
    ("37796009", "Migraine (disorder)"),
    ("271737000", "Anemia (disorder)"),
    ("43116000", "Eczema (disorder)"),
    ("21719001", "Allergic rhinitis caused by pollen (disorder)"),
    ("444814009", "Viral sinusitis (disorder)"),
    ("162864005", "Body mass index 30+ - obesity (finding)"),
)


def condition(number: int, code: str, display: str, began: str = "2019-05-01") -> Json:
    """A Condition as an EHR with US Core profiles sends it."""
    return {
        "resourceType": "Condition",
        "id": f"condition-{number}",
        "meta": {
            "versionId": "1",
            "lastUpdated": "2024-01-01T00:00:00.000Z",
            "profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns"],
        },
        "clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]},
        "verificationStatus": {"coding": [{"system": _VERIFICATION, "code": "confirmed"}]},
        "category": [{"coding": [{"system": _CATEGORY, "code": "problem-list-item", "display": "Problem List Item"}]}],
        "code": {
            "coding": [{"system": "http://snomed.info/sct", "code": code, "display": display}],
            "text": display.rsplit(" (", 1)[0],
        },
        "subject": {"reference": "Patient/patient-1"},
        "onsetDateTime": began,
        "recordedDate": began,
    }


def unrelated(count: int) -> list[Json]:
    """Conditions that have nothing to do with the hip."""
    return [condition(number, *_UNRELATED[number % len(_UNRELATED)]) for number in range(count)]


def request(conditions: list[Json], observations: list[Json]) -> bytes:
    """A patient-view call with every prefetch key answered."""
    prefetch: Json = {
        "patient": {"resourceType": "Patient", "id": "patient-1", "gender": "female", "birthDate": "1994-03-02"},
        "conditions": _searchset(conditions),
        "observations": _searchset(observations),
        "deviceRequests": None,
        "diagnosticReports": None,
        "encounters": None,
        "imagingStudies": None,
        "procedures": None,
        "serviceRequests": None,
    }
    return orjson.dumps(
        {
            "hook": "patient-view",
            "hookInstance": "affb0494-6d3e-408f-aeff-5c0b8f914dda",
            "context": {"userId": "Practitioner/1", "patientId": "patient-1"},
            "prefetch": prefetch,
        }
    )


def _searchset(resources: list[Json]) -> Json:
    base = "https://ehr.example/fhir"
    entries = [{"fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def third_trimester(today: date) -> list[Json]:
    """A due date eight weeks ahead."""
    return [
        {
            "resourceType": "Observation",
            "id": "due-date",
            "status": "final",
            "code": {
                "coding": [{"system": "http://loinc.org", "code": "11778-8", "display": "Delivery date Estimated"}]
            },
            "subject": {"reference": "Patient/patient-1"},
            "effectiveDateTime": (today - timedelta(100)).isoformat(),
            "valueDateTime": (today + timedelta(56)).isoformat(),
        }
    ]


def order_sign(observations: list[Json]) -> bytes:
    """An order-sign call with five drafts, of which an NSAID and an X-ray bring a card in pregnancy."""
    sent = orjson.loads(request(unrelated(12), observations))
    rxnorm, loinc = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://loinc.org"
    drafts = [
        _drafted("MedicationRequest", 1, "medicationCodeableConcept", (rxnorm, "5640", "Ibuprofen")),
        _drafted("MedicationRequest", 2, "medicationCodeableConcept", (rxnorm, "161", "Acetaminophen")),
        _drafted("MedicationRequest", 3, "medicationCodeableConcept", (rxnorm, "29046", "Lisinopril")),
        _drafted("ServiceRequest", 4, "code", (loinc, "24762-7", "XR Hip Views")),
        _drafted("ServiceRequest", 5, "code", (loinc, "58410-2", "CBC panel - Blood by Automated count")),
    ]
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in drafts]
    sent["hook"] = "order-sign"
    sent["context"]["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return orjson.dumps(sent)


def _drafted(kind: str, number: int, element: str, coding: tuple[str, str, str]) -> Json:
    system, code, display = coding
    return {
        "resourceType": kind,
        "id": f"draft-{number}",
        "status": "draft",
        "intent": "order",
        element: {"coding": [{"system": system, "code": code, "display": display}], "text": display},
        "subject": {"reference": "Patient/patient-1"},
    }


def bodies(today: date) -> dict[str, bytes]:
    """Every body by name."""
    began = (today - timedelta(10)).isoformat()
    pain = condition(900, "49218002", "Hip pain (finding)", began)
    return {
        "silent": request(unrelated(12), []),
        "firing": request([*unrelated(12), pain], third_trimester(today)),
        "large": request(unrelated(200), []),
        "order-sign": order_sign(third_trimester(today)),
    }
