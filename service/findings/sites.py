"""Where in the body, and on which side: from the code and the body site, and where no code says it from their words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from service.domain import BOTH, NO_SIDE, Side, Sides
from service.findings.words import sides_in
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
    """The sides that the codes name, left and right together are both; where no code names one, the words."""
    concepts = tuple(concepts)
    sets = sets_of(concepts) & reading.side_sets
    if not sets:
        return _in_words(concepts, reading)
    if reading.sides["both"] in sets:
        return BOTH
    return frozenset(side for side in Side if reading.sides[side.value] in sets)


def _in_words(concepts: tuple[Concept, ...], reading: Reading) -> Sides:
    return NO_SIDE.union(*(sides_in(concept.text, reading.words) for concept in concepts if concept.text))


def region_of(concepts: tuple[Concept, ...], reading: Reading) -> Region:
    """The region of body sites; a hip among several sites is the hip.

    A site that says only a side (a laterality qualifier) names no region. One without a known code
    is read in words.
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
    return _region_in_words(concepts, reading) or Region.NOT_KNOWN


_BY_PATTERN = (Region.HIP, Region.PELVIS, Region.ELSEWHERE)


def _region_in_words(concepts: Iterable[Concept], reading: Reading) -> Region | None:
    """The region that the texts name: a hip among several is the hip."""
    return region_named([concept.text for concept in concepts if concept.text], reading)


def region_named(texts: list[str], reading: Reading) -> Region | None:
    """The region that short texts name together: a hip among several parts of the body is the hip."""
    found = zip(_BY_PATTERN, reading.words.patterns, strict=True) if texts else ()
    return next((region for region, pattern in found if any(map(pattern.search, texts))), None)


def _only_side(concept: Concept, reading: Reading) -> bool:
    return bool(concept.sets) and concept.sets <= reading.side_sets


def place_of(code: tuple[Concept, ...], sites: tuple[Concept, ...], reading: Reading) -> Place:
    """Region and side of a statement from its code and its body sites.

    Where there is no body site, the words of the code may name the hip or the pelvis; that they name
    another part of the body proves nothing ("fall, bruised the knee").
    """
    region = region_of(sites, reading)
    if region is Region.NOT_RECORDED:
        named = _region_in_words(code, reading)
        region = named if named in (Region.HIP, Region.PELVIS) else region
    elif region is not Region.ELSEWHERE:  # the side of a knee that is recorded beside the hip is not the hip's
        sites = tuple(site for site in sites if not _is_elsewhere(site, reading))
    by_code, by_site = sides_of(code, reading), sides_of(sites, reading)
    contradicts = bool(by_code) and bool(by_site) and by_code != by_site
    contradicts = contradicts or _denied(by_code, code, reading) or _denied(by_site, sites, reading)
    return Place(region, NO_SIDE if contradicts else by_code or by_site, contradicts)


def _is_elsewhere(site: Concept, reading: Reading) -> bool:
    return region_of((site,), reading) is Region.ELSEWHERE


def _denied(sides: Sides, concepts: tuple[Concept, ...], reading: Reading) -> bool:
    """Whether the words of the concepts name another side than their codes."""
    said = _in_words(concepts, reading) if sides and sides != BOTH else NO_SIDE
    return bool(said) and said.isdisjoint(sides)
