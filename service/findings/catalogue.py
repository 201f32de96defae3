"""Which function answers which finding: the vocabulary's `computed` names, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.findings import demographics, history, imaging, imaging_results, onset, orders, pregnancy
from service.findings.coded import coded
from service.findings.diagnoses import diagnosis
from service.findings.drafted import drafted
from service.findings.follow_up import follow_up_due
from service.findings.measured import measured
from service.findings.others import other_hip
from service.findings.recurrence import pain_after
from service.findings.trauma import trauma
from service.record.statements import NO_SETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from service.errors import Fault
    from service.findings.look import Look
    from service.findings.sightings import Sighting
    from service.rulebook.book import RuleBook
    from service.rulebook.finding_sheets import FindingSheet
    from service.rulebook.load import Places


@dataclass(frozen=True, slots=True)
class Computed:
    """A function that answers findings, and what it looks at; where the chart has none of that, it sees nothing.

    One that `follows` looks at what the finding in its sheet's option looks at.
    """

    function: Callable[[Look, FindingSheet], Iterable[Sighting]]
    codes: bool = False
    examinations: bool = False
    gestation: bool = False
    orders: bool = False
    encounter: bool = False
    always: bool = False
    draft: bool = False
    follows: bool = False


COMPUTED: dict[str, Computed] = {
    "age": Computed(demographics.age, always=True),
    "coded": Computed(coded, codes=True),
    "deceased": Computed(demographics.deceased, always=True),
    "diagnosis": Computed(diagnosis, codes=True, examinations=True),
    "drafted": Computed(drafted, draft=True),
    "due_soon": Computed(pregnancy.due_soon, gestation=True),
    "encounter_cancelled": Computed(demographics.encounter_cancelled, encounter=True),
    "ever": Computed(history.ever, codes=True),
    "follow_up_due": Computed(follow_up_due, examinations=True),
    "gestational_age": Computed(pregnancy.gestational_age, gestation=True),
    "imaged": Computed(imaging.imaged, examinations=True),
    "lasting": Computed(history.lasting, codes=True),
    "measured": Computed(measured, codes=True),
    "ordered": Computed(orders.ordered, orders=True),
    "other_hip": Computed(other_hip, follows=True),
    "pain_after": Computed(pain_after, codes=True),
    "pregnancy_in_doubt": Computed(pregnancy.in_doubt, gestation=True),
    "pain_resolved": Computed(onset.pain_resolved, codes=True),
    "pregnant": Computed(pregnancy.pregnant, gestation=True),
    "recently_delivered": Computed(pregnancy.recently_delivered, gestation=True),
    "reported": Computed(imaging_results.reported, codes=True, examinations=True),
    "sex": Computed(demographics.sex, always=True),
    "sudden_onset": Computed(onset.sudden_onset, codes=True),
    "trauma": Computed(trauma, codes=True),
    "unread": Computed(imaging_results.unread, examinations=True),
    "unremarkable": Computed(imaging_results.unremarkable, examinations=True),
}


def sightings(look: Look, name: str) -> tuple[Sighting, ...]:
    """Every sighting of one finding."""
    sheet = look.book.findings[name]
    return tuple(COMPUTED[sheet.computed].function(look, sheet))


def _followed(book: RuleBook, name: str) -> FindingSheet:
    """The sheet that says what a finding looks at."""
    sheet = book.findings[name]
    while COMPUTED[sheet.computed].follows:
        sheet = book.findings[str(sheet.option)]
    return sheet


class Triggers:
    """Which findings a chart can say anything about: most charts touch few of them."""

    def __init__(self, book: RuleBook, names: Iterable[str]) -> None:
        """Index the findings by what their functions look at."""
        by_set: dict[str, set[str]] = {}
        self._sheets = {name: _followed(book, name) for name in names}
        for name, sheet in self._sheets.items():
            for value_set in sheet.all_sets if COMPUTED[sheet.computed].codes else ():
                by_set.setdefault(value_set, set()).add(name)
        self._by_set = {value_set: frozenset(found) for value_set, found in by_set.items()}
        self.always = self._that(lambda one: one.always)
        self.about_draft = self._that(lambda one: one.draft)
        self._examinations = self._that(lambda one: one.examinations)
        self._gestation = self._that(lambda one: one.gestation)
        self._orders = self._that(lambda one: one.orders)
        self._encounter = self._that(lambda one: one.encounter)

    def _that(self, looks: Callable[[Computed], bool]) -> tuple[str, ...]:
        return tuple(name for name, sheet in self._sheets.items() if looks(COMPUTED[sheet.computed]))

    def stirred(self, look: Look) -> set[str]:
        """The findings that may have a sighting in this chart."""
        names = set(self.always)
        parts = NO_SETS.union(*(one.sets for one in look.chart.components))
        for value_set in (look.chart.by_set.keys() | parts) & self._by_set.keys():
            names |= self._by_set[value_set]
        names.update(self._examinations if look.examinations else ())
        names.update(self._gestation if look.gestation.evidence or look.gestation.doubts else ())
        names.update(self._orders if look.chart.has_orders or look.chart.drafts else ())
        names.update(self._encounter if look.chart.encounter is not None else ())
        return names


def check_computed(book: RuleBook, places: Places) -> Iterator[Fault]:
    """Faults of findings.yaml that only this room can see: a function that does not exist."""
    for name, sheet in book.findings.items():
        if sheet.computed not in COMPUTED:
            message = f"computed: {sheet.computed!r} is not one of {', '.join(sorted(COMPUTED))}"
            yield places.fault("findings.yaml", (name, "computed"), message)
