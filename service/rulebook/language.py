"""The shapes of the sheets of language: what sentences are made of, and the terms that are looked for in them."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from service.domain import Presence
from service.rulebook.fields import Line, Name, Strict, Version
from service.rulebook.phrases import readings, spellings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from service.rulebook.phrases import Words
    from service.rulebook.yaml_source import Place

Phrases = tuple[Line, ...]
Letters = Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]


class Role(StrEnum):
    """What a phrase does in a sentence; the value is its place in the sheet."""

    LEFT = "sides.left"
    RIGHT = "sides.right"
    BOTH = "sides.both"
    BOTH_OF = "sides.both_of"
    OTHER_SIDE = "sides.other"
    SMALL = "small"
    LINK = "links"
    MEANS = "amounts_to"
    OR = "alternatives"
    AND = "additions"
    WITH = "companions"
    TURN = "turns"
    AFTER = "afters"
    RELATIVE = "relatives"
    EXCEPT = "exceptions"
    ASSERTS = "asserts"
    DENIES_AHEAD = "denies.ahead"
    DENIES_BACK = "denies.back"
    DENIES_EITHER = "denies.either"
    NOT = "denies.bare"
    OPEN_AHEAD = "leaves_open.ahead"
    OPEN_BACK = "leaves_open.back"
    OPEN_EITHER = "leaves_open.either"
    OPEN_FAR = "leaves_open.far"
    OPEN_BETWEEN = "leaves_open.between"
    HINTS = "leaves_open.hints"
    EARLIER_AHEAD = "earlier.ahead"
    EARLIER_BACK = "earlier.back"
    EARLIER_EITHER = "earlier.either"
    RECENTLY = "recently"
    PERSISTS_AHEAD = "persists.ahead"
    PERSISTS_BACK = "persists.back"
    PERSISTS_EITHER = "persists.either"
    RESOLVES_AHEAD = "resolves.ahead"
    RESOLVES_BACK = "resolves.back"
    RESOLVES_EITHER = "resolves.either"
    SOMEONE_ELSE = "someone_else"
    NOT_SAID = "not_said"
    COMPARES = "compares"
    SINCE = "since"
    SPREADS = "spreads"
    IGNORED = "ignored"
    ASKS = "sections.asks"
    HISTORY = "sections.earlier"
    FAMILY = "sections.someone_else"
    ASIDE = "sections.not_said"
    REPORTS = "sections.reports"
    ELSEWHERE = "elsewhere"
    SITE = "sites"
    WORD_OF = "words"
    TERM = "concepts"


class Sides(Strict):
    """Words for a side; `both_of` counts where a site follows ("both hips"), `other` is the side not examined."""

    left: Phrases = ()
    right: Phrases = ()
    both: Phrases = ()
    both_of: Phrases = ()
    other: Phrases = ()


class Trigger(Strict):
    """Phrases that say something of what follows them, of what stands before them, or of either.

    What works either way speaks of what follows it, or where nothing follows, of what stands before.
    """

    ahead: Phrases = ()
    back: Phrases = ()
    either: Phrases = ()


class Denial(Trigger):
    """`bare`: denies what follows; where nothing follows, what stands before is left open."""

    bare: Phrases = ()


class Opening(Trigger):
    """What leaves a finding open.

    `far` reaches to the end of the sentence, `between` to both sides, and `hints` are themselves denied by a denial
    before them ("nothing suspicious for").
    """

    far: Phrases = ()
    hints: Phrases = ()
    between: Phrases = ()


class Sections(Strict):
    """Headings of a report, and what they make of what stands below them."""

    asks: Phrases = ()
    earlier: Phrases = ()
    someone_else: Phrases = ()
    not_said: Phrases = ()
    reports: Phrases = ()


class Wording(Strict):
    """What sentences are made of, apart from what they speak of."""

    sides: Sides = Sides()
    small: Phrases = ()
    links: Phrases = ()
    amounts_to: Phrases = ()
    alternatives: Phrases = ()
    additions: Phrases = ()
    companions: Phrases = ()
    turns: Phrases = ()
    afters: Phrases = ()
    relatives: Phrases = ()
    exceptions: Phrases = ()
    asserts: Phrases = ()
    denies: Denial = Denial()
    leaves_open: Opening = Opening()
    recently: Phrases = ()
    earlier: Trigger = Trigger()
    persists: Trigger = Trigger()
    resolves: Trigger = Trigger()
    someone_else: Phrases = ()
    not_said: Phrases = ()
    compares: Phrases = ()
    since: Phrases = ()
    spreads: Phrases = ()
    ignored: Phrases = ()
    sections: Sections = Sections()
    elsewhere: Phrases = ()


class Language(Wording):
    """language.yaml: what all texts have in common."""

    version: Version
    respellings: dict[Letters, Annotated[tuple[Letters, ...], Field(min_length=1)]]
    slips_from: Annotated[int, Field(ge=5)]
    longest_sentence: Annotated[int, Field(ge=20, le=200)]
    abbreviations: tuple[Letters, ...]
    carries_on: tuple[Line, ...]

    def spellings(self, word: str) -> set[str]:
        """A word of a phrase in every spelling."""
        return spellings(word, self.respellings)


class Together(Strict):
    """A concept that is said with two groups of words in one breath: one of `words`, and one that stands `near` it.

    Where nothing need be near, the word must stand alone below a heading or at the beginning ("Right hip: normal").
    `close`: with nothing but small words between them.
    """

    words: Name
    near: tuple[Name, ...] = ()
    says: Literal["present", "absent"] = "present"
    close: bool = False


class Concept(Strict):
    """What a text may say, and in which words.

    `names` mean it, `signs` point to it (a sign that is missing does not undo the name), `denials` say that it is not
    there, `topics` count only where the text leaves them open. `said_of` are the only sites that it is said of. What is
    said of the `whole` is taken back by an exception. What needs `company` counts only in a sentence with one of these
    words, or where nothing stands beside it that the sheets do not know ("sudden onset of weakness" is no pain).
    `means` and `severity` are value sets. What `lasts` is still so whenever it was made: no word of an earlier time
    puts it into the past ("status post hip replacement, 2015").
    """

    means: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    names: Phrases = ()
    signs: Phrases = ()
    denials: Phrases = ()
    topics: Phrases = ()
    together: tuple[Together, ...] = ()
    sided: bool = True
    said_of: tuple[Name, ...] = ()
    whole: bool = False
    lasts: bool = False
    company: tuple[Name, ...] = ()


class Terms(Strict):
    """report_terms.yaml and symptom_terms.yaml: what is looked for in one kind of text.

    `also` adds to the wording of language.yaml. With `share_place` a word without a site of its own has that of the
    word before it, if that is another part of the body and nothing but "with" or "and" is between.
    """

    version: Version
    share_place: bool = False
    sites: dict[Name, Phrases]
    words: dict[Name, Phrases]
    concepts: Annotated[dict[Name, Concept], Field(min_length=1)]
    also: Wording = Wording()

    @cached_property
    def groups(self) -> frozenset[str]:
        """The names of all groups of words and sites."""
        return frozenset((*self.sites, *self.words))


class Said(NamedTuple):
    """What a term says: the concept, whether it is there, in which words, and whether they are only a sign of it."""

    concept: str
    presence: Presence
    words: str
    sign: bool = False


class Entry(NamedTuple):
    """One phrase of a sheet: where it stands, what it does, and what it stands for."""

    place: Place
    phrase: str
    role: Role
    what: Any = None

    @property
    def readings(self) -> list[Words]:
        """Every sequence of words that the phrase stands for."""
        return readings(self.phrase)


def entries_of_wording(wording: Wording, place: Place = ()) -> Iterator[Entry]:
    """The phrases that a sheet has by their role."""
    for role in Role:
        if role in _OF_TERMS:
            continue
        steps = (*place, *role.value.split("."))
        for number, phrase in enumerate(attrgetter(role.value)(wording)):
            yield Entry((*steps, number), phrase, role)


_OF_TERMS = frozenset({Role.SITE, Role.WORD_OF, Role.TERM})


_PARTS = {
    "names": Presence.PRESENT,
    "signs": Presence.PRESENT,
    "denials": Presence.ABSENT,
    "topics": Presence.UNKNOWN,
}


def entries_of_terms(terms: Terms) -> Iterator[Entry]:
    """The phrases of a sheet of terms."""
    yield from entries_of_wording(terms.also, ("also",))
    for role, groups in ((Role.SITE, terms.sites), (Role.WORD_OF, terms.words)):
        for name, phrases in groups.items():
            for number, phrase in enumerate(phrases):
                yield Entry((role.value, name, number), phrase, role, name)
    for name, concept in terms.concepts.items():
        for part, presence in _PARTS.items():
            for number, phrase in enumerate(getattr(concept, part)):
                said = Said(name, presence, phrase, sign=part == "signs")
                yield Entry(("concepts", name, part, number), phrase, Role.TERM, said)
