"""Where each field of a Statement lives in each FHIR version: one table, read element by element.

Names are tried from left to right, so the version is taken from the shape of the resource.
Sources: the R4 (4.0.1), R4B (4.3.0), R5 (5.0.0) and STU3 (3.0.2) resource definitions.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

Names = tuple[str, ...]

CHOICES = ("DateTime", "Period", "Date", "Instant", "Age", "Range", "String", "Boolean", "Timing")
"""The types of the choice elements that carry a date; `onset[x]` stands for all of them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The element names of one resource type; `kind` is its R4 name, `screened` decides about relevance."""

    kind: str
    code: Names
    status: Names = ("status",)
    verification: Names = ()
    value: Names = ()
    quantity: Names = ()
    dose: Names = ()
    flag: Names = ()
    value_text: Names = ()
    value_when: Names = ()
    value_missing: Names = ()
    interpretation: Names = ()
    sites: Names = ()
    qualifiers: Names = ()
    severity: Names = ()
    modality: Names = ()
    conclusions: Names = ()
    parts: Names = ()
    texts: Names = ()
    forms: Names = ()
    results: Names = ()
    studies: Names = ()
    components: Names = ()
    began: Names = ()
    recorded: Names = ()
    ended: Names = ()
    intent: Names = ()
    forbids: Names = ()
    screened: Names = ()


Step = tuple[str, str, str]
"""The element to look for, the field that it fills, and the path to walk."""


def plan_of(shape: Shape) -> tuple[Step, ...]:
    """The shape as steps: only elements that a resource has cost more than a look."""
    kept = (one.name for one in fields(Shape) if one.name not in ("kind", "screened"))
    return tuple(
        (path.partition(".")[0], name, path)
        for name in kept
        for listed in getattr(shape, name)
        for path in _paths(listed)
    )


def _paths(listed: str) -> Names:
    return tuple(listed[:-3] + choice for choice in CHOICES) if listed.endswith("[x]") else (listed,)


_ORDER_TEXTS: Names = (
    "code.text",
    "code.coding.display",
    "code.concept.text",
    "code.concept.coding.display",
    "serviceRequested.text",
    "serviceRequested.coding.display",
    "note",
)
_DETAILS: Names = (
    "orderDetail.text",
    "orderDetail.coding.display",
    "orderDetail.parameter.valueString",
    "orderDetail.parameter.valueCodeableConcept.text",
    "orderDetail.parameter.valueCodeableConcept.coding.display",
)
"""Of a parameter (R5) its value only: its code names what is asked, and a value may deny it."""

_SERVICE_REQUEST = Shape(
    kind="ServiceRequest",
    code=("code", "serviceRequested"),
    sites=("bodySite", "bodyStructure"),
    texts=(*_ORDER_TEXTS, *_DETAILS, "patientInstruction"),
    began=("authoredOn", "occurrence[x]"),
    intent=("intent",),
    forbids=("doNotPerform",),
)

COMPONENT = Shape(
    kind="Observation",
    status=(),
    code=("code",),
    value=("valueCodeableConcept",),
    quantity=("valueQuantity", "valueInteger"),
    flag=("valueBoolean",),
    value_text=("valueString",),
    value_when=("valueDateTime", "valueDate", "valuePeriod"),
    value_missing=("dataAbsentReason",),
    interpretation=("interpretation",),
)
"""One component of an Observation: what it says. When, of whom and whether it holds, the Observation says."""

SHAPES: dict[str, Shape] = {
    "Condition": Shape(
        kind="Condition",
        code=("code",),
        status=("clinicalStatus",),
        verification=("verificationStatus",),
        sites=("bodySite",),
        qualifiers=("evidence.code", "evidence.concept"),
        severity=("severity",),
        texts=("note",),
        began=("onset[x]",),
        recorded=("recordedDate", "assertedDate", "dateRecorded"),
        ended=("abatement[x]",),
        screened=("code",),
    ),
    "Observation": replace(
        COMPONENT,
        status=("status",),
        components=("component",),
        sites=("bodySite", "bodyStructure"),
        texts=("valueString", "note", "comment"),
        began=("effective[x]",),
        recorded=("issued",),
        screened=("code", "valueCodeableConcept"),
    ),
    "Procedure": Shape(
        kind="Procedure",
        code=("code",),
        sites=("bodySite",),
        texts=("note",),
        began=("performed[x]", "occurrence[x]"),
        recorded=("recorded",),
        forbids=("notDone",),
        screened=("code",),
    ),
    "Encounter": Shape(
        kind="Encounter",
        code=("reasonCode", "reason.value", "reason", "type"),
        began=("period", "actualPeriod"),
    ),
    "ImagingStudy": Shape(
        kind="ImagingStudy",
        code=("procedureCode", "procedure"),
        modality=("modality", "modalityList"),
        parts=("series",),
        texts=("description", "note"),
        began=("started",),
    ),
    "DiagnosticReport": Shape(
        kind="DiagnosticReport",
        code=("code",),
        conclusions=("conclusionCode", "codedDiagnosis"),
        texts=("conclusion", "note"),
        forms=("presentedForm",),
        results=("result",),
        studies=("imagingStudy", "study"),
        began=("effective[x]",),
        recorded=("issued",),
    ),
    "ServiceRequest": _SERVICE_REQUEST,
    "ProcedureRequest": _SERVICE_REQUEST,
    "ReferralRequest": _SERVICE_REQUEST,
    "DeviceRequest": Shape(
        kind="DeviceRequest",
        code=("codeCodeableConcept", "code"),
        texts=("codeCodeableConcept.text", "codeCodeableConcept.coding.display", *_ORDER_TEXTS),
        began=("authoredOn", "occurrence[x]"),
        intent=("intent",),
        forbids=("doNotPerform",),
    ),
}

MEDICATION = "medicationCodeableConcept"
"""Where a MedicationRequest names its medicine; the code of a referenced Medication is put there."""

DRAFTS: dict[str, Shape] = {
    "MedicationRequest": Shape(
        kind="MedicationRequest",
        code=(MEDICATION,),
        texts=(
            f"{MEDICATION}.text",
            f"{MEDICATION}.coding.display",
            "medicationReference.display",
            "medication.reference.display",
            "dosageInstruction.text",
            "dosageInstruction.patientInstruction",
            "dosageInstruction.route.text",
            "dosageInstruction.route.coding.display",
            "dosageInstruction.site.text",
            "dosageInstruction.site.coding.display",
            "note",
            "reasonCode.text",
            "reason.concept.text",
        ),
        dose=(
            "dosageInstruction.doseAndRate.doseQuantity",
            "dosageInstruction.doseAndRate.doseRange.high",
            "dosageInstruction.doseQuantity",
            "dosageInstruction.doseRange.high",
        ),
        began=("authoredOn",),
        intent=("intent",),
        forbids=("doNotPerform",),
    ),
    **{kind: SHAPES[kind] for kind in ("ServiceRequest", "ProcedureRequest", "ReferralRequest", "DeviceRequest")},
}
"""What may stand in context.draftOrders and is judged."""

COMPONENT_PLAN = plan_of(COMPONENT)

PLANS: dict[str, tuple[Step, ...]] = {kind: plan_of(shape) for kind, shape in (SHAPES | DRAFTS).items()}
