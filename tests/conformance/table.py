"""docs/conformance.md: made from items.yaml. `python -m tests.conformance.table` writes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from service.settings import Settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ITEMS = HERE / "items.yaml"
PAGE = ROOT / "docs/conformance.md"
STATES = {"met": "met", "na": "not applicable", "open": "open"}

SEEN_BY_CLIENTS = (
    "public_base_url",
    "cors_origins",
    "cds_hooks_version",
    "prefetch_observation_days",
    "report_gaps",
    "validate_responses",
)
"""The settings that change what a client sees."""

INTRODUCTION = """\
# Conformance to CDS Hooks

Made from `tests/conformance/items.yaml` by `python -m tests.conformance.table`; a test compares. The first
table has the numbered items of the project's checklist of CDS Hooks 2.0.1, with what 3.0.0-ballot adds;
the second the 120 requirements on a service that the public test kit for CDS Hooks 2.0 works from
(inferno-framework/davinci-crd-test-kit), each with the answer of its item or one of its own.
"""

SETTINGS = """\
## Settings that change what a client sees

`python -m service serve --help` lists every setting; `docker-compose.yml` takes them from the environment.
"""

EXAMPLES = """\
## Messages of others

Requests recorded from the CDS Hooks Sandbox (`tests/conformance/test_recorded_client.py`) and the examples of
the specification and the hook library (`tests/conformance/test_published_examples.py`) are sent as they are.
They are third-party data and no part of the project: the tests read them beside the checkout, in `../shared`,
and are skipped where they are not there. No row below rests on them alone.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement: `state` is a key of STATES, `item` the item whose answer it has."""

    name: str
    asks: str
    state: str
    how: str
    tests: tuple[str, ...]
    item: str = ""


def data() -> dict[str, dict[Any, dict[str, Any]]]:
    """items.yaml as it is."""
    read: dict[str, dict[Any, dict[str, Any]]] = yaml.safe_load(ITEMS.read_text(encoding="utf-8"))
    return read


def items() -> list[Row]:
    """The numbered items."""
    return [_row(str(name), given, given) for name, given in data()["items"].items()]


def inferno() -> list[Row]:
    """The requirements of the test kit, with the answers of their items."""
    read = data()
    rows = []
    for name, given in read["inferno"].items():
        answer = given if STATES.keys() & given.keys() else read["items"][given["item"]]
        rows.append(_row(str(name), given, answer, str(given["item"])))
    return rows


def _row(name: str, given: dict[str, Any], answer: dict[str, Any], item: str = "") -> Row:
    (state,) = STATES.keys() & answer.keys()
    return Row(name, given["asks"], state, answer[state], tuple(answer.get("tests", ())), item)


def page() -> str:
    """The whole page."""
    numbered, required = items(), inferno()
    return "\n".join(
        [
            INTRODUCTION,
            f"- Items: {_count(numbered)}.",
            f"- Requirements of the test kit: {_count(required)}.",
            "",
            SETTINGS,
            *_table(["Setting", "What it does"], [[f"`{one.upper()}`", _says(one)] for one in SEEN_BY_CLIENTS]),
            "",
            EXAMPLES,
            "## Items",
            "",
            *_table(
                ["#", "Asks", "State", "How", "Shown by"],
                [[one.name, one.asks, STATES[one.state], one.how, _shown(one)] for one in numbered],
            ),
            "",
            "## Requirements of the test kit",
            "",
            *_table(
                ["#", "Asks", "Item", "State", "How", "Shown by"],
                [[one.name, one.asks, one.item, STATES[one.state], one.how, _shown(one)] for one in required],
            ),
            "",
        ]
    )


def _count(rows: list[Row]) -> str:
    counts = {state: sum(one.state == state for one in rows) for state in STATES}
    told = ", ".join(f"{counts[state]} {says}" for state, says in STATES.items() if state != "open")
    return f"{len(rows)}, of which **{counts['open']} open**, {told}"


def _says(setting: str) -> str:
    return str(Settings.model_fields[setting].description)


def _shown(row: Row) -> str:
    return "<br>".join(f"`{path_of(one)}::{one.partition('::')[2]}`" for one in row.tests)


def path_of(test: str) -> str:
    """The file of a test that items.yaml names, from the root of the checkout."""
    return f"tests/{test.partition('::')[0]}.py"


def _table(heads: list[str], rows: list[list[str]]) -> list[str]:
    cells = [heads, ["---"] * len(heads), *[[cell.replace("|", "\\|") for cell in row] for row in rows]]
    return [f"| {' | '.join(row)} |" for row in cells]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
