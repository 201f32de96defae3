"""SNOMED CT: problems with body site and side, studies with a series per hip, RxNorm, dates of delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases.coding import Coding
from tests.cases.records import (
    Arranged,
    Asked,
    Concluded,
    Done,
    Examined,
    Measured,
    Problem,
    Shown,
    Unremarkable,
    Untold,
)
from tests.charts import (
    AVASCULAR_NECROSIS,
    CRUTCHES,
    DELIVERY,
    FEMORAL_HEAD,
    HIP,
    HIP_PAIN,
    HIP_REPLACEMENT,
    KNEE,
    LIMP,
    LOINC,
    MARROW_OEDEMA,
    MILD,
    NECK_FRACTURE,
    NOT_PREGNANT,
    OSTEOPENIA,
    PHYSIOTHERAPY,
    PREGNANCY_STATUS,
    REFERRAL,
    RXNORM,
    SCT,
    SUDDEN,
    TERIPARATIDE,
    TOH,
    concept,
    due_date,
    pregnancy_status,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json

INJURY: Code = (SCT, "417746004")
HIP_INJURY: Code = (SCT, "125600009")
CANCER: Code = (SCT, "363346000")
MRI: Code = (SCT, "241639000")
MRI_OF_BOTH: Code = (SCT, "2951000087104")
XRAY: Code = (SCT, "783628002")
XRAY_OF_BOTH: Code = (SCT, "4051000087106")
MRI_WITH_CONTRAST: Code = (SCT, "431624001")
ZOLEDRONIC_ACID: Code = (RXNORM, "77655")
CELECOXIB: Code = (RXNORM, "140587")
TEMPERATURE: Code = (LOINC, "8310-5")
CRP: Code = (LOINC, "1988-5")
WHITE_CELLS: Code = (LOINC, "6690-2")
ESR: Code = (LOINC, "30341-2")


def _pregnancy(weeks: int | None) -> list[Json]:
    dated = [] if weeks is None else [due_date(weeks)]
    return [pregnancy_status(), *dated]


SNOMED = Coding(
    name="SNOMED CT",
    records={
        "hip pain": (Problem(HIP_PAIN, HIP),),
        "knee pain": (Problem((SCT, "30989003"), KNEE),),
        "limp": (Problem(LIMP),),
        "no injury": (Asked(INJURY, answer=False),),
        "minor injury": (Problem(HIP_INJURY, HIP, {"severity": concept(MILD)}),),
        "injury": (Problem(HIP_INJURY, HIP),),
        "not pregnant": (Asked(PREGNANCY_STATUS, NOT_PREGNANT),),
        "delivery": (Done(DELIVERY),),
        "fever": (Measured(TEMPERATURE, 39.2, "Cel"),),
        "no fever": (Measured(TEMPERATURE, 36.8, "Cel"),),
        "raised markers": (
            Measured(CRP, 184, "mg/L"),
            Measured(WHITE_CELLS, 18.2, "10*9/L"),
            Measured(ESR, 96, "mm/h"),
        ),
        "fracture": (Problem(NECK_FRACTURE, HIP),),
        "necrosis": (Problem(AVASCULAR_NECROSIS, FEMORAL_HEAD),),
        "cancer": (Problem(CANCER),),
        "prosthesis": (Done(HIP_REPLACEMENT, HIP),),
        "transient osteoporosis": (Problem(TOH, HIP),),
    },
    sudden={"evidence": [{"code": [concept(SUDDEN)]}]},
    pregnancy=_pregnancy,
    exams={
        "mri": Examined({"": MRI, "left": MRI, "right": MRI, "both": MRI_OF_BOTH}, "MR"),
        "xray": Examined({"": XRAY, "left": XRAY, "right": XRAY, "both": XRAY_OF_BOTH}, "DX"),
    },
    results={
        "normal": Unremarkable(),
        "osteopenia": Shown(OSTEOPENIA),
        "oedema": Shown(MARROW_OEDEMA),
        "fracture": Shown(NECK_FRACTURE),
        "necrosis": Concluded(AVASCULAR_NECROSIS),
        "unreadable": Untold(),
    },
    orders={
        "limits of weight bearing": Arranged("ServiceRequest", text="Protected weight bearing, {hip}"),
        "walking aid": Arranged("DeviceRequest", CRUTCHES),
        "orthopaedics": Arranged("ServiceRequest", REFERRAL),
        "mri_contrast": Arranged("ServiceRequest", MRI_WITH_CONTRAST),
        "xray_hip": Arranged("ServiceRequest", XRAY),
        "physiotherapy": Arranged("ServiceRequest", PHYSIOTHERAPY),
        "nsaid": Arranged("MedicationRequest", CELECOXIB),
        "bisphosphonate": Arranged("MedicationRequest", ZOLEDRONIC_ACID),
        "teriparatide": Arranged("MedicationRequest", TERIPARATIDE),
    },
)
