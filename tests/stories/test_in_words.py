"""A chart in words: the card quotes them and asks for confirmation, and they stand nowhere else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import orjson
import pytest

from tests.api.answers import PATIENT_VIEW
from tests.charts import due_date, patient, report, request, told
from tests.conftest import ROOT
from tests.stories.test_fixtures import NAMESPACE

if TYPE_CHECKING:
    from tests.client import Client

IN_WORDS = ROOT / "fixtures" / "marrow-oedema-on-mri" / "report-in-words-31-weeks.bundle.json"
SENTENCE = "Bone marrow edema of the left femoral head and neck."


def test_the_card_quotes_the_sentence_and_asks_for_confirmation(client: Client) -> None:
    answer = client.post("/evaluate?as_of=2026-11-22", orjson.loads(IN_WORDS.read_bytes())).json()

    (card,) = answer["cards"]
    assert f"“{SENTENCE}” (read from text, please confirm)" in card["detail"]


def test_the_explanation_names_the_element_and_the_sentence(client: Client) -> None:
    answer = client.post("/evaluate?as_of=2026-11-22", orjson.loads(IN_WORDS.read_bytes())).json()

    left = next(hip for hip in answer["patients"][0]["hips"] if hip["side"] == "left")
    (oedema,) = [one for one in left["findings"] if one["finding"] == "mri_marrow_oedema"]
    first = oedema["evidence"][0]
    assert (first["element"], first["certainty"]) == ("DiagnosticReport.conclusion", "read from text")
    assert first["quote"] == SENTENCE


def test_the_extension_of_a_card_holds_no_words_of_the_chart(client: Client) -> None:
    answer = client.post(PATIENT_VIEW, request(patient(), told("Sudden left hip pain"), due_date(31))).json()

    (card,) = answer["cards"]
    assert "“Sudden left hip pain”" in card["detail"]
    assert "Sudden left" not in json.dumps(card["extension"][NAMESPACE])
    assert {
        fact["certainty"] for fact in card["extension"][NAMESPACE]["evidence"] if fact["finding"] == "hip_pain"
    } == {"read from text"}


def test_markup_in_a_quoted_sentence_is_only_text(client: Client) -> None:
    pain = told("Left hip pain [look](javascript:alert(1)) <img src=x onerror=alert(1)> **now**")

    (card,) = client.post(PATIENT_VIEW, request(patient(), pain, due_date(31))).json()["cards"]

    assert "[look](" not in card["detail"]
    assert "<img" not in card["detail"]


def test_a_pdf_is_named_as_not_read(client: Client) -> None:
    form = {"contentType": "application/pdf", "data": "JVBERi0="}
    chart = request(
        patient(), told("Left hip pain"), due_date(31), report(("http://loinc.org", "36488-5"), presentedForm=[form])
    )

    (card,) = client.post(PATIENT_VIEW, chart).json()["cards"]

    assert card["source"]["topic"]["code"] == "mri-report-to-review"
    assert "presentedForm[0] is a PDF and was not read" in card["detail"]


@pytest.mark.parametrize("story", ["normal-x-ray-pain-goes-on", "osteopenia-only-man-of-50"])
def test_the_card_on_an_x_ray_is_true_of_a_normal_film_and_of_osteopenia(story: str, client: Client) -> None:
    chart = ROOT / "fixtures" / "xray-not-conclusive" / f"{story}.bundle.json"

    (card,) = client.post("/evaluate?as_of=2026-11-22", orjson.loads(chart.read_bytes())).json()["cards"]

    assert "was reported normal or with osteopenia only" in card["detail"]
    assert "is normal" not in card["detail"]
