"""The examples in the sheets are tests of the sheets: each is run when the rule book loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Presence
from service.reasoning.plain import holds
from service.reasoning.reasoner import indicator_of
from service.rulebook.sheets import RuleSheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places
    from service.rulebook.sheets import AssessmentSheet, Example


def values_of(sheet: RuleSheet | AssessmentSheet, example: Example) -> dict[str, Presence]:
    """The values of an example: what it does not name is absent."""
    values = dict.fromkeys(sheet.named, Presence.ABSENT)
    values |= dict.fromkeys(example.given.present, Presence.PRESENT)
    return values | dict.fromkeys(example.given.unknown, Presence.UNKNOWN)


def check_examples(book: RuleBook, places: Places) -> Iterator[Fault]:
    """A fault for each example whose rule does not do what the example says."""
    for folder, sheets in (("assess", book.assessments), ("advise", book.rules)):
        for sheet in sheets.values():
            for position, example in enumerate(sheet.examples):
                problem = _problem(sheet, example)
                if problem:
                    file = f"{folder}/{sheet.id}.yaml"
                    yield places.fault(file, ("examples", position), f"example {example.name!r}: {problem}")


def _problem(sheet: RuleSheet | AssessmentSheet, example: Example) -> str | None:
    values = values_of(sheet, example)
    fires = holds(sheet.when, values)
    if fires != (example.expect == "fires"):
        return f"the rule {'fires' if fires else 'stays silent'}"
    if example.indicator is not None:
        if not isinstance(sheet, RuleSheet):
            return "an assessment has no indicator"
        indicator = indicator_of(sheet, values)
        if indicator is not example.indicator:
            return f"the indicator is {indicator.value}"
    return None
