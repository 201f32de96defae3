"""Findings, assessments and cards as one graph: what a card rests on, and what silences it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from service.domain import Presence
from service.rulebook.conditions import atoms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import AssessmentSheet, RuleSheet

Role = Literal["present", "absent", "unknown", "silences", "changes"]
"""What one name does for a sheet: it must be present, recorded absent or unknown, or it silences, or it changes the
indicator of the card."""


class Edge(NamedTuple):
    """One name that a sheet reads: a finding or an assessment on the left, an assessment or a rule on the right."""

    source: str
    target: str
    role: Role


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn: names in the order of their sheets, rules by priority."""

    findings: tuple[str, ...]
    assessments: tuple[str, ...]
    rules: tuple[RuleSheet, ...]
    edges: tuple[Edge, ...]


def graph_of(book: RuleBook, rule: str | None = None) -> Graph:
    """The graph of every rule that was not retired, or of one; raises KeyError for a rule that does not exist."""
    some = [book.rules[rule]] if rule else [one for one in book.rules.values() if one.status != "retired"]
    rules = tuple(sorted(some, key=lambda one: (one.priority, one.id)))
    named = frozenset().union(*(one.named for one in rules))
    assessments = tuple(name for name in book.assessments if name in named)
    sheets: tuple[AssessmentSheet | RuleSheet, ...] = (*(book.assessments[name] for name in assessments), *rules)
    edges = tuple(dict.fromkeys(edge for sheet in sheets for edge in _edges(sheet)))
    sources = {edge.source for edge in edges}
    return Graph(tuple(name for name in book.findings if name in sources), assessments, rules, edges)


def _edges(sheet: RuleSheet | AssessmentSheet) -> Iterator[Edge]:
    for term in atoms(sheet.when.when):
        yield Edge(term.name, sheet.id, _ASKED[term.presence])
    for name in sheet.when.unless:
        yield Edge(name, sheet.id, "silences")
    for step in sheet.steps:
        yield Edge(step.when, sheet.id, "changes")


_ASKED: dict[Presence, Role] = {
    Presence.PRESENT: "present",
    Presence.ABSENT: "absent",
    Presence.UNKNOWN: "unknown",
}

_ARROWS: dict[Role, str] = {
    "present": "-->",
    "absent": "-. recorded absent .->",
    "unknown": "-. not known .->",
    "silences": "--x",
    "changes": "== indicator ==>",
}


def mermaid(graph: Graph) -> str:
    """The graph in Mermaid's language; GitHub and many editors draw it."""
    return "\n".join((*_mermaid(graph), ""))


def _mermaid(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    yield from _group("findings", ((name, name) for name in graph.findings))
    yield from _group("assessments", ((name, name) for name in graph.assessments))
    yield from _group("cards", ((rule.id, f"{rule.id}<br>{_plain(rule.ref)}, {rule.track}") for rule in graph.rules))
    for edge in graph.edges:
        yield f"  {_node(edge.source)} {_ARROWS[edge.role]} {_node(edge.target)}"
    for rule in graph.rules:
        yield f"  class {_node(rule.id)} {rule.card.indicator.value}"
    yield "  classDef info stroke:#5b7a99"
    yield "  classDef warning stroke:#c77700,stroke-width:2px"
    yield "  classDef critical stroke:#b3261e,stroke-width:3px"


def _group(title: str, nodes: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"  subgraph {title}"
    for name, label in nodes:
        yield f'    {_node(name)}["{label}"]'
    yield "  end"


def _plain(text: str) -> str:
    """Free text as one line, without what Mermaid or a browser would take for a mark of its own."""
    return "".join(one if one.isalnum() or one in " -_.," else f"#{ord(one)};" for one in " ".join(text.split()))


def _node(name: str) -> str:
    """An id that means nothing to Mermaid, which takes words such as `end` for its own."""
    return f"n_{name}"
