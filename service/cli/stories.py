"""Stories: charts in files whose folder says what becomes of them (fixtures/README.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from service.app import Ids
from service.cli.evaluate import FileEvaluation
from service.errors import ServiceError
from service.evaluate import Pipeline
from service.rulebook.load import enabling

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from pathlib import Path

    from service.rulebook.book import RuleBook
    from service.settings import Settings

DAY_FILE = "day.txt"
"""Beside the stories: the day on which they are told."""

_WITHOUT_CARDS = frozenset({"silent", "other-patient"})
_REFUSED = "refused"

Cards = dict[str, tuple[str, ...]]
"""Rule to the indicators of its cards, or of an assessment that holds to nothing."""


class Told(NamedTuple):
    """What became of a story: its cards, or why it was refused."""

    cards: Cards
    refused: str | None = None

    def __str__(self) -> str:
        """As one would say it."""
        if self.refused is not None:
            return "a refusal"
        return cards_in_words(self.cards) or "no card"


def cards_in_words(cards: Mapping[str, tuple[str, ...]]) -> str:
    """Each card with its indicators."""
    return ", ".join(f"{rule} ({', '.join(found)})" if found else rule for rule, found in sorted(cards.items()))


def stories_in(directory: Path) -> list[Path]:
    """Every story of a directory, in order."""
    return sorted(directory.rglob("*.json"))


def day_in(directory: Path) -> str | None:
    """The day on which the stories of a directory are told, as written; None where it does not say."""
    file = directory / DAY_FILE
    return file.read_text(encoding="utf-8").strip() if file.is_file() else None


def rules_of(path: Path) -> dict[str, str]:
    """The rules that the folder of a story names, with the indicator that it names or nothing."""
    folder = path.parent.name
    if folder in _WITHOUT_CARDS or folder == _REFUSED:
        return {}
    return {rule: indicator for rule, _, indicator in (part.partition(".") for part in folder.split("+"))}


def expected(path: Path, book: RuleBook) -> Told:
    """What the folder of a story says; a rule that the book does not have has any indicator."""
    if path.parent.name == _REFUSED:
        return Told({}, _REFUSED)
    usual = {rule.id: rule.card.indicator.value for rule in book.rules.values()}
    named = rules_of(path)
    return Told({rule: (indicator or usual.get(rule, "a card"),) for rule, indicator in named.items()})


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells stories by one rule book, on one day, for the hook of charts where a story has none of its own."""

    book: RuleBook
    settings: Settings
    hook: str
    day: date
    pipelines: dict[frozenset[str], Pipeline] = field(default_factory=dict)

    def told(self, path: Path, active: Collection[str] = ()) -> Told:
        """What becomes of a story, with some sheets active whatever their status."""
        evaluation = FileEvaluation(self._pipeline(active), self.settings, self.hook, self.day)
        cards: Cards = {}
        try:
            for answer, _ in evaluation.answers(path):
                for card in answer["cards"]:
                    rule = card["source"]["topic"]["code"]
                    cards[rule] = (*cards.get(rule, ()), card["indicator"])
        except ServiceError as fault:
            return Told({}, str(fault))
        return Told({rule: tuple(sorted(set(found))) for rule, found in cards.items()})

    def _pipeline(self, active: Collection[str]) -> Pipeline:
        statuses = {name: self.book.rules[name].status for name in active if name in self.book.rules}
        added = frozenset(name for name, status in statuses.items() if status in ("draft", "shadow"))
        if added not in self.pipelines:
            book = enabling(self.book, added)
            self.pipelines[added] = Pipeline(book, self.settings.public_base_url, Ids())
        return self.pipelines[added]
