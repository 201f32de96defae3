"""`rules new`, `rules schema`, `rules graph`: for whoever writes sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from service.cli.manual import examples, exit_codes, variables
from service.cli.rules import CODES
from service.cli.start import FAULTY, book_or_stop, faults_told, read_settings, stop, write_out
from service.errors import CannotWrite
from service.rulebook.drawing import svg
from service.rulebook.generated import SCHEMAS, schema_file
from service.rulebook.graph import graph_of, mermaid
from service.rulebook.new import HOOKS, TRACKS, gaps_in, new_rule
from service.rulebook.schema import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.rulebook.fields import Hook
    from service.rulebook.new import Track


@click.command(
    epilog=exit_codes(
        "the sheet was written",
        "rulebook.yaml has a fault",
        "the id, the track or a hook cannot be used, the sheet exists already, or it cannot be written",
    )
    + variables("rules_dir")
    + examples(
        "python -m service rules new knee-pain-after-toh",
        "python -m service rules new calcitonin-order --track safety --ref TOH-049",
    )
)
@click.argument("identity", metavar="ID")
@click.option(
    "--track", type=click.Choice(TRACKS), default="diagnostic", help="Track of the card.  [default: diagnostic]"
)
@click.option(
    "--hook",
    "hooks",
    type=click.Choice(HOOKS),
    multiple=True,
    help="Hook that it answers; may be given several times.  [default: all that its track can and the book serves]",
)
@click.option("--ref", metavar="NUMBER", help="Its number in the clinical decision table, such as TOH-049.")
def new(identity: str, track: Track, hooks: Sequence[Hook], ref: str | None) -> None:
    """Begin a rule: write rules/advise/ID.yaml.

    The sheet is a draft with a comment at every place that its author must fill in; `rules check`
    names those places until nothing is left of them.
    """
    directory = read_settings().rules_dir
    with faults_told(directory):
        try:
            path = new_rule(directory, identity, track, hooks, ref)
        except CannotWrite as fault:
            stop(str(fault))
        except OSError as fault:
            stop(f"{directory / 'advise'}: {fault.strerror}")
    write_out(f"wrote {path}: a draft with {gaps_in(path)} places to fill in\n".encode())


@click.command(
    epilog=CODES
    + examples(
        "python -m service rules schema",
        "python -m service rules schema rule > /srv/schemas/rule.json",
    )
)
@click.argument("kind", type=click.Choice(list(KINDS)), required=False)
def schema(kind: str | None) -> None:
    """Print the JSON Schema of one kind of sheet, or list the kinds.

    With it an editor completes keys and names and marks what is wrong while one writes: a sheet names
    its schema in a first line `# yaml-language-server: $schema=../../docs/schemas/rule.json`. `rules
    doc --write` writes all of them.
    """
    if kind is None:
        for name, (files, _) in KINDS.items():
            write_out(f"{name:<12}  rules/{files:<20}  {SCHEMAS}/{name}.json\n".encode())
        return
    write_out(schema_file(kind, book_or_stop(read_settings(), as_written=True)))


@click.command(
    epilog=CODES
    + variables("rules_dir", "enable_rules")
    + examples(
        "python -m service rules graph --format svg > rules.svg",
        "python -m service rules graph --rule late-pregnancy-hip-pain",
    )
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["mermaid", "svg"]),
    default="mermaid",
    help="Mermaid, which GitHub and many editors draw, or a picture.  [default: mermaid]",
)
@click.option("--rule", metavar="ID", help="Only this rule and what it rests on.")
def graph(style: str, rule: str | None) -> None:
    """Draw the rule book: findings, assessments, cards.

    Each line says what a name does: it must be present, recorded absent or unknown, it silences the
    card, or it changes its indicator.
    """
    book = book_or_stop(read_settings())
    try:
        drawn = graph_of(book, rule)
    except KeyError:
        stop(f"no rule has the id {rule!r}; `rules list` shows them all", FAULTY)
    title = rule or f"{book.sheet.title}: rule book {book.version}"
    write_out((svg(drawn, title) if style == "svg" else mermaid(drawn)).encode())
