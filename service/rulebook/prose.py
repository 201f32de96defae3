"""What must hold of the sheets of language: each phrase has one meaning, each name that they use exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.rulebook.language import entries_of_terms, entries_of_wording
from service.rulebook.phrases import unreadable
from service.rulebook.vocabulary import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.language import Entry, Language, Terms
    from service.rulebook.load import Places

_LANGUAGE = "language.yaml"

Sheet = tuple[str, list["Entry"]]


def check_prose(book: RuleBook, places: Places) -> Iterator[Fault]:
    """Every fault of the sheets of language."""
    common: Sheet = (_LANGUAGE, list(entries_of_wording(book.language)))
    yield from _readable([common], book.language, places)
    yield from _twice([common], places)
    for file, terms in (("report_terms.yaml", book.report_terms), ("symptom_terms.yaml", book.symptom_terms)):
        sheets: list[Sheet] = [common, (file, list(entries_of_terms(terms)))]
        yield from _readable(sheets, book.language, places)
        yield from _twice(sheets, places)
        yield from _names(file, terms, book, places)


def _readable(sheets: list[Sheet], language: Language, places: Places) -> Iterator[Fault]:
    """A fault for each phrase of the last sheet that no text can hold, or that is spelt in two ways."""
    words = {word for _, entries in sheets for entry in entries for reading in entry.readings for word in reading}
    other = {spelling: word for word in words for spelling in language.spellings(word) if spelling != word}
    file, entries = sheets[-1]
    for entry in entries:
        if any(unreadable(reading) for reading in entry.readings):
            yield places.fault(
                file, entry.place, f"{entry.phrase!r} has no words, or a stop at which every phrase ends"
            )
        for word in sorted({word for reading in entry.readings for word in reading} & other.keys()):
            yield places.fault(file, entry.place, f"{word!r} is spelt {other[word]!r} elsewhere; see respellings")


def _twice(sheets: list[Sheet], places: Places) -> Iterator[Fault]:
    """A phrase that stands in two places means two things, or is superfluous; told in the last of the sheets."""
    seen: dict[tuple[str, ...], tuple[str, Entry]] = {}
    for file, entries in sheets:
        for entry in entries:
            for words in entry.readings:
                before, other = seen.setdefault(words, (file, entry))
                if other is not entry and file == sheets[-1][0]:
                    where = ".".join(str(step) for step in other.place[:-1])
                    message = f"{' '.join(words)!r} stands in {before} under {where} as well"
                    yield places.fault(file, entry.place, message)


def _names(file: str, terms: Terms, book: RuleBook, places: Places) -> Iterator[Fault]:
    at = Reference(places, file)
    for name, concept in terms.concepts.items():
        place = ("concepts", name)
        yield from at.missing((*place, "means"), concept.means, book.value_sets, "value_sets/")
        yield from at.missing((*place, "severity"), concept.severity, book.value_sets, "value_sets/")
        yield from at.missing((*place, "said_of"), concept.said_of, terms.sites, "sites")
        yield from at.missing((*place, "company"), concept.company, terms.words, "words")
        for number, pair in enumerate(concept.together):
            yield from at.missing((*place, "together", number), [pair.words], terms.words, "words")
            yield from at.missing((*place, "together", number), pair.near, terms.groups, "words or sites")
    named = {
        name for concept in terms.concepts.values() for pair in concept.together for name in (pair.words, *pair.near)
    }
    for name in sorted(terms.words.keys() - named):
        yield places.fault(file, ("words", name), f"no concept uses the words {name!r}")
    for name in sorted(terms.words.keys() & terms.sites.keys()):
        yield places.fault(file, ("words", name), f"{name!r} is also the name of a site")
