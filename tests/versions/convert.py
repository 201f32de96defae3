"""One chart in four versions of FHIR: R4 resources as STU3, R4B or R5 would have them.

Written from the published definitions (3.0.2, 4.3.0, 5.0.0) and not from the table that the service reads by.
Elements that no finding rests on are carried over only where the target has them under the same name.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.charts import REFERRAL, Json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Convert = "Callable[[Json], None]"


def rename(resource: Json, **names: str) -> None:
    """Give elements other names: old=new."""
    for old, new in names.items():
        if old in resource:
            resource[new] = resource.pop(old)


def change(resource: Json, element: str, made: Callable[[Any], Any]) -> None:
    """Give an element another value, where it stands."""
    if element in resource:
        resource[element] = made(resource[element])


def concept_of(coding: Json) -> Json:
    """A Coding as a CodeableConcept."""
    return {"coding": [coding]}


def as_reference(concept: Json) -> Json:
    """A CodeableConcept as a CodeableReference."""
    return {"concept": concept}


def code_of(concept: Json) -> str:
    """A CodeableConcept as a code."""
    return str(concept["coding"][0]["code"])


def reasons(resource: Json) -> None:
    """R5 has codes and references in one element."""
    found = [{"concept": one} for one in resource.pop("reasonCode", [])]
    found += [{"reference": one} for one in resource.pop("reasonReference", [])]
    if found:
        resource["reason"] = found


# R5 ------------------------------------------------------------------------------------------------------------------


def _condition_5(resource: Json) -> None:
    if "clinicalStatus" not in resource:  # required there, even of what was refuted
        abated = any(name.startswith("abatement") for name in resource)
        sure = code_of(resource.get("verificationStatus") or {"coding": [{"code": "confirmed"}]}) == "confirmed"
        status = "resolved" if abated else "active" if sure else "unknown"
        system = "http://terminology.hl7.org/CodeSystem/condition-clinical"
        resource["clinicalStatus"] = concept_of({"system": system, "code": status})
    if "evidence" in resource:
        given = resource["evidence"]
        codes = [{"concept": code} for one in given for code in one.get("code", [])]
        resource["evidence"] = codes + [{"reference": detail} for one in given for detail in one.get("detail", [])]


def _procedure_5(resource: Json) -> None:
    for kind in ("DateTime", "Period", "String", "Age", "Range"):
        rename(resource, **{f"performed{kind}": f"occurrence{kind}"})
    reasons(resource)


_ENCOUNTER_5 = {"arrived": "in-progress", "triaged": "in-progress", "onleave": "on-hold", "finished": "completed"}


def _encounter_5(resource: Json) -> None:
    rename(resource, period="actualPeriod", reasonCode="reason")
    change(resource, "class", lambda coding: [concept_of(coding)])
    change(resource, "reason", lambda concepts: [{"value": [as_reference(one)]} for one in concepts])
    change(resource, "status", lambda status: _ENCOUNTER_5.get(status, status))


def _study_5(resource: Json) -> None:
    rename(resource, procedureCode="procedure")
    change(resource, "procedure", lambda concepts: [as_reference(one) for one in concepts])
    change(resource, "modality", lambda codings: [concept_of(one) for one in codings])
    reasons(resource)
    for series in resource.get("series", []):
        change(series, "modality", concept_of)
        change(series, "laterality", concept_of)
        change(series, "bodySite", lambda coding: as_reference(concept_of(coding)))


def _report_5(resource: Json) -> None:
    rename(resource, imagingStudy="study")


def _service_5(resource: Json) -> None:
    change(resource, "code", as_reference)
    reasons(resource)


def _device_5(resource: Json) -> None:
    rename(resource, codeCodeableConcept="code")
    change(resource, "code", as_reference)
    reasons(resource)


def _medication_5(resource: Json) -> None:
    rename(resource, medicationCodeableConcept="medication")
    change(resource, "medication", as_reference)
    if "medicationReference" in resource:
        resource["medication"] = {"reference": resource.pop("medicationReference")}
    reasons(resource)


# STU3 ----------------------------------------------------------------------------------------------------------------


def _condition_3(resource: Json) -> None:
    change(resource, "clinicalStatus", lambda one: {"relapse": "recurrence"}.get(code_of(one), code_of(one)))
    change(resource, "verificationStatus", lambda one: {"unconfirmed": "provisional"}.get(code_of(one), code_of(one)))
    rename(resource, recordedDate="assertedDate", encounter="context")


def _observation_3(resource: Json) -> None:
    rename(resource, note="comment", encounter="context")
    change(resource, "comment", lambda notes: "\n".join(one["text"] for one in notes))
    change(resource, "interpretation", lambda concepts: concepts[0])
    if "valueInteger" in resource:
        resource["valueQuantity"] = {"value": resource.pop("valueInteger")}


_PROCEDURE_3 = {"not-done": "completed", "stopped": "aborted", "on-hold": "suspended"}


def _procedure_3(resource: Json) -> None:
    if resource["status"] == "not-done":
        resource["notDone"] = True
    change(resource, "status", lambda status: _PROCEDURE_3.get(status, status))


def _encounter_3(resource: Json) -> None:
    rename(resource, reasonCode="reason")


def _study_3(resource: Json) -> None:
    """STU3 has neither a status nor notes of a study, and calls the patient so."""
    rename(resource, subject="patient", modality="modalityList")
    resource.pop("status")
    resource["uid"] = "urn:oid:1.2.3"
    for series in resource.get("series", []):
        change(series, "uid", lambda uid: f"urn:oid:{uid}")


def _report_3(resource: Json) -> None:
    rename(resource, conclusionCode="codedDiagnosis")


_REQUEST_3 = {"on-hold": "suspended", "revoked": "cancelled"}


def _service_3(resource: Json) -> None:
    """A referral without a site becomes a ReferralRequest, which has none; everything else a ProcedureRequest."""
    codes = {one["code"] for one in resource["code"].get("coding", [])}
    if REFERRAL[1] in codes and "bodySite" not in resource:
        resource["resourceType"] = "ReferralRequest"
        rename(resource, code="serviceRequested")
        change(resource, "serviceRequested", lambda concept: [concept])
    else:
        resource["resourceType"] = "ProcedureRequest"
    change(resource, "status", lambda status: _REQUEST_3.get(status, status))


def _device_3(resource: Json) -> None:
    change(resource, "intent", lambda code: concept_of({"system": "http://hl7.org/fhir/request-intent", "code": code}))
    change(resource, "status", lambda status: _REQUEST_3.get(status, status))


def _medication_3(resource: Json) -> None:
    for dosage in resource.get("dosageInstruction", []):
        for one in dosage.pop("doseAndRate", [])[:1]:
            dosage.update({name: value for name, value in one.items() if name != "type"})


VERSIONS: Mapping[str, Mapping[str, Callable[[Json], None]]] = {
    "R4": {},
    "R4B": {},
    "R5": {
        "Condition": _condition_5,
        "Procedure": _procedure_5,
        "Encounter": _encounter_5,
        "ImagingStudy": _study_5,
        "DiagnosticReport": _report_5,
        "ServiceRequest": _service_5,
        "DeviceRequest": _device_5,
        "MedicationRequest": _medication_5,
    },
    "STU3": {
        "Condition": _condition_3,
        "Observation": _observation_3,
        "Procedure": _procedure_3,
        "Encounter": _encounter_3,
        "ImagingStudy": _study_3,
        "DiagnosticReport": _report_3,
        "ServiceRequest": _service_3,
        "DeviceRequest": _device_3,
        "MedicationRequest": _medication_3,
    },
}
"""What each version changes, by resource type."""


def converted(resource: Json, version: str) -> Json:
    """One resource in another version."""
    made = copy.deepcopy(resource)
    convert = VERSIONS[version].get(made["resourceType"])
    if convert:
        convert(made)
    return made


def whole(value: Any, version: str) -> Any:
    """A Bundle or a CDS Hooks request with every resource in another version, and references to it."""
    if isinstance(value, list):
        return [whole(one, version) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("resourceType") in VERSIONS[version]:
        return converted(value, version)
    return {name: whole(inner, version) for name, inner in value.items()}
