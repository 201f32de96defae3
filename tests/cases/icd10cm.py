"""ICD-10-CM: the side in the code, weeks of pregnancy as Z3A on a visit, LOINC by side, ATC.

Where ICD-10-CM has no code (marrow oedema, transient osteoporosis) the chart has the SNOMED CT code, as charts do;
sudden onset has none either and stands as the words of `onsetString`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases.coding import Coding
from tests.cases.records import REFUTED, Arranged, Asked, Concluded, Examined, Problem, Unremarkable, Visited
from tests.charts import (
    ATC,
    FALL,
    HIP,
    HIP_PAIN_LEFT,
    HIP_PAIN_RIGHT,
    ICD,
    LOINC,
    MARROW_OEDEMA,
    MILD,
    MRI_BOTH,
    MRI_CONTRAST,
    MRI_HIP,
    MRI_LEFT,
    MRI_RIGHT,
    PREGNANCY_STATUS,
    PROSTHESIS_LEFT,
    SCT,
    TERIPARATIDE,
    XRAY_HIP,
    XRAY_LEFT,
    concept,
    condition,
    days_ago,
    encounter,
    week_code,
)

if TYPE_CHECKING:
    from tests.cases.records import BySide
    from tests.charts import Code, Json

FRACTURE: BySide = {"": (ICD, "M84.359A"), "left": (ICD, "M84.352A"), "right": (ICD, "M84.351A")}
NECROSIS: BySide = {"": (ICD, "M87.059"), "left": (ICD, "M87.052"), "right": (ICD, "M87.051")}
OSTEOPENIA: BySide = {"": (ICD, "M85.859"), "left": (ICD, "M85.852"), "right": (ICD, "M85.851")}
NOT_PREGNANT: Code = (LOINC, "LA26683-5")
TRANSIENT_OSTEOPOROSIS: Code = (SCT, "699528002")
WHEELED_WALKER: Code = (SCT, "1255320005")


def _pregnancy(weeks: int | None) -> list[Json]:
    if weeks is None:
        return [condition((ICD, "Z34.90"), recordedDate=days_ago(2))]
    trimester = "Z34.91" if weeks < 14 else "Z34.92" if weeks < 28 else "Z34.93"
    return [condition((ICD, trimester), recordedDate=days_ago(0)), encounter(week_code(weeks), on=days_ago(0))]


ICD10CM = Coding(
    name="ICD-10-CM",
    records={
        "hip pain": (Problem({"": (ICD, "M25.559"), "left": HIP_PAIN_LEFT, "right": HIP_PAIN_RIGHT}),),
        "knee pain": (Problem((ICD, "M25.569")),),
        "limp": (Problem((ICD, "R26.89")),),
        "no injury": (Problem(FALL, more=REFUTED),),
        "minor injury": (Problem((ICD, "W01.0XXA"), more={"severity": concept(MILD)}),),
        "injury": (Problem(FALL),),
        "not pregnant": (Asked(PREGNANCY_STATUS, NOT_PREGNANT),),
        "delivery": (Visited((ICD, "O80")),),
        "fever": (Problem((ICD, "R50.9")),),
        "no fever": (Problem((ICD, "R50.9"), more=REFUTED),),
        "raised markers": (
            Problem((ICD, "R79.82")),
            Problem((ICD, "D72.829")),
            Problem((ICD, "R70.0")),
        ),
        "fracture": (Problem(FRACTURE),),
        "necrosis": (Problem(NECROSIS),),
        "cancer": (Problem((ICD, "Z85.118")),),
        "prosthesis": (Problem({"": (ICD, "Z96.649"), "left": PROSTHESIS_LEFT, "right": (ICD, "Z96.641")}),),
        "transient osteoporosis": (Problem(TRANSIENT_OSTEOPOROSIS, HIP),),
    },
    sudden={"onset": None, "onsetString": "Sudden"},
    pregnancy=_pregnancy,
    exams={
        "mri": Examined({"": MRI_HIP, "left": MRI_LEFT, "right": MRI_RIGHT, "both": MRI_BOTH}),
        "xray": Examined({"": XRAY_HIP, "left": XRAY_LEFT, "right": (LOINC, "26132-1"), "both": (LOINC, "26130-5")}),
    },
    results={
        "normal": Unremarkable(),
        "osteopenia": Concluded(OSTEOPENIA),
        "oedema": Concluded(MARROW_OEDEMA),
        "fracture": Concluded(FRACTURE),
        "necrosis": Concluded(NECROSIS),
        "unreadable": Concluded((ICD, "R93.7")),
    },
    orders={
        "limits of weight bearing": Arranged("ServiceRequest", text="Non weight bearing, {hip}"),
        "walking aid": Arranged("DeviceRequest", WHEELED_WALKER),
        "orthopaedics": Arranged("ServiceRequest", (SCT, "308481009")),
        "mri_contrast": Arranged("ServiceRequest", MRI_CONTRAST),
        "xray_hip": Arranged("ServiceRequest", {"": XRAY_HIP, "left": XRAY_LEFT, "right": (LOINC, "26132-1")}),
        "physiotherapy": Arranged("ServiceRequest", (SCT, "91251008")),
        "nsaid": Arranged("MedicationRequest", (ATC, "M01AH01")),
        "bisphosphonate": Arranged("MedicationRequest", (ATC, "M05BA08")),
        "teriparatide": Arranged("MedicationRequest", TERIPARATIDE),
    },
)
