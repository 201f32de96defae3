"""Every way in which a file could be sent: as it is, and dressed as what the endpoints ask for."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tests.charts import AS_OF, PREFETCH, Json, bundle, man, patient
from tests.corpora.archive import json_of

if TYPE_CHECKING:
    from collections.abc import Iterator

EVALUATE = "/evaluate"
SERVICE = "/cds-services/toh-patient-view"
FHIR, LINES, JSON = "application/fhir+json", "application/fhir+ndjson", "application/json"
_DAY = re.compile(rb"\b(?:19|20)\d\d-\d\d-\d\d")
_OWN_SERVICES = {
    "encounter-start": "/cds-services/toh-encounter-start",
    "encounter-discharge": "/cds-services/toh-encounter-discharge",
}
_PEOPLE = (patient(), man())
"""A woman in the years of pregnancy and a man in midlife: whoever a TOH card could be about."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: which file, dressed how, to where, on which day."""

    file: str
    dressed: str
    path: str
    kind: str
    body: bytes
    day: date


def ways(file: str, body: bytes) -> Iterator[Sent]:
    """Every way to send a file."""
    value = json_of(body)
    day = _last_day(body)

    def sent(dressed: str, path: str, kind: str, what: Json | bytes) -> Sent:
        return Sent(file, dressed, path, kind, what if isinstance(what, bytes) else json.dumps(what).encode(), day)

    yield sent("as it is", SERVICE, JSON, body)
    yield sent("as it is", EVALUATE, FHIR, body)
    yield sent("as lines", EVALUATE, LINES, body)
    if not isinstance(value, dict):
        return
    if "hook" in value:
        yield sent("for its own hook", _OWN_SERVICES.get(str(value["hook"]), SERVICE), JSON, body)
        yield sent("as patient-view", SERVICE, JSON, value | {"hook": "patient-view"})
    everything = list(_resources(value))
    people = [one for one in everything if one["resourceType"] == "Patient"]
    others = [one for one in everything if one["resourceType"] != "Patient"]
    if people:
        yield sent("as lines", EVALUATE, LINES, b"\n".join(json.dumps(one).encode() for one in everything))
    for person in people[:1] or _PEOPLE:
        yield sent("as a chart", EVALUATE, FHIR, _chart(person, others))
        yield sent("as a prefetch", SERVICE, JSON, _request(person, others))


def _chart(person: Json, others: list[Json]) -> Json:
    """A Bundle of one patient: what is in it belongs to them, whomever it names."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in (person, *others)]}


def _request(person: Json, others: list[Json]) -> Json:
    """A patient-view call with every query answered, and the resources about the patient by their word."""
    prefetch: Json = {key: bundle() for key in PREFETCH.values()} | {"patient": person}
    for one in others:
        key = PREFETCH.get(one["resourceType"])
        if key:
            about = {"subject": {"reference": f"Patient/{person.get('id')}"}, "patient": None}
            prefetch[key]["entry"] = [*prefetch[key].get("entry", []), {"resource": one | about}]
    return {"hook": "patient-view", "context": {"patientId": person.get("id") or "anna"}, "prefetch": prefetch}


def _resources(value: Any) -> Iterator[Json]:
    """Every resource in a document, wherever it stands; a Bundle counts as what is in it."""
    if isinstance(value, list):
        yield from itertools.chain.from_iterable(map(_resources, value))
    elif isinstance(value, dict):
        kind = value.get("resourceType")
        if isinstance(kind, str) and kind != "Bundle":
            yield value
        else:
            yield from itertools.chain.from_iterable(map(_resources, value.values()))


def _last_day(body: bytes) -> date:
    """The last day that a file names: the day on which its records are news."""
    days = [day for found in _DAY.findall(body) if (day := _day(found.decode())) and day <= AS_OF]
    return max(days, default=AS_OF)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
