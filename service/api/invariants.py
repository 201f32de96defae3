"""What every answer has to be, whatever the rule book says: the invariants of CDS Hooks, checked on our own answers.

An invariant is `unsafe` to break where a client that shows or accepts the card could do something
else than it says; such an answer is refused. Any other fault is logged and the answer sent: a correct
card is not withheld for a summary that is a word too long (docs/adr/0016).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from service.errors import BrokenAnswer
from service.log import logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]

SUMMARY_LIMIT = 140
_HTML = re.compile(r"<[a-zA-Z/!?]")
_URL = re.compile(r"https?://[^\s/]+\S*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_RELATIVE = re.compile(r"[A-Za-z]+/[A-Za-z0-9.-]{1,64}")
_NAME = re.compile(r"[a-z][a-z0-9-]*(?:\.[A-Za-z0-9_-]+)+")


class Invariant(NamedTuple):
    """`item` is the number in docs/conformance.md; a `holds` that raises does not hold."""

    name: str
    item: int
    unsafe: bool
    holds: Callable[[Any], object]


class Broken(NamedTuple):
    """An invariant that does not hold, and where; never the value that is there."""

    where: str
    name: str
    unsafe: bool

    def __str__(self) -> str:
        """As the log and a refusal tell it."""
        return f"{self.where}: {self.name}"


def broken(answer: Json) -> Iterator[Broken]:
    """Every invariant that an answer with cards breaks; the patients of /evaluate are not looked at."""
    yield from _broken(RESPONSE, answer, "response")
    for at, card in _each(answer, "cards", "response"):
        yield from _broken(CARD, card, at)
        for within, suggestion in _each(card, "suggestions", at):
            yield from _broken(SUGGESTION, suggestion, within)
            for deepest, action in _each(suggestion, "actions", within):
                yield from _broken(ACTION, action, deepest)


def refuse_if_broken(answer: Json, service: str | None = None) -> None:
    """Log what is broken; raises BrokenAnswer where it could mislead."""
    faults = list(broken(answer))
    if not faults:
        return
    known = {"service": service} if service else {}
    logger().error("broken_answer", **known, faults=[str(fault) for fault in faults])
    unsafe = [str(fault) for fault in faults if fault.unsafe]
    if unsafe:
        raise BrokenAnswer(invariants="; ".join(unsafe))


def _broken(invariants: tuple[Invariant, ...], thing: Any, where: str) -> Iterator[Broken]:  # noqa: ANN401 - JSON
    for one in invariants:
        try:
            holds = bool(one.holds(thing))
        except (TypeError, LookupError, AttributeError):
            holds = False
        if not holds:
            yield Broken(where, one.name, one.unsafe)


def _each(holder: Any, name: str, where: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON
    members = holder.get(name, ()) if isinstance(holder, dict) else ()
    if isinstance(members, (list, tuple)):
        yield from ((f"{where}.{name}[{position}]", member) for position, member in enumerate(members))


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _coding(coding: Json) -> bool:
    return _text(coding["code"]) and _text(coding["system"])


def _distinct(values: list[str]) -> bool:
    return len(set(values)) == len(values)


def _ids(answer: Json) -> list[str]:
    """The uuids of cards and suggestions; raises TypeError where `cards` is no list."""
    if not isinstance(answer["cards"], list):
        raise TypeError
    cards = [card for _, card in _each(answer, "cards", "")]
    suggestions = [one for card in cards for _, one in _each(card, "suggestions", "")]
    return [one["uuid"] for one in (*cards, *suggestions) if "uuid" in one]


def _blank(value: Any, may_be_empty: str = "") -> Iterator[bool]:  # noqa: ANN401 - JSON
    """True for each blank member; FHIR resources are the EHR's own or checked when the rule book loads."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        if name in ("resource", "patients"):
            continue
        yield member in (None, "", [], {}) and name != may_be_empty
        yield from _blank(member)


def _extensions(answer: Json) -> bool:
    held = [one["extension"] for one in (answer, *answer["cards"]) if "extension" in one]
    return all(_NAME.fullmatch(name) and isinstance(value, dict) for one in held for name, value in one.items())


def _urls(source: Json) -> list[str]:
    return [source[name] for name in ("url", "icon") if name in source]


def _selection(card: Json) -> bool:
    return card.get("selectionBehavior") in (("at-most-one", "any") if "suggestions" in card else (None,))


def _recommended(card: Json) -> bool:
    count = sum(one.get("isRecommended", False) for one in card.get("suggestions", ()))
    return count <= 1 or bool(card["selectionBehavior"] == "any")


def _reasons(card: Json) -> bool:
    reasons = card.get("overrideReasons", ())
    return all(_coding(one) and _text(one["display"]) for one in reasons) and _distinct(
        [one["code"] for one in reasons]
    )


def _link(link: Json) -> bool:
    kind = link["type"]
    allowed: bool = kind == "smart" or (kind == "absolute" and "appContext" not in link)
    return allowed and _text(link["label"]) and _text(link["url"])


def _unsafe(name: str, item: int, holds: Callable[[Any], object]) -> Invariant:
    return Invariant(name, item, unsafe=True, holds=holds)


def _cosmetic(name: str, item: int, holds: Callable[[Any], object]) -> Invariant:
    return Invariant(name, item, unsafe=False, holds=holds)


_INDICATORS = ("info", "warning", "critical")
_CODED = {"code": "none", "system": "none"}
_PAYLOADS: dict[str, Callable[[Json], object]] = {
    "create": lambda action: (
        _text(action["resource"]["resourceType"]) and _text(action["resource"]["subject"]["reference"])
    ),
    "update": lambda action: _text(action["resource"]["resourceType"]) and _text(action["resource"]["id"]),
    "delete": lambda action: _RELATIVE.fullmatch(action["resourceId"]) and "resource" not in action,
}

RESPONSE = (
    _unsafe("ids are unique", 43, lambda answer: _distinct(_ids(answer))),
    _unsafe("no system actions", 56, lambda answer: "systemActions" not in answer),
    _cosmetic("nothing is null or empty", 2, lambda answer: not any(_blank(answer, "cards"))),
    _cosmetic("extensions are objects under a reverse domain name", 75, _extensions),
)
CARD = (
    _unsafe("a summary", 44, lambda card: _text(card["summary"])),
    _cosmetic("fewer than 140 characters in the summary", 44, lambda card: len(card["summary"]) < SUMMARY_LIMIT),
    _unsafe("an indicator that clients know", 46, lambda card: card["indicator"] in _INDICATORS),
    _unsafe("a source with a label", 47, lambda card: _text(card["source"]["label"])),
    _cosmetic("absolute URLs in the source", 47, lambda card: all(map(_URL.fullmatch, _urls(card["source"])))),
    _cosmetic("a topic with code and system", 47, lambda card: _coding(card["source"].get("topic", _CODED))),
    _cosmetic("a uuid", 43, lambda card: _UUID.fullmatch(card["uuid"])),
    _unsafe("no HTML in the detail", 45, lambda card: not _HTML.search(card.get("detail", ""))),
    _unsafe("a selection behaviour with suggestions, and only with them", 48, _selection),
    _cosmetic("one recommended suggestion at most, unless any", 50, _recommended),
    _cosmetic("reasons to override with code, system and display", 54, _reasons),
    _cosmetic("complete links", 55, lambda card: all(map(_link, card.get("links", ())))),
)
SUGGESTION = (
    _unsafe("a label", 50, lambda suggestion: _text(suggestion["label"])),
    _cosmetic("a uuid", 43, lambda suggestion: _UUID.fullmatch(suggestion["uuid"])),
    _unsafe("all actions together", 51, lambda suggestion: "actionSelectionBehavior" not in suggestion),
    _unsafe("at least one action", 50, lambda suggestion: isinstance(suggestion["actions"][0], dict)),
)
ACTION = (
    _unsafe("create, update or delete", 52, lambda action: action["type"] in _PAYLOADS),
    _cosmetic("a description", 52, lambda action: _text(action["description"])),
    _unsafe("what its type acts on", 53, lambda action: _PAYLOADS[action["type"]](action)),
)
