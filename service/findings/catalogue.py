"""Which function answers which finding: the vocabulary's `computed` names, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.findings import demographics, imaging, onset, orders, pregnancy
from service.findings.coded import coded
from service.findings.trauma import trauma

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from service.errors import Fault
    from service.findings.look import Look
    from service.findings.sightings import Sighting
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places
    from service.rulebook.sheets import FindingSheet

    Computed = Callable[[Look, FindingSheet], Iterable[Sighting]]

COMPUTED: dict[str, Computed] = {
    "age": demographics.age,
    "coded": coded,
    "deceased": demographics.deceased,
    "diagnosis": imaging.diagnosis,
    "encounter_cancelled": demographics.encounter_cancelled,
    "gestational_age": pregnancy.gestational_age,
    "imaged": imaging.imaged,
    "ordered": orders.ordered,
    "other_hip": imaging.other_hip,
    "pain_resolved": onset.pain_resolved,
    "pregnant": pregnancy.pregnant,
    "recently_delivered": pregnancy.recently_delivered,
    "reported": imaging.reported,
    "sex": demographics.sex,
    "sudden_onset": onset.sudden_onset,
    "trauma": trauma,
    "unread": imaging.unread,
    "unremarkable": imaging.unremarkable,
}


def sightings(look: Look, name: str) -> tuple[Sighting, ...]:
    """Every sighting of one finding."""
    sheet = look.book.findings[name]
    return tuple(COMPUTED[sheet.computed](look, sheet))


def check_computed(book: RuleBook, places: Places) -> Iterator[Fault]:
    """Faults of findings.yaml that only this room can see: a function that does not exist."""
    for name, sheet in book.findings.items():
        if sheet.computed not in COMPUTED:
            message = f"computed: {sheet.computed!r} is not one of {', '.join(sorted(COMPUTED))}"
            yield places.fault("findings.yaml", (name, "computed"), message)
        if sheet.computed == "other_hip" and sheet.option not in book.findings:
            yield places.fault("findings.yaml", (name, "option"), f"{sheet.option!r} is not a finding of findings.yaml")
