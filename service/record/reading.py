"""One resource in, one Statement out: the shapes table applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.domain import When, moved
from service.record.elements import Json, Unreadable, code_at, concepts_at, json_kind, quantity_at, text_at, walk
from service.record.forms import Form, forms_at
from service.record.moments import moment_at
from service.record.references import literal
from service.record.shapes import COMPONENT_PLAN, PLANS
from service.record.standing import VERIFICATION, standing
from service.record.statements import CodeIndex, Concept, Part, Standing, Statement, Text, sets_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from service.record.shapes import Shape, Step


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads resources of one patient for one day."""

    index: CodeIndex
    as_of: date
    birth: When | None = None

    def statement(self, resource: Json, shape: Shape, reference: str, location: str) -> Statement:
        """Read one resource; raises Unreadable when an element that is needed has another shape."""
        found = self._found(resource, PLANS[resource["resourceType"]])
        return self._made(found, shape, reference, location, resource)

    def component(self, component: Json, where: str) -> Statement | None:
        """What one component of an Observation says, as far as its code is known; the rest is the Observation's."""
        code = _concepts(self, component, "code")
        if not sets_of(code):
            return None
        found = self._found(component, COMPONENT_PLAN)
        return Statement("Observation", "", "", Standing.CURRENT, component, **_settled(found), within=f"{where}.")

    def _found(self, resource: Json, plan: tuple[Step, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for element, name, path in plan:
            if element not in resource:
                continue
            if name in _MANY:
                found[name] = found.get(name, ()) + _MANY[name](self, resource, path)
            elif name not in found:
                value = _ONE[name](self, resource, path)
                if value is not None:
                    found[name] = value
        return found

    def _made(self, found: dict[str, Any], shape: Shape, reference: str, location: str, resource: Json) -> Statement:
        """The statement that the fields make; dates that are texts or booleans find their place."""
        state = self._standing(found, shape)
        if isinstance(found.get("began"), str):
            found["began_text"] = found["began"]
        made = Statement(shape.kind, reference, location, state, resource, **_settled(found))
        if not made.components:
            return made
        of_all = {name: getattr(made, name) for name in _OF_ALL_COMPONENTS}
        return made._replace(components=tuple(one._replace(**of_all) for one in made.components))

    def _standing(self, found: dict[str, Any], shape: Shape) -> Standing:
        status, verification = found.pop("status", None), found.pop("verification", None)
        if verification is not None and verification not in VERIFICATION:
            raise Unreadable(shape.verification[0], "a status code of its FHIR binding", "another code")
        state = standing(shape.kind, status, verification)
        if state is None:
            raise Unreadable(shape.status[0], "a status code of its FHIR binding", "another code")
        if found.pop("forbids", False):
            return Standing.VOID
        ended = found.get("ended")
        abated = ended.first <= self.as_of if isinstance(ended, When) else ended not in (None, False)
        return Standing.ENDED if abated and state in (Standing.CURRENT, Standing.UNSURE) else state


_OF_ALL_COMPONENTS = ("reference", "location", "standing", "began", "began_text", "recorded")
"""What an Observation says of all of its components."""


def _settled(found: dict[str, Any]) -> dict[str, Any]:
    """The fields with dates that are dates, and with the value sets that code and value stand in."""
    for name in ("began", "recorded", "ended", "value_when"):
        if name in found and not isinstance(found[name], When):
            del found[name]
    found["sets"] = sets_of(found.get("code", ()))
    found["value_sets"] = sets_of(found.get("value", ()))
    return found


def _concepts(reader: Reader, resource: Json, path: str) -> tuple[Concept, ...]:
    return tuple(concepts_at(resource, path, reader.index))


def _texts(_reader: Reader, resource: Json, path: str) -> tuple[Text, ...]:
    return tuple(Text(where, text) for text, where in text_at(resource, path))


def _references(_reader: Reader, resource: Json, path: str) -> tuple[str, ...]:
    return tuple(found for value, where in walk(resource, path) if (found := literal(value, where)) is not None)


def _parts(reader: Reader, resource: Json, path: str) -> tuple[Part, ...]:
    return tuple(_part(reader, value, where) for value, where in walk(resource, path))


def _components(reader: Reader, resource: Json, path: str) -> tuple[Statement, ...]:
    read = (_component(reader, value, where) for value, where in walk(resource, path))
    return tuple(one for one in read if one is not None)


def _component(reader: Reader, value: object, where: str) -> Statement | None:
    if not isinstance(value, dict):
        raise Unreadable(where, "an object", json_kind(value))
    try:
        return reader.component(value, where)
    except Unreadable as fault:
        fault.element = f"{where}.{fault.element}"
        raise


def _part(reader: Reader, series: object, where: str) -> Part:
    if not isinstance(series, dict):
        raise Unreadable(where, "an object", json_kind(series))
    modality, sites, laterality = (
        tuple(one._replace(element=f"{where}.{one.element}") for one in _concepts(reader, series, name))
        for name in ("modality", "bodySite", "laterality")
    )
    return Part(modality, sites, laterality, _text(reader, series, "description"))


def _forms(_reader: Reader, resource: Json, path: str) -> tuple[Form, ...]:
    return tuple(forms_at(resource, path))


def _text(_reader: Reader, resource: Json, path: str) -> str | None:
    return next((text for text, _ in text_at(resource, path)), None)


def _flag(_reader: Reader, resource: Json, path: str) -> bool | None:
    value = resource[path]
    if value is not None and not isinstance(value, bool):
        raise Unreadable(path, "a boolean", json_kind(value))
    return value


_MANY: dict[str, Callable[[Reader, Json, str], tuple[Any, ...]]] = {
    **dict.fromkeys(
        ("code", "value", "interpretation", "sites", "qualifiers", "severity", "modality", "conclusions"), _concepts
    ),
    "parts": _parts,
    "components": _components,
    "texts": _texts,
    "forms": _forms,
    "results": _references,
    "studies": _references,
}
"""Fields that take every value of every path."""

_ONE: dict[str, Callable[[Reader, Json, str], Any]] = {
    **dict.fromkeys(("status", "verification", "intent"), lambda _, resource, path: code_at(resource, path)),
    **dict.fromkeys(
        ("began", "recorded", "ended", "value_when"),
        lambda reader, resource, path: moment_at(resource, path, reader.birth),
    ),
    **dict.fromkeys(("quantity", "dose"), lambda _, resource, path: quantity_at(resource, path)),
    "value_text": _text,
    "value_missing": lambda _, resource, path: resource[path] is not None,
    "flag": _flag,
    "forbids": _flag,
}
"""Fields that take the first value."""


def dated_later(statement: Statement, day: date) -> bool:
    """Whether the statement was made after the day (one day of grace for time zones)."""
    earliest = [when.first for when in (statement.began, statement.recorded) if when]
    return statement.intent is None and bool(earliest) and min(earliest) > moved(day, 1)
