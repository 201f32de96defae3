"""The orders that are being drafted: which resources they are, and the medicines that they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.domain import Issue
from service.record.elements import Unreadable, json_kind
from service.record.references import reference_of, relative
from service.record.shapes import DRAFTS, MEDICATION
from service.record.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from service.record.elements import Json
    from service.record.reading import Reader


_DECISIVE = frozenset({"code", "codeCodeableConcept", "serviceRequested", MEDICATION, "doNotPerform"})
"""The elements without which nobody can say what an order is for, or whether it is one."""


_REFERS = frozenset({"medicationReference", "medication"})
"""The elements that may name a Medication in place of a code."""


@dataclass(frozen=True, slots=True)
class DraftReader:
    """Reads drafted orders of one patient; `is_mine` says of a resource, its type and location whether it is theirs."""

    reader: Reader
    medications: Mapping[str, Json]
    is_mine: Callable[[Json, str, str], bool]

    def read(self, entry: Any, location: str) -> Iterator[Statement | Issue]:  # noqa: ANN401 - JSON
        """The order of one entry and what of it could not be read; nothing for what is no order of this patient."""
        resource = entry.get("resource") if isinstance(entry, dict) else None
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if not isinstance(resource, dict) or not isinstance(kind, str):
            yield Issue(location, f"expected a drafted order, found {json_kind(resource or entry)}")
        elif kind in DRAFTS and self.is_mine(resource, kind, location):
            reference = reference_of(resource, entry.get("fullUrl"), location)
            for one in self._judged(with_medication(resource, self.medications), reference, location):
                yield one._replace(resource=resource) if isinstance(one, Statement) else one

    def _judged(self, resource: Json, reference: str, location: str) -> Iterator[Statement | Issue]:
        """The order, without the elements that cannot be read: a broken note silences no warning."""
        kind = resource["resourceType"]
        try:
            statement = self.reader.statement(resource, DRAFTS[kind], reference, location)
        except Unreadable as fault:
            element = fault.element.partition(".")[0].partition("[")[0]
            lost = element in _DECISIVE or (element in _REFERS and MEDICATION not in resource)
            outcome = "the order was not judged" if lost else "the order was judged without it"
            yield Issue(f"{location}.{fault.element}", f"{fault}: {outcome}", kind=kind)
            if not lost:
                rest = {name: value for name, value in resource.items() if name != element}
                yield from self._judged(rest, reference, location)
            return
        yield statement if _names_something(statement, resource) else _nameless(location, kind)


def _names_something(order: Statement, resource: Json) -> bool:
    """Whether it is known what the order is for, or plainly not yet chosen; not where a reference leads nowhere."""
    refers = not _REFERS.isdisjoint(resource)
    return bool(order.code) or not refers or any(one.element.startswith("medication") for one in order.texts)


def _nameless(location: str, kind: str) -> Issue:
    message = "leads to no Medication that was sent: the order was not judged"
    return Issue(f"{location}.medicationReference", message, "incomplete", kind=kind)


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
    names = list(_names_of(medication)) if medication else []
    return {**request, MEDICATION: names} if names else request


def _names_of(medication: Json) -> Iterator[Any]:
    """The code of a Medication and those of its ingredients (R4 itemCodeableConcept, R5 item)."""
    if medication.get("code") is not None:
        yield medication["code"]
    ingredients = medication.get("ingredient")
    for one in ingredients if isinstance(ingredients, list) else ():
        item = one.get("itemCodeableConcept") or one.get("item") if isinstance(one, dict) else None
        concept = item.get("concept") or item if isinstance(item, dict) else None
        if concept is not None:
            yield concept


def _contained(request: Json, reference: str) -> Json | None:
    inside = request.get("contained")
    for one in inside if isinstance(inside, list) else ():
        if isinstance(one, dict) and one.get("resourceType") == "Medication" and f"#{one.get('id')}" == reference:
            return one
    return None
