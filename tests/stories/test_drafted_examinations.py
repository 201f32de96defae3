"""Imaging and physiotherapy that are being ordered: which bring a card, for whom, and which must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.charts import (
    BONE_SCAN,
    HIP,
    KNEE,
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_CONTRAST,
    MRI_GENERIC,
    MRI_LEFT,
    NOT_PREGNANT,
    PELVIS,
    PHYSIOTHERAPY,
    TOH,
    XRAY_HIP,
    XRAY_LEFT,
    clinical,
    concept,
    condition,
    device_order,
    draft,
    due_date,
    pregnancy_status,
    report,
    verification,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.charts import Json

    Warned = Callable[..., dict[str, str]]

SILENCE: dict[str, str] = {}
CONTRAST = {"contrast-mri-pregnancy": "warning"}
XRAY = {"ionising-hip-imaging-pregnancy": "info"}
SCAN = {"ionising-hip-imaging-pregnancy": "warning"}
NO_LIMITS = {"physiotherapy-without-limits": "warning"}
KNOWN = condition(TOH, LEFT_HIP)


@pytest.mark.parametrize(
    "name",
    [
        "MRI hip with contrast",
        "MRI left hip w/ contrast",
        "MRI of both hips with IV contrast",
        "MRI hip with and without contrast",
        "MRI hip without and with contrast",
        "MRI hip w/wo contrast",
        "MR Hip - left WO and W contrast IV",
        "Magnetic resonance imaging of pelvis with contrast",
        "Contrast-enhanced MRI of the hip",
        "MR arthrogram right hip",
        "MRI with contrast",
        "MRI hip with gadolinium",
        "MRI hips with and without gadolinium",
        "MRI hip w/wo gadolinium",
        "MRI hip +C",
        "MRI hip + C",
        "MRI hip C+",
        "MRI left hip with gad",
        "MRI left hip w/wo gad",
    ],
)
def test_an_mri_with_contrast_is_known_by_its_name(name: str, warned: Warned) -> None:
    assert warned(draft(text=name), due_date(24)) == CONTRAST


@pytest.mark.parametrize(
    "name",
    [
        "MRI hip",
        "MRI hip without contrast",
        "MRI WITHOUT CONTRAST HIP LEFT",
        "MRI of the left hip w/o contrast",
        "MR hip wo contrast",
        "MRI hip without IV contrast",
        "Non-contrast MRI of the hip",
        "No contrast MRI hip",
        "MRI hip, no gadolinium",
        "MRI hip, gadolinium not needed",
        "MRI hip without gadolinium contrast",
        "MRI hip without gad",
        "MRI hip -C",
        "MRI hip + C-spine",
        "MRI brain with contrast",
        "MRI knee with and without contrast",
    ],
)
def test_an_mri_without_contrast_or_of_another_part_brings_no_card(name: str, warned: Warned) -> None:
    assert warned(draft(text=name), due_date(24)) == SILENCE


@pytest.mark.parametrize(
    ("drafted", "expected"),
    [
        pytest.param(draft(MRI_CONTRAST), CONTRAST, id="MRI with contrast"),
        pytest.param(draft(MRI_LEFT), SILENCE, id="MRI without contrast"),
        pytest.param(draft(MRI_GENERIC, bodySite=[concept(HIP)]), SILENCE, id="MRI, contrast not named"),
        pytest.param(draft(MRI_LEFT, note=[{"text": "no gadolinium"}]), SILENCE, id="contrast denied in a note"),
        pytest.param(draft(XRAY_LEFT), XRAY, id="X-ray of the left hip"),
        pytest.param(draft(XRAY_HIP, bodySite=[concept(PELVIS)]), XRAY, id="X-ray at the pelvis"),
        pytest.param(draft(XRAY_HIP, bodySite=[concept(KNEE)]), SILENCE, id="X-ray at the knee"),
        pytest.param(draft(BONE_SCAN), SCAN, id="bone scan"),
        pytest.param(draft(text="XR pelvis AP"), XRAY, id="X-ray of the pelvis in words"),
        pytest.param(draft(text="X-ray of both hips"), XRAY, id="X-ray of both hips in words"),
        pytest.param(draft(text="X-ray of the hip for hip pain"), XRAY, id="X-ray and its reason in words"),
        pytest.param(draft(text="CT left hip"), SCAN, id="CT in words"),
        pytest.param(draft(text="CT pelvis without contrast"), SCAN, id="CT of the pelvis in words"),
        pytest.param(draft(text="Whole-body bone scan"), SCAN, id="bone scan in words"),
        pytest.param(draft(text="Chest X-ray"), SILENCE, id="chest"),
        pytest.param(draft(text="Chest X-ray (hip pain)"), SILENCE, id="chest, hip pain as the reason"),
        pytest.param(draft(text="X-ray knee"), SILENCE, id="knee"),
        pytest.param(draft(text="CT abdomen and pelvis"), SILENCE, id="CT of the abdomen"),
        pytest.param(draft(text="MRI hip instead of X-ray"), SILENCE, id="instead of an X-ray"),
        pytest.param(draft(text="DEXA bone scan"), SILENCE, id="bone density"),
        pytest.param(draft(text="Ultrasound of the hip"), SILENCE, id="ultrasound"),
        pytest.param(device_order(status="draft"), SILENCE, id="crutches"),
        pytest.param(draft(XRAY_LEFT, doNotPerform=True), SILENCE, id="not to be performed"),
    ],
)
def test_imaging_is_judged_in_pregnancy_and_nowhere_else(
    drafted: Json, expected: dict[str, str], warned: Warned
) -> None:
    assert warned(drafted, due_date(24)) == expected
    assert warned(drafted, pregnancy_status(NOT_PREGNANT)) == SILENCE
    assert warned(drafted) == SILENCE


def test_imaging_is_warned_of_while_records_contradict_each_other(warned: Warned) -> None:
    """Drug and contrast rules err towards pregnant."""
    doubt = pregnancy_status(), pregnancy_status(NOT_PREGNANT)

    assert warned(draft(XRAY_LEFT), *doubt) == XRAY
    assert warned(draft(MRI_CONTRAST), *doubt) == CONTRAST


def noted(text: str) -> Json:
    """Physiotherapy with a note."""
    return draft(PHYSIOTHERAPY, note=[{"text": text}])


def parameter(asked: str = "weight bearing", **value: Any) -> Json:
    """One parameter of ServiceRequest.orderDetail, as R5 has it."""
    return {"code": {"text": asked}, **value}


@pytest.mark.parametrize(
    ("drafted", "expected"),
    [
        pytest.param(draft(PHYSIOTHERAPY), NO_LIMITS, id="code"),
        pytest.param(draft(text="Physical therapy"), NO_LIMITS, id="words"),
        pytest.param(draft(text="PT eval and treat"), NO_LIMITS, id="abbreviation"),
        pytest.param(draft(text="Physiotherapy, full weight bearing"), NO_LIMITS, id="full weight bearing"),
        pytest.param(draft(text="Physiotherapy, no weight-bearing restrictions"), NO_LIMITS, id="no restrictions"),
        pytest.param(draft(text="Physiotherapy, weight bearing as tolerated"), NO_LIMITS, id="as tolerated"),
        pytest.param(draft(text="Physiotherapy, partial weight-bearing"), SILENCE, id="partial"),
        pytest.param(draft(text="Physiotherapy, partial weightbearing"), SILENCE, id="in one word"),
        pytest.param(draft(text="Physio NWB left"), SILENCE, id="NWB"),
        pytest.param(draft(text="Physio, toe-touch weight bearing"), SILENCE, id="toe touch"),
        pytest.param(draft(PHYSIOTHERAPY, note=[{"text": "Non-weight-bearing"}]), SILENCE, id="limit in a note"),
        pytest.param(draft(PHYSIOTHERAPY, patientInstruction="Protected weight bearing"), SILENCE, id="instruction"),
        pytest.param(draft(PHYSIOTHERAPY, orderDetail=[{"text": "PWB"}]), SILENCE, id="detail"),
        pytest.param(
            draft(PHYSIOTHERAPY, patientInstruction=[{"instructionMarkdown": "Protected weight bearing"}]),
            SILENCE,
            id="R5 instruction",
        ),
        pytest.param(
            draft(PHYSIOTHERAPY, orderDetail=[{"parameter": [parameter(valueString="PWB")]}]), SILENCE, id="R5 detail"
        ),
        pytest.param(
            draft(PHYSIOTHERAPY, orderDetail=[{"parameter": [parameter("non weight bearing", valueBoolean=False)]}]),
            NO_LIMITS,
            id="R5 detail denied",
        ),
        pytest.param(draft(PHYSIOTHERAPY, bodySite=[concept(KNEE)]), SILENCE, id="of the knee"),
        pytest.param(draft(text="Physiotherapy for shoulder"), SILENCE, id="for the shoulder in words"),
        pytest.param(draft(PHYSIOTHERAPY, text="Physiotherapy for shoulder"), SILENCE, id="code, for the shoulder"),
        pytest.param(draft(text="Physiotherapy for hip and shoulder"), NO_LIMITS, id="for the hip as well"),
        pytest.param(noted("stop protected weight bearing"), NO_LIMITS, id="limit stopped"),
        pytest.param(noted("partial weight bearing no longer required"), NO_LIMITS, id="limit no longer required"),
        pytest.param(noted("protected weight bearing discontinued"), NO_LIMITS, id="limit discontinued"),
        pytest.param(
            noted("patient is allowed full weight bearing, not partial weight bearing"),
            NO_LIMITS,
            id="not partial",
        ),
        pytest.param(noted("do not stop partial weight bearing"), SILENCE, id="limit not stopped"),
        pytest.param(noted("non weight bearing (left wrist)"), NO_LIMITS, id="limit of the wrist"),
        pytest.param(draft(text="Respiratory physiotherapy"), SILENCE, id="respiratory"),
        pytest.param(
            draft(text="Occupational therapy", note=[{"text": "after physiotherapy"}]), SILENCE, id="in a note"
        ),
    ],
)
def test_physiotherapy_in_the_disease_needs_limits(drafted: Json, expected: dict[str, str], warned: Warned) -> None:
    assert warned(drafted, KNOWN) == expected
    assert warned(drafted) == SILENCE


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(report(MRI_LEFT, MARROW_OEDEMA), NO_LIMITS, id="marrow oedema"),
        pytest.param(condition(TOH), NO_LIMITS, id="side not recorded"),
        pytest.param(condition(TOH, LEFT_HIP, clinicalStatus=clinical("resolved")), SILENCE, id="over"),
        pytest.param(condition(TOH, LEFT_HIP, verificationStatus=verification("refuted")), SILENCE, id="refuted"),
        pytest.param(report(MRI_LEFT), SILENCE, id="MRI without a result"),
    ],
)
def test_physiotherapy_is_judged_by_what_is_recorded_of_the_hip(
    record: Json, expected: dict[str, str], warned: Warned
) -> None:
    assert warned(draft(PHYSIOTHERAPY), record) == expected
