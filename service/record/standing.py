"""What the status elements of each resource type mean: does the statement hold?

Source: the required and preferred status bindings of R4, R5 and STU3. The codes are FHIR's own
(structure of the exchange), not clinical content.
"""

from __future__ import annotations

from service.record.statements import Standing

_C, _P, _E, _U, _V = Standing.CURRENT, Standing.PLANNED, Standing.ENDED, Standing.UNSURE, Standing.VOID

_REQUEST = {
    "draft": _P,
    "active": _C,
    "completed": _C,
    "on-hold": _U,
    "suspended": _U,
    "unknown": _U,
    "ended": _E,
    "revoked": _V,
    "cancelled": _V,
    "entered-in-error": _V,
}

STATUS: dict[str, dict[str, Standing]] = {
    "Condition": {
        "active": _C,
        "recurrence": _C,
        "relapse": _C,
        "inactive": _E,
        "remission": _E,
        "resolved": _E,
        "unknown": _U,
    },
    "Observation": {
        "registered": _U,
        "specimen-in-process": _U,
        "preliminary": _C,
        "final": _C,
        "amended": _C,
        "corrected": _C,
        "appended": _C,
        "unknown": _U,
        "cancelled": _V,
        "cannot-be-obtained": _V,
        "entered-in-error": _V,
    },
    "Procedure": {
        "preparation": _P,
        "in-progress": _C,
        "on-hold": _P,
        "suspended": _P,
        "stopped": _U,
        "completed": _C,
        "unknown": _U,
        "aborted": _U,
        "not-done": _V,
        "entered-in-error": _V,
    },
    "Encounter": {
        "planned": _P,
        "arrived": _C,
        "triaged": _C,
        "in-progress": _C,
        "onleave": _C,
        "on-hold": _C,
        "discharged": _C,
        "finished": _C,
        "completed": _C,
        "unknown": _U,
        "discontinued": _V,
        "cancelled": _V,
        "entered-in-error": _V,
    },
    "ImagingStudy": {
        "registered": _P,
        "available": _C,
        "inactive": _C,
        "unknown": _U,
        "cancelled": _V,
        "entered-in-error": _V,
    },
    "DiagnosticReport": {
        "registered": _P,
        "partial": _C,
        "preliminary": _C,
        "modified": _C,
        "final": _C,
        "amended": _C,
        "corrected": _C,
        "appended": _C,
        "unknown": _U,
        "cancelled": _V,
        "entered-in-error": _V,
    },
    "ServiceRequest": _REQUEST,
    "DeviceRequest": _REQUEST,
    "MedicationRequest": {**_REQUEST, "stopped": _E},
}

VERIFICATION: dict[str, Standing] = {
    "confirmed": _C,
    "unconfirmed": _U,
    "provisional": _U,
    "differential": _U,
    "unknown": _U,
    "refuted": Standing.REFUTED,
    "entered-in-error": _V,
}


def standing(kind: str, status: str | None, verification: str | None) -> Standing | None:
    """Whether a statement of this kind holds; None when a code is not of the binding.

    A missing status reads as current: R4 forbids clinicalStatus on entries in error and allows
    its absence on refuted ones, and drafts often carry no status. What was never confirmed and has
    ended has ended.
    """
    stated = _C if status is None else STATUS[kind].get(status)
    verified = _C if verification is None else VERIFICATION.get(verification)
    return stated if verified is _C or (verified is _U and stated in (_E, None)) else verified
