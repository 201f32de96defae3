"""What a status says: does the statement hold?"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest

from service.record.statements import Standing
from tests.charts import (
    DELIVERY,
    HIP_PAIN,
    MRI_LEFT,
    REFERRAL,
    Json,
    clinical,
    concept,
    days_ago,
    device_order,
    encounter,
    hip_pain,
    imaging_study,
    observation,
    order,
    procedure,
    report,
    verification,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.record.statements import Chart, Statement


def pain(status: str) -> Json:
    return hip_pain(clinicalStatus=clinical(status))


MAKERS: dict[str, Callable[[str], Json]] = {
    "Condition": pain,
    "Observation": lambda status: observation(HIP_PAIN) | {"status": status},
    "Procedure": lambda status: procedure(MRI_LEFT) | {"status": status},
    "Encounter": lambda status: encounter(HIP_PAIN) | {"status": status},
    "ImagingStudy": lambda status: imaging_study() | {"status": status},
    "DiagnosticReport": lambda status: report(MRI_LEFT) | {"status": status},
    "ServiceRequest": lambda status: order(REFERRAL, status=status),
    "DeviceRequest": lambda status: device_order(status=status),
}
_ORDERS = {
    "planned": "draft",
    "current": "active completed",
    "unsure": "on-hold suspended unknown",
    "ended": "ended",
    "void": "revoked cancelled entered-in-error",
}
MEANINGS = {
    "Condition": {
        "current": "active recurrence relapse",
        "ended": "inactive remission resolved",
        "unsure": "unknown",
    },
    "Observation": {
        "current": "preliminary final amended corrected appended",
        "unsure": "registered specimen-in-process unknown",
        "void": "cancelled cannot-be-obtained entered-in-error",
    },
    "Procedure": {
        "planned": "preparation on-hold suspended",
        "current": "in-progress completed",
        "unsure": "stopped aborted unknown",
        "void": "not-done entered-in-error",
    },
    "Encounter": {
        "planned": "planned",
        "current": "arrived triaged in-progress onleave on-hold discharged finished completed",
        "unsure": "unknown",
        "void": "discontinued cancelled entered-in-error",
    },
    "ImagingStudy": {
        "planned": "registered",
        "current": "available inactive",
        "unsure": "unknown",
        "void": "cancelled entered-in-error",
    },
    "DiagnosticReport": {
        "planned": "registered",
        "current": "partial preliminary modified final amended corrected appended",
        "unsure": "unknown",
        "void": "cancelled entered-in-error",
    },
    "ServiceRequest": _ORDERS,
    "DeviceRequest": _ORDERS,
}


@pytest.mark.parametrize(
    ("kind", "status", "meaning"),
    [
        (kind, status, meaning)
        for kind, meanings in MEANINGS.items()
        for meaning, listed in meanings.items()
        for status in listed.split()
    ],
)
def test_a_status_says_whether_the_statement_holds(
    kind: str, status: str, meaning: str, statement: Callable[..., Statement]
) -> None:
    assert statement(MAKERS[kind](status)).standing is Standing(meaning)


def status_codes() -> Iterator[tuple[str, str]]:
    """Every code that the FHIR models of R4, R5 and STU3 list for a status."""
    for version in ("", ".R4B", ".STU3"):
        for kind in (*MAKERS, "ProcedureRequest", "ReferralRequest"):
            try:
                module = importlib.import_module(f"fhir.resources{version}.{kind.lower()}")
            except ModuleNotFoundError:
                continue
            field = getattr(module, kind).model_fields.get("status")
            for code in (field.json_schema_extra or {}).get("enum_values", ()) if field else ():
                if code.isalpha() or "-" in code:  # STU3 models list "+" for "and more"
                    yield kind, code


@pytest.mark.parametrize(("kind", "code"), sorted(set(status_codes())))
def test_every_status_of_every_fhir_version_is_understood(
    kind: str, code: str, statement: Callable[..., Statement]
) -> None:
    order_like = kind in ("ProcedureRequest", "ReferralRequest")
    made = MAKERS["ServiceRequest" if order_like else kind](code) | {"resourceType": kind}

    statement(made)


@pytest.mark.parametrize(
    ("clinically", "verified", "standing"),
    [
        ("active", "confirmed", Standing.CURRENT),
        ("active", None, Standing.CURRENT),
        (None, "confirmed", Standing.CURRENT),
        (None, None, Standing.CURRENT),
        ("active", "unconfirmed", Standing.UNSURE),
        ("active", "provisional", Standing.UNSURE),
        ("active", "differential", Standing.UNSURE),
        ("active", "unknown", Standing.UNSURE),
        ("resolved", "confirmed", Standing.ENDED),
        ("resolved", "provisional", Standing.ENDED),
        ("active", "refuted", Standing.REFUTED),
        (None, "refuted", Standing.REFUTED),
        ("resolved", "refuted", Standing.REFUTED),
        (None, "entered-in-error", Standing.VOID),
        ("active", "entered-in-error", Standing.VOID),
    ],
)
def test_verification_decides_before_clinical_status(
    clinically: str | None, verified: str | None, standing: Standing, statement: Callable[..., Statement]
) -> None:
    made = hip_pain(
        clinicalStatus=clinical(clinically) if clinically else None,
        verificationStatus=verification(verified) if verified else None,
    )

    assert statement(made).standing is standing


def test_stu3_writes_its_statuses_as_bare_codes(statement: Callable[..., Statement]) -> None:
    made = hip_pain(clinicalStatus="active", verificationStatus="refuted")

    assert statement(made).standing is Standing.REFUTED


def test_a_suspicion_that_abated_has_ended(statement: Callable[..., Statement]) -> None:
    made = hip_pain(verificationStatus=verification("provisional"), abatementDateTime=days_ago(2))

    assert statement(made).standing is Standing.ENDED


@pytest.mark.parametrize("maker", [lambda: order(REFERRAL, doNotPerform=True), lambda: device_order(doNotPerform=True)])
def test_an_order_not_to_do_something_is_no_order(
    maker: Callable[[], Json], statement: Callable[..., Statement]
) -> None:
    assert statement(maker()).standing is Standing.VOID


def test_a_procedure_that_was_not_done_is_none_in_stu3_either(statement: Callable[..., Statement]) -> None:
    """Its status may be any: STU3 says in an element of its own that nothing was done."""
    done, not_done = (statement(procedure(DELIVERY, notDone=one)).standing for one in (False, True))

    assert (done, not_done) == (Standing.CURRENT, Standing.VOID)


def test_an_order_with_do_not_perform_false_is_an_order(statement: Callable[..., Statement]) -> None:
    assert statement(order(REFERRAL, doNotPerform=False)).standing is Standing.CURRENT


@pytest.mark.parametrize(
    ("resource", "element"),
    [
        pytest.param(pain("CANARY"), "clinicalStatus", id="another clinical status"),
        pytest.param(
            hip_pain(verificationStatus=verification("CANARY")), "verificationStatus", id="another verification"
        ),
        pytest.param(
            hip_pain(clinicalStatus=clinical("CANARY"), verificationStatus=verification("provisional")),
            "clinicalStatus",
            id="another clinical status of a suspicion",
        ),
        pytest.param(hip_pain(clinicalStatus={"text": "CANARY"}), "clinicalStatus", id="a status in words only"),
        pytest.param(hip_pain(clinicalStatus={"coding": []}), "clinicalStatus", id="a status without codes"),
        pytest.param(
            hip_pain(clinicalStatus={"coding": [{"display": "CANARY"}]}), "clinicalStatus.coding[0]", id="no code"
        ),
        pytest.param(hip_pain(clinicalStatus=["x", 5]), "clinicalStatus", id="several statuses"),
        pytest.param(hip_pain(clinicalStatus=5), "clinicalStatus", id="a number"),
        pytest.param(observation(HIP_PAIN) | {"status": "CANARY"}, "status", id="another status"),
        pytest.param(observation(HIP_PAIN) | {"status": concept(("s", "CANARY"))}, "status", id="a coded one"),
        pytest.param(device_order(status="CANARY"), "status", id="another status of an order"),
    ],
)
def test_a_status_that_is_not_understood_makes_the_record_unread(
    resource: Json, element: str, read: Callable[..., Chart]
) -> None:
    chart = read(resource)

    (issue,) = chart.issues
    assert chart.statements == ()
    assert set(chart.unanswered) == {resource["resourceType"]}
    assert issue.location == f"Bundle.entry[0].resource.{element}"
    assert "CANARY" not in issue.message
