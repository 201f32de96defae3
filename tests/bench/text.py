"""`make bench-text`: our reader of free text and negspacy, on the same gold sentences."""

from __future__ import annotations

import argparse
import gc
import json
import platform
import subprocess
import sys
import tracemalloc
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from service.evaluate import open_rulebook
from tests.conftest import ROOT
from tests.text.gold import SETS, OurReader, Reading, Sentence, sentences
from tests.text.negspacy_terms import names, pairs
from tests.text.score import HEAD, line, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.rulebook.book import RuleBook
    from service.rulebook.language import Language, Terms
    from tests.text.negspacy_terms import Pattern

RUNS = 9
"""How often a sentence is read; the shortest time counts, so that what else the machine does counts less."""


class Run(NamedTuple):
    """What a reader answered, its median time for a sentence, and the memory that it adds to a process."""

    readings: list[frozenset[Reading]]
    seconds: float
    mb: float


def main() -> int:
    """Print the comparison of both readers on every set."""
    options = _options()
    say = sys.stdout.write
    book = open_rulebook(ROOT / "rules")
    say(f"Python {platform.python_version()}; time: median over the sentences, best of {RUNS}\n")
    for name in options.sets:
        gold = sentences(name)
        say(f"\n{name}.yaml, {SETS[name]}: {len(gold)} sentences\n{HEAD:<106}{'us':>6}{'MB':>7}\n")
        for reader, run in _runs(book, gold, options.python):
            say(f"{line(reader, score(gold, run.readings)):<106}{run.seconds * 1e6:6.0f}{run.mb:7.1f}\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-text", description=__doc__)
    parser.add_argument("--python", default=".venv-text/bin/python", help="the interpreter that has negspacy")
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    return parser.parse_args()


def _runs(book: RuleBook, gold: list[Sentence], python: str) -> Iterator[tuple[str, Run]]:
    yield "ours", _ours(book, gold)
    yield "negspacy, terms", _negspacy(book, gold, python, names)
    yield "negspacy, and pairs", _negspacy(book, gold, python, lambda *sheets: [*names(*sheets), *pairs(*sheets)])


def _ours(book: RuleBook, gold: list[Sentence]) -> Run:
    """Our reader; the memory is that of its sheets and of what is made of them, once for the service."""
    gc.collect()
    tracemalloc.start()
    kept = [
        type(one).model_validate(one.model_dump()) for one in (book.language, book.report_terms, book.symptom_terms)
    ]
    reader = OurReader(book)
    gc.collect()
    added = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    del kept
    readings, times = [], []
    for sentence in gold:
        runs = []
        for _ in range(RUNS):
            start = perf_counter()
            found = reader.read(sentence)
            runs.append(perf_counter() - start)
        times.append(min(runs))
        readings.append(found)
    return Run(readings, median(times), added)


def _negspacy(
    book: RuleBook,
    gold: list[Sentence],
    python: str,
    patterns: Callable[[Language, Terms], Iterator[Pattern] | list[Pattern]],
) -> Run:
    """negspacy in a process and an environment of its own; the memory is what its process grows by."""
    terms = {"report": book.report_terms, "symptom": book.symptom_terms}
    question = {
        "patterns": {kind: list(patterns(book.language, one)) for kind, one in terms.items()},
        "sentences": [("symptom" if one.kind == "symptom" else "report", one.text) for one in gold],
        "runs": RUNS,
    }
    ran = subprocess.run(
        [python, "tests/text/negspacy_reader.py"],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    answer = json.loads(ran.stdout)
    readings = [frozenset(_reading(*entity) for entity in found) for found in answer["answers"]]
    return Run(readings, answer["seconds"], answer["mb"])


def _reading(label: str, negated: bool) -> Reading:  # noqa: FBT001 - as it comes from JSON
    """A term that is negated is absent; a denial ("joint space preserved") says so by itself."""
    concept, presence = label.split(":")
    return Reading(concept, "absent" if negated else presence, None)


if __name__ == "__main__":
    sys.exit(main())
