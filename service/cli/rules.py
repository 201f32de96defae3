"""`rules`: check, list, show, lock, doc."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import orjson

from service.api.rules import rule_json
from service.cli.manual import examples, exit_codes, variables
from service.cli.start import FAULTY, book_or_stop, faults_text, read_settings, stop, write_out
from service.errors import NotFound, RuleBookFault
from service.rulebook.generated import PAGES, SCHEMAS, generated
from service.rulebook.load import LOCK
from service.rulebook.lock import check_lock, unversioned, write_lock

if TYPE_CHECKING:
    from pathlib import Path

CODES = exit_codes(
    "done, and nothing is wrong",
    "the rule book has a fault, or what was asked for does not exist",
    "an option or a setting cannot be used, or a file cannot be written",
)


@click.group(
    epilog=CODES
    + variables("rules_dir", "enable_rules")
    + examples(
        "python -m service rules check",
        "python -m service rules show late-pregnancy-hip-pain",
        "python -m service rules new knee-pain-after-toh --track diagnostic",
        "python -m service rules test late-pregnancy-hip-pain",
        "RULES_DIR=/srv/rules python -m service rules doc",
    )
)
def rules() -> None:
    """Check, read, write and try the rule book."""


@rules.command(epilog=CODES)
def check() -> None:
    """Check every sheet, its examples and the lock.

    Each fault is named with its file and line, all of them at once.
    """
    settings = read_settings()
    book = book_or_stop(settings)
    faults = list(check_lock(settings.rules_dir))
    if faults:
        stop(faults_text(RuleBookFault(faults), settings.rules_dir), FAULTY)
    tried = sum(len(sheet.examples) for sheet in book.sheets)
    counts = {"rules": book.rules, "findings": book.findings, "value sets": book.value_sets}
    told = ", ".join(f"{len(things)} {name}" for name, things in counts.items())
    write_out(f"rule book {book.version} is sound: {told}, {tried} examples\n".encode())


@rules.command(name="list", epilog=CODES)
def list_() -> None:
    """List the rules by priority.

    Each line: priority, track, status, version, id, title. What ENABLE_RULES names is active.
    """
    for rule in sorted(book_or_stop(read_settings()).rules.values(), key=lambda one: (one.priority, one.id)):
        line = f"{rule.priority:>4g}  {rule.track:<10}  {rule.status:<7}  {rule.version}  {rule.id}  {rule.title}\n"
        write_out(line.encode())


@rules.command(epilog=CODES)
@click.argument("identity", metavar="ID")
def show(identity: str) -> None:
    """Show one rule as JSON.

    With its card, its evidence, what it reads and what it misses.
    """
    try:
        told = rule_json(book_or_stop(read_settings()), identity)
    except NotFound:
        stop(f"no rule has the id {identity!r}; `rules list` shows them all", FAULTY)
    write_out(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


@rules.command(epilog=CODES)
def lock() -> None:
    """Lock the sheets as they are.

    A sheet that changed must have a new version; sheets without one have that of rulebook.yaml.
    """
    settings = read_settings()
    directory, book = settings.rules_dir, book_or_stop(settings, as_written=True)
    try:
        faults = unversioned(directory)
        if faults:
            stop(faults_text(RuleBookFault(faults), directory), FAULTY)
        write_lock(directory)
    except OSError as fault:
        stop(f"{directory / LOCK}: {fault.strerror}")
    write_out(f"locked rule book {book.version}\n".encode())


@rules.command(epilog=CODES)
@click.option("--page", type=click.Choice(list(PAGES)), default="rules", help="Which page to print.  [default: rules]")
@click.option(
    "--write",
    "action",
    flag_value="write",
    help=f"Write every page, and the schemas for editors, into docs/ and {SCHEMAS}/ beside the rule book's directory.",
)
@click.option("--check", "action", flag_value="check", help="Fail when those files are not what --write would write.")
def doc(page: str, action: str | None) -> None:
    """Print the rule book for reading, as Markdown.

    The page of the rules, or that of the statements of the source article and what honours them.
    """
    settings = read_settings()
    book = book_or_stop(settings, as_written=True)
    if action is None:
        write_out(PAGES[page](book).encode())
        return
    for path, content in generated(book).items():
        file = settings.rules_dir.parent / path
        try:
            if action == "write":
                _write(file, content)
            elif not file.exists() or file.read_bytes() != content:
                stop(f"{file} is not up to date; run `python -m service rules doc --write`", FAULTY)
        except OSError as fault:
            stop(f"{file}: {fault.strerror}")


def _write(file: Path, content: bytes) -> None:
    """Write a generated file; only the directory of the schemas is made."""
    if file.parent.name == SCHEMAS.name:
        file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
