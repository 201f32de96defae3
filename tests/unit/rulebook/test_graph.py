"""The graph of the rule book: every rule and finding is in it, whatever its words, as Mermaid and as a picture."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from service.evaluate import open_rulebook
from service.rulebook.drawing import svg
from service.rulebook.graph import Edge, graph_of, mermaid
from service.rulebook.layout import Layout
from tests.invented import assessment, book_of, rule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from service.rulebook.book import RuleBook
    from service.rulebook.layout import Box

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    '"] --> evil["',
    "</text><script>alert(1)</script>",
    "a < b & c > d",
    "]]>",
    "#quot;#59;",
    "one\nend\nsubgraph two",
    "`%%{init: {}}%%`",
    "\x07\x00bell",
    "\ufffe\uffff",
    "<br>",
    "{x}",
]


@pytest.fixture
def small(directory: Path) -> RuleBook:
    """The small rule book."""
    return open_rulebook(directory)


def texts(drawn: str) -> set[str]:
    """Every text of a picture, as a browser shows it."""
    return {element.text or "" for element in ET.fromstring(drawn).iter(f"{SVG}text")}  # noqa: S314 - our own picture


def arrows(drawn: str) -> list[str]:
    """The lines of a Mermaid graph that lead from one node to another."""
    return [line.strip() for line in drawn.splitlines() if re.fullmatch(r"  n_\S+ [-=].* n_\S+", line)]


@pytest.mark.parametrize(
    "edge",
    [
        Edge("hip_pain", "painful_walking", "present"),
        Edge("limp", "painful_walking", "present"),
        Edge("painful_walking", "hip-pain", "present"),
        Edge("trauma", "hip-pain", "absent"),
        Edge("under_18", "hip-pain", "silences"),
        Edge("hip_mri", "hip-pain", "silences"),
        Edge("limp", "hip-pain", "changes"),
    ],
)
def test_an_edge_says_what_a_name_does_for_a_sheet(edge: Edge, small: RuleBook) -> None:
    assert edge in graph_of(small).edges


def test_nothing_else_leads_anywhere(small: RuleBook) -> None:
    assert len(graph_of(small).edges) == 7


def test_what_must_be_unknown_is_told_apart(book: RuleBook) -> None:
    graph = graph_of(book_of(book, [rule("asks", {"all": [{"unknown": "a"}]})]))

    assert graph.edges == (Edge("a", "asks", "unknown"),)
    assert arrows(mermaid(graph)) == ["n_a -. not known .-> n_asks"]


def test_mermaid_draws_each_edge_once_in_its_own_manner(small: RuleBook) -> None:
    assert arrows(mermaid(graph_of(small))) == [
        "n_hip_pain --> n_painful_walking",
        "n_limp --> n_painful_walking",
        "n_painful_walking --> n_hip-pain",
        "n_trauma -. recorded absent .-> n_hip-pain",
        "n_under_18 --x n_hip-pain",
        "n_hip_mri --x n_hip-pain",
        "n_limp == indicator ==> n_hip-pain",
    ]


def test_every_rule_and_every_finding_that_decides_is_drawn(book: RuleBook) -> None:
    graph = graph_of(book)

    drawn = texts(svg(graph, "x"))
    nodes = set(re.findall(r'n_(\S+)\["', mermaid(graph)))

    sheets = [*book.rules.values(), *book.assessments.values()]
    expected = {*book.rules, *frozenset().union(*(sheet.named for sheet in sheets))}
    assert expected <= drawn
    assert nodes == expected


def test_a_rule_that_was_retired_is_not_drawn(book: RuleBook) -> None:
    sheets = book_of(book, [rule("old", {"all": ["a"]}, status="retired"), rule("new", {"all": ["b"]})])

    graph = graph_of(sheets)

    assert ([one.id for one in graph.rules], graph.findings) == (["new"], ("b",))


def test_one_rule_is_drawn_with_what_it_rests_on(book: RuleBook) -> None:
    assessments = [assessment("x", {"all": ["c"]}), assessment("y", {"all": ["d"]})]
    sheets = book_of(book, [rule("one", {"all": ["a", "x"]}), rule("two", {"all": ["b", "y"]})], assessments)

    graph = graph_of(sheets, "one")

    assert ([one.id for one in graph.rules], set(graph.findings), graph.assessments) == (["one"], {"a", "c"}, ("x",))


def test_a_rule_that_does_not_exist_is_not_drawn(small: RuleBook) -> None:
    with pytest.raises(KeyError):
        graph_of(small, "broken-heart")


@pytest.mark.parametrize("status", ["draft", "shadow"])
def test_the_picture_says_what_is_not_in_force(status: str, book: RuleBook) -> None:
    sheets = book_of(book, [rule("one", {"all": ["a"]}, status=status)])

    assert f"TEST, diagnostic 1, info, {status}" in texts(svg(graph_of(sheets), "x"))


def test_a_graph_without_assessments_has_two_columns(book: RuleBook) -> None:
    drawn = texts(svg(graph_of(book_of(book, [rule("one", {"all": ["a"]})])), "x"))

    assert ("Findings" in drawn, "Assessments" in drawn, "Cards" in drawn) == (True, False, True)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_cannot_break_out_of_the_picture(words: str, book: RuleBook) -> None:
    """A summary, a number and a title are text wherever they stand, and the picture stays XML."""
    sheets = book_of(book, [rule("one", {"all": ["a"]}, ref=words, card={"summary": _summary(words)})])

    picture = ET.fromstring(svg(graph_of(sheets), words))  # noqa: S314 - our own picture

    tags = {element.tag.removeprefix(SVG) for element in picture.iter()}
    assert tags == {"svg", "title", "style", "rect", "text", "g", "path"}
    assert len(list(picture.iter(f"{SVG}g"))) == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_words_cannot_break_out_of_the_mermaid_graph(words: str, book: RuleBook) -> None:
    """A label has one pair of quotes, on one line, and no mark but the line break that we put there."""
    drawn = mermaid(graph_of(book_of(book, [rule("one", {"all": ["a"]}, ref=words)])))

    (line,) = [one for one in drawn.splitlines() if one.startswith("    n_one[")]
    label = re.fullmatch(r'    n_one\["one<br>(.*), diagnostic"\]', line)
    assert label is not None
    assert re.fullmatch(r"(?:[\w \-.,]|#\d+;)*", label[1])
    assert len(drawn.splitlines()) == len(mermaid(graph_of(book_of(book, [rule("one", {"all": ["a"]})]))).splitlines())


def _summary(words: str) -> str:
    """The words as far as a summary may hold them."""
    return re.sub(r"[{}\r\n]", " ", words)


def test_usual_words_stay_as_they_are_in_mermaid(book: RuleBook) -> None:
    drawn = mermaid(graph_of(book_of(book, [rule("one", {"all": ["a"]}, ref="TOH-044b, Überblick")])))

    assert '["one<br>TOH-044b, Überblick, diagnostic"]' in drawn


@pytest.mark.parametrize("only", [None, "late-pregnancy-hip-pain", "decisive-facts-missing"])
def test_no_box_lies_over_another(only: str | None, book: RuleBook) -> None:
    layout = Layout(graph_of(book, only))

    for column in (layout.findings, layout.assessments, layout.cards):
        assert overlaps(column.values()) == []


def overlaps(boxes: Iterable[Box]) -> list[tuple[str, str]]:
    """Boxes of one column that touch."""
    ordered = sorted(boxes, key=lambda box: box.top)
    pairs = itertools.pairwise(ordered)
    return [(upper.name, lower.name) for upper, lower in pairs if upper.top + upper.height > lower.top]


def test_a_box_is_as_wide_as_its_words(book: RuleBook) -> None:
    short, long = (Layout(graph_of(book_of(book, [rule(name, {"all": ["a"]})]))) for name in ("one", "o" * 60))

    assert long.widths[2] > short.widths[2] > 0


def test_the_same_sheets_are_drawn_in_the_same_way(small: RuleBook, directory: Path) -> None:
    """The picture is kept with the sheets: it must not change from run to run."""
    again = open_rulebook(directory)

    assert svg(graph_of(small), "x") == svg(graph_of(again), "x")


def test_the_urgency_of_a_card_is_its_colour(book: RuleBook) -> None:
    def bars(indicator: str) -> list[Any]:
        sheets = book_of(book, [rule("one", {"all": ["a"]}, card={"indicator": indicator})])
        return re.findall(r'style="fill: (#\w+)"', svg(graph_of(sheets), "x"))

    assert [bars(one) for one in ("info", "warning", "critical")] == [["#8fa3b8"], ["#e08a00"], ["#b3261e"]]


def test_rules_stand_by_priority(book: RuleBook) -> None:
    rules = [rule(name, {"all": ["a"]}, priority=priority) for name, priority in (("c", 3), ("a", 1), ("b", 2))]

    layout = Layout(graph_of(book_of(book, rules)))

    assert sorted(layout.cards, key=lambda name: layout.cards[name].top) == ["a", "b", "c"]
