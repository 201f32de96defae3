"""Words that depend on the chart: which hip, what was found, what is not known, and hostile text made harmless."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cards.wording import escape, found, hip_in_words, not_known, order_in_words, paragraphs, proof
from service.domain import BOTH, NO_SIDE, Certainty, Evidence, Finding, Order, Presence, Side, When
from tests.invented import question

DAY = When(date(2026, 11, 3), date(2026, 11, 3))
PAIN = question(says="hip pain", asks="whether the hip hurts")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Marrow oedema of the femoral head, 3.5 cm", None, id="ordinary words"),
        pytest.param("<script>alert(1)</script>", r"&lt;script&gt;alert\(1\)&lt;/script&gt;", id="HTML"),
        pytest.param("a & b &lt; c", "a &amp; b &amp;lt; c", id="entities"),
        pytest.param("**bold** _it_ `code`", r"\*\*bold\*\* \_it\_ \`code\`", id="emphasis and code"),
        pytest.param("[click](javascript:alert(1))", r"\[click\]\(javascript:alert\(1\)\)", id="link"),
        pytest.param("![x](https://evil.example)", r"!\[x\]\(https&#58;//evil.example\)", id="image"),
        pytest.param("https://evil.example", "https&#58;//evil.example", id="bare address"),
        pytest.param("www.evil.example", "www&#46;evil.example", id="bare host"),
        pytest.param("WwW.evil.example", "WwW&#46;evil.example", id="bare host in capitals"),
        pytest.param("<https://evil.example>", "&lt;https&#58;//evil.example&gt;", id="autolink"),
        pytest.param("mail@evil.example", "mail (at) evil.example", id="mail address"),
        pytest.param("a | b", r"a \| b", id="table cell"),
        pytest.param("# Heading", r"\# Heading", id="heading"),
        pytest.param("~~struck~~", r"\~\~struck\~\~", id="struck through"),
        pytest.param("{evidence}", r"\{evidence\}", id="placeholder"),
        pytest.param("a\\", "a\\\\", id="backslash at the end"),
        pytest.param("one\n\n- two\r\n\t> three", "one - two &gt; three", id="line breaks and lists"),
        pytest.param("a\u2028b\u2029c\x0bd\x85e\u00a0f", "a b c d e f", id="every other line break and space"),
        pytest.param("left\u202ethgir", "leftthgir", id="turned direction"),
        pytest.param("\u2066a\u2069\u200fb\u061cc", "abc", id="isolated direction and marks"),
        pytest.param("ww\u200bw.evil.example", "www&#46;evil.example", id="zero width inside a host"),
        pytest.param("ht\u2060tps:\ufeff//evil.example", "https&#58;//evil.example", id="zero width inside an address"),
        pytest.param("so\u00adft \x07bell \x1b[31mred", r"soft bell \[31mred", id="soft hyphen and control characters"),
        pytest.param("Coxarthrose, Schenkelhals, 大腿骨, سنّ", None, id="other languages stay"),
    ],
)
def test_text_of_a_chart_is_shown_as_text(text: str, expected: str | None) -> None:
    assert escape(text) == (text if expected is None else expected)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param("Ibuprofen 400 mg", "“Ibuprofen 400 mg”", id="short"),
        pytest.param("a" * 80, f"“{'a' * 80}”", id="as long as a card can show"),
        pytest.param("a" * 3000, f"“{'a' * 79}…”", id="too long"),
        pytest.param("*" * 3000, "“" + "\\*" * 79 + "…”", id="cut before it is made harmless"),
        pytest.param(None, "MedicationRequest/1", id="without a name"),
    ],
)
def test_an_order_is_called_by_a_name_that_a_card_can_show(words: str | None, shown: str) -> None:
    assert order_in_words(Order("MedicationRequest/1", words, NO_SIDE, {})) == shown


@given(st.text())
def test_no_text_of_a_chart_leaves_its_line_or_opens_markup(text: str) -> None:
    shown = escape(text)

    assert shown.isprintable()
    assert not set("<>@") & set(shown)
    assert "://" not in shown
    assert "www." not in shown.lower()


@given(st.text(alphabet=r"\`*_{}[]()#|~ab"))
def test_every_mark_of_markdown_stands_behind_a_backslash(text: str) -> None:
    shown = iter(escape(text))

    for mark in shown:
        if mark == "\\":
            next(shown)
        else:
            assert mark not in r"`*_{}[]()#|~"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("one\ntwo", "one two", id="lines of a paragraph"),
        pytest.param("one\n\ntwo", "one\n\ntwo", id="paragraphs"),
        pytest.param("**Head**\n{evidence}\n\nmore", "**Head**\n{evidence}\n\nmore", id="placeholder of its own"),
        pytest.param("one\n{evidence}\ntwo", "one\n{evidence}\ntwo", id="placeholder between lines"),
        pytest.param("**Consider**\n- one\n- two", "**Consider**\n- one\n- two", id="list"),
        pytest.param("- one\n- two\n\nend", "- one\n- two\n\nend", id="paragraph after a list"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_card_text_has_each_paragraph_and_item_on_one_line(text: str, expected: str) -> None:
    assert paragraphs(text) == expected


@pytest.mark.parametrize(
    ("sides", "recorded", "expected"),
    [
        pytest.param(frozenset({Side.LEFT}), True, "the left hip", id="left"),
        pytest.param(frozenset({Side.RIGHT}), True, "the right hip", id="right"),
        pytest.param(BOTH, True, "both hips", id="both"),
        pytest.param(BOTH, False, "the hip (the side was not recorded)", id="side not recorded"),
        pytest.param(
            frozenset({Side.LEFT}), False, "the left hip (the side was not recorded)", id="side taken from elsewhere"
        ),
    ],
)
def test_a_card_names_the_hip_that_it_is_about(sides: frozenset[Side], expected: str, *, recorded: bool) -> None:
    assert hip_in_words(sides, recorded=recorded) == expected


def evidence(reference: str = "Condition/1", **more: Any) -> Evidence:
    return Evidence(reference, "Condition.code", **{"when": DAY, **more})


@pytest.mark.parametrize(
    ("proven", "expected"),
    [
        pytest.param(evidence(), "Condition/1, 2026-11-03", id="dated"),
        pytest.param(evidence(when=None), "Condition/1, not dated", id="not dated"),
        pytest.param(
            evidence(when=When(date(2026, 11, 1), date(2026, 11, 30))), "Condition/1, 2026-11", id="dated to the month"
        ),
        pytest.param(evidence(sides=frozenset({Side.LEFT})), "left, Condition/1, 2026-11-03", id="one side"),
        pytest.param(evidence(sides=BOTH), "both sides, Condition/1, 2026-11-03", id="both sides"),
        pytest.param(
            evidence(certainty=Certainty.READ_FROM_TEXT),
            "Condition/1, 2026-11-03 (read from text, please confirm)",
            id="read from text",
        ),
        pytest.param(evidence(quote="*sudden*"), r"Condition/1, 2026-11-03 “\*sudden\*”", id="quoted"),
        pytest.param(
            evidence("Condition/[x](y)", when=None), r"Condition/\[x\]\(y\), not dated", id="an id is chart text too"
        ),
        pytest.param(Evidence("Patient/1", "Patient.birthDate"), "Patient/1", id="elements that have no date"),
    ],
)
def test_a_record_is_named_with_side_and_date(proven: Evidence, expected: str) -> None:
    assert proof(proven) == expected


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        pytest.param(Finding("pain", Presence.PRESENT), "- Hip pain", id="no record"),
        pytest.param(
            Finding("pain", Presence.PRESENT, (evidence(),)), "- Hip pain: Condition/1, 2026-11-03", id="one record"
        ),
        pytest.param(Finding("pain", Presence.ABSENT), "- No hip pain", id="absent"),
        pytest.param(
            Finding("pain", Presence.PRESENT, (evidence(),), note="the side is not recorded"),
            "- Hip pain (the side is not recorded): Condition/1, 2026-11-03",
            id="noted",
        ),
        pytest.param(
            Finding("pain", Presence.PRESENT, (evidence(), evidence())),
            "- Hip pain: Condition/1, 2026-11-03",
            id="one record twice",
        ),
        pytest.param(
            Finding("pain", Presence.PRESENT, tuple(evidence(f"Condition/{number}", when=None) for number in range(5))),
            "- Hip pain: Condition/0, not dated; Condition/1, not dated; Condition/2, not dated and 2 more",
            id="many records",
        ),
    ],
)
def test_what_was_found_is_told_with_its_records(finding: Finding, expected: str) -> None:
    assert list(found([(PAIN, finding)])) == [expected]


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        pytest.param(Finding("pain", Presence.UNKNOWN), "- Whether the hip hurts", id="no reason"),
        pytest.param(
            Finding("pain", Presence.UNKNOWN, reason="not recorded"), "- Whether the hip hurts: not recorded", id="why"
        ),
        pytest.param(
            Finding("pain", Presence.UNKNOWN, (evidence("Condition/a_b"), evidence("Condition/a_b")), "unconfirmed"),
            r"- Whether the hip hurts: unconfirmed (Condition/a\_b)",
            id="the record that leaves it open",
        ),
    ],
)
def test_what_is_not_known_is_told_with_the_reason(finding: Finding, expected: str) -> None:
    assert list(not_known([(PAIN, finding)])) == [expected]
