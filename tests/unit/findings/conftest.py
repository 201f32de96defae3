"""What the tests of this room share: charts through the room's door, `Observer.cases`, and findings by name."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Protocol

import pytest
import yaml

from service.domain import Finding, Presence, Side
from service.evaluate import open_rulebook
from service.findings.cases import Observer
from service.findings.told import Lexicons
from service.record.bundles import bundle_contents
from service.record.chart import Subject, read_chart
from service.record.sources import Answer, Source
from tests.charts import AS_OF, Json, bundle, patient
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date
    from pathlib import Path

    from service.domain import Case
    from service.rulebook.book import RuleBook


class Observe(Protocol):
    """Resources of one patient to the cases of both hips; a woman of 32 where no Patient is given."""

    def __call__(
        self,
        *resources: Json,
        as_of: date = AS_OF,
        lacking: Collection[str] = (),
        encounter: str | None = None,
    ) -> dict[Side, Case]:
        """`lacking` are the resource types that the call did not send, `encounter` the one it is about."""


class Find(Protocol):
    """One finding of one hip, the left unless said otherwise."""

    def __call__(self, name: str, *resources: Json, side: Side = Side.LEFT, as_of: date = AS_OF) -> Finding:
        """The finding of this name."""


class Hips(Protocol):
    """One finding of both hips."""

    def __call__(self, name: str, *resources: Json) -> tuple[Presence, Presence]:
        """What it is on the left, and on the right."""


def observer(book: RuleBook) -> Observe:
    """The room's door over a rule book, with every finding of its vocabulary."""
    room = Observer(book, book.findings, Lexicons(book))
    kinds = frozenset(kind for sheet in book.findings.values() for kind in sheet.reads)

    def run(
        *resources: Json,
        as_of: date = AS_OF,
        lacking: Collection[str] = (),
        encounter: str | None = None,
    ) -> dict[Side, Case]:
        given = resources if any(one["resourceType"] == "Patient" for one in resources) else (patient(), *resources)
        contents = bundle_contents(bundle(*given), 10_000)
        (person,) = contents.people
        sources = [person.source(kinds - set(lacking), contents.answer)]
        if lacking:
            sources.append(Source(frozenset(lacking), Answer.OMITTED, (), str))
        chart = read_chart(sources, Subject(person.resource, person.full_url, encounter), book.terminology, as_of)
        return {case.hip: case for case in room.cases(chart, as_of) if case.hip}

    return run


@pytest.fixture(scope="session")
def look(book: RuleBook) -> Observe:
    """The cases of both hips, by the rule book of the checkout."""
    return observer(book)


@pytest.fixture(scope="session")
def find(look: Observe) -> Find:
    """One finding of one hip."""

    def run(name: str, *resources: Json, side: Side = Side.LEFT, as_of: date = AS_OF) -> Finding:
        return look(*resources, as_of=as_of)[side].findings[name]

    return run


@pytest.fixture(scope="session")
def hips(look: Observe) -> Hips:
    """One finding of the left and of the right hip."""

    def run(name: str, *resources: Json) -> tuple[Presence, Presence]:
        cases = look(*resources)
        return cases[Side.LEFT].findings[name].presence, cases[Side.RIGHT].findings[name].presence

    return run


def _yaml(sheet: Json) -> str:
    """The sheet as YAML, without the anchors that equal parts would get."""
    return yaml.safe_dump(json.loads(json.dumps(sheet)), sort_keys=False)


@pytest.fixture
def changed_book(tmp_path: Path) -> Callable[[Callable[[Json], None]], RuleBook]:
    """A copy of the rule book whose findings.yaml was changed; what no rule reads is mentioned by one."""

    def run(change: Callable[[Json], None]) -> RuleBook:
        rules = tmp_path / "rules"
        shutil.copytree(ROOT / "rules", rules)
        vocabulary = yaml.safe_load((rules / "findings.yaml").read_bytes())
        before = set(vocabulary)
        change(vocabulary)
        (rules / "findings.yaml").write_text(_yaml(vocabulary))
        sheet = rules / "advise" / "toh-protect-hip.yaml"
        rule = yaml.safe_load(sheet.read_bytes())
        rule["mentions"] += sorted(set(vocabulary) - before)
        sheet.write_text(_yaml(rule))
        return open_rulebook(rules)

    return run
