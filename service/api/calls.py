"""A CDS Hooks request body becomes a Call: the shape is checked, the data in it is not yet read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from service.errors import MissingPrefetch, WrongHook, WrongShape
from service.evaluate import Call
from service.record.chart import Subject
from service.record.elements import json_kind
from service.record.references import reference_of, relative
from service.record.sources import Source, answered, bundle_source, prefetch_sources
from service.rulebook.fields import ORDER_HOOKS
from service.rulebook.prefetch import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from service.rulebook.sheets import Service

Json = dict[str, Any]
Entry = tuple[str, Any]
"""The location of an entry of a Bundle, and the entry."""

_PATIENT = KEYS["Patient"]


@dataclass(frozen=True, slots=True)
class OtherPatient:
    """The prefetch holds another patient than the context names: nothing may be said."""

    location: str


def read_call(body: Json, service: Service, queries: Mapping[str, frozenset[str]], as_of: date) -> Call | OtherPatient:
    """The call that a request body makes; `queries` are the prefetch keys of the service.

    Raises WrongHook, WrongShape, or MissingPrefetch when the Patient cannot be had. `userId` and
    `hookInstance` are not needed to answer and may be missing (real clients omit them).
    """
    if body.get("hook") != service.hook:
        raise WrongHook(location="hook", expected=service.hook)
    _optional(body, "hookInstance", str, "a string")
    context = _required(body, "context", dict, "an object")
    patient_id = _required(context, "patientId", str, "a string", "context.patientId")
    encounter = _optional(context, "encounterId", str, "a string", "context.encounterId")
    prefetch = _optional(body, "prefetch", dict, "an object") or {}
    own = relative(patient_id).removeprefix("Patient/")
    patient = _patient(prefetch, own)
    sources = tuple(prefetch_sources(prefetch, queries))
    if patient.get("id") not in (None, own):
        return OtherPatient(f"prefetch.{_PATIENT}")
    if encounter is not None:
        encounter = f"Encounter/{relative(encounter).removeprefix('Encounter/')}"
    subject = Subject({**patient, "id": own}, encounter=encounter)
    if service.hook in ORDER_HOOKS:
        return Call(
            service.hook,
            subject,
            sources,
            as_of,
            drafts=_drafts(context, service.hook, list(_loose(prefetch, queries))),
        )
    if service.hook == "problem-list-item-create":
        sources = (*sources, _bundle(context, "conditions", frozenset({"Condition"})))
    return Call(service.hook, subject, sources, as_of)


def _drafts(context: Json, hook: str, loose: list[Entry]) -> Source:
    """The drafted orders; of order-select only those that were just selected (CDS Hooks library, order-select).

    The Medications that they may refer to stay, and `loose` are those of the prefetch.
    """
    drafts = _bundle(context, "draftOrders", frozenset())
    kept = [(drafts.locate(position), entry) for position, entry in enumerate(drafts.entries)]
    if hook == "order-select":
        selected = _required(context, "selections", list, "an array of references", "context.selections")
        wanted = {name for one in selected if isinstance(one, str) for name in (one, relative(one))}
        kept = [one for one in kept if _is_medication(one[1]) or not wanted.isdisjoint(_names(one[1]))]
    kept += loose
    return replace(drafts, entries=[entry for _, entry in kept], locate=lambda position: kept[position][0])


def _loose(prefetch: Json, queries: Mapping[str, frozenset[str]]) -> Iterator[Entry]:
    """The Medications under keys of the prefetch that the service did not ask for."""
    for key in prefetch.keys() - queries.keys():
        source = answered(prefetch[key], frozenset({"Medication"}), f"prefetch.{key}")
        yield from ((source.locate(at), entry) for at, entry in enumerate(source.entries) if _is_medication(entry))


def _is_medication(entry: Any) -> bool:  # noqa: ANN401 - JSON
    resource = entry.get("resource") if isinstance(entry, dict) else None
    return isinstance(resource, dict) and resource.get("resourceType") == "Medication"


def _names(entry: Any) -> set[str]:  # noqa: ANN401 - JSON
    """How a selection may name an entry: by type and id, or by its fullUrl."""
    resource, full_url = (entry.get("resource"), entry.get("fullUrl")) if isinstance(entry, dict) else (None, None)
    if not isinstance(resource, dict):
        return set()
    return {reference_of(resource, full_url, ""), full_url if isinstance(full_url, str) else ""} - {""}


def _bundle(context: Json, name: str, kinds: frozenset[str]) -> Source:
    """A Bundle of the context; real clients leave out its type."""
    where = f"context.{name}"
    bundle = _required(context, name, dict, "a Bundle", where)
    if bundle.get("resourceType") not in (None, "Bundle"):
        raise WrongShape(location=where, where=where, expected="a Bundle", found="another resource")
    _optional(bundle, "entry", list, "an array", f"{where}.entry")
    return bundle_source(bundle, kinds, where)


def _patient(prefetch: Json, own: str) -> Json:
    """The Patient of the prefetch, of several the one of that id; raises MissingPrefetch, which names the key."""
    if _PATIENT not in prefetch:
        state = "is missing"
    elif prefetch[_PATIENT] is None:
        state = "is null"
    else:
        entries = answered(prefetch[_PATIENT], frozenset({"Patient"}), _PATIENT).entries
        resources = (entry.get("resource") for entry in entries if isinstance(entry, dict))
        found = [one for one in resources if isinstance(one, dict) and one.get("resourceType") == "Patient"]
        if found:
            return next((one for one in found if one.get("id") == own), found[0])
        state = "holds no Patient"
    raise MissingPrefetch(location=f"prefetch.{_PATIENT}", key=_PATIENT, state=state, resource="the Patient")


def _required(holder: Mapping[str, Any], name: str, kind: type, expected: str, where: str | None = None) -> Any:  # noqa: ANN401 - JSON
    value = _optional(holder, name, kind, expected, where)
    if value is None or value == "":
        raise WrongShape(location=where or name, where=where or name, expected=expected, found="nothing")
    return value


def _optional(holder: Mapping[str, Any], name: str, kind: type, expected: str, where: str | None = None) -> Any:  # noqa: ANN401 - JSON
    value = holder.get(name)
    if value is not None and not isinstance(value, kind):
        raise WrongShape(location=where or name, where=where or name, expected=expected, found=json_kind(value))
    return value
