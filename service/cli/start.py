"""What every command does first: read the settings, open the rule book, or say in a line what is wrong."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from pydantic import ValidationError

from service.app import open_live
from service.errors import RuleBookFault, StartFault
from service.evaluate import open_rulebook
from service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.live import Live
    from service.rulebook.book import RuleBook

FAULTY = 1
"""Exit code: something in the input or the rule book is at fault."""

CANNOT = 2
"""Exit code: the command cannot do its work at all."""


def stop(message: str, code: int = CANNOT) -> NoReturn:
    """End the process with a message on standard error."""
    sys.stderr.write(message.rstrip() + "\n")
    raise SystemExit(code)


def write_out(text: bytes) -> None:
    """Write UTF-8 to standard output, whatever the locale; a reader that went away ends the process."""
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it ends
        raise SystemExit(FAULTY) from None
    except OSError as fault:
        stop(f"cannot write to standard output: {fault.strerror}")


def read_settings(**given: object) -> Settings:
    """The settings from the environment, overridden by what the command line gave."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = (f"setting {'.'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors())
        stop("\n".join(faults))


def open_or_stop(settings: Settings) -> Live:
    """The rule book ready to answer, or every fault of it and the end of the process."""
    with faults_told(settings.rules_dir):
        return open_live(settings)


def book_or_stop(settings: Settings, *, as_written: bool = False) -> RuleBook:
    """The rule book, or every fault of it and the end of the process; `as_written` leaves ENABLE_RULES aside."""
    with faults_told(settings.rules_dir):
        return open_rulebook(settings.rules_dir, () if as_written else settings.enable_rules)


@contextmanager
def faults_told(directory: Path, code: int = FAULTY) -> Iterator[None]:
    """Ends the process where the rule book of a directory turns out to have faults, and names all of them."""
    try:
        yield
    except RuleBookFault as fault:
        stop(faults_text(fault, directory), code)
    except StartFault as fault:
        stop(str(fault))


def faults_text(fault: RuleBookFault, directory: Path) -> str:
    """Every fault in a line of its own, with the path of its file."""
    lines = [f"{directory / one.file}:{one.line}: {one.message}" for one in fault.faults]
    count = len(lines)
    return "\n".join([*lines, f"{count} fault{'s' if count != 1 else ''} in the rule book"])
