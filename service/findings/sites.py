"""Where in the body, and on which side: from the code, the body site, and nothing else."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from service.domain import BOTH, NO_SIDE, Side, Sides
from service.record.statements import sets_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.record.statements import Concept
    from service.rulebook.reading_sheets import Reading


class Region(StrEnum):
    """What a body site means for the hip."""

    HIP = "hip"
    PELVIS = "pelvis"
    ELSEWHERE = "elsewhere"
    NOT_RECORDED = "not recorded"
    NOT_KNOWN = "not known"


_DOUBTFUL = {
    Region.ELSEWHERE: "code and body site name different sites",
    Region.NOT_KNOWN: "the body site is not one that the rule book knows",
}


class Place(NamedTuple):
    """Region and sides; `contradicts` when code and body site name different sides."""

    region: Region
    sides: Sides
    contradicts: bool = False

    @property
    def doubt(self) -> str | None:
        """Why it is not sure that a code which names the hip means the hip, and the side that it names."""
        return _DOUBTFUL.get(self.region) or ("code and body site name different sides" if self.contradicts else None)


def sides_of(concepts: Iterable[Concept], reading: Reading) -> Sides:
    """The sides that the codes name; left and right together are both."""
    sets = sets_of(concepts) & reading.side_sets
    if not sets:
        return NO_SIDE
    if reading.sides["both"] in sets:
        return BOTH
    return frozenset(side for side in Side if reading.sides[side.value] in sets)


def region_of(concepts: tuple[Concept, ...], reading: Reading) -> Region:
    """The region of body sites; a hip among several sites is the hip.

    A site that says only a side (a laterality qualifier) names no region.
    """
    if not concepts:
        return Region.NOT_RECORDED
    sets = sets_of(concepts)
    for names, region in (
        (reading.hip_sites, Region.HIP),
        (reading.pelvis_sites, Region.PELVIS),
        (reading.other_sites, Region.ELSEWHERE),
    ):
        if not sets.isdisjoint(names):
            return region
    if all(_only_side(concept, reading) for concept in concepts):
        return Region.NOT_RECORDED
    return Region.NOT_KNOWN


def _only_side(concept: Concept, reading: Reading) -> bool:
    return bool(concept.sets) and concept.sets <= reading.side_sets


def place_of(code: tuple[Concept, ...], sites: tuple[Concept, ...], reading: Reading) -> Place:
    """Region and side of a statement from its code and its body sites."""
    region = region_of(sites, reading)
    if region is not Region.ELSEWHERE:  # the side of a knee that is recorded beside the hip is not the hip's
        sites = tuple(site for site in sites if site.sets.isdisjoint(reading.other_sites))
    by_code, by_site = sides_of(code, reading), sides_of(sites, reading)
    contradicts = bool(by_code) and bool(by_site) and by_code != by_site
    return Place(region, NO_SIDE if contradicts else by_code or by_site, contradicts)
