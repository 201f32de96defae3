"""`make bench-text`: our reader of free text and negspacy, on the same gold sentences."""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from service.evaluate import open_rulebook
from service.prose.lexicon import entries
from service.rulebook.language import Role, Said
from tests.conftest import ROOT
from tests.text.gold import SETS, OurReader, Reading, Sentence, sentences
from tests.text.score import HEAD, line, score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.rulebook.book import RuleBook
    from service.rulebook.language import Language, Terms

RUNS = 9
"""How often a sentence is read; the shortest time counts, so that what else the machine does counts less."""


class Run(NamedTuple):
    """What a reader answered, its median time for a sentence, and the memory that it added to its process."""

    readings: list[frozenset[Reading]]
    seconds: float
    mb: float


def main() -> int:
    """Print the comparison of both readers on every set."""
    options = _options()
    if options.footprint:
        sys.stdout.write(f"{_footprint()}\n")
        return 0
    book = open_rulebook(ROOT / "rules")
    sys.stdout.write(f"Python {platform.python_version()}; time: median over the sentences, best of {RUNS}\n")
    for name in options.sets:
        gold = sentences(name)
        sys.stdout.write(f"\n{name}.yaml, {SETS[name]}: {len(gold)} sentences\n{HEAD}     us  added MB\n")
        for reader, run in (("ours", _ours(book, gold)), ("negspacy", _negspacy(book, gold, options.python))):
            told = line(reader, score(gold, run.readings))
            sys.stdout.write(f"{told:<104}{run.seconds * 1e6:7.0f}{run.mb:10.1f}\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-text", description=__doc__)
    parser.add_argument("--python", default=".venv-text/bin/python", help="the interpreter that has negspacy")
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--footprint", action="store_true", help="print what our reader adds to its process, in MB")
    return parser.parse_args()


def _ours(book: RuleBook, gold: list[Sentence]) -> Run:
    reader, readings, times = OurReader(book), [], []
    for sentence in gold:
        runs = []
        for _ in range(RUNS):
            start = perf_counter()
            found = reader.read(sentence)
            runs.append(perf_counter() - start)
        times.append(min(runs))
        readings.append(found)
    own = subprocess.run(
        [sys.executable, "-m", "tests.bench.text", "--footprint"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return Run(readings, median(times), float(own.stdout))


def _footprint() -> float:
    """What the sheets and the reader add to a process that has read the rule book already, as the service has."""
    book = open_rulebook(ROOT / "rules")
    gold = [sentence for name in SETS for sentence in sentences(name)]
    before = _resident_mb()
    sheets = [type(one).model_validate(one.model_dump()) for one in (book.language, book.report_terms, book.symptom_terms)]
    reader = OurReader(book)
    for sentence in gold:
        reader.read(sentence)
    added = _resident_mb() - before
    return round(added, 1) if sheets else 0.0


def _resident_mb() -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def _negspacy(book: RuleBook, gold: list[Sentence], python: str) -> Run:
    """negspacy in its own process and environment; a denial ("joint space preserved") is absent where not negated."""
    terms = {"report": book.report_terms, "symptom": book.symptom_terms}
    question = {
        "patterns": {kind: list(_patterns(book.language, one)) for kind, one in terms.items()},
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
    concept, presence = label.split(":")
    return Reading(concept, "absent" if negated and presence == "present" else presence, None)


def _patterns(language: Language, terms: Terms) -> Iterator[dict[str, Any]]:
    """Our terms as entities: every reading and spelling of a phrase, and of a pair both orders with three words between."""
    groups: dict[str, list[list[str]]] = {}
    for entry in entries(language, terms):
        spelt = [_spelt(words, language) for words in entry.readings]
        if entry.role is Role.TERM:
            said: Said = entry.what
            if said.presence != "unknown":
                yield from (_pattern(said.concept, said.presence, words) for words in spelt)
        elif entry.role in (Role.SITE, Role.WORD_OF):
            groups.setdefault(entry.what, []).extend(spelt)
    for name, concept in terms.concepts.items():
        for pair in concept.together:
            for near in pair.near:
                for first, second in ((pair.words, near), (near, pair.words)):
                    for one in groups[first]:
                        for other in groups[second]:
                            yield _pattern(name, pair.says, [*one, *_GAP, *other])


_GAP = ["?", "?", "?"]


def _spelt(words: tuple[str, ...], language: Language) -> list[str]:
    """The words of a phrase, each with its other spellings."""
    return ["|".join(sorted(language.spellings(word))) for word in words]


def _pattern(concept: str, presence: str, words: list[str]) -> dict[str, Any]:
    tokens = [{"OP": "?", "IS_ALPHA": True} if word == "?" else {"LOWER": {"IN": word.split("|")}} for word in words]
    return {"label": f"{concept}:{presence}", "pattern": tokens}


if __name__ == "__main__":
    sys.exit(main())
