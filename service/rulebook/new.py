"""A new rule: a sheet that lacks nothing but what only its author knows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from service.errors import CannotWrite, RuleBookFault
from service.rulebook.fields import Hook, Slug
from service.rulebook.sheets import BookSheet
from service.rulebook.validation import faults_of
from service.rulebook.yaml_source import read_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.errors import Fault

Track = Literal["safety", "diagnostic", "companion", "management"]
TRACKS: tuple[Track, ...] = get_args(Track)
HOOKS: tuple[Hook, ...] = get_args(Hook)

_TEMPLATE = Path(__file__).parent / "new_rule.yaml"
_GAP = "# fill in: "
_PLAIN = re.compile(r"[A-Z]+-\d+[a-z]?")


def new_rule(directory: Path, identity: str, track: Track, hooks: Sequence[Hook], ref: str | None) -> Path:
    """Write the sheet of a new rule and say where it is; raises CannotWrite, RuleBookFault or OSError.

    Without hooks it answers those that its track can answer and that the rule book serves.
    """
    try:
        TypeAdapter(Slug).validate_python(identity)
    except ValidationError:
        message = f"{identity!r} cannot be the id of a rule: small letters, digits and hyphens, a letter first"
        raise CannotWrite(message) from None
    _refuse_misfits(track, hooks)
    book = _book_sheet(directory)
    path = directory / "advise" / f"{identity}.yaml"
    content = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        id=identity,
        ref=f"{_GAP}its number in the clinical decision table" if ref is None else _scalar(ref),
        track=track if track != "companion" else f"{track}\ncompanion_of: {_GAP}the rule that it accompanies",
        hooks=", ".join(hooks or _served(book, track)),
        subject="{order}" if track == "safety" else "{hip}",
        reasons=", ".join(book.override_reasons),
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        message = f"{path} exists already"
        raise CannotWrite(message) from None
    return path


def _scalar(text: str) -> str:
    """A text as YAML, in quotes where it is not of the usual form."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text)


def gaps_in(sheet: Path) -> int:
    """How many places of a new sheet are still to be filled in."""
    return sheet.read_text(encoding="utf-8").count("fill in: ")


def _refuse_misfits(track: Track, hooks: Sequence[Hook]) -> None:
    for hook in hooks:
        if not _fits(track, hook):
            message = f"a rule of track {track!r} cannot answer {hook!r}"
            raise CannotWrite(message)


def _served(book: BookSheet, track: Track) -> list[Hook]:
    """The hooks of the rule book's services that fit the track; of all hooks where none does."""
    served = [service.hook for service in book.services if _fits(track, service.hook)]
    return served or [hook for hook in HOOKS if _fits(track, hook)]


def _fits(track: Track, hook: Hook) -> bool:
    return (track == "safety") == hook.startswith("order-")


def _book_sheet(directory: Path) -> BookSheet:
    """rulebook.yaml alone: other sheets may be unfinished as well."""
    faults: list[Fault] = []
    sheet = read_sheet(directory / "rulebook.yaml", "rulebook.yaml", faults)
    if sheet is not None:
        try:
            return BookSheet.model_validate(sheet.content)
        except ValidationError as error:
            faults.extend(faults_of(sheet, error))
    raise RuleBookFault(faults)
