"""The orders that are being drafted: which resources they are, and the medicines that they refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.record.references import reference_of, relative
from service.record.shapes import MEDICATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from service.record.elements import Json


def medications_in(entries: Iterable[Any]) -> Iterator[tuple[str, Json]]:
    """Each Medication of a Bundle's entries, by its reference and its fullUrl."""
    for entry in entries:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "Medication":
            full_url = entry.get("fullUrl")
            yield reference_of(resource, full_url, ""), resource
            if isinstance(full_url, str):
                yield full_url, resource


def with_medication(request: Json, known: Mapping[str, Json]) -> Json:
    """The MedicationRequest with the code of its medicine in it, wherever it refers to.

    R4 has medicationCodeableConcept or medicationReference, R5 medication as a CodeableReference.
    A reference leads into `contained`, or to one of the known Medication resources.
    """
    if request.get("resourceType") != "MedicationRequest" or request.get(MEDICATION) is not None:
        return request
    newer = request.get("medication")
    if isinstance(newer, dict) and newer.get("concept") is not None:
        return {**request, MEDICATION: newer["concept"]}
    named = newer if isinstance(newer, dict) else {"reference": request.get("medicationReference")}
    pointer = named.get("reference")
    reference = pointer.get("reference") if isinstance(pointer, dict) else None
    if not isinstance(reference, str):
        return request
    medication = _contained(request, reference) or known.get(reference) or known.get(relative(reference))
    code = medication.get("code") if medication else None
    return request if code is None else {**request, MEDICATION: code}


def _contained(request: Json, reference: str) -> Json | None:
    inside = request.get("contained")
    for one in inside if isinstance(inside, list) else ():
        if isinstance(one, dict) and one.get("resourceType") == "Medication" and f"#{one.get('id')}" == reference:
            return one
    return None
