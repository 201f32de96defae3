"""Findings about pregnancy, from what gestation.py read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence, moved
from service.findings.dating import LONGEST_DAYS
from service.findings.sightings import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.findings.gestation import Age
    from service.findings.look import Look
    from service.rulebook.finding_sheets import FindingSheet

_WEEK = 7


def pregnant(look: Look, _sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the patient is pregnant on the day."""
    gestation = look.gestation
    note = _weeks(gestation.age) if gestation.age else None
    for proof in gestation.evidence:
        yield Sighting(gestation.pregnant, proof, reason=gestation.reason, note=note)


def gestational_age(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether gestational age lies in the weeks of the sheet: from `from`, before `before` or up to 42 weeks."""
    gestation, age = look.gestation, look.gestation.age
    if age is None:
        presence = Presence.ABSENT if gestation.pregnant is Presence.ABSENT else Presence.UNKNOWN
        for proof in gestation.evidence:
            yield Sighting(presence, proof, reason=gestation.reason)
        return
    first, last = look.days(sheet, "from") or 0, (look.days(sheet, "before") or LONGEST_DAYS + 1) - 1
    if first <= age.shortest and age.longest <= last:
        yield Sighting(Presence.PRESENT, age.evidence, note=_weeks(age))
    elif age.longest < first or last < age.shortest:
        yield Sighting(Presence.ABSENT, age.evidence, note=_weeks(age))
    else:
        yield Sighting(Presence.UNKNOWN, age.evidence, reason="gestational age is not recorded precisely enough")


def in_doubt(look: Look, _sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether a pregnancy is possible, or records speak for and against it, and none of them decides."""
    presence = Presence.PRESENT if look.gestation.doubts else Presence.ABSENT
    for proof in look.gestation.doubts or look.gestation.evidence:
        yield Sighting(presence, proof)


def due_soon(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether the recorded due date is at most the parameter `within` away, whatever other sources say."""
    due = look.gestation.due
    if due is not None:
        latest = moved(look.as_of, look.days(sheet, "within") or 0)
        presence = Presence.PRESENT if due.due.first <= latest else Presence.ABSENT
        yield Sighting(presence, due.evidence, note=f"due {due.due}")


def _weeks(age: Age) -> str:
    """Gestational age in words; a span of more than a week is given as one."""
    (first, days), (last, _) = divmod(age.shortest, _WEEK), divmod(min(age.longest, LONGEST_DAYS), _WEEK)
    if age.shortest == age.longest:
        return f"{first} weeks and {days} day{'' if days == 1 else 's'}"
    return f"{first} weeks" if first == last else f"between {first} and {last} weeks"


def recently_delivered(look: Look, sheet: FindingSheet) -> Iterator[Sighting]:
    """Whether a delivery lies within the weeks of the sheet, be she pregnant again or not."""
    gestation, earliest = look.gestation, moved(look.as_of, -(look.days(sheet, "within") or 0))
    birth = gestation.birth
    if birth is None:
        if gestation.pregnant is Presence.PRESENT:
            over = gestation.age is not None and gestation.age.longest > LONGEST_DAYS
            presence = Presence.UNKNOWN if over else Presence.ABSENT
            yield Sighting(presence, gestation.evidence[0], reason="the due date may have passed")
    elif birth.when.last < earliest:
        yield Sighting(Presence.ABSENT, birth.evidence)
    elif birth.when.first >= earliest:
        note = "delivery not recorded; the due date has passed" if birth.assumed else None
        yield Sighting(Presence.PRESENT, birth.evidence, note=note)
    else:
        yield Sighting(Presence.UNKNOWN, birth.evidence, reason="the day of delivery is not recorded precisely enough")
