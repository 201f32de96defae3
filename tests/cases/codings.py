"""The codings that the cases are run in."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.free_text import FREE_TEXT
from tests.cases.icd10cm import ICD10CM
from tests.cases.snomed import SNOMED

CODED_TWICE = replace(
    SNOMED,
    name="both",
    records={what: (*SNOMED.records[what], *ICD10CM.records[what]) for what in SNOMED.records},
    pregnancy=lambda weeks: [*SNOMED.pregnancy(weeks), *ICD10CM.pregnancy(weeks)],
)
"""A chart that has gone through several hands: every problem in SNOMED CT and once more in ICD-10-CM."""

CODINGS = [SNOMED, ICD10CM, CODED_TWICE, FREE_TEXT]
