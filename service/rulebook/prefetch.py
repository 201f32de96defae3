"""Prefetch templates, derived from what the vocabulary reads, so that the two cannot drift.

They stay inside the portable subset of CDS Hooks 2.0 (Prefetch query restrictions): reads, and
searches by patient and code with `_sort` and `_count`; no date filters, no status filters. Only where a
site asks for it are Observations limited by date, with a token of CDS Hooks 3.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook

KEYS = {
    "Patient": "patient",
    "Condition": "conditions",
    "Observation": "observations",
    "Procedure": "procedures",
    "Encounter": "encounters",
    "ImagingStudy": "imagingStudies",
    "DiagnosticReport": "diagnosticReports",
    "ServiceRequest": "serviceRequests",
    "DeviceRequest": "deviceRequests",
}
"""The prefetch key of each resource type."""

OBSERVATION_COUNT = 200


def queries(book: RuleBook, hook: str) -> dict[str, frozenset[str]]:
    """The prefetch keys of a hook and the resource types that each answers for."""
    return {KEYS[kind]: frozenset({kind}) for kind in book.kinds(hook)}


def templates(book: RuleBook, hook: str, days: int = 0) -> dict[str, str]:
    """The prefetch templates of a hook, by key; Observations of the last `days` days, of any time where it is 0."""
    return {KEYS[kind]: _template(book, hook, kind, days) for kind in book.kinds(hook)}


def _template(book: RuleBook, hook: str, kind: str, days: int) -> str:
    if kind == "Patient":
        return "Patient/{{context.patientId}}"
    if kind == "Observation":
        codes = ",".join(f"{system}|{code}" for system, code in observation_codes(book, hook))
        since = f"&date=ge{{{{today() - {days} days}}}}" if days else ""
        return (
            f"Observation?patient={{{{context.patientId}}}}&code={codes}{since}&_sort=-date&_count={OBSERVATION_COUNT}"
        )
    return f"{kind}?patient={{{{context.patientId}}}}"


def observation_codes(book: RuleBook, hook: str) -> list[tuple[str, str]]:
    """The codes that Observations are asked for: enumerated codes of the sets named in `observed_as`.

    ICD-10-CM codes are left out: they classify conditions and do not stand in Observation.code.
    """
    reads = {name for rule in book.speaking(hook) for name in book.reads(rule)}
    sets = sorted({value_set for name in reads for value_set in book.findings[name].observed_as})
    pairs = {pair for name in sets for pair in book.value_sets[name].codes if not pair[0].startswith(_ICD)}
    return sorted(pairs)


_ICD = "http://hl7.org/fhir/sid/icd-10"
