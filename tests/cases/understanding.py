"""What the service must have understood of a step: the findings that follow from its facts, hip by hip.

It shows that a chart was read rather than met with silence by luck. What no fact says must not be found either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.cases.charting import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.cases.records import Sides
    from tests.charts import Json

PRESENT, ABSENT, UNKNOWN = "present", "absent", "unknown"
SILENT = "silent"
"""Absent or unknown: whichever it is, nobody said that it is there."""

BOTH: Sides = ("left", "right")


class Understood(NamedTuple):
    """The value of a finding at the left and at the right hip."""

    left: str
    right: str

    @property
    def either(self) -> str:
        """The value for the whole patient, as drafted orders see it: what is there at one hip is there."""
        for value in (PRESENT, UNKNOWN, SILENT):
            if value in self:
                return value
        return ABSENT


def everywhere(value: str) -> Understood:
    """The same of both hips."""
    return Understood(value, value)


def at(sides: Sides, value: str = PRESENT, elsewhere: str = SILENT) -> Understood:
    """One value at these hips, another at the rest."""
    return Understood(*(value if side in sides else elsewhere for side in BOTH))


def painful(facts: Facts) -> Sides:
    """The hips that hurt: as said, else those that a fracture or an MRI of the other side names, else both."""
    named = {*facts.pain_side} or {*facts.disease_side, *(facts.mri_side if facts["mri_result"] else ())}
    return tuple(side for side in BOTH if side in named) or BOTH


def hurts(facts: Facts) -> bool:
    """Whether the pain is there on the day."""
    return facts["hip_pain_active"] is True and facts["pain_status"] is None


def _pain(facts: Facts) -> Understood:
    return at(painful(facts), elsewhere=ABSENT) if hurts(facts) else everywhere(ABSENT)


def _weeks(least: int, most: int) -> Callable[[Facts], Understood]:
    def understood(facts: Facts) -> Understood:
        if not facts["pregnant"]:
            return everywhere(SILENT)
        weeks = facts["ga_weeks"]
        return everywhere(UNKNOWN if weeks is None else PRESENT if least <= weeks <= most else ABSENT)

    return understood


def _pregnant(facts: Facts) -> Understood:
    return everywhere({True: PRESENT, False: ABSENT, None: SILENT}[facts["pregnant"]])


def _delivered(within: int) -> Callable[[Facts], Understood]:
    def understood(facts: Facts) -> Understood:
        weeks = facts["postpartum_weeks"]
        return everywhere(PRESENT if weeks is not None and weeks <= within else SILENT)

    return understood


def _trauma(values: Mapping[str | None, str]) -> Callable[[Facts], Understood]:
    return lambda facts: at(
        painful(facts), values[facts["trauma"]], SILENT if facts.pain_side else values[facts["trauma"]]
    )


def _flag(key: str, *, no: str = SILENT) -> Callable[[Facts], Understood]:
    """A fact about the whole patient."""
    return lambda facts: everywhere(PRESENT if facts[key] is True else no)


def _disease(key: str) -> Callable[[Facts], Understood]:
    return lambda facts: at(facts.disease_side or painful(facts)) if facts[key] is True else everywhere(SILENT)


def _mri(*results: str) -> Callable[[Facts], Understood]:
    def understood(facts: Facts) -> Understood:
        return at(facts.mri_side or painful(facts)) if facts["mri_result"] in results else everywhere(SILENT)

    return understood


def _xray(*results: str) -> Callable[[Facts], Understood]:
    def understood(facts: Facts) -> Understood:
        return at(facts.disease_side or painful(facts)) if facts["xray_result"] in results else everywhere(SILENT)

    return understood


def _imaged(facts: Facts) -> Understood:
    sides = {
        *((facts.mri_side or painful(facts)) if facts["mri_result"] else ()),
        *((facts.disease_side or painful(facts)) if facts["xray_result"] else ()),
    }
    return at(tuple(sides), elsewhere=ABSENT)


def _drafted(name: str) -> Callable[[Facts], Understood]:
    return lambda facts: everywhere(PRESENT if name in (facts["draft_orders"] or ()) else SILENT)


def _of_age(least: int, most: int) -> Callable[[Facts], Understood]:
    return lambda facts: everywhere(PRESENT if least <= facts["age"] <= most else ABSENT)


FINDINGS: Mapping[str, Callable[[Facts], Understood]] = {
    "male": lambda facts: everywhere(PRESENT if facts["sex"] == "male" else ABSENT),
    "female": lambda facts: everywhere(PRESENT if facts["sex"] == "female" else ABSENT),
    "under_18": _of_age(0, 17),
    "typical_age_of_men": _of_age(30, 60),
    "age_of_imaging_rules": _of_age(18, 65),
    "childbearing_age": _of_age(12, 50),
    "hip_pain": _pain,
    "gait_feature": _flag("gait_feature"),
    "sudden_onset": lambda facts: at(painful(facts)) if facts["onset"] == "sudden" else everywhere(SILENT),
    "trauma": _trauma({"absent": ABSENT, "minor": PRESENT, "significant": PRESENT, "unknown": UNKNOWN, None: UNKNOWN}),
    "significant_trauma": _trauma(
        {"absent": ABSENT, "minor": ABSENT, "significant": PRESENT, "unknown": UNKNOWN, None: UNKNOWN}
    ),
    "pregnant": _pregnant,
    "first_trimester": _weeks(0, 11),
    "earlier_pregnancy": _weeks(12, 27),
    "late_pregnancy": _weeks(28, 42),
    "nsaid_warned_weeks": _weeks(20, 27),
    "nsaid_contraindicated_weeks": _weeks(28, 42),
    "recently_delivered": _delivered(26),
    "delivered_in_last_six_weeks": _delivered(6),
    "fever": lambda facts: everywhere({True: PRESENT, False: ABSENT, None: UNKNOWN}[facts["fever"]]),
    "crp_raised": _flag("markers_raised", no=UNKNOWN),
    "malignancy": _flag("malignancy", no=ABSENT),
    "hip_imaging_since_onset": _imaged,
    "hip_mri_since_onset": _mri("normal", "bme", "bme_contralateral", "other", "uncoded"),
    "hip_xray_unremarkable": _xray("normal", "osteopenia"),
    "hip_mri_unremarkable": _mri("normal"),
    "hip_mri_unread": _mri("uncoded"),
    "mri_marrow_oedema": _mri("bme", "bme_contralateral"),
    "hip_fracture": _disease("fracture_hip"),
    "avascular_necrosis": _disease("avn"),
    "hip_prosthesis": _disease("prosthesis_same_side"),
    "toh_active": _disease("toh_active"),
    "toh_beyond_usual_course": lambda facts: (
        at(painful(facts)) if facts["toh_active"] and (facts["days_since_onset"] or 0) > 365 else everywhere(SILENT)
    ),
    "follow_up_mri_due": lambda facts: (
        at(painful(facts)) if (facts["weeks_since_baseline_mri"] or 0) >= 6 else everywhere(SILENT)
    ),
    "new_hip_pain_after_toh": lambda facts: at(painful(facts)) if facts["new_side"] else everywhere(SILENT),
    "other_joint_pain_after_toh": lambda facts: everywhere(
        PRESENT if facts["other_joint_pain_active"] and facts["toh_history"] else SILENT
    ),
    "weight_bearing_restriction": lambda facts: at(painful(facts)) if facts["wb_restriction"] else everywhere(ABSENT),
    "walking_aid": _flag("walking_aid", no=ABSENT),
    "orthopaedic_referral": _disease("ortho_referral"),
    "draft_contrast_mri": _drafted("mri_contrast"),
    "draft_hip_xray": _drafted("xray_hip"),
    "draft_physiotherapy": _drafted("physiotherapy"),
    "draft_nsaid": _drafted("nsaid"),
    "draft_bisphosphonate": _drafted("bisphosphonate"),
    "draft_teriparatide": _drafted("teriparatide"),
}
"""What each finding of the vocabulary has to be, by the facts."""


def misunderstandings(said: Mapping[str, object], report: Json) -> list[str]:
    """Where the findings of one patient of /evaluate differ from what the facts say."""
    return list(_misunderstandings(Facts({key: value for key, value in said.items() if value is not None}), report))


def _misunderstandings(facts: Facts, report: Json) -> Iterator[str]:
    cases = report["orders"] if "orders" in report else report["hips"]
    if len(cases) != (len(facts["draft_orders"] or ()) if "orders" in report else len(BOTH)):
        yield "other orders were understood than were drafted"
    for case in cases:
        found = {one["finding"]: one["value"] for one in case["findings"]}
        for name in found.keys() & FINDINGS.keys():
            understood = FINDINGS[name](facts)
            wanted = getattr(understood, case["side"]) if "side" in case else understood.either
            if found[name] != wanted and not (wanted == SILENT and found[name] != PRESENT):
                yield f"{case.get('side', 'order')}: {name} is {found[name]}, the facts say {wanted}"
