"""Published example messages and recorded ones, read from beside the checkout; the project does not copy them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.corpora.archive import EXAMPLES

if TYPE_CHECKING:
    from tests.charts import Json

needs_examples = pytest.mark.skipif(
    not EXAMPLES.exists(), reason="the example messages are not part of the project; they are looked for in ../shared"
)


def example(path: str) -> Json:
    """One message by its path below spec/examples."""
    message: Json = json.loads((EXAMPLES / path).read_text(encoding="utf-8"))
    return message


def names(folder: str) -> list[str]:
    """The messages of a folder, by their paths below spec/examples; none where the folder is not there."""
    return [path.relative_to(EXAMPLES).as_posix() for path in sorted((EXAMPLES / folder).rglob("[0-9]*.json"))]
