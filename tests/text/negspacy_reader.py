"""negspacy on blank spaCy, in a virtual environment of its own: reads a question as JSON, writes its answer as JSON.

It gets the terms of our sheets as entities and its own list `en_clinical`. It knows negation and nothing else: what is
negated is absent, what is not is present; nothing is ever unknown, and nothing has a side.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import pydantic  # noqa: F401 - the service has it loaded, so it is no part of what spaCy adds

_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
"""spaCy makes a word of it, and would find no "double-line sign" with the term "double line sign"."""


def resident_mb() -> float:
    """The memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Answer one question."""
    question = json.load(sys.stdin)
    before = resident_mb()
    import negspacy.negation  # noqa: F401, PLC0415 - registers its component, and is part of what is measured
    import spacy  # noqa: PLC0415 - as above

    pipelines = {}
    for kind, patterns in question["patterns"].items():
        pipeline = spacy.blank("en")
        pipeline.add_pipe("sentencizer")
        pipeline.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"}).add_patterns(patterns)
        pipeline.add_pipe("negex")
        pipelines[kind] = pipeline
    answers, times = [], []
    for kind, text in question["sentences"]:
        runs = []
        for _ in range(question["runs"]):
            start = perf_counter()
            document = pipelines[kind](_HYPHEN.sub(" ", text))
            runs.append(perf_counter() - start)
        times.append(min(runs))
        answers.append([[entity.label_, entity._.negex] for entity in document.ents])
    after = resident_mb()
    json.dump({"answers": answers, "seconds": median(times), "mb": after - before}, sys.stdout)


if __name__ == "__main__":
    main()
