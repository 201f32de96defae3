"""From the chart to one case per hip: each finding present, absent or unknown, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from service.domain import BOTH, NO_SIDE, Case, Finding, Presence, Side, Sides
from service.findings.catalogue import sightings
from service.findings.coded import coded
from service.findings.exams import examinations
from service.findings.gestation import NOT_RECORDED, read_gestation
from service.findings.look import Look, Onset
from service.findings.sightings import Sighting, combine, nothing_recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from service.domain import When
    from service.record.statements import Chart
    from service.rulebook.book import RuleBook

SIDE_ASSUMED = "the side is not recorded; taken for the painful hip"


@dataclass(frozen=True, slots=True)
class Pain:
    """Which hips hurt: as recorded, or where no side was recorded as other findings name them."""

    sightings: Mapping[str, tuple[Sighting, ...]]
    sides: Sides


def observe(chart: Chart, book: RuleBook, as_of: date, names: Iterable[str]) -> tuple[Case, Case]:
    """The cases of the left and the right hip, with the findings of these names.

    Pain without a side joins the hips that a sided fracture, oedema, imaging or diagnosis names,
    and both hips where none does. Any other finding without a side joins the painful hips, and
    both where none hurts. Findings about the whole patient stand in both cases.
    """
    look = Look(chart, book, as_of, NOT_RECORDED, ())
    if chart.statements:
        look = replace(
            look, gestation=read_gestation(chart, book, as_of), examinations=examinations(chart, book.reading)
        )
    pain = _pain(look)
    look = replace(look, pain={side: _onset(pain, side) for side in pain.sides})
    hips: dict[Side, dict[str, Finding]] = {side: {} for side in Side}
    for name in names:
        for side, finding in _per_hip(look, pain, name).items():
            hips[side][name] = finding
    left, right = (Case(hips[side], side) for side in Side)
    return left, right


def _per_hip(look: Look, pain: Pain, name: str) -> dict[Side, Finding]:
    sheet = look.book.findings[name]
    found = pain.sightings[name] if name in pain.sightings else sightings(look, name)
    if not found:
        return dict.fromkeys(Side, nothing_recorded(name, sheet, look.chart.unanswered))
    if not sheet.sided:
        return dict.fromkeys(Side, combine(name, sheet, found, look.chart.unanswered))
    default = (pain.sides or BOTH) if sheet.pain else look.hips(NO_SIDE)
    result = {}
    for side in Side:
        here = [one for one in found if side in (one.sides or default)]
        finding = combine(name, sheet, here, look.chart.unanswered)
        result[side] = _noted(finding, here, sheet_is_pain=sheet.pain)
    return result


def _noted(finding: Finding, here: list[Sighting], *, sheet_is_pain: bool) -> Finding:
    """Say on the finding that its side was assumed."""
    assumed = finding.presence is Presence.PRESENT and not any(one.evidence.sides for one in here)
    if not assumed or finding.note:
        return finding
    return replace(finding, note="the side is not recorded" if sheet_is_pain else SIDE_ASSUMED)


def _pain(look: Look) -> Pain:
    """The hips that hurt, before anything that depends on them is looked at."""
    found = {name: tuple(coded(look, sheet)) for name, sheet in look.book.findings.items() if sheet.pain}
    present = [one for group in found.values() for one in group if one.presence is Presence.PRESENT]
    sided = NO_SIDE.union(*(one.sides for one in present))
    if sided or not present:
        return Pain(found, sided)
    return Pain(found, _named_elsewhere(look) or BOTH)


def _named_elsewhere(look: Look) -> Sides:
    """The sides that a fracture, oedema, imaging or diagnosis names."""
    sides = [exam.sides for exam in look.examinations]
    for name, sheet in look.book.findings.items():
        if sheet.locates:
            sides += [one.evidence.sides for one in sightings(look, name) if one.presence is Presence.PRESENT]
    return NO_SIDE.union(*sides)


def _onset(pain: Pain, side: Side) -> Onset:
    """The earliest recorded onset of the pain of one hip, and the earliest record of it."""
    began: list[When] = []
    recorded: list[When] = []
    for group in pain.sightings.values():
        for one in group:
            if one.presence is Presence.PRESENT and side in (one.sides or pain.sides):
                began += [one.began] if one.began else []
                recorded += [one.evidence.when] if one.evidence.when else []
    return Onset(min(began, default=None), min(recorded, default=None))
