"""What an author writes into the gaps of a new sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GAPS = {
    "ref: # fill in: its number in the clinical decision table": "ref: TEST-2",
    "companion_of: # fill in: the rule that it accompanies": "companion_of: hip-pain",
    "title: # fill in: what it is about, in one line, for the list of rules": "title: A limp, and no MRI",
    "priority: # fill in: lower numbers come first; `rules list` has those of the others": "priority: 7",
    "all: [] # fill in: names of findings.yaml and assess/; groups of `any: […]` and `all: […]` may stand in it": (
        "all: [limp]"
    ),
    "unless: [] # what": "unless: [hip_mri] # what",
    'summary: # fill in: at most 139 characters; "consider" or "possible", never a diagnosis': (
        "summary: A limp; consider an MRI"
    ),
    "{fill in: what this is, and why it matters, in two sentences.}": "The patient limps. It may be the hip.",
    "{fill in: what the clinician may do.}": "An MRI.",
    "misses: # fill in: what this rule cannot see, in one line": "misses: A limp that is only told.",
    "cite: # fill in: a key of citations.yaml": "cite: C01",
    "says: # fill in: what it says, in one sentence": "says: Limping comes second.",
    "certainty: # fill in: high | moderate | low | very low": "certainty: low",
    "name: # fill in: one patient who should get the card\n    given: {present: []}": (
        "name: a limp\n    given: {present: [limp]}"
    ),
    "name: # fill in: one who should not, and nearly would\n    given: {present: []}": (
        "name: imaged already\n    given: {present: [limp, hip_mri]}"
    ),
}
"""Each gap with its comment, and what takes its place in the small rule book."""


def fill(sheet: Path) -> None:
    """Fill in every gap of a new sheet; a gap that nobody knows stays."""
    text = sheet.read_text(encoding="utf-8")
    for gap, written in GAPS.items():
        text = text.replace(gap, written)
    sheet.write_text(text, encoding="utf-8")
