"""Two rule books side by side: the stories and examples whose cards differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from service.cli.stories import Told, cards_in_words
from service.reasoning.engine import Engine
from service.reasoning.examples import values_of
from service.reasoning.reasoner import indicator_of
from service.rulebook.sheets import RuleSheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from service.cli.stories import Cards, Teller
    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import AssessmentSheet, Example

Json = dict[str, Any]


class Difference(NamedTuple):
    """One story or example, and what becomes of it by the old and by the new rule book."""

    kind: str
    name: str
    old: Told
    new: Told

    @property
    def gained(self) -> Cards:
        """The cards that only the new rule book makes."""
        return {rule: found for rule, found in self.new.cards.items() if rule not in self.old.cards}

    @property
    def lost(self) -> Cards:
        """The cards that only the old rule book made."""
        return {rule: found for rule, found in self.old.cards.items() if rule not in self.new.cards}

    @property
    def changed(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """The cards of both whose indicator is another."""
        both = self.old.cards.keys() & self.new.cards.keys()
        pairs = {rule: (self.old.cards[rule], self.new.cards[rule]) for rule in sorted(both)}
        return {rule: (before, after) for rule, (before, after) in pairs.items() if before != after}

    def lines(self) -> Iterator[str]:
        """As text."""
        yield f"{self.kind} {self.name}"
        for told, cards in (("lost", self.lost), ("gained", self.gained)):
            for rule in sorted(cards):
                yield f"  {told:<7}  {cards_in_words({rule: cards[rule]})}"
        for rule, (before, after) in self.changed.items():
            yield f"  changed  {rule}: {', '.join(before)} -> {', '.join(after)}"
        if (self.old.refused is None) != (self.new.refused is None):
            yield f"  changed  {self.old} -> {self.new}"

    def as_json(self) -> Json:
        """As JSON, without what did not change."""
        told: Json = {"kind": self.kind, "name": self.name}
        parts: Json = {
            "gained": self.gained,
            "lost": self.lost,
            "changed": {rule: {"old": before, "new": after} for rule, (before, after) in self.changed.items()},
            "refused": {name: one.refused for name, one in (("old", self.old), ("new", self.new)) if one.refused},
        }
        return told | {name: part for name, part in parts.items() if part}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and what differs."""

    books: Sequence[RuleBook]
    stories: int
    examples: int
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        """Each difference, and how many there are."""
        lines = [line for one in self.differences for line in one.lines()]
        counts = f"{self.stories} stories and {self.examples} examples compared"
        return "\n".join([*lines, f"{len(self.differences)} differ: {counts}", ""])

    def as_json(self) -> Json:
        """The same for programs."""
        sides = {
            name: {"version": book.version, "sha256": book.sha256}
            for name, book in zip(("old", "new"), self.books, strict=True)
        }
        counts = {"stories": self.stories, "examples": self.examples}
        return sides | {"compared": counts, "differences": [one.as_json() for one in self.differences]}


def compared(books: Sequence[RuleBook], stories: Mapping[str, Path], tellers: Sequence[Teller]) -> Comparison:
    """The old and the new rule book compared; each story has a name and a file, each book its teller."""
    told = {name: [teller.told(path) for teller in tellers] for name, path in stories.items()}
    of_stories = [Difference("story", name, *both) for name, both in told.items()]
    of_examples = [
        Difference("example", name, *(_card(book, identity, example) for book in books))
        for name, identity, example in _examples(books)
    ]
    differing = [one for one in (*of_stories, *of_examples) if _differs(one)]
    return Comparison(books, len(of_stories), len(of_examples), tuple(differing))


def _differs(one: Difference) -> bool:
    return one.old.cards != one.new.cards or (one.old.refused is None) != (one.new.refused is None)


def _examples(books: Sequence[RuleBook]) -> Iterator[tuple[str, str, Example]]:
    """Every example of either rule book once, and of which sheet it is."""
    seen = set()
    for book in books:
        for sheet in book.sheets:
            for example in sheet.examples:
                key = (sheet.id, example.given)
                if key not in seen:
                    seen.add(key)
                    yield f"{sheet.id}: {example.name}", sheet.id, example


def _card(book: RuleBook, identity: str, example: Example) -> Told:
    """What a sheet makes of an example: a card with its indicator, an assessment that holds, or nothing."""
    sheet: RuleSheet | AssessmentSheet | None = book.rules.get(identity) or book.assessments.get(identity)
    if sheet is None or (isinstance(sheet, RuleSheet) and sheet.status != "active"):
        return Told({})
    values = values_of(sheet, example)
    if not Engine(sheet.id, {sheet.id: sheet.when}).fired(values):
        return Told({})
    return Told({sheet.id: (indicator_of(sheet, values).value,) if isinstance(sheet, RuleSheet) else ()})
