"""What stands in the rule book and nothing uses: it would look as if it counted."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from service.rulebook.vocabulary import sets_of_reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places


def check_unused(book: RuleBook, places: Places) -> Iterator[Fault]:
    """A fault for each finding, assessment, value set, parameter, suggestion and reason that nothing uses."""
    rules = book.rules.values()
    for name in _beyond(book.findings, *(book.observes(rule) for rule in rules)):
        yield places.fault("findings.yaml", (name,), f"no rule reads {name!r}")
    for name in _beyond(book.assessments, *(rule.named for rule in rules)):
        yield places.fault(f"assess/{name}.yaml", ("id",), f"no rule builds on {name!r}")
    for name in _beyond(book.value_sets, sets_of_reading(book.reading), *_sets(book)):
        yield places.fault(f"value_sets/{name}.json", (), "no finding uses this value set")
    numbers = (one.parameters.values() for one in book.findings.values())
    for name in _beyond(book.parameters, [book.reading.gestation.disagreement], *numbers):
        yield places.fault("parameters.yaml", (name,), f"no finding uses {name!r}")
    for name in _beyond(book.suggestions, *(rule.card.suggestions for rule in rules)):
        yield places.fault("suggestions.yaml", (name,), f"no card offers {name!r}")
    for name in _beyond(book.sheet.override_reasons, *(rule.card.override_reasons for rule in rules)):
        yield places.fault("rulebook.yaml", ("override_reasons", name), f"no card offers {name!r}")


def _beyond(names: Iterable[str], *used: Iterable[str]) -> list[str]:
    return sorted(set(names) - set(chain.from_iterable(used)))


def _sets(book: RuleBook) -> Iterator[Iterable[str]]:
    for finding in book.findings.values():
        yield (*finding.all_sets, *finding.observed_as)
    for suggestion in book.suggestions.values():
        yield _coded_from(suggestion.resource)


def _coded_from(template: object) -> Iterator[str]:
    """The value sets that a suggestion's `$code` entries name."""
    if isinstance(template, list):
        for item in template:
            yield from _coded_from(item)
    elif isinstance(template, dict):
        named = template.get("$code")
        if isinstance(named, dict):
            yield str(named.get("value_set"))
        for item in template.values():
            yield from _coded_from(item)
