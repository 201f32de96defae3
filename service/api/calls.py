"""A CDS Hooks request body becomes a Call: the shape is checked, the data in it is not yet read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.errors import MissingPrefetch, WrongHook, WrongShape
from service.evaluate import Call
from service.record.chart import Subject
from service.record.elements import json_kind
from service.record.references import relative
from service.record.sources import answered, prefetch_sources
from service.rulebook.prefetch import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from service.rulebook.sheets import Service

Json = dict[str, Any]
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
    return Call(service.hook, subject, sources, as_of)


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
