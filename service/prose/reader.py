"""The door of the room: what a text says of this patient's hips now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.prose.headings import Headings
from service.prose.mentions import Account
from service.prose.pieces import sentences
from service.prose.sentence import told
from service.prose.weighing import answered, in_one_voice

if TYPE_CHECKING:
    from service.prose.lexicon import Lexicon
    from service.prose.mentions import Mention


def read(text: str, lexicon: Lexicon) -> Account:
    """What a text says, sentence by sentence; a wrong answer is worse than none, so doubt is UNKNOWN or left out."""
    text = text.replace("\r\n", " \n")
    headings = Headings()
    mentions: list[Mention] = []
    left_out: list[Mention] = []
    for sentence in sentences(text, lexicon):
        headings.begin(sentence)
        found = told(sentence, headings, lexicon)
        if found:
            quote = " ".join(text[sentence.first : sentence.last].split())
            kept, besides = in_one_voice(found, quote, lexicon)
            mentions += kept
            left_out += besides
        headings.end(sentence)
    return answered(Account(tuple(mentions), tuple(left_out)))
