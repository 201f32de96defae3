"""What all tests share: the rule book of the checkout and everything built on it, made once."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings

from service import log
from service.api.calls import read_call
from service.api.invariants import broken
from service.app import create_app
from service.evaluate import Call, Evaluation, Pipeline, open_rulebook
from service.live import Live
from service.record.bundles import bundle_contents
from service.record.chart import Subject
from service.settings import Settings
from tests.charts import AS_OF, Json, bundle, order_request, patient
from tests.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from service.domain import Case, Side
    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import Service

ROOT = Path(__file__).resolve().parent.parent
BASE_URL = "http://toh.test"

Evaluate = "Callable[..., Evaluation]"

# The same cases everywhere and each time: a newcomer's first `make test` does not fail by chance.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


def sound(evaluation: Evaluation) -> Evaluation:
    """The evaluation, after a look at whether its cards keep every invariant of CDS Hooks."""
    assert list(broken({"cards": list(evaluation.cards)})) == []
    return evaluation


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The rule book of the checkout."""
    return open_rulebook(ROOT / "rules")


@pytest.fixture(scope="session")
def pipeline(book: RuleBook) -> Pipeline:
    """The pipeline over it; ids count up, so that answers can be compared."""
    numbers = itertools.count(1)
    return Pipeline(book, BASE_URL, lambda: f"00000000-0000-4000-8000-{next(numbers):012d}")


@pytest.fixture
def evaluate(pipeline: Pipeline) -> Callable[..., Evaluation]:
    """Evaluates resources as the whole chart of one patient; a woman of 32 where none is given."""

    def run(*resources: Json, hook: str = "patient-view", as_of: date = AS_OF) -> Evaluation:
        given = resources if any(one["resourceType"] == "Patient" for one in resources) else (patient(), *resources)
        contents = bundle_contents(bundle(*given), 10_000)
        (person,) = contents.people
        source = person.source(frozenset(pipeline.book.kinds(hook)), contents.answer)
        subject = Subject(person.resource, person.full_url)
        return sound(pipeline.evaluate(Call(hook, subject, [source], as_of, explain=True)))

    return run


@pytest.fixture
def observe(evaluate: Callable[..., Evaluation]) -> Callable[..., dict[Side, Case]]:
    """The cases of the left and the right hip."""

    def run(*resources: Json, as_of: date = AS_OF) -> dict[Side, Case]:
        verdicts = evaluate(*resources, as_of=as_of).verdicts
        return {verdict.case.hip: verdict.case for verdict in verdicts if verdict.case.hip}

    return run


@pytest.fixture
def fired(evaluate: Callable[..., Evaluation]) -> Callable[..., dict[str, str]]:
    """The cards of a chart: rule id to indicator."""

    def run(*resources: Json, hook: str = "patient-view", as_of: date = AS_OF) -> dict[str, str]:
        cards = evaluate(*resources, hook=hook, as_of=as_of).cards
        return {card["source"]["topic"]["code"]: card["indicator"] for card in cards}

    return run


@pytest.fixture(scope="session")
def order_pipeline() -> Pipeline:
    """The pipeline with the order rule that is off by default switched on."""
    book = open_rulebook(ROOT / "rules", ["corticosteroid-with-toh"])
    numbers = itertools.count(1)
    return Pipeline(book, BASE_URL, lambda: f"00000000-0000-4000-8000-{next(numbers):012d}")


@pytest.fixture
def judge(order_pipeline: Pipeline) -> Callable[..., Evaluation]:
    """Evaluates drafted orders with the records of their patient, as a request that comes in over HTTP does."""
    services: dict[str, Service] = {one.hook: one for one in order_pipeline.book.sheet.services}

    def run(drafts: list[Json], *resources: Json, hook: str = "order-sign", **context: object) -> Evaluation:
        given = resources if any(one["resourceType"] == "Patient" for one in resources) else (patient(), *resources)
        body = order_request(drafts, *given, hook=hook, **context)
        call = read_call(body, services[hook], order_pipeline.queries[hook], AS_OF)
        assert isinstance(call, Call)
        return sound(order_pipeline.evaluate(call))

    return run


@pytest.fixture
def warned(judge: Callable[..., Evaluation]) -> Callable[..., dict[str, str]]:
    """The cards about one drafted order: rule id to indicator."""

    def run(draft: Json, *resources: Json, **more: object) -> dict[str, str]:
        cards = judge([draft], *resources, **more).cards
        return {card["source"]["topic"]["code"]: card["indicator"] for card in cards}

    return run


@pytest.fixture(scope="session")
def client(pipeline: Pipeline) -> Client:
    """The application with default settings, on the day of the stories; each answer is checked."""
    return Client(
        create_app(Settings(validate_responses=True), Live(ROOT / "rules", lambda: pipeline), today=lambda: AS_OF)
    )


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[Json]]]:
    """Every line that was logged so far, as the service writes them to standard error."""
    written = io.StringIO()
    with monkeypatch.context() as patch:  # pytest closes its own standard error between fixture and test
        patch.setattr("sys.stderr", written)
        log.configure("DEBUG")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    structlog.reset_defaults()
