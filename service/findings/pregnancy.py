"""Findings about pregnancy, from what gestation.py read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from service.domain import Presence
from service.findings.sightings import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.gestation import Gestation
    from service.findings.look import Look
    from service.rulebook.sheets import FindingSheet

_WEEK = 7


def pregnant(look: Look, _sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the patient is pregnant on the day."""
    gestation = look.gestation
    for proof in gestation.evidence:
        yield Sighting(gestation.pregnant, proof, reason=gestation.reason, note=_weeks(gestation))


def gestational_age(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether gestational age lies in the weeks of the sheet: from `from`, before `before`."""
    gestation = look.gestation
    if gestation.pregnant is not Presence.PRESENT or gestation.age is None:
        for proof in gestation.evidence:
            absent = gestation.pregnant is Presence.ABSENT
            yield Sighting(Presence.ABSENT if absent else Presence.UNKNOWN, proof, reason=gestation.reason)
        return
    shortest, longest = gestation.age
    first = look.days(sheet, "from") or 0
    after = look.days(sheet, "before")
    proof = gestation.dating or gestation.evidence[0]
    if shortest >= first and (after is None or longest < after):
        yield Sighting(Presence.PRESENT, proof, note=_weeks(gestation))
    elif longest < first or (after is not None and shortest >= after):
        yield Sighting(Presence.ABSENT, proof, note=_weeks(gestation))
    else:
        yield Sighting(Presence.UNKNOWN, proof, reason="gestational age is not recorded precisely enough")


def _weeks(gestation: Gestation) -> str | None:
    """Gestational age in words; a span of more than a week is given as one."""
    if gestation.age is None:
        return None
    shortest, longest = gestation.age
    if shortest == longest:
        return f"{shortest // _WEEK} weeks and {shortest % _WEEK} days"
    if longest // _WEEK == shortest // _WEEK:
        return f"{shortest // _WEEK} weeks"
    return f"between {shortest // _WEEK} and {longest // _WEEK} weeks"


def recently_delivered(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether a delivery lies within the weeks of the sheet."""
    gestation, within = look.gestation, look.days(sheet, "within") or 0
    if gestation.delivered is None or gestation.delivery is None:
        if gestation.pregnant is Presence.PRESENT:
            yield Sighting(Presence.ABSENT, gestation.evidence[0])
        return
    earliest = look.as_of - timedelta(within)
    if gestation.pregnant is Presence.PRESENT or gestation.delivered.last < earliest:
        yield Sighting(Presence.ABSENT, gestation.delivery)
    elif gestation.delivered.first >= earliest:
        note = "delivery not recorded; the due date has passed" if gestation.assumed else None
        yield Sighting(Presence.PRESENT, gestation.delivery, note=note)
    else:
        yield Sighting(
            Presence.UNKNOWN, gestation.delivery, reason="the day of delivery is not recorded precisely enough"
        )
