"""The statements of the source article: what became of each, so that none is followed or forgotten unnoticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import StringConstraints

from service.rulebook.fields import Strict, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.errors import Fault
    from service.rulebook.book import RuleBook
    from service.rulebook.load import Places

Number = Annotated[str, StringConstraints(pattern=r"^S[1-9]\d*$")]
Judgement = Literal["dangerous", "wrong", "contested", "imprecise", "agrees"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)
"""What the literature says of a statement, what would do most harm first."""


class StatementSheet(Strict):
    """One statement: what the article says, what the literature says, and what honours it here or why nothing does."""

    article: Words
    literature: Judgement
    note: Words
    honoured_by: tuple[str, ...] = ()
    reason: Words | None = None


_FILE = "statements.yaml"


def check_statements(book: RuleBook, places: Places) -> Iterator[Fault]:
    """A fault for each statement without an answer, and for each name that nothing in the rule book has."""
    known = {*book.findings, *book.assessments, *book.parameters, *book.rules}
    for number, statement in book.statements.items():
        if not statement.honoured_by and not statement.reason:
            yield places.fault(_FILE, (number,), f"nothing honours {number}, and no reason says why")
        if statement.honoured_by and statement.reason:
            message = "a reason says why nothing honours the statement; here something does"
            yield places.fault(_FILE, (number, "reason"), message)
        for name in statement.honoured_by:
            if name not in known:
                message = f"{name!r} is neither a rule nor an assessment, a finding or a parameter"
                yield places.fault(_FILE, (number, "honoured_by"), message, name)
            elif name in book.rules and book.rules[name].status == "retired":
                yield places.fault(_FILE, (number, "honoured_by"), f"{name!r} is retired and honours nothing", name)
