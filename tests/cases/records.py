"""What a coding's table is made of: a code, and the kind of record that carries it in a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.charts import (
    BOTH_SIDES,
    CRUTCHES,
    FEMORAL_HEAD,
    HIP,
    LEFT,
    RIGHT,
    Code,
    Json,
    clinical,
    concept,
    condition,
    days_ago,
    device_order,
    encounter,
    imaging_study,
    medication_order,
    normal_result,
    observation,
    order,
    procedure,
    reference,
    report,
    result,
    verification,
)

Sides = tuple[str, ...]
"""The sides of a record: none where no side is recorded, else "left", "right" or both."""

BySide = Mapping[str, Code]
"""A code for each of "left", "right", "both" and "" (side not recorded)."""

_LATERALITY = {("left",): LEFT, ("right",): RIGHT, ("left", "right"): BOTH_SIDES}

ACTIVE: Json = {}
REFUTED: Json = {"verificationStatus": verification("refuted"), "clinicalStatus": None}


def resolved(ended: int) -> Json:
    """The status of a problem that ended so many days ago."""
    return {"clinicalStatus": clinical("resolved"), "abatementDateTime": days_ago(ended)}


def _named(code: BySide, sides: Sides) -> list[tuple[Code, Sides]]:
    """The code of each side: two problems where both sides have one."""
    return [(code[side], (side,)) for side in sides] or [(code[""], ())]


class Problem(NamedTuple):
    """A Condition: by side of the code, or with the side in `bodySite`."""

    code: Code | BySide
    site: Code | None = None
    more: Json | None = None

    def at(self, sides: Sides, *, began: int | None, recorded: int | None = None, **status: Any) -> list[Json]:
        """The records of it, begun and recorded so many days ago."""
        given = {"onset": _day(began), "recordedDate": _day(recorded), **(self.more or {}), **status}
        if isinstance(self.code, Mapping):
            return [condition(code, **given) for code, _ in _named(self.code, sides)]
        site = (self.site, *(_LATERALITY[sides],)) if self.site and sides else (self.site,) if self.site else ()
        return [condition(self.code, site, **given)]


class Words(NamedTuple):
    """A Condition that is text only; {hip} is the hip that is meant, or both."""

    text: str
    more: Json | None = None

    def at(self, sides: Sides, *, began: int | None, recorded: int | None = None, **status: Any) -> list[Json]:
        """The record of it, begun and recorded so many days ago."""
        given = {"onset": _day(began), "recordedDate": _day(recorded), **(self.more or {}), **status}
        return [condition(("", ""), **given) | {"code": {"text": spoken(self.text, sides)}}]


def spoken(text: str, sides: Sides) -> str:
    """The text with {hip} said: "left hip", "both hips", or "hip" where no side is recorded."""
    hips = {0: "hip", 1: f"{sides[0]} hip" if sides else "", 2: "both hips"}
    return text.replace("{hip}", hips[len(sides)]).replace("the both", "both")


class Asked(NamedTuple):
    """An Observation with an answer: a code, or yes or no."""

    code: Code
    answer: Code | bool

    def at(self, _: Sides, *, began: int | None, **__: Any) -> list[Json]:
        """The record of it, so many days old; it has no side."""
        value = (
            {"valueBoolean": self.answer}
            if isinstance(self.answer, bool)
            else {"valueCodeableConcept": concept(self.answer)}
        )
        return [observation(self.code, on=_day(began), **value)]


class Measured(NamedTuple):
    """An Observation with a quantity."""

    code: Code
    value: float
    unit: str

    def at(self, _: Sides, *, began: int | None, **__: Any) -> list[Json]:
        """The record of it, so many days old."""
        quantity = {
            "value": self.value,
            "unit": self.unit,
            "system": "http://unitsofmeasure.org",
            "code": self.unit,
        }
        return [observation(self.code, on=_day(began), valueQuantity=quantity)]


class Done(NamedTuple):
    """A Procedure, with its side in `bodySite`."""

    code: Code
    site: Code | None = None

    def at(self, sides: Sides, *, began: int | None, **_: Any) -> list[Json]:
        """The record of it, so many days old."""
        side = [_LATERALITY[sides]] if sides else []
        site = {"bodySite": [concept(self.site, *side)]} if self.site else {}
        return [procedure(self.code, on=_day(began), **site)]


class Visited(NamedTuple):
    """An Encounter for a reason, as a code or as text."""

    code: Code | None = None
    text: str | None = None

    def at(self, sides: Sides, *, began: int | None, **_: Any) -> list[Json]:
        """The record of it, so many days old."""
        reason = {"reasonCode": [{"text": spoken(self.text, sides)}]} if self.text else {}
        return [encounter(self.code, on=_day(began), **reason)]


Record = Problem | Words | Asked | Measured | Done | Visited


class Concluded(NamedTuple):
    """What a report found, as its conclusionCode."""

    code: Code | BySide

    def of(self, sides: Sides) -> tuple[Json, list[Json]]:
        """The elements of the report, and the Observations that it names."""
        codes = [code for code, _ in _named(self.code, sides)] if isinstance(self.code, Mapping) else [self.code]
        return {"conclusionCode": [concept(code) for code in codes]}, []


class Shown(NamedTuple):
    """What a report found, as the value of an Observation with its site and side."""

    code: Code
    site: Code = FEMORAL_HEAD

    def of(self, sides: Sides) -> tuple[Json, list[Json]]:
        """The elements of the report, and the Observations that it names."""
        side = [_LATERALITY[sides]] if sides else []
        found = result(self.code, on=None) | {"bodySite": concept(self.site, *side)}
        return {"result": reference(found)}, [found]


class Unremarkable(NamedTuple):
    """A report whose Observation has the interpretation "normal"."""

    def of(self, _: Sides) -> tuple[Json, list[Json]]:
        """The elements of the report, and the Observations that it names."""
        found = normal_result(on=None)
        return {"result": reference(found)}, [found]


class Told(NamedTuple):
    """What a report found, in words."""

    text: str

    def of(self, sides: Sides) -> tuple[Json, list[Json]]:
        """The elements of the report, and the Observations that it names."""
        return {"conclusion": spoken(self.text, sides)}, []


class Untold(NamedTuple):
    """A report without findings."""

    def of(self, _: Sides) -> tuple[Json, list[Json]]:
        """The elements of the report, and the Observations that it names."""
        return {}, []


Result = Concluded | Shown | Unremarkable | Told | Untold


class Examined(NamedTuple):
    """An examination: a report, and where its code names no side a study whose series does."""

    code: BySide
    modality: str | None = None

    def at(self, sides: Sides, day: int, found: Result) -> list[Json]:
        """The records of it, so many days old."""
        code = self.code["both" if len(sides) == 2 else "".join(sides)]
        elements, results = found.of(sides)
        studies = [self._study(self.modality, sides, day)] if self.modality else []
        links = {"imagingStudy": reference(*studies)} if studies else {}
        return [*studies, *results, report(code, on=days_ago(day), **elements, **links)]

    @staticmethod
    def _study(modality: str, sides: Sides, day: int) -> Json:
        return imaging_study(modality, HIP, _LATERALITY[sides] if sides else None, started=days_ago(day))


class Arranged(NamedTuple):
    """An order: a ServiceRequest, MedicationRequest or DeviceRequest by code or by text."""

    kind: str
    code: Code | BySide | None = None
    text: str | None = None

    def at(self, sides: Sides, *, status: str, on: int) -> Json:
        """The order, so many days old."""
        code = self.code.get("".join(sides), self.code[""]) if isinstance(self.code, Mapping) else self.code
        dated = {"status": status, "on": days_ago(on)}
        if self.kind == "DeviceRequest":
            return device_order(code or CRUTCHES, **dated)
        build = medication_order if self.kind == "MedicationRequest" else order
        return build(code, text=spoken(self.text, sides) if self.text else None, **dated)


def _day(days: int | None) -> str | None:
    return None if days is None else days_ago(days)
