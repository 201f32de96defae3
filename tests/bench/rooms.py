"""`make bench-rooms`: what each room costs for the firing body, in this process."""

from __future__ import annotations

import platform
import sys
import time
from datetime import date
from typing import TYPE_CHECKING

import orjson

from service.api.calls import OtherPatient, read_call
from service.api.cds_hooks import respond
from service.app import open_live
from service.cards.build import Deck, Request
from service.cli.serve import settle_memory
from service.findings.cases import Observer
from service.findings.told import Lexicons
from service.record.body import parse_object
from service.record.chart import read_chart
from service.settings import Settings
from tests.bench.bodies import bodies

if TYPE_CHECKING:
    from collections.abc import Callable

HOOK, SERVICE = "patient-view", "toh-patient-view"
TURNS, CALLS = 7, 1000


def microseconds(work: Callable[[], object]) -> float:
    """The best of several turns: what is left is the work, not the neighbours."""
    best = float("inf")
    for _ in range(TURNS):
        start = time.perf_counter()
        for _ in range(CALLS):
            work()
        best = min(best, (time.perf_counter() - start) / CALLS)
    return best * 1e6


def main() -> None:
    """Print a line per room; each is measured by itself, with caches warm, so the whole costs more than the sum."""
    settings, today = Settings(), date.today()  # noqa: DTZ011 - the service uses the local day too
    live = open_live(settings)
    settle_memory()
    pipeline, book = live.pipeline, live.pipeline.book
    body = bodies(today)["firing"]
    service = book.service(SERVICE)
    assert service is not None
    request = parse_object(body, "body")
    call = read_call(request, service, pipeline.queries[HOOK], today)
    assert not isinstance(call, OtherPatient)
    chart = read_chart(call.sources, call.subject, book.terminology, today)
    panel = pipeline.reasoner.panel(HOOK)
    observer = Observer(book, panel.findings, Lexicons(book))
    cases = observer.cases(chart, today)
    verdicts = pipeline.reasoner.conclude(cases, HOOK)
    values = verdicts[0].values
    deck, ids = Deck(book, settings.public_base_url), Request(chart.patient.reference, today, lambda: "id")
    cards = deck.cards(verdicts, ids)
    rooms: dict[str, Callable[[], object]] = {
        "parse (orjson)": lambda: parse_object(body, "body"),
        "api: the call": lambda: read_call(request, service, pipeline.queries[HOOK], today),
        "record": lambda: read_chart(call.sources, call.subject, book.terminology, today),
        "findings": lambda: observer.cases(chart, today),
        "reasoning": lambda: pipeline.reasoner.conclude(cases, HOOK),
        "  of it assess": lambda: panel.assess.fired(values),
        "  of it advise": lambda: panel.advise.fired(values),
        "cards": lambda: deck.cards(verdicts, ids),
        "write (orjson)": lambda: orjson.dumps({"cards": cards}),
        "the whole answer": lambda: respond(pipeline, SERVICE, body, today, settings),
    }
    sys.stdout.write(f"Python {platform.python_version()}, firing body of {len(body)} bytes, us per call\n")
    for name, work in rooms.items():
        sys.stdout.write(f"{name:20}{microseconds(work):8.1f}\n")


if __name__ == "__main__":
    main()
