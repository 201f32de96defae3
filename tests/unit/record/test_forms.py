"""DiagnosticReport.presentedForm: text and HTML are read as a reader sees them, the rest says what it is."""

from __future__ import annotations

import time
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from service.record.elements import Unreadable
from service.record.forms import Form, forms_at

if TYPE_CHECKING:
    from tests.charts import Json


def read(form: Any) -> Form:
    """The one form of a report."""
    (found,) = forms_at({"presentedForm": [form]}, "presentedForm")
    return found


def sent(data: bytes, kind: str | None = "text/plain") -> Json:
    """An attachment that was sent."""
    return {"contentType": kind, "data": b64encode(data).decode()}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        pytest.param(sent(b"Normal hip."), "Normal hip.", id="text"),
        pytest.param(sent(b"Normal hip.", "TEXT/PLAIN; format=flowed"), "Normal hip.", id="type with a parameter"),
        pytest.param(sent("Ödem".encode(), "text/plain"), "Ödem", id="UTF-8 unless said otherwise"),
        pytest.param(sent("Ödem".encode("latin-1"), 'text/plain; charset="ISO-8859-1"'), "Ödem", id="another charset"),
        pytest.param(sent("Ödem".encode("latin-1")), "", id="bytes that are no UTF-8"),
        pytest.param(sent(b"Normal", "text/plain; charset=klingon"), "", id="a charset that does not exist"),
        pytest.param({"contentType": "text/plain", "data": "n/a!"}, "", id="no base64"),
        pytest.param(sent(b"", "text/plain"), "", id="empty"),
        pytest.param(sent(b"<p>No oedema.</p>", "text/html"), "\nNo oedema.\n", id="HTML"),
        pytest.param(sent(b"a&nbsp;&lt;b&gt; &#39;c&#39;", "text/html"), "a <b> 'c'", id="entities"),
        pytest.param(
            sent(b"<head><title>x</title><style>p{}</style></head><script>y</script>z", "text/html"), "z", id="unseen"
        ),
        pytest.param(sent(b"a<br>b<li>c", "text/html"), "a\nb\nc", id="lines"),
        pytest.param(
            sent(b"<table><tr><td><p>No oedema.</p></td></tr></table>", "text/html"), "No oedema.", id="layout"
        ),
        pytest.param(
            sent(b"a<table><tr><td><p>Fracture</p></td><td>No</td></tr><tr><th>b</th></tr></table>c", "text/html"),
            "a\nb\nc",
            id="what stands in the cells of a row is not put together",
        ),
        pytest.param(sent(b"a<td>Fracture</td><td>No</td>", "text/html"), "a", id="cells without a row"),
        pytest.param(sent(b"a<p><input type=checkbox> Fracture</p>b", "text/html"), "a\nb", id="a box to tick"),
        pytest.param(sent(b"a<s>Fracture</s>b<del>c<b>d</b></del>e", "text/html"), "abe", id="struck"),
        pytest.param(
            sent(b"a<div style='color:red; display : NONE'>x<div>y</div>z</div>b<i hidden>c</i>d", "text/html"),
            "a\nbd",
            id="hidden",
        ),
        pytest.param(sent(b"a<!-- x <p> -->b<!DOCTYPE html><?xml?>c", "text/html"), "abc", id="no text"),
        pytest.param(sent(b"a<!-- never closed", "text/html"), "a", id="a comment without an end"),
        pytest.param(sent(b"a<b never closed", "text/html"), "a", id="a tag without an end"),
        pytest.param(sent(b"p < 0.05 and 3 <4", "text/html"), "p < 0.05 and 3 <4", id="smaller than"),
        pytest.param(sent(b"no <b>marrow</b> oedema", "text/html"), "no marrow oedema", id="within a line"),
        pytest.param(sent(b"<p>a<p><b>b</p></i>", "text/html"), "a\nb", id="broken HTML"),
    ],
)
def test_the_text_of_a_form(form: Json, text: str) -> None:
    found = read(form)

    assert found.text.strip() == text.strip()
    assert found.unread is None


@pytest.mark.parametrize(
    ("form", "why"),
    [
        pytest.param(sent(b"%PDF", "application/pdf"), "is a PDF and was not read", id="PDF"),
        pytest.param(sent(b"{", "text/rtf"), "is RTF and was not read", id="RTF"),
        pytest.param(sent(b"x", "image/png"), "is neither text nor HTML and was not read", id="picture"),
        pytest.param(sent(b"x", None), "is of a kind that is not named and was not read", id="kind not named"),
        pytest.param(sent(b"a" * 225_001), "is too long and was not read", id="too long"),
        pytest.param({"url": "https://ehr.example/1"}, "is of a kind that is not named and was not read", id="a link"),
        pytest.param(
            {"contentType": "text/plain", "url": "x"}, "was linked, not sent, and was not read", id="a link to text"
        ),
    ],
)
def test_a_form_that_is_not_read_says_why(form: Json, why: str) -> None:
    found = read(form)

    assert found.unread == why
    assert found.text == ""


@pytest.mark.parametrize(
    ("form", "element"),
    [
        pytest.param("text", "presentedForm[0]", id="no object"),
        pytest.param({"contentType": 7}, "presentedForm[0].contentType", id="kind"),
        pytest.param({"contentType": "text/plain", "data": {}}, "presentedForm[0].data", id="data"),
    ],
)
def test_what_is_no_attachment_is_located(form: Any, element: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(form)

    assert refused.value.element == element


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<a '" * 40_000, id="quotes"),
        pytest.param('<a b="' * 30_000, id="attributes"),
        pytest.param("<a" * 80_000, id="tags without an end"),
        pytest.param("<!--" * 50_000, id="comments"),
        pytest.param("<![CDATA[" * 20_000, id="sections"),
        pytest.param("&#" * 80_000, id="entities"),
        pytest.param("<" * 180_000, id="brackets"),
        pytest.param("<div>" * 36_000, id="depth"),
        pytest.param("<s>" * 60_000, id="struck depth"),
        pytest.param("<td>a" * 36_000, id="cells"),
    ],
)
def test_a_page_of_nothing_but_tags_is_read_at_once(page: str) -> None:
    form = read(sent(page.encode(), "text/html"))

    start = time.perf_counter()
    _ = form.text

    assert time.perf_counter() - start < PATIENCE


PATIENCE = 2.0
"""Seconds for the longest form, on a machine that does much else; what is quadratic takes minutes."""
