"""Free text: problems, reports and drafted orders in words; codes only where the reader has no terms for the matter.

Those are pregnancy, measurements, diagnoses without a report, and what the code of a report says was examined.
"""

from __future__ import annotations

from dataclasses import replace

from tests.cases.icd10cm import ICD10CM
from tests.cases.records import Arranged, Told, Visited, Words

FREE_TEXT = replace(
    ICD10CM,
    name="free text",
    records={
        **ICD10CM.records,
        "hip pain": (Words("Pain in the {hip}, worse on standing"),),
        "limp": (Words("Limping"),),
        "no injury": (Visited(text="Pain without any injury or fall"),),
        "minor injury": (Words("Minor stumble"),),
        "injury": (Words("Fall from a ladder, injury of the {hip}"),),
    },
    sudden={"note": [{"text": "Sudden onset of the pain."}]},
    results={
        "normal": Told("Normal appearance of the {hip}. No fracture, marrow oedema or avascular necrosis."),
        "osteopenia": Told("Diffuse osteopenia of the {hip}. No fracture. Joint space preserved."),
        "oedema": Told("Diffuse bone marrow oedema of the {hip}. No fracture line. No avascular necrosis."),
        "fracture": Told("Fracture of the femoral neck, {hip}."),
        "necrosis": Told("Avascular necrosis of the femoral head, {hip}, with a double line sign."),
        "unreadable": Told("Report dictated, text to follow."),
    },
    orders={
        **ICD10CM.orders,
        "mri_contrast": Arranged("ServiceRequest", text="MRI hip with contrast"),
        "xray_hip": Arranged("ServiceRequest", text="X-ray hip"),
        "physiotherapy": Arranged("ServiceRequest", text="Physiotherapy"),
        "nsaid": Arranged("MedicationRequest", text="Celecoxib 200 mg capsules"),
        "bisphosphonate": Arranged("MedicationRequest", text="Zoledronic acid 5 mg infusion"),
        "teriparatide": Arranged("MedicationRequest", text="Teriparatide 20 micrograms"),
    },
    reports_suffice=True,
)
