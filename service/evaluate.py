"""The pipeline: what the call brought becomes a chart, the chart cases, the cases conclusions, those cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.cards.build import Deck, Request
from service.cards.templates import check_suggestions
from service.findings.cases import Observer
from service.findings.catalogue import check_computed
from service.findings.takes import check_takes
from service.findings.told import Lexicons
from service.reasoning.examples import check_examples
from service.reasoning.limits import check_limits
from service.reasoning.reasoner import Reasoner
from service.record.chart import Subject, read_chart
from service.rulebook.fields import ORDER_HOOKS
from service.rulebook.load import load_rulebook
from service.rulebook.prefetch import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from service.domain import Issue, Verdict
    from service.record.sources import Source
    from service.record.statements import Chart
    from service.rulebook.book import RuleBook

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One patient, one hook, one day, and what was sent about them.

    `explain` asks for every finding and rule even when nothing can fire; `drafts` are the orders
    that are being written.
    """

    hook: str
    subject: Subject
    sources: Iterable[Source]
    as_of: date
    explain: bool = False
    drafts: Source | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the service thinks of one patient: cards, and everything they rest on.

    `blind` names the silent rules that could have fired with data that the call lacked, and the
    resource types they lacked.
    """

    chart: Chart
    verdicts: tuple[Verdict, ...]
    cards: tuple[Json, ...]
    blind: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What could not be read or used."""
        return self.chart.issues


def _unheard(_phase: str) -> None:
    """Nobody counts how long a phase takes."""


class Pipeline:
    """A rule book ready to evaluate calls."""

    def __init__(self, book: RuleBook, base_url: str, new_id: Callable[[], str]) -> None:
        """Prepare engines and cards once."""
        self.book = book
        self.reasoner = Reasoner(book)
        self._deck = Deck(book, base_url)
        self._new_id = new_id
        hooks: list[str] = [service.hook for service in book.sheet.services]
        lexicons = Lexicons(book)
        self._observers = {
            hook: Observer(book, self.reasoner.panel(hook).findings, lexicons, orders=hook in ORDER_HOOKS)
            for hook in hooks
        }
        self.queries = {hook: queries(book, hook) for hook in hooks}
        self._silent_without_record = {hook: self._is_silent_without_record(hook) for hook in hooks}

    def _is_silent_without_record(self, hook: str) -> bool:
        """Whether no rule can fire on the Patient resource alone, whatever it says."""
        return not self.reasoner.panel(hook).screen.may_fire(frozenset(self._observers[hook].always))

    def evaluate(self, call: Call, over: Callable[[str], object] = _unheard) -> Evaluation:
        """Evaluate one call; reads no clock and keeps nothing. `over` is told which phase has just ended."""
        chart = read_chart(call.sources, call.subject, self.book.terminology, call.as_of, call.drafts)
        over("record")
        nothing_said = not chart.statements and not chart.unanswered
        if nothing_said and not call.explain and self._silent_without_record[call.hook] and not chart.drafts:
            return Evaluation(chart, (), ())
        cases = self._observers[call.hook].cases(chart, call.as_of)
        over("findings")
        verdicts = self.reasoner.conclude(cases, call.hook)
        blind = self._blind(verdicts, call.hook)
        over("reasoning")
        request = Request(chart.patient.reference, call.as_of, self._new_id)
        cards = tuple(self._deck.cards(verdicts, request))
        over("cards")
        return Evaluation(chart, verdicts, cards, blind)

    def _blind(self, verdicts: Iterable[Verdict], hook: str) -> dict[str, frozenset[str]]:
        lacking: dict[str, frozenset[str]] = {}
        for verdict in verdicts:
            for rule, kinds in self.reasoner.blind(verdict, hook).items():
                lacking[rule] = lacking.get(rule, frozenset()) | kinds
        return lacking


CHECKS = (check_computed, check_takes, check_suggestions, check_limits)
"""What the rooms have to say of a rule book, apart from its examples."""


def open_rulebook(directory: Path, enabled: Collection[str] = ()) -> RuleBook:
    """The rule book of a directory, checked by every room that has a say; raises RuleBookFault.

    `enabled` are rules that count as active whatever their sheets say; raises StartFault where there is none.
    """
    return load_rulebook(directory, (*CHECKS, check_examples), enabled)
