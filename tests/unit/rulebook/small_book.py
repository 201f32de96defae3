"""A small sound rule book with one of everything, for tests that break it in one place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.charts import DCM, ICD, LOINC, SCT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.charts import Json

SHEETS = {
    "rulebook.yaml": """\
id: small
version: 1.0.0
title: A small rule book
label: Small rules
publisher: Tests
canonical: https://small.example
namespace: example.small
usage_requirements: For tests.
services:
  - id: small-patient-view
    hook: patient-view
    title: Chart opened
    description: The only service.
override_reasons:
  already-imaged: Already imaged
""",
    "citations.yaml": """\
C01: A book
""",
    "statements.yaml": """\
S1:
  article: It hurts
  literature: agrees
  note: It does.
  honoured_by: [hip-pain]
S2:
  article: Running helps
  literature: dangerous
  note: It breaks bones.
  reason: No card speaks of it.
""",
    "parameters.yaml": """\
pain_days:
  value: 365
  unit: days
  kind: engineering choice
  source: Tests
  says: Pain counts for this long
adult_years:
  value: 17
  unit: years
  kind: engineering choice
  source: Tests
  says: Highest age of a child
apart_weeks:
  value: 2
  unit: weeks
  kind: engineering choice
  source: Tests
  says: Sources of gestational age may differ by this
""",
    "findings.yaml": """\
hip_pain:
  says: hip pain
  asks: whether the hip hurts
  reads: [Condition, Observation]
  absence: closed
  sided: true
  pain: true
  value_sets: {code: [hip-pain]}
  parameters: {look_back: pain_days}
  observed_as: [hip-pain]
limp:
  says: limp
  asks: whether the patient limps
  reads: [Condition]
  absence: explicit
  value_sets: {code: [limp]}
trauma:
  says: injury
  asks: whether there was an injury
  reads: [Condition]
  absence: explicit
  computed: trauma
  value_sets: {code: [injury]}
under_18:
  says: younger than 18 years
  asks: age
  reads: [Patient]
  absence: explicit
  computed: age
  parameters: {to: adult_years}
hip_mri:
  says: MRI of the hip
  asks: whether the hip had an MRI
  reads: [ImagingStudy]
  absence: closed
  sided: true
  computed: imaged
  exam: mri
hip_mri_ordered:
  says: MRI of the hip ordered
  asks: whether an MRI of the hip is ordered
  reads: [ServiceRequest]
  absence: closed
  sided: true
  computed: ordered
  exam: mri
""",
    "reading.yaml": """\
systems:
  urn:oid:2.16.840.1.113883.6.96: http://snomed.info/sct
sides:
  left: side-left
  right: side-right
  both: side-both
hip_sites: [site-hip]
pelvis_sites: [site-pelvis]
other_sites: [site-other]
trauma_severity_minor: [mild]
modalities: modality
words: {left: [left], right: [right], both: [both], hip: [hip], pelvis: [pelvis], elsewhere: [knee]}
exams:
  mri:
    says: MRI of the hip
    modality: [MR]
    procedures: [mri-hip]
gestation:
  status: status
  "yes": [pregnant-yes]
  "no": [pregnant-no]
  maybe: [pregnancy-possible]
  due_date: due-date
  age: age
  last_period: last-period
  pregnancy: [pregnancy]
  complication: [complication]
  delivery: [delivery]
  week_code: 'Z3A\\.([0-3]\\d|4[012])'
  disagreement: apart_weeks
  trimesters:
    - {value_set: third-trimester, from_day: 196, to_day: 294}
""",
    "language.yaml": """\
version: 1.0.0
respellings:
  oedem: [edem]
slips_from: 7
longest_sentence: 40
abbreviations: [approx]
carries_on: [the]
sides:
  left: [left]
  right: [right]
small: [the, of]
denies:
  ahead: ["no"]
elsewhere: [knee]
""",
    "report_terms.yaml": """\
version: 1.0.0
sites:
  femur: [femoral head]
words:
  oedema: [oedema]
concepts:
  hip_pain:
    means: [hip-pain]
    names: [painful hip]
    together:
      - {words: oedema, near: [femur]}
""",
    "symptom_terms.yaml": """\
version: 1.0.0
sites:
  hip: [hip]
words:
  pain: [pain, ache]
concepts:
  hip_pain:
    means: [hip-pain]
    names: [coxalgia]
    together:
      - {words: pain, near: [hip]}
    said_of: [hip]
""",
    "suggestions.yaml": """\
mri:
  label: Order MRI of the {hip}
  description: Create a draft order for MRI of the {hip}
  arranged: hip_mri_ordered
  resource:
    resourceType: ServiceRequest
    status: draft
    intent: proposal
    code:
      coding:
        - $by_side:
            left: {$code: {value_set: mri-hip, code: 36488-5}}
            right: {$code: {value_set: mri-hip, code: 36490-1}}
            both: {$code: {value_set: mri-hip, code: 36486-9}}
            unrecorded: {$code: {value_set: mri-hip, code: 36486-9}}
    note:
      - text: MRI of the {hip}
""",
    "assess/painful_walking.yaml": """\
id: painful_walking
version: 1.0.0
title: pain and limp
when:
  all: [hip_pain, limp]
evidence:
  - {cite: C01, says: "Pain on walking.", certainty: low}
examples:
  - {name: both, given: {present: [hip_pain, limp]}, expect: fires}
  - {name: no limp, given: {present: [hip_pain]}, expect: silent}
""",
    "advise/hip-pain.yaml": """\
id: hip-pain
ref: TEST-1
version: 1.0.0
status: active
title: Hip pain without injury, no MRI yet
track: diagnostic
priority: 1
hooks: [patient-view]
when:
  all:
    - painful_walking
    - not: trauma
  unless: [under_18, hip_mri]
mentions: [limp]
card:
  indicator: info
  escalate: {when: limp, indicator: warning}
  summary: "Hip pain without injury: consider an MRI"
  detail: |
    Pain of {hip}.

    **Found**
    {evidence}

    **Not known**
    {unknown}
  suggestions: [mri]
  override_reasons: [already-imaged]
misses: Pain in free text.
evidence:
  - {cite: C01, says: "Pain comes first.", certainty: low}
examples:
  - {name: fires, given: {present: [painful_walking, limp]}, expect: fires, indicator: warning}
  - {name: injury not recorded, given: {present: [painful_walking], unknown: [trauma]}, expect: silent}
""",
}

CODES = {
    "hip-pain": [(SCT, "49218002", "Hip pain (finding)"), (ICD, "M25.551", "Pain in right hip")],
    "limp": [(SCT, "16973004", "Limping (finding)")],
    "injury": [],
    "side-left": [(SCT, "7771000", "Left (qualifier value)")],
    "side-right": [(SCT, "24028007", "Right (qualifier value)")],
    "side-both": [(SCT, "51440002", "Right and left (qualifier value)")],
    "site-hip": [(SCT, "24136001", "Hip joint structure (body structure)")],
    "site-pelvis": [(SCT, "12921003", "Pelvic structure (body structure)")],
    "site-other": [(SCT, "72696002", "Knee region structure (body structure)")],
    "mild": [(SCT, "255604002", "Mild (qualifier value)")],
    "modality": [(DCM, "MR", "Magnetic Resonance")],
    "mri-hip": [
        (LOINC, "36488-5", "MR Hip - left WO contrast"),
        (LOINC, "36490-1", "MR Hip - right WO contrast"),
        (LOINC, "36486-9", "MR Hip - bilateral WO contrast"),
    ],
    "status": [(LOINC, "82810-3", "Pregnancy status")],
    "pregnant-yes": [(SCT, "77386006", "Pregnant (finding)")],
    "pregnancy-possible": [(SCT, "146799005", "Possible pregnancy")],
    "pregnant-no": [(SCT, "60001007", "Not pregnant (finding)")],
    "due-date": [(LOINC, "11778-8", "Delivery date Estimated")],
    "age": [(LOINC, "49051-6", "Gestational age in weeks")],
    "last-period": [(LOINC, "8665-2", "Last menstrual period start date")],
    "pregnancy": [(SCT, "72892002", "Normal pregnancy (finding)")],
    "complication": [],
    "delivery": [(SCT, "177184002", "Normal delivery procedure (procedure)")],
    "third-trimester": [(SCT, "41587001", "Third trimester pregnancy (finding)")],
}
PREFIXES = {"injury": [(ICD, "S70.*")], "complication": [(ICD, r"O26\..*")]}


def value_set(name: str) -> Json:
    """One value set as FHIR JSON: concepts by system, then a filter for each prefix."""
    concepts = {system: [] for system, _, _ in CODES[name]}  # type: dict[str, list[Json]]
    for system, code, display in CODES[name]:
        concepts[system].append({"code": code, "display": display})
    include: list[Json] = [{"system": system, "concept": found} for system, found in concepts.items()]
    for system, prefix in PREFIXES.get(name, []):
        rule = {"property": "code", "op": "regex", "value": prefix}
        include.append({"system": system, "filter": [rule]})
    return {
        "resourceType": "ValueSet",
        "id": name,
        "url": f"https://small.example/ValueSet/{name}",
        "version": "1.0.0",
        "title": name,
        "status": "active",
        "copyright": "See NOTICE.",
        "compose": {"include": include},
    }


def write_small_book(directory: Path) -> Path:
    """Write the rule book into a directory that does not exist yet."""
    for folder in ("assess", "advise", "value_sets"):
        (directory / folder).mkdir(parents=True)
    for name, text in SHEETS.items():
        (directory / name).write_text(text, encoding="utf-8")
    for name in CODES:
        text = json.dumps(value_set(name), indent=1) + "\n"
        (directory / "value_sets" / f"{name}.json").write_text(text, encoding="utf-8")
    return directory
