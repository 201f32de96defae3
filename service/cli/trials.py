"""`rules test` and `rules diff`: what the sheets do with their examples, and with the stories of a directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import orjson

from service.api.bundles import DEFAULT_HOOK, day_of
from service.app import local_today
from service.cli.difference import compared
from service.cli.manual import examples, exit_codes, variables
from service.cli.start import CANNOT, FAULTY, faults_told, read_settings, stop, write_out
from service.cli.stories import Teller, day_in, expected, rules_of, stories_in
from service.errors import InvalidParameter
from service.evaluate import CHECKS
from service.reasoning.engine import Engine
from service.reasoning.examples import values_of
from service.reasoning.plain import grounds, why_not
from service.reasoning.reasoner import indicator_of
from service.rulebook.load import load_rulebook
from service.rulebook.sheets import RuleSheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from service.domain import Presence
    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import AssessmentSheet, Example
    from service.settings import Settings

_FIXTURES = click.option(
    "--fixtures",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Directory of the stories.  [default: fixtures/ beside the rule book's directory]",
)
_AS_OF = click.option("--as-of", metavar="DAY", help="Day on which they are told.  [default: DIR/day.txt, else today]")


class Trial(NamedTuple):
    """One example or story, and what is wrong with it."""

    kind: str
    name: str
    problem: str | None

    def __str__(self) -> str:
        """One line."""
        told = f": {self.problem}" if self.problem else ""
        return f"{'FAILED' if self.problem else 'ok':<6}  {self.kind:<7}  {self.name}{told}\n"


@click.command(
    epilog=exit_codes(
        "everything that was tried does what it says",
        "something does not, the rule book has a fault, or what was asked for does not exist",
        "an option or a setting cannot be used",
    )
    + variables("rules_dir", "enable_rules")
    + examples("python -m service rules test", "python -m service rules test late-pregnancy-hip-pain hip_region_pain")
)
@click.argument("identities", nargs=-1, metavar="[ID...]")
@_FIXTURES
@_AS_OF
def test(identities: Sequence[str], fixtures: Path | None, as_of: str | None) -> None:
    """Try sheets: their examples in the rule engine, and the stories that name them.

    An ID is a rule or an assessment; without one every sheet and every story is tried. A story tries
    sheets that its folder names as if they were active, whatever their status.
    """
    settings = read_settings()
    book = _book(settings, settings.rules_dir)
    for name in identities:
        if name not in book.rules and name not in book.assessments:
            stop(f"no rule and no assessment has the id {name!r}; `rules list` shows the rules", FAULTY)
    trials = [*_of_examples(book, identities), *_of_stories(book, settings, identities, fixtures, as_of)]
    for trial in trials:
        write_out(str(trial).encode())
    failed = sum(1 for trial in trials if trial.problem)
    write_out(f"{len(trials) - failed} as expected, {failed} not\n".encode())
    raise SystemExit(FAULTY if failed else 0)


def _book(settings: Settings, directory: Path, code: int = FAULTY, *, as_written: bool = False) -> RuleBook:
    """A rule book whose examples need not hold: whether they do is the question."""
    with faults_told(directory, code):
        return load_rulebook(directory, CHECKS, () if as_written else settings.enable_rules)


def _of_examples(book: RuleBook, identities: Sequence[str]) -> Iterator[Trial]:
    for sheet in book.sheets:
        if not identities or sheet.id in identities:
            engine = Engine(sheet.id, {sheet.id: sheet.when})
            for example in sheet.examples:
                yield Trial("example", f"{sheet.id}: {example.name}", _problem(sheet, example, engine))


def _problem(sheet: RuleSheet | AssessmentSheet, example: Example, engine: Engine) -> str | None:
    """What an example does that it does not say, and what decided."""
    values = values_of(sheet, example)
    fires = bool(engine.fired(values))
    if fires != (example.expect == "fires"):
        return _fired(sheet, values) if fires else _silent(sheet, values)
    if isinstance(sheet, RuleSheet) and example.indicator not in (None, indicator_of(sheet, values)):
        return f"is {indicator_of(sheet, values).value}, not {example.indicator}"
    return None


def _fired(sheet: RuleSheet | AssessmentSheet, values: Mapping[str, Presence]) -> str:
    return "fires: " + ", ".join(f"{name} is {values[name].value}" for name in grounds(sheet.when, values))


def _silent(sheet: RuleSheet | AssessmentSheet, values: Mapping[str, Presence]) -> str:
    because = (f"{one.name} is {one.value}, needed {one.needed}" for one in why_not(sheet.when, values))
    return "stays silent: " + "; ".join(because)


def _of_stories(
    book: RuleBook, settings: Settings, identities: Sequence[str], fixtures: Path | None, as_of: str | None
) -> Iterator[Trial]:
    directory = _stories(settings, fixtures)
    if directory is None:
        return
    teller = _teller(book, settings, directory, as_of)
    for path in stories_in(directory):
        named = rules_of(path)
        if not identities or not named.keys().isdisjoint(identities):
            wanted, told = expected(path, book), teller.told(path, [*named, *identities])
            same = told.cards == wanted.cards and (told.refused is None) == (wanted.refused is None)
            yield Trial("story", _named(path, directory), None if same else f"expected {wanted}; it is {told}")


def _stories(settings: Settings, given: Path | None) -> Path | None:
    """The directory of the stories; None where the usual one is not there."""
    directory = given or settings.rules_dir.parent / "fixtures"
    if directory.is_dir():
        return directory
    if given is not None:
        stop(f"--fixtures: {given} is not a directory")
    return None


def _teller(book: RuleBook, settings: Settings, directory: Path, as_of: str | None) -> Teller:
    hooks = [service.hook for service in book.sheet.services]
    try:
        day = day_of(as_of or day_in(directory), local_today())
    except InvalidParameter as error:
        stop(f"--as-of or {directory}/day.txt: {str(error).partition(': ')[2]}")
    return Teller(book, settings, DEFAULT_HOOK if DEFAULT_HOOK in hooks else hooks[0], day)


def _named(path: Path, directory: Path) -> str:
    return path.relative_to(directory).as_posix()


@click.command(
    epilog=exit_codes(
        "no story and no example changes its cards",
        "some do; each is named",
        "a rule book has a fault, or an option or a setting cannot be used",
    )
    + examples(
        "python -m service rules diff /srv/rules-of-last-year rules",
        "git worktree add /tmp/before main && python -m service rules diff /tmp/before/rules rules",
        "python -m service rules diff --json old/rules new/rules --fixtures charts --as-of 2026-11-22",
    )
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@_FIXTURES
@_AS_OF
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(old: Path, new: Path, fixtures: Path | None, as_of: str | None, *, as_json: bool) -> None:
    """Compare two rule books: which stories and examples change their cards.

    OLD and NEW are directories of rule books, such as rules/ and a copy of it. Examples of both are
    tried in both; a sheet makes a card only where its status is active.
    """
    settings = read_settings()
    books = [_book(settings, directory, CANNOT, as_written=True) for directory in (old, new)]
    directory = _stories(settings, fixtures)
    tellers = [_teller(book, settings, directory, as_of) for book in books] if directory else []
    stories = {_named(path, directory): path for path in stories_in(directory)} if directory else {}
    result = compared(books, stories, tellers)
    layout = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    write_out(orjson.dumps(result.as_json(), option=layout) if as_json else str(result).encode())
    raise SystemExit(FAULTY if result.differences else 0)
