"""The codings that the cases are run in."""

from __future__ import annotations

from tests.cases.free_text import FREE_TEXT
from tests.cases.icd10cm import ICD10CM
from tests.cases.snomed import SNOMED

TEXT_IS_READ = False
"""Whether problem lists and reports are read as text; a test says when this has to change."""

CODINGS = [SNOMED, ICD10CM, *([FREE_TEXT] if TEXT_IS_READ else [])]
