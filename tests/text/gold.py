"""The gold sentences: what a careful clinician reads in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import yaml

from service.domain import Side
from service.prose.lexicon import Lexicon
from service.prose.reader import read
from tests.conftest import ROOT

if TYPE_CHECKING:
    from service.domain import Sides
    from service.rulebook.book import RuleBook

SETS = {"sentences": "tuned on", "held_out": "held out"}
"""The sets, and what each is for."""


class Reading(NamedTuple):
    """One concept as it is read in a sentence; the side is left, right, both or nothing."""

    concept: str
    presence: str
    side: str | None


class Sentence(NamedTuple):
    """A sentence, the kind of text that it stands in, and everything that it says."""

    text: str
    kind: str
    expected: frozenset[Reading]


def sentences(name: str) -> list[Sentence]:
    """The sentences of a set."""
    content = yaml.safe_load((ROOT / "tests" / "text" / f"{name}.yaml").read_text(encoding="utf-8"))
    return [Sentence(one["text"], one["in"], frozenset(map(_reading, one["expect"]))) for one in content["sentences"]]


def _reading(expected: dict[str, str]) -> Reading:
    return Reading(expected["concept"], expected["presence"], expected.get("side"))


_WIDER = {"minor_injury": "injury"}
"""Kinds of a concept that the sentences do not tell apart."""

UNLISTED = frozenset({"transient_osteoporosis"})
"""Concepts that came after the sentences, so that none of them says where to expect it."""
_SYMPTOMS = ("hip_pain", "groin_buttock_thigh_pain", "limp", "cannot_bear_weight", "injury", "sudden_onset")
"""What the sentences of problem lists and notes are marked for; diagnoses are not."""


class OurReader:
    """The reader of the service, over the sheets of a rule book."""

    def __init__(self, book: RuleBook) -> None:
        reports = Lexicon(book.language, book.report_terms)
        self._lexicons = {"mri": reports, "xray": reports, "symptom": Lexicon(book.language, book.symptom_terms)}

    def read(self, sentence: Sentence) -> frozenset[Reading]:
        """What it reads in a sentence."""
        found = read(sentence.text, self._lexicons[sentence.kind]).mentions
        readings = frozenset(
            Reading(_WIDER.get(one.concept, one.concept), one.presence.value, _side(one.sides))
            for one in found
            if one.concept not in UNLISTED
        )
        return frozenset(one for one in readings if sentence.kind != "symptom" or one.concept in _SYMPTOMS)


def _side(sides: Sides) -> str | None:
    names = [side.value for side in Side if side in sides]
    return "both" if len(names) > 1 else next(iter(names), None)
