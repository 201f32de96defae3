"""Sightings: what single records say about a finding, and how they become one answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from service.domain import NO_SIDE, Evidence, Finding, Presence, Sides

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from service.domain import When
    from service.rulebook.finding_sheets import FindingSheet


class Sighting(NamedTuple):
    """One record's answer to a finding; `sides` is empty where no side was recorded.

    `began` is the recorded onset of a condition; the evidence's date may be that of its recording.
    """

    presence: Presence
    evidence: Evidence
    sides: Sides = NO_SIDE
    reason: str | None = None
    note: str | None = None
    began: When | None = None

    @property
    def day(self) -> date:
        """The latest day that the record may speak of; undated records come first."""
        return self.evidence.when.last if self.evidence.when else date.min


def combine(name: str, sheet: FindingSheet, sightings: Sequence[Sighting], unanswered: Mapping[str, str]) -> Finding:
    """One answer from all records.

    PRESENT and ABSENT against each other: the later record counts, and where neither is later
    the finding is UNKNOWN. An unsure record makes UNKNOWN of what is not PRESENT, unless a later
    record says ABSENT. Without any record the sheet's `absence` decides. What stays UNKNOWN while
    records were not sent lacks those too: they may hold what the others leave open.
    """
    finding = _combined(name, sheet, sightings, unanswered)
    if finding.presence is not Presence.UNKNOWN or finding.lacked or not unanswered:
        return finding
    lacked = _lacked(sheet, unanswered)
    reasons = [finding.reason] if finding.reason else []
    return finding._replace(lacked=lacked, reason="; ".join([*reasons, *_why(lacked, unanswered)]) or None)


def _combined(name: str, sheet: FindingSheet, sightings: Sequence[Sighting], unanswered: Mapping[str, str]) -> Finding:
    if len(sightings) == 1:
        only = sightings[0]
        reason = only.reason if only.presence is Presence.UNKNOWN else None
        return Finding(name, only.presence, (only.evidence,), reason, note=only.note)
    present = [one for one in sightings if one.presence is Presence.PRESENT]
    absent = [one for one in sightings if one.presence is Presence.ABSENT]
    if present:
        return _contradicted(name, present, absent) if absent else _finding(name, Presence.PRESENT, present)
    unsure = [one for one in sightings if one.presence is Presence.UNKNOWN]
    if unsure and not (absent and _latest(absent) > _latest(unsure)):
        return _finding(name, Presence.UNKNOWN, unsure)
    return _finding(name, Presence.ABSENT, absent) if absent else nothing_recorded(name, sheet, unanswered)


def nothing_recorded(name: str, sheet: FindingSheet, unanswered: Mapping[str, str]) -> Finding:
    """The finding without any record: closed findings are ABSENT when every type was answered in full."""
    lacked = _lacked(sheet, unanswered)
    if lacked:
        return Finding(name, Presence.UNKNOWN, reason="; ".join(_why(lacked, unanswered)), lacked=lacked)
    if sheet.absence == "closed":
        return Finding(name, Presence.ABSENT)
    return Finding(name, Presence.UNKNOWN, reason="not recorded")


def _lacked(sheet: FindingSheet, unanswered: Mapping[str, str]) -> frozenset[str]:
    return frozenset(kind for kind in sheet.reads if kind in unanswered)


def _why(lacked: frozenset[str], unanswered: Mapping[str, str]) -> list[str]:
    return [f"{kind} records {unanswered[kind]}" for kind in sorted(lacked)]


def _latest(sightings: Sequence[Sighting]) -> date:
    return max(sighting.day for sighting in sightings)


def _contradicted(name: str, present: list[Sighting], absent: list[Sighting]) -> Finding:
    yes, no = _latest(present), _latest(absent)
    if yes == no or date.min in (yes, no):
        evidence = tuple(sighting.evidence for sighting in (*present, *absent))
        return Finding(name, Presence.UNKNOWN, evidence, reason="records contradict each other")
    return _finding(name, Presence.PRESENT, present) if yes > no else _finding(name, Presence.ABSENT, absent)


def _finding(name: str, presence: Presence, sightings: list[Sighting]) -> Finding:
    """The finding that sightings of one kind make, the newest evidence first."""
    newest_first = sorted(sightings, key=lambda sighting: sighting.day, reverse=True)
    reason = next((sighting.reason for sighting in newest_first if sighting.reason), None)
    note = next((sighting.note for sighting in newest_first if sighting.note), None)
    evidence = tuple(sighting.evidence for sighting in newest_first)
    return Finding(name, presence, evidence, reason if presence is Presence.UNKNOWN else None, note=note)
