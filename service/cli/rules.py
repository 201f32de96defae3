"""`rules`: check, list, show, lock, doc."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from service.api.rules import rule_json
from service.cli.manual import examples, exit_codes, variables
from service.cli.start import FAULTY, faults_text, read_settings, stop, write_out
from service.errors import NotFound, RuleBookFault
from service.evaluate import open_rulebook
from service.rulebook.doc import rules_page
from service.rulebook.load import LOCK
from service.rulebook.lock import check_lock, unversioned, write_lock

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook

_DOC = Path("docs/rules.md")
_CODES = exit_codes(
    "done, and nothing is wrong",
    "the rule book has a fault, or what was asked for does not exist",
    "an option or a setting cannot be used, or a file cannot be written",
)


@click.group(
    epilog=_CODES
    + variables("rules_dir")
    + examples(
        "python -m service rules check",
        "python -m service rules show late-pregnancy-hip-pain",
        "RULES_DIR=/srv/rules python -m service rules doc",
    )
)
def rules() -> None:
    """Check and read the rule book."""


def _directory() -> Path:
    return read_settings().rules_dir


def _book(directory: Path) -> RuleBook:
    try:
        return open_rulebook(directory)
    except RuleBookFault as fault:
        stop(faults_text(fault, directory), FAULTY)


@rules.command(epilog=_CODES)
def check() -> None:
    """Check every sheet, its examples and the lock.

    Each fault is named with its file and line, all of them at once.
    """
    directory = _directory()
    book = _book(directory)
    faults = list(check_lock(directory))
    if faults:
        stop(faults_text(RuleBookFault(faults), directory), FAULTY)
    tried = sum(len(sheet.examples) for sheet in (*book.assessments.values(), *book.rules.values()))
    counts = {"rules": book.rules, "findings": book.findings, "value sets": book.value_sets}
    told = ", ".join(f"{len(things)} {name}" for name, things in counts.items())
    write_out(f"rule book {book.version} is sound: {told}, {tried} examples\n".encode())


@rules.command(name="list", epilog=_CODES)
def list_() -> None:
    """List the rules by priority.

    Each line: priority, track, status, version, id, title.
    """
    for rule in sorted(_book(_directory()).rules.values(), key=lambda one: (one.priority, one.id)):
        line = f"{rule.priority:>4g}  {rule.track:<10}  {rule.status:<7}  {rule.version}  {rule.id}  {rule.title}\n"
        write_out(line.encode())


@rules.command(epilog=_CODES)
@click.argument("identity", metavar="ID")
def show(identity: str) -> None:
    """Show one rule as JSON.

    With its card, its evidence, what it reads and what it misses.
    """
    try:
        told = rule_json(_book(_directory()), identity)
    except NotFound:
        stop(f"no rule has the id {identity!r}; `rules list` shows them all", FAULTY)
    write_out(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


@rules.command(epilog=_CODES)
def lock() -> None:
    """Lock the sheets as they are.

    A sheet that changed must have a new version; sheets without one have that of rulebook.yaml.
    """
    directory = _directory()
    book = _book(directory)
    try:
        faults = unversioned(directory)
        if faults:
            stop(faults_text(RuleBookFault(faults), directory), FAULTY)
        write_lock(directory)
    except OSError as fault:
        stop(f"{directory / LOCK}: {fault.strerror}")
    write_out(f"locked rule book {book.version}\n".encode())


@rules.command(epilog=_CODES)
@click.option("--write", "action", flag_value="write", help=f"Write {_DOC} beside the rule book's directory.")
@click.option("--check", "action", flag_value="check", help="Fail when that file is not what --write would write.")
def doc(action: str | None) -> None:
    """Print the rule book for reading, as Markdown."""
    directory = _directory()
    page = rules_page(_book(directory)).encode()
    file = directory.parent / _DOC
    try:
        if action == "write":
            file.write_bytes(page)
        elif action is None:
            write_out(page)
        elif not file.exists() or file.read_bytes() != page:
            stop(f"{file} is not up to date; run `python -m service rules doc --write`", FAULTY)
    except OSError as fault:
        stop(f"{file}: {fault.strerror}")
