"""References to resources, and which of them mean the patient of the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.record.elements import Unreadable, json_kind

if TYPE_CHECKING:
    from service.record.elements import Json


def relative(reference: str) -> str:
    """`Type/id` from any form of a literal reference: absolute, versioned, or already relative."""
    head = reference.split("/_history/", 1)[0]
    return "/".join(head.rsplit("/", 2)[-2:])


def reference_of(resource: Json, full_url: object, location: str) -> str:
    """The name that evidence carries: `Type/id`, else the entry's fullUrl, else its location."""
    kind, identity = resource.get("resourceType"), resource.get("id")
    if isinstance(kind, str) and isinstance(identity, str) and identity:
        return f"{kind}/{identity}"
    return full_url if isinstance(full_url, str) and full_url else location


def literal(value: object, where: str) -> str | None:
    """The literal reference of a Reference, or None where it has none; raises Unreadable for any other shape."""
    if not isinstance(value, dict):
        raise Unreadable(where, "a Reference", json_kind(value))
    reference = value.get("reference")
    if reference is not None and not isinstance(reference, str):
        raise Unreadable(f"{where}.reference", "a string", json_kind(reference))
    return reference or None


def subject_of(resource: Json) -> str | None:
    """The literal reference to the resource's subject, or None where there is none to compare.

    Raises Unreadable for a subject of another shape: nobody can tell whose resource it is.
    """
    named = (literal(resource[name], name) for name in ("subject", "patient") if resource.get(name) is not None)
    return next((reference for reference in named if reference), None)


def names_of(patient: str, full_url: str | None = None) -> frozenset[str]:
    """The references that mean this patient, as far as they can be listed beforehand."""
    own = relative(patient)
    identity = own.removeprefix("Patient/")
    return frozenset({f"Patient/{identity}", identity, *((full_url,) if full_url else ())})


def means(reference: str, names: frozenset[str]) -> bool:
    """Whether a subject reference means the patient that goes by these names."""
    return reference in names or relative(reference) in names
