"""reading.yaml: how the record is read, apart from single findings."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from service.rulebook.fields import LARGEST, Line, MeasuredIn, Name, OneOrMore, Strict, Words


class Exam(Strict):
    """How an imaging examination of one kind is recognised; `terms` count where no code is known."""

    says: Words
    modality: OneOrMore
    procedures: OneOrMore
    generic: tuple[str, ...] = ()
    terms: tuple[Line, ...] = ()


class PlaceWords(Strict):
    """How sides and body sites are called where no code says them."""

    left: OneOrMore
    right: OneOrMore
    both: OneOrMore
    hip: OneOrMore
    pelvis: OneOrMore
    elsewhere: OneOrMore

    @cached_property
    def hip_words(self) -> frozenset[str]:
        """The single words of what the hip is called."""
        return frozenset(word for phrase in self.hip for word in phrase.split())

    @cached_property
    def both_words(self) -> frozenset[str]:
        """The words for both sides."""
        return frozenset(self.both)

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        """What finds the hip, the pelvis and other parts of the body in a text."""
        return _any_of(self.hip), _any_of(self.pelvis), _any_of(self.elsewhere)


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)


class Trimester(Strict):
    """The days of gestation that a trimester code stands for, both included."""

    value_set: str
    from_day: Annotated[int, Field(ge=0, le=LARGEST)]
    to_day: Annotated[int, Field(ge=0, le=LARGEST)]


class Scale(Strict):
    """Spellings of one unit; a value in it becomes (value - minus) x times."""

    spelt: OneOrMore
    minus: FiniteFloat = 0
    times: Annotated[FiniteFloat, Field(gt=0)] = 1


class Unit(Strict):
    """A unit of the rule book: how cards write it, and every unit from which values are converted."""

    says: Line
    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]

    def scale(self, spelling: str) -> Scale | None:
        """The scale of a spelling, whatever its case, its spaces and its UCUM annotations."""
        return self._by_spelling.get(bare_unit(spelling))

    @cached_property
    def _by_spelling(self) -> dict[str, Scale]:
        return {bare_unit(spelling): scale for scale in self.scales for spelling in scale.spelt}


_ANNOTATION = re.compile(r"\{[^{}]*\}|\s+")
_LOOKALIKES = str.maketrans({"µ": "u", "μ": "u", "×": "x", "º": "°"})  # noqa: RUF001 - they look alike, and both occur


def bare_unit(spelling: str) -> str:
    """A unit without what makes no difference: case, spaces, and what UCUM has in braces."""
    return _ANNOTATION.sub("", spelling.translate(_LOOKALIKES)).lower()


Sets = Annotated[frozenset[str], Field(min_length=1)]
"""Names of value sets."""


class Gestation(Strict):
    """Where pregnancy, gestational age and delivery are read."""

    status: str
    yes: Sets
    no: Sets
    maybe: Sets
    due_date: str
    age: str
    last_period: str
    pregnancy: Sets
    complication: Sets
    delivery: Sets
    week_code: str
    disagreement: Name
    trimesters: tuple[Trimester, ...]

    @cached_property
    def all_sets(self) -> frozenset[str]:
        """Every value set in which pregnancy and delivery are looked for."""
        singles = {self.status, self.due_date, self.age, self.last_period}
        trimesters = {trimester.value_set for trimester in self.trimesters}
        return frozenset(singles | trimesters).union(self.yes, self.no, self.maybe, self.signs, self.delivery)

    @cached_property
    def signs(self) -> frozenset[str]:
        """The value sets whose codes say that she is pregnant."""
        return self.pregnancy | self.complication

    @cached_property
    def statuses(self) -> frozenset[str]:
        """The value sets whose codes say whether she is pregnant."""
        return self.signs | self.no | self.maybe | {self.status}


class Reading(Strict):
    """reading.yaml: how the record is read, apart from single findings."""

    systems: dict[str, str]
    sides: dict[Literal["left", "right", "both"], str]
    hip_sites: OneOrMore
    pelvis_sites: OneOrMore
    other_sites: OneOrMore
    pelvis_procedures: tuple[str, ...] = ()
    unspecific_results: frozenset[str] = frozenset()
    trauma_severity_minor: OneOrMore
    modalities: str
    words: PlaceWords
    exams: dict[Name, Exam]
    units: dict[MeasuredIn, Unit] = Field(default={})
    gestation: Gestation

    @cached_property
    def side_sets(self) -> frozenset[str]:
        """The value sets that name a side."""
        return frozenset(self.sides.values())
