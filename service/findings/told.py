"""What problem lists and visits say in words alone: statements of their own, with the sentence they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import NO_SIDE, Presence
from service.findings.sites import Region, place_of
from service.prose.lexicon import Lexicon
from service.prose.mentions import Region as Named
from service.prose.reader import read
from service.record.statements import Coding, Concept, Standing, Text, indexed
from service.rulebook.language import Trigger
from service.rulebook.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from service.prose.mentions import Mention
    from service.record.statements import Chart, Statement
    from service.rulebook.book import RuleBook
    from service.rulebook.language import Concept as Said
    from service.rulebook.language import Language, Terms

_LONGEST_QUOTE = 200
_MOST = 250_000
"""Characters of one call."""
_NOTES = 64
"""Texts of one problem."""
_WHAT = 4
"""The fields of a Mention that say what it says: concept, presence, sides, region."""
_TOLD = ("Condition", "Encounter")
_WHY = "reason"
"""An Encounter's type is no complaint; its reasons are."""
_NOTE = "note"
"""A note may speak of the other hip; the name of a problem may not."""


def quote(mention: Mention) -> str:
    """The sentence of a mention, as long as a card can show."""
    text = mention.quote
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"


def coding_of(concept: Said) -> Coding:
    """The pseudo code of what a text says: it has no system, and stands in the value sets that the terms name."""
    return Coding("", "", frozenset(concept.means))


class Lexicons:
    """Both kinds of terms of a rule book, made ready for reading; built once."""

    def __init__(self, book: RuleBook) -> None:
        """Compile the sheets."""
        self.reading = book.reading
        self.may_complain = book.terminology.may_complain
        self.symptoms = Lexicon(book.language, book.symptom_terms)
        self.lasting = Lexicon(_timeless(book.language), book.symptom_terms)
        self.may_last = Screen(_lasting(book.symptom_terms), book.language).may_say
        self.reports = Lexicon(book.language, book.report_terms)


class Texts:
    """The free text of one call, read up to a bound: what is longer than any chart is not read."""

    def __init__(self, lexicons: Lexicons) -> None:
        """Nothing has been read yet."""
        self.reading = lexicons.reading
        self.report_concepts = lexicons.reports.concepts
        self._lexicons = lexicons
        self._left = _MOST

    def of_report(self, text: str) -> Iterator[Mention]:
        """What the text of an imaging report says, each thing once."""
        return self._mentions(text, self._lexicons.reports)

    def _complaints(self, text: str) -> Iterator[Mention]:
        """What the text of a problem says; what lasts is read as if no word put anything into the past."""
        known = self._lexicons
        for lexicon in (known.symptoms, known.lasting) if known.may_last(text) else (known.symptoms,):
            for mention in self._mentions(text, lexicon):
                if lexicon.concepts[mention.concept].lasts is (lexicon is known.lasting):
                    yield mention

    def _mentions(self, text: str, lexicon: Lexicon) -> Iterator[Mention]:
        """Each thing that a text says, once; nothing where too much was read before."""
        if len(text) > self._left:
            return
        self._left -= len(text)
        seen = set()
        for mention in read(text, lexicon).mentions:
            if mention[:_WHAT] not in seen:
                seen.add(mention[:_WHAT])
                yield mention

    def heard(self, chart: Chart) -> Chart:
        """The chart with what its problem list and its visits say in words alone."""
        told = [self._told(one) if one.kind in _TOLD else (one,) for one in chart.statements]
        if all(len(more) == 1 and more[0] is one for one, more in zip(chart.statements, told, strict=True)):
            return chart
        whole = (*(more[0] for more in told), *(one for more in told for one in more[1:]))
        return chart._replace(statements=whole, by_set=indexed(whole))

    def _told(self, statement: Statement) -> tuple[Statement, ...]:
        """The statement, and one for each thing that its words say."""
        texts = list(_texts(statement))
        if not statement.sets and not any(self._lexicons.may_complain(text.text) for text in texts):
            return (statement,)
        symptoms = self._lexicons.symptoms
        heard = [
            (text.element, mention, symptoms.concepts[mention.concept])
            for text in texts[:_NOTES]
            for mention in self._complaints(text.text)
        ]
        how = [_concept(element, said) for element, mention, said in heard if said.company and _is_there(mention)]
        quotes = _joined((element, quote(mention)) for element, mention, said in heard if said.company)
        things = [one for one in heard if not one[2].company]
        more = [made for one in things if (made := self._statement(statement, *one)) is not None]
        return tuple(_qualified(one, how, quotes) for one in (statement, *more)) if how else (statement, *more)

    def _statement(self, statement: Statement, element: str, mention: Mention, said: Said) -> Statement | None:
        """What a mention says, as a record of the day and the standing of the one it stands in."""
        standing = _STANDING.get((statement.standing, mention.presence))
        place = place_of(statement.code, statement.sites, self.reading)
        named = mention.region is Named.HIP
        if standing is None or (said.sided and place.region is Region.ELSEWHERE and not named):
            return None
        if place.contradicts and not element.startswith(_NOTE):
            standing, mention = Standing.UNSURE, mention._replace(sides=NO_SIDE)
        sides = mention.sides or (place.sides if said.sided and not named else NO_SIDE)
        concept = _concept(element, said)
        concept = concept._replace(sets=concept.sets.union(self.reading.sides[side.value] for side in sides))
        return statement._replace(
            standing=standing,
            code=(concept,),
            sites=(_of_sets(element, self.reading.hip_sites[:1]),) if named else statement.sites,
            severity=(_of_sets(element, said.severity),) if said.severity else (),
            value=(),
            qualifiers=(),
            texts=(),
            began_text=None,
            sets=concept.sets,
            value_sets=frozenset(),
            quotes={element: quote(mention)},
        )


_STANDING = {
    (Standing.CURRENT, Presence.PRESENT): Standing.CURRENT,
    (Standing.CURRENT, Presence.ABSENT): Standing.REFUTED,
    (Standing.CURRENT, Presence.UNKNOWN): Standing.UNSURE,
    (Standing.ENDED, Presence.PRESENT): Standing.ENDED,
    (Standing.ENDED, Presence.ABSENT): Standing.REFUTED,
    (Standing.REFUTED, Presence.PRESENT): Standing.REFUTED,
    (Standing.UNSURE, Presence.PRESENT): Standing.UNSURE,
}
"""What becomes of a record's standing by what its words say; what is denied of the denied says nothing."""


def _texts(statement: Statement) -> Iterator[Text]:
    """The words of a statement that no known code stands for: its code's, and its notes."""
    for concept in statement.code:
        if concept.text and not concept.sets and (statement.kind == "Condition" or concept.element.startswith(_WHY)):
            yield Text(concept.element, concept.text)
    yield from statement.texts


def _timeless(language: Language) -> Language:
    """The language without its words and headings for an earlier time."""
    sections = language.sections.model_copy(update={"earlier": ()})
    return language.model_copy(update={"earlier": Trigger(), "sections": sections})


def _lasting(terms: Terms) -> Terms:
    """The terms for what lasts alone."""
    return terms.model_copy(update={"concepts": {name: one for name, one in terms.concepts.items() if one.lasts}})


def _is_there(mention: Mention) -> bool:
    return mention.presence is Presence.PRESENT


def _concept(element: str, said: Said) -> Concept:
    coding = coding_of(said)
    return Concept(element, (coding,), None, coding.sets)


def _of_sets(element: str, names: Iterable[str]) -> Concept:
    return Concept(element, (), None, frozenset(names))


def _joined(quotes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """One quotation for each element."""
    found: dict[str, str] = {}
    for element, sentence in quotes:
        found[element] = f"{found[element]} … {sentence}" if element in found else sentence
    return found


def _qualified(statement: Statement, how: list[Concept], quotes: Mapping[str, str]) -> Statement:
    """The statement with how it came about, if it names anything that is there."""
    if not statement.sets or statement.standing not in (Standing.CURRENT, Standing.UNSURE):
        return statement
    own = [(element, text) for element, text in statement.quotes.items() if quotes.get(element) != text]
    return statement._replace(qualifiers=(*statement.qualifiers, *how), quotes=_joined([*own, *quotes.items()]))
