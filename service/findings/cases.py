"""From the chart to one case per hip: each finding present, absent or unknown, with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import BOTH, NO_SIDE, Case, Finding, Order, Presence, Side, Sides
from service.findings.catalogue import Triggers, sightings
from service.findings.exams import examinations
from service.findings.gestation import NOT_RECORDED, read_gestation
from service.findings.look import Look
from service.findings.orders import NAMES
from service.findings.pain import Pain, pain_began, read_pain
from service.findings.sightings import Sighting, combine, nothing_recorded
from service.findings.sites import place_of
from service.findings.told import Lexicons, Texts
from service.record.statements import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from service.record.statements import Chart, Statement
    from service.rulebook.book import RuleBook

NO_SIDE_RECORDED = "the side is not recorded"
SIDE_ASSUMED = "the side is not recorded; taken for the painful hip"


class Observer:
    """Answers the findings of one group of rules; built once, used by every call."""

    def __init__(self, book: RuleBook, names: Iterable[str], lexicons: Lexicons, *, orders: bool = False) -> None:
        """Keep the findings, those about the Patient resource apart; with `orders`, a case is a drafted order."""
        self._book, self._lexicons, self._orders = book, lexicons, orders
        self._names = tuple(names)
        self._triggers = Triggers(book, self._names)
        self._complete = self._nothing({})

    @property
    def always(self) -> tuple[str, ...]:
        """The findings that the Patient resource alone can answer."""
        return self._triggers.always

    def _nothing(self, unanswered: Mapping[str, str]) -> dict[str, Finding]:
        return {name: nothing_recorded(name, self._book.findings[name], unanswered) for name in self._names}

    def cases(self, chart: Chart, as_of: date) -> tuple[Case, ...]:
        """The cases of the left and the right hip, or one for each drafted order that stands."""
        if not self._orders:
            return self._hips(chart, as_of)
        drafts = [one for one in chart.drafts if one.standing not in (Standing.VOID, Standing.ENDED)]
        if not drafts:
            return ()
        left, right = (one.findings for one in self._hips(chart, as_of))
        of_patient = {name: _stronger(finding, right[name]) for name, finding in left.items()}
        return tuple(self._of_draft(chart, as_of, one, of_patient) for one in drafts)

    def _of_draft(self, chart: Chart, as_of: date, draft: Statement, of_patient: Mapping[str, Finding]) -> Case:
        """The case of a drafted order: what is known of the patient, and what the order is for."""
        place = place_of(draft.code, draft.sites, self._book.reading)
        look = Look(chart, self._book, as_of, NOT_RECORDED, (), order=draft, place=place)
        findings = {**of_patient}
        for name in self._triggers.about_draft:
            found = sightings(look, name)
            findings[name] = combine(name, self._book.findings[name], found, {}) if found else self._complete[name]
        named = (text.text for text in draft.texts if text.element.startswith(NAMES) and text.text.strip())
        return Case(findings, order=Order(draft.reference, next(named, None), place.sides, draft.resource))

    def _hips(self, chart: Chart, as_of: date) -> tuple[Case, Case]:
        """The cases of the left and the right hip.

        Pain without a side joins the hips that a sided fracture, oedema, imaging or diagnosis
        names, and both hips where none does. Any other finding without a side joins the hips that
        records of the same finding name, else the painful ones, and both where none hurts.
        Findings about the whole patient stand in both cases.
        """
        nothing = self._nothing(chart.unanswered) if chart.unanswered else self._complete
        if not chart.statements and not chart.drafts:
            look = Look(chart, self._book, as_of, NOT_RECORDED, ())
            findings = {**nothing, **{name: self._about_patient(look, name) for name in self._triggers.always}}
            return Case(findings, Side.LEFT), Case(findings, Side.RIGHT)
        texts = Texts(self._lexicons)
        chart = texts.heard(chart)
        gestation = read_gestation(chart, self._book, as_of)
        exams = examinations(chart, texts)
        look = Look(chart, self._book, as_of, gestation, exams)
        stirred = self._triggers.stirred(look)
        pain = read_pain(look, stirred)
        onsets = {side: pain_began(pain, side) for side in pain.sides}
        look = Look(chart, self._book, as_of, gestation, exams, onsets)
        left, differing = dict(nothing), {}
        for name in stirred:
            found = pain.sightings[name] if name in pain.sightings else sightings(look, name)
            if found:
                left[name], right = _per_hip(look, pain, name, found)
                if right is not left[name]:
                    differing[name] = right
        return Case(left, Side.LEFT), Case({**left, **differing} if differing else left, Side.RIGHT)

    def _about_patient(self, look: Look, name: str) -> Finding:
        return combine(name, self._book.findings[name], sightings(look, name), look.chart.unanswered)


def _stronger(left: Finding, right: Finding) -> Finding:
    """Of both hips what is present, else what is unknown: an order concerns either."""
    if left is right or left.presence is Presence.PRESENT:
        return left
    return right if right.presence is Presence.PRESENT or left.presence is Presence.ABSENT else left


def _per_hip(look: Look, pain: Pain, name: str, found: tuple[Sighting, ...]) -> tuple[Finding, Finding]:
    """The finding of the left and of the right hip."""
    sheet = look.book.findings[name]
    if not sheet.sided:
        finding = combine(name, sheet, found, look.chart.unanswered)
        return finding, finding
    default = (pain.sides or BOTH) if sheet.pain else look.hips(_named(found))
    lefts = tuple(one for one in found if Side.LEFT in (one.sides or default))
    rights = tuple(one for one in found if Side.RIGHT in (one.sides or default))
    note = SIDE_ASSUMED if pain.sides and not sheet.pain else NO_SIDE_RECORDED
    left = _noted(combine(name, sheet, lefts, look.chart.unanswered), note)
    if lefts == rights:
        return left, left
    return left, _noted(combine(name, sheet, rights, look.chart.unanswered), note)


def _named(found: tuple[Sighting, ...]) -> Sides:
    """The sides that records of one finding name: one without a side speaks of those, and of no second hip."""
    return NO_SIDE.union(*(one.sides for one in found if one.presence is Presence.PRESENT))


def _noted(finding: Finding, note: str) -> Finding:
    """Say on the finding that none of its records has a side."""
    if finding.presence is not Presence.PRESENT or any(one.sides for one in finding.evidence):
        return finding
    return finding._replace(note=note)
