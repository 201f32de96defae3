"""`rules`: check, list, show, lock, doc."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from service.api.rules import rule_json
from service.cli.start import FAULTY, faults_text, read_settings, stop
from service.errors import NotFound, RuleBookFault
from service.evaluate import open_rulebook
from service.rulebook.doc import rules_page
from service.rulebook.lock import check_lock, write_lock

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook

_DOC = Path("docs/rules.md")


@click.group()
def rules() -> None:
    """Check and read the rule book.  [environment RULES_DIR]"""


def _book() -> RuleBook:
    settings = read_settings()
    try:
        return open_rulebook(settings.rules_dir)
    except RuleBookFault as fault:
        stop(faults_text(fault, settings.rules_dir), FAULTY)


@rules.command()
def check() -> None:
    """Check every sheet, example and the lock; print each fault with file and line."""
    book = _book()
    directory = read_settings().rules_dir
    faults = list(check_lock(directory))
    if faults:
        stop(faults_text(RuleBookFault(faults), directory), FAULTY)
    examples = sum(len(sheet.examples) for sheet in (*book.assessments.values(), *book.rules.values()))
    counts = {"rules": book.rules, "findings": book.findings, "value sets": book.value_sets}
    told = ", ".join(f"{len(things)} {name}" for name, things in counts.items())
    click.echo(f"rule book {book.version} is sound: {told}, {examples} examples")


@rules.command(name="list")
def list_() -> None:
    """List the rules by priority."""
    for rule in sorted(_book().rules.values(), key=lambda one: (one.priority, one.id)):
        click.echo(f"{rule.priority:>4g}  {rule.track:<10}  {rule.status:<7}  {rule.version}  {rule.id}  {rule.title}")


@rules.command()
@click.argument("identity", metavar="ID")
def show(identity: str) -> None:
    """Show one rule with its evidence, as JSON."""
    try:
        told = rule_json(_book(), identity)
    except NotFound:
        stop(f"no rule has the id {identity!r}; `rules list` shows them all", FAULTY)
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


@rules.command()
def lock() -> None:
    """Write rules.lock.json for the sheets as they are."""
    book = _book()
    write_lock(read_settings().rules_dir)
    click.echo(f"locked rule book {book.version}")


@rules.command()
@click.option("--write", is_flag=True, help=f"Write {_DOC} instead of printing.")
@click.option("--check", "verify", is_flag=True, help=f"Fail when {_DOC} is not up to date.")
def doc(*, write: bool, verify: bool) -> None:
    """Print the rule book for reading, as Markdown."""
    page = rules_page(_book())
    if verify:
        if not _DOC.exists() or _DOC.read_text(encoding="utf-8") != page:
            stop(f"{_DOC} is not up to date; run `python -m service rules doc --write`", FAULTY)
    elif write:
        _DOC.write_text(page, encoding="utf-8")
    else:
        click.echo(page, nl=False)
