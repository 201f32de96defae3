"""From the facts of a step to the chart that holds them.

Days: the pain began three weeks before the day, the X-ray came nine days later, the MRI a week after it, and the
problem list was gone through two days before the day. What a step says of dates moves these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.cases.records import ACTIVE, REFUTED, resolved
from tests.charts import AS_OF, patient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cases.coding import Coding
    from tests.cases.records import Sides
    from tests.charts import Json

RECORDED = 2
YESTERDAY = 1
ORDERED = 3
BIRTHDAY = timedelta(days=100)
"""How long ago the last birthday was."""

SIDES: Mapping[str | None, Sides] = {
    None: (),
    "unknown": (),
    "left": ("left",),
    "right": ("right",),
    "bilateral": ("left", "right"),
}
OTHER: Mapping[Sides, Sides] = {("left",): ("right",), ("right",): ("left",)}


class NotTranslated(Exception):
    """A fact that the harness has no chart for: never left out in silence."""


@dataclass(frozen=True)
class Facts:
    """The facts of a step, and the days and sides that follow from them; null is the same as not said."""

    said: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        """The fact, None where it is not said."""
        return self.said.get(key)

    @property
    def pain_side(self) -> Sides:
        """The sides of the pain."""
        return SIDES[self["side"]]

    @property
    def disease_side(self) -> Sides:
        """The sides of any disease of the hip: the fracture's own, else the pain's."""
        return SIDES[self["fracture_side"]] if self["fracture_side"] else self.pain_side

    @property
    def mri_side(self) -> Sides:
        """The sides of the MRI."""
        return OTHER[self.disease_side] if self["mri_result"] == "bme_contralateral" else self.disease_side

    @property
    def mri_days(self) -> int:
        """How long ago the MRI was."""
        weeks: int | None = self["weeks_since_baseline_mri"]
        return 5 if weeks is None else weeks * 7

    @property
    def xray_days(self) -> int:
        """How long ago the X-ray was."""
        return self.mri_days + 7

    @property
    def pain_days(self) -> int:
        """How long ago the pain began."""
        days: int | None = self["days_since_onset"]
        return self.xray_days + 9 if days is None else days


@dataclass
class Chart:
    """What an institution has of a patient: the resources, by the fact that each is there for, and drafted orders."""

    of: dict[str, list[Json]] = field(default_factory=dict)
    drafts: list[Json] = field(default_factory=list)

    @property
    def resources(self) -> list[Json]:
        """Every resource of the record."""
        return [one for group in self.of.values() for one in group]


def chart(facts: Mapping[str, Any], coding: Coding) -> Chart:
    """The chart of a step; raises NotTranslated for a fact or a value that it does not know."""
    made, known = Chart(), Facts({key: value for key, value in facts.items() if value is not None})
    if unknown := facts.keys() - TRANSLATIONS.keys():
        raise NotTranslated(", ".join(sorted(unknown)))
    for key in known.said.keys() & HOSTS.keys():
        if HOSTS[key] not in known.said:
            raise NotTranslated(f"{key} says something of {HOSTS[key]}, which is not said")
    made.of["age"] = [_patient(known)]
    for key, value in known.said.items():
        try:
            made.of.setdefault(key, []).extend(TRANSLATIONS[key](known, coding))
            made.drafts += _drafts(known, coding) if key == "draft_orders" else []
        except (KeyError, TypeError) as error:
            raise NotTranslated(f"{key}: {value!r}") from error
    return made


def _patient(facts: Facts) -> Json:
    day = AS_OF - BIRTHDAY
    return patient(facts["sex"], day.replace(year=day.year - facts["age"]).isoformat())


def _drafts(facts: Facts, coding: Coding) -> list[Json]:
    return [coding.orders[name].at(facts.pain_side, status="draft", on=0) for name in facts["draft_orders"]]


def _written(coding: Coding, what: str, sides: Sides, began: int, **more: Any) -> list[Json]:
    """The records of one thing, all gone through lately."""
    status = {"recorded": min(began, RECORDED), **more}
    return [one for record in coding.records[what] for one in record.at(sides, began=began, **status)]


def _nothing(_: Facts, __: Coding) -> list[Json]:
    return []


def _if_true(translate: Callable[[Facts, Coding], list[Json]], key: str) -> Callable[[Facts, Coding], list[Json]]:
    """Nothing in the chart where the fact is that there is none: a chart lists what there is."""

    def translated(facts: Facts, coding: Coding) -> list[Json]:
        return {True: translate, False: _nothing}[facts[key]](facts, coding)

    return translated


def _pain(facts: Facts, coding: Coding) -> list[Json]:
    """Pain that is there, has ended, or was found not to be there."""
    ended = facts["pain_status"] == "resolved"
    if not facts["hip_pain_active"] and not ended:
        return []
    status = {None: ACTIVE, "resolved": resolved(RECORDED), "refuted": REFUTED}[facts["pain_status"]]
    manner = {None: {}, "sudden": coding.sudden}[facts["onset"]]
    return _written(coding, "hip pain", facts.pain_side, facts.pain_days, **manner, **status)


def _injury(facts: Facts, coding: Coding) -> list[Json]:
    """An injury two days before the pain, or the answer that there was none, given when the pain was seen."""
    before, since = facts.pain_days + 2, facts.pain_days
    days = {"absent": since, "minor": before, "significant": before}
    words = {"absent": "no injury", "minor": "minor injury", "significant": "injury"}
    if facts["trauma"] == "unknown":
        return []
    began = min(days[facts["trauma"]], RECORDED) if facts["trauma"] == "absent" else days[facts["trauma"]]
    return _written(coding, words[facts["trauma"]], facts.pain_side, began)


def _pregnancy(facts: Facts, coding: Coding) -> list[Json]:
    if facts["pregnant"]:
        return coding.pregnancy(facts["ga_weeks"])
    return _written(coding, "not pregnant", (), YESTERDAY)


def _delivery(facts: Facts, coding: Coding) -> list[Json]:
    return _written(coding, "delivery", (), facts["postpartum_weeks"] * 7)


def _fever(facts: Facts, coding: Coding) -> list[Json]:
    return _written(coding, {True: "fever", False: "no fever"}[facts["fever"]], (), YESTERDAY)


def _xray(facts: Facts, coding: Coding) -> list[Json]:
    seen = {name: name for name in ("normal", "osteopenia", "fracture")}[facts["xray_result"]]
    return coding.exams["xray"].at(facts.disease_side, facts.xray_days, coding.results[seen])


def _mri(facts: Facts, coding: Coding) -> list[Json]:
    other = "necrosis" if facts["avn"] else {True: "fracture"}.get(facts["fracture_hip"], "")
    meant = {
        "normal": "normal",
        "bme": "oedema",
        "bme_contralateral": "oedema",
        "uncoded": "unreadable",
        "other": other,
    }
    seen = coding.results[meant[facts["mri_result"]]]
    return coding.exams["mri"].at(facts.mri_side, facts.mri_days, seen)


def _diagnosed(what: str) -> Callable[[Facts, Coding], list[Json]]:
    """A disease on the problem list since it was seen; not where the coding leaves it to the report."""

    def translated(facts: Facts, coding: Coding) -> list[Json]:
        seen = facts["mri_result"] == "other" or facts["xray_result"] == "fracture"
        if seen and coding.reports_suffice:
            return []
        return _written(coding, what, facts.disease_side, facts.mri_days)

    return translated


def _there(what: str) -> Callable[[Facts, Coding], list[Json]]:
    """Something that has been there for a year."""
    return lambda facts, coding: _written(coding, what, facts.disease_side, 365)


def _limp(facts: Facts, coding: Coding) -> list[Json]:
    return _written(coding, "limp", (), min(facts.pain_days, 14))


def _toh(facts: Facts, coding: Coding) -> list[Json]:
    return _written(coding, "transient osteoporosis", facts.disease_side, facts.pain_days)


def _past_toh(facts: Facts, coding: Coding) -> list[Json]:
    """Three years ago for half a year, of the other hip where the pain is on a new side; after delivery, months ago."""
    began, ended = (120, 35) if facts["postpartum_weeks"] else (1095, 910)
    sides = OTHER[facts.pain_side] if facts["new_side"] else facts.pain_side
    past = {**resolved(ended), "recorded": ended}
    return _written(coding, "transient osteoporosis", sides, began, **past)


def _markers(_: Facts, coding: Coding) -> list[Json]:
    return _written(coding, "raised markers", (), YESTERDAY)


def _cancer(_: Facts, coding: Coding) -> list[Json]:
    return _written(coding, "cancer", (), 800)


def _knee(facts: Facts, coding: Coding) -> list[Json]:
    return _written(coding, "knee pain", (), facts.pain_days)


def _ordered(what: str) -> Callable[[Facts, Coding], list[Json]]:
    return lambda facts, coding: [coding.orders[what].at(facts.pain_side, status="active", on=ORDERED)]


TRANSLATIONS: Mapping[str, Callable[[Facts, Coding], list[Json]]] = {
    "age": _nothing,
    "sex": _nothing,
    "pregnant": _pregnancy,
    "ga_weeks": _nothing,
    "postpartum_weeks": _delivery,
    "hip_pain_active": _pain,
    "pain_status": _nothing,
    "onset": _nothing,
    "days_since_onset": _nothing,
    "side": _nothing,
    "new_side": _nothing,
    "trauma": _injury,
    "gait_feature": _if_true(_limp, "gait_feature"),
    "fever": _fever,
    "markers_raised": _if_true(_markers, "markers_raised"),
    "xray_result": _xray,
    "mri_result": _mri,
    "weeks_since_baseline_mri": _nothing,
    "fracture_hip": _if_true(_diagnosed("fracture"), "fracture_hip"),
    "fracture_side": _nothing,
    "avn": _if_true(_diagnosed("necrosis"), "avn"),
    "toh_active": _if_true(_toh, "toh_active"),
    "toh_history": _if_true(_past_toh, "toh_history"),
    "malignancy": _if_true(_cancer, "malignancy"),
    "prosthesis_same_side": _if_true(_there("prosthesis"), "prosthesis_same_side"),
    "other_joint_pain_active": _if_true(_knee, "other_joint_pain_active"),
    "wb_restriction": _if_true(_ordered("limits of weight bearing"), "wb_restriction"),
    "walking_aid": _if_true(_ordered("walking aid"), "walking_aid"),
    "ortho_referral": _if_true(_ordered("orthopaedics"), "ortho_referral"),
    "draft_orders": _nothing,
}
"""How each fact gets into the chart; those that only move or colour the record of another add none of their own."""

HOSTS: Mapping[str, str] = {
    "ga_weeks": "pregnant",
    "pain_status": "hip_pain_active",
    "onset": "hip_pain_active",
    "days_since_onset": "hip_pain_active",
    "side": "hip_pain_active",
    "new_side": "toh_history",
    "weeks_since_baseline_mri": "mri_result",
    "fracture_side": "fracture_hip",
}
"""Facts that say more about another, without which they would be lost."""
