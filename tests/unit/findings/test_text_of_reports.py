"""What reports and studies say in words: each field read by itself, of the hips that were examined, with its quote."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Certainty, Presence, Side
from tests.charts import (
    MARROW_OEDEMA,
    MRI_LEFT,
    XRAY_LEFT,
    days_ago,
    hip_pain,
    imaging_study,
    normal_result,
    observation,
    reference,
    report,
)

if TYPE_CHECKING:
    from tests.charts import Code, Json
    from tests.unit.findings.conftest import Find, Hips

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
OEDEMA = "Diffuse bone marrow oedema of the femoral head."
LOCAL: Code = ("https://ehr.example/codes", "7")
XRAY_PELVIS: Code = ("http://loinc.org", "28561-7")


def form(text: str, kind: str = "text/plain") -> Json:
    """A form of a report, as it was issued."""
    return {"contentType": kind, "data": b64encode(text.encode()).decode()}


def mri(**more: Any) -> Json:
    """A report of an MRI of the left hip."""
    return report(MRI_LEFT, **more)


def named(text: str, **more: Any) -> Json:
    """A report whose examination has a name and no known code."""
    return {**report(LOCAL, **more), "code": {"text": text}}


@pytest.mark.parametrize(
    ("given", "element"),
    [
        pytest.param(mri(conclusion=OEDEMA), "DiagnosticReport.conclusion", id="conclusion"),
        pytest.param(mri(presentedForm=[form(OEDEMA)]), "DiagnosticReport.presentedForm[0]", id="form"),
        pytest.param(
            mri(presentedForm=[form("<p>Findings</p><p>" + OEDEMA + "</p>", "text/html; charset=UTF-8")]),
            "DiagnosticReport.presentedForm[0]",
            id="form in HTML",
        ),
        pytest.param(
            mri(presentedForm=[{"contentType": "application/pdf", "data": "JVBERi0="}, form(OEDEMA)]),
            "DiagnosticReport.presentedForm[1]",
            id="form beside a PDF",
        ),
        pytest.param(mri(note=[{"text": OEDEMA}]), "DiagnosticReport.note[0]", id="note in R5"),
        pytest.param(named("MRI left hip", conclusion=OEDEMA), "DiagnosticReport.conclusion", id="by name"),
        pytest.param(imaging_study(description=OEDEMA), "ImagingStudy.description", id="description of a study"),
        pytest.param(imaging_study(note=[{"text": OEDEMA}]), "ImagingStudy.note[0]", id="note of a study"),
        pytest.param(
            observation(MRI_LEFT, valueString=OEDEMA), "Observation.valueString", id="report as an observation"
        ),
    ],
)
def test_oedema_in_words(find: Find, given: Json, element: str) -> None:
    found = find("mri_marrow_oedema", given, hip_pain())

    (proof,) = found.evidence
    assert found.presence is P
    assert proof.element == element
    assert proof.quote == OEDEMA
    assert proof.certainty is Certainty.READ_FROM_TEXT


def test_a_linked_result_is_read_with_its_report(find: Find) -> None:
    said = observation(LOCAL, valueString=OEDEMA)

    found = find("mri_marrow_oedema", said, mri(result=reference(said)), hip_pain())

    assert found.presence is P
    assert found.evidence[0].element == "Observation.valueString"


@pytest.mark.parametrize(
    ("text", "oedema", "read"),
    [
        pytest.param("No marrow oedema.", A, P, id="denied"),
        pytest.param("Normal MRI of the left hip.", A, P, id="normal"),
        pytest.param("Normal left hip. No fracture.", A, P, id="normal, and something denied"),
        pytest.param("Cannot exclude marrow oedema.", U, A, id="hedged"),
        pytest.param("?marrow oedema", U, A, id="asked"),
        pytest.param("Indication: marrow oedema?", U, A, id="in the request"),
        pytest.param("Marrow oedema of the right knee.", U, A, id="of the knee"),
        pytest.param("Marrow oedema on the previous study has resolved.", A, P, id="resolved"),
        pytest.param("The left hip is abnormal.", U, A, id="abnormal, and not how"),
        pytest.param("See the letter.", U, A, id="says nothing"),
        pytest.param("N\u200bo marrow oe\u00addema.", A, P, id="characters that nobody sees"),
        pytest.param("\uff2e\uff2f marrow oedema.", A, P, id="wide letters"),
        pytest.param("", U, A, id="empty"),
    ],
)
def test_what_is_said_of_oedema_and_whether_the_report_was_read(
    find: Find, text: str, oedema: Presence, read: Presence
) -> None:
    given = mri(conclusion=text)

    assert find("mri_marrow_oedema", given, hip_pain()).presence is oedema
    assert find("hip_mri_unread", given, hip_pain()).presence is (A if read is P else P)


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        pytest.param("Marrow oedema of the left femoral head. Normal right hip.", P, A, id="left"),
        pytest.param("Marrow oedema of both femoral heads.", P, P, id="both"),
    ],
)
def test_the_sides_that_the_words_name(hips: Hips, text: str, left: Presence, right: Presence) -> None:
    both = named("MRI of both hips", conclusion=text)

    assert hips("mri_marrow_oedema", both, hip_pain()) == (left, right)


def test_words_of_the_hip_that_was_not_examined_make_no_finding_of_it(hips: Hips) -> None:
    assert P not in hips("mri_marrow_oedema", mri(conclusion="Marrow oedema of the right femoral head."), hip_pain())


def test_code_and_words_that_contradict_each_other_are_unknown(find: Find) -> None:
    found = find("mri_marrow_oedema", report(MRI_LEFT, MARROW_OEDEMA, conclusion="No marrow oedema."), hip_pain())

    assert (found.presence, found.reason) == (U, "records contradict each other")


@pytest.mark.parametrize(
    ("text", "presence"),
    [
        pytest.param("There is a fracture.", U, id="no part named"),
        pytest.param("Fracture of the left femoral neck.", P, id="of the hip"),
        pytest.param("No fracture.", A, id="none"),
        pytest.param("Sacral fracture.", A, id="of the sacrum"),
    ],
)
def test_a_film_of_the_pelvis_shows_more_than_hips(find: Find, text: str, presence: Presence) -> None:
    found = find("hip_fracture", named("X-ray pelvis", conclusion=text), hip_pain())

    assert found.presence is presence


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        pytest.param("application/pdf", "presentedForm[0] is a PDF and was not read", id="PDF"),
        pytest.param("image/png", "presentedForm[0] is neither text nor HTML and was not read", id="picture"),
    ],
)
def test_a_report_that_is_not_read_says_why(find: Find, kind: str, why: str) -> None:
    found = find("hip_mri_unread", mri(presentedForm=[{"contentType": kind, "data": "AAAA"}]), hip_pain())

    assert (found.presence, found.note) == (P, why)


def test_a_study_that_only_names_itself_has_no_report(find: Find) -> None:
    study = imaging_study(description="MRI left hip: ?marrow oedema")

    assert find("hip_mri_unread", study, hip_pain()).presence is A


@pytest.mark.parametrize(
    "study",
    [
        pytest.param({"description": "MR hip left"}, id="description of the study"),
        pytest.param({"series": [{"uid": "1", "modality": {"code": "MR"}, "description": "L hip"}]}, id="of a series"),
    ],
)
def test_a_study_is_known_by_its_description(find: Find, study: Json) -> None:
    plain = {**imaging_study(), "series": None, "modality": [{"code": "MR"}], **study}

    assert find("hip_mri_since_onset", plain, hip_pain()).presence is P
    assert find("hip_mri_since_onset", plain, hip_pain()).evidence[0].sides == {Side.LEFT}


def test_words_of_a_study_join_those_of_its_report(find: Find) -> None:
    study = imaging_study(started=days_ago(3), note=[{"text": OEDEMA}])

    assert find("mri_marrow_oedema", study, mri(imagingStudy=reference(study)), hip_pain()).presence is P


def test_the_same_words_twice_are_no_contradiction(find: Find) -> None:
    given = mri(conclusion="No fracture. No marrow oedema.", presentedForm=[form("Normal left hip.")])

    assert find("mri_marrow_oedema", given, hip_pain()).presence is A


def test_a_normal_result_and_words_that_are_open_leave_it_open(find: Find) -> None:
    clean = normal_result()

    found = find(
        "hip_mri_unremarkable", clean, mri(result=reference(clean), conclusion="Possible fracture."), hip_pain()
    )

    assert found.presence is U


def test_an_xray_in_words_is_unremarkable(find: Find) -> None:
    assert find("hip_xray_unremarkable", report(XRAY_LEFT, conclusion="Normal left hip."), hip_pain()).presence is P


def test_a_text_that_is_longer_than_any_chart_is_not_read(find: Find) -> None:
    endless = OEDEMA + " Unremarkable bowel." * 13_000

    assert find("hip_mri_unread", mri(conclusion=endless), hip_pain()).presence is P


def test_what_a_report_says_twice_is_one_record(find: Find) -> None:
    found = find("mri_marrow_oedema", mri(conclusion=f"{OEDEMA} " * 50), hip_pain())

    assert len(found.evidence) == 1
