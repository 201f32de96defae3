"""The story the product was asked for: Patient, Condition and ImagingStudy, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.charts import FEMORAL_HEAD, LEFT, MARROW_OEDEMA, condition, days_ago, imaging_study, patient

if TYPE_CHECKING:
    from collections.abc import Callable


def test_marrow_oedema_with_an_mri_study_is_answered_with_protection(fired: Callable[..., dict[str, str]]) -> None:
    oedema = condition(MARROW_OEDEMA, (FEMORAL_HEAD, LEFT), onset=days_ago(3))

    cards = fired(patient(), oedema, imaging_study("MR"))

    assert cards == {"marrow-oedema-on-mri": "warning"}
