"""The files of docs/ that are generated from the sheets, so that they cannot say anything else."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import orjson

from service.rulebook.coverage import coverage_page
from service.rulebook.doc import rules_page
from service.rulebook.drawing import svg
from service.rulebook.graph import graph_of
from service.rulebook.schema import KINDS, schema_of

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook

PAGES = {"rules": rules_page, "coverage": coverage_page}
"""The pages for reading, by name."""

DOCS = PurePath("docs")
SCHEMAS = DOCS / "schemas"


def generated(book: RuleBook) -> dict[PurePath, bytes]:
    """Every generated file: its path beside the directory of the rule book, and its content."""
    pages = {DOCS / f"{name}.md": page(book).encode() for name, page in PAGES.items()}
    picture = svg(graph_of(book), f"{book.sheet.title}: rule book {book.version}").encode()
    return pages | {DOCS / "rules.svg": picture} | {SCHEMAS / f"{kind}.json": schema_file(kind, book) for kind in KINDS}


def schema_file(kind: str, book: RuleBook) -> bytes:
    """The JSON Schema of one kind of sheet, as a file."""
    return orjson.dumps(schema_of(kind, book), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
