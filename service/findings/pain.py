"""Which hips hurt, and since when: the other findings of a hip depend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain import BOTH, NO_SIDE, Presence, Side, Sides
from service.findings.catalogue import sightings
from service.findings.look import Look, Onset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from service.domain import When
    from service.findings.sightings import Sighting


class Pain(NamedTuple):
    """Which hips hurt: as recorded, or where no side was recorded as other findings name them."""

    sightings: Mapping[str, tuple[Sighting, ...]]
    sides: Sides


def read_pain(look: Look, stirred: Iterable[str]) -> Pain:
    """The hips that hurt, before anything that depends on them is looked at."""
    sheets = look.book.findings
    found = {name: sightings(look, name) for name in stirred if sheets[name].pain}
    present = [one for group in found.values() for one in group if one.presence is Presence.PRESENT]
    sided = NO_SIDE.union(*(one.sides for one in present))
    if sided or not present:
        return Pain(found, sided)
    return Pain(found, _named_elsewhere(look, stirred) or BOTH)


def _named_elsewhere(look: Look, stirred: Iterable[str]) -> Sides:
    """The sides that a fracture, oedema, imaging or diagnosis names."""
    located = [name for name in stirred if look.book.findings[name].locates]
    found = (one for name in located for one in sightings(look, name) if one.presence is Presence.PRESENT)
    return NO_SIDE.union(*(one.evidence.sides for one in found))


def pain_began(pain: Pain, side: Side) -> Onset:
    """The earliest recorded onset of the pain of one hip, and the earliest record of it."""
    began: list[When] = []
    recorded: list[When] = []
    for group in pain.sightings.values():
        for one in group:
            if one.presence is Presence.PRESENT and side in (one.sides or pain.sides):
                began += [one.began] if one.began else []
                recorded += [one.evidence.when] if one.evidence.when else []
    return Onset(min(began, default=None), min(recorded, default=None))
