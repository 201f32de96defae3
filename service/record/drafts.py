"""The orders that are being drafted: which resources they are, and the medicines that they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.domain import Issue
from service.record.elements import Unreadable, json_kind
from service.record.references import reference_of, relative
from service.record.shapes import DRAFTS, MEDICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from service.record.elements import Json
    from service.record.reading import Reader
    from service.record.statements import Statement


@dataclass(frozen=True, slots=True)
class DraftReader:
    """Reads drafted orders of one patient; `is_mine` says of a resource, its type and location whether it is theirs."""

    reader: Reader
    medications: Mapping[str, Json]
    is_mine: Callable[[Json, str, str], bool]

    def read(self, entry: Any, location: str) -> Statement | Issue | None:  # noqa: ANN401 - JSON
        """The order of one entry, or why it was not judged; None for what is no order of this patient."""
        resource = entry.get("resource") if isinstance(entry, dict) else None
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if not isinstance(resource, dict) or not isinstance(kind, str):
            return Issue(location, f"expected a drafted order, found {json_kind(resource or entry)}")
        if kind not in DRAFTS or not self.is_mine(resource, kind, location):
            return None
        reference = reference_of(resource, entry.get("fullUrl"), location)
        try:
            whole = with_medication(resource, self.medications)
            statement = self.reader.statement(whole, DRAFTS[kind], reference, location)
        except Unreadable as fault:
            where = f"{location}.{fault.element}" if fault.element else location
            return Issue(where, f"{fault}: the order was not judged", kind=kind)
        return statement._replace(resource=resource)


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
