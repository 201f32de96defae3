"""One resource in, one Statement out: the shapes table applied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from service.domain import When
from service.record.elements import (
    Json,
    Moment,
    Unreadable,
    concepts_at,
    json_kind,
    moment_at,
    quantity_at,
    text_at,
    walk,
)
from service.record.standing import standing
from service.record.statements import CodeIndex, Concept, Part, Quantity, Standing, Statement, Text

if TYPE_CHECKING:
    from datetime import date

    from service.record.shapes import Names, Shape


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads resources of one patient for one day."""

    index: CodeIndex
    as_of: date
    birth: When | None = None

    def statement(self, resource: Json, shape: Shape, reference: str, location: str) -> Statement:
        """Read one resource; raises Unreadable when an element that is needed has another shape."""
        began = self._moment(resource, shape.began)
        read = Statement(
            kind=shape.kind,
            reference=reference,
            location=location,
            standing=self._standing(resource, shape),
            resource=resource,
            code=self._concepts(resource, shape.code),
            sites=self._concepts(resource, shape.sites),
            qualifiers=self._concepts(resource, shape.qualifiers),
            severity=self._concepts(resource, shape.severity),
            modality=self._concepts(resource, shape.modality),
            conclusions=self._concepts(resource, shape.conclusions),
            parts=self._parts(resource, shape.parts),
            texts=tuple(Text(where, text) for path in shape.texts for text, where in text_at(resource, path)),
            results=_references(resource, shape.results),
            studies=_references(resource, shape.studies),
            began=began if isinstance(began, When) else None,
            began_text=began if isinstance(began, str) else None,
            recorded=self._when(resource, shape.recorded),
            ended=self._when(resource, shape.ended),
            intent=_code(self._concepts(resource, shape.intent)),
        )
        return self._with_value(read, resource, shape.value) if shape.value else read

    def _concepts(self, resource: Json, names: Names) -> tuple[Concept, ...]:
        return tuple(concept for path in names for concept in concepts_at(resource, path, self.index))

    def _moment(self, resource: Json, names: Names) -> Moment | None:
        for path in names:
            moment = moment_at(resource, path, self.birth)
            if moment is not None:
                return moment
        return None

    def _when(self, resource: Json, names: Names) -> When | None:
        moment = self._moment(resource, names)
        return moment if isinstance(moment, When) else None

    def _standing(self, resource: Json, shape: Shape) -> Standing:
        status = _code(self._concepts(resource, shape.status))
        verification = _code(self._concepts(resource, shape.verification))
        found = standing(shape.kind, status, verification)
        if found is None:
            raise Unreadable(shape.status[0], "a status code of its FHIR binding", "another code")
        if shape.forbids and resource.get(shape.forbids) is True:
            return Standing.VOID
        abated = found in (Standing.CURRENT, Standing.UNSURE) and self._abated(resource, shape.ended)
        return Standing.ENDED if abated else found

    def _abated(self, resource: Json, names: Names) -> bool:
        moment = self._moment(resource, names)
        return moment.first <= self.as_of if isinstance(moment, When) else moment not in (None, False)

    def _parts(self, resource: Json, path: str | None) -> tuple[Part, ...]:
        if path is None:
            return ()
        return tuple(self._part(value, where) for value, where in walk(resource, path))

    def _part(self, series: object, where: str) -> Part:
        if not isinstance(series, dict):
            raise Unreadable(where, "an object", json_kind(series))
        modality, sites, laterality = (
            tuple(replace(concept, element=f"{where}.{concept.element}") for concept in self._concepts(series, (name,)))
            for name in ("modality", "bodySite", "laterality")
        )
        description = next((text for text, _ in text_at(series, "description")), None)
        return Part(modality, sites, laterality, description)

    def _with_value(self, read: Statement, resource: Json, name: str) -> Statement:
        """The value[x] of an Observation, whichever type it has."""
        integer = resource.get(f"{name}Integer")
        quantity = quantity_at(resource, f"{name}Quantity")
        if quantity is None and isinstance(integer, int) and not isinstance(integer, bool):
            quantity = Quantity(integer, integer, "")
        flag = resource.get(f"{name}Boolean")
        when = self._moment(resource, (f"{name}DateTime", f"{name}Date", f"{name}Period"))
        return replace(
            read,
            value=self._concepts(resource, (f"{name}CodeableConcept",)),
            interpretation=self._concepts(resource, ("interpretation",)),
            quantity=quantity,
            flag=flag if isinstance(flag, bool) else None,
            value_text=next((text for text, _ in text_at(resource, f"{name}String")), None),
            value_when=when if isinstance(when, When) else None,
            value_missing=resource.get("dataAbsentReason") is not None,
        )


def _code(concepts: tuple[Concept, ...]) -> str | None:
    return next((coding.code for concept in concepts for coding in concept.codings), None)


def _references(resource: Json, names: Names) -> tuple[str, ...]:
    found = (value.get("reference") for path in names for value, _ in walk(resource, path) if isinstance(value, dict))
    return tuple(reference for reference in found if isinstance(reference, str))


def dated_later(statement: Statement, day: date) -> bool:
    """Whether the statement was made after the day (one day of grace for time zones)."""
    earliest = [when.first for when in (statement.began, statement.recorded) if when]
    return statement.intent is None and bool(earliest) and min(earliest) > day + timedelta(1)
