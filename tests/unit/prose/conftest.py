"""The reader over the sheets of the checkout, and what it answers in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.domain import Side
from service.prose.lexicon import Lexicon
from service.prose.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.domain import Sides
    from service.prose.mentions import Account, Mention
    from service.rulebook.book import RuleBook

Read = "Callable[[str], Account]"


@pytest.fixture(scope="session")
def reports(book: RuleBook) -> Lexicon:
    """What reports are read with."""
    return Lexicon(book.language, book.report_terms)


@pytest.fixture(scope="session")
def symptoms(book: RuleBook) -> Lexicon:
    """What problem lists and notes are read with."""
    return Lexicon(book.language, book.symptom_terms)


@pytest.fixture(scope="session")
def report(reports: Lexicon) -> Callable[[str], Account]:
    """Reads a text as a report."""
    return lambda text: read(text, reports)


@pytest.fixture(scope="session")
def note(symptoms: Lexicon) -> Callable[[str], Account]:
    """Reads a text as a note."""
    return lambda text: read(text, symptoms)


def told(mentions: tuple[Mention, ...]) -> list[str]:
    """Mentions in short: `marrow_oedema present left`."""
    return [" ".join(filter(None, (one.concept, one.presence.value, side(one.sides)))) for one in mentions]


def side(sides: Sides) -> str:
    """Sides in one word."""
    return "both" if len(sides) > 1 else "".join(one.value for one in Side if one in sides)
