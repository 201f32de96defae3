"""What a finding asks of another one: of this hip, or of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence, Side
from service.findings.sightings import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.look import Look
    from service.rulebook.finding_sheets import FindingSheet


def sightings_of(look: Look, name: str) -> tuple[Sighting, ...]:
    """Every sighting of another finding."""
    from service.findings.catalogue import sightings  # noqa: PLC0415 - the catalogue lists those who ask

    return sightings(look, name)


def other_hip(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """The finding named in `option` at the opposite hip, from records that name a side."""
    for one in sightings_of(look, str(sheet.option)):
        sides = frozenset(side.other for side in one.evidence.sides)
        presence = one.presence if sides else Presence.UNKNOWN
        yield Sighting(presence, one.evidence, sides or frozenset(Side), one.reason or "the side is not recorded")
