"""Several records, or none: how they become one answer."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Presence, Side
from tests.charts import (
    HYPERTENSION,
    LIMP,
    condition,
    days_ago,
    encounter,
    hip_pain,
    observation,
    verification,
)

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook
    from tests.charts import Json
    from tests.unit.findings.conftest import Find, Observe

P, A, U = Presence.PRESENT, Presence.ABSENT, Presence.UNKNOWN
CONTRADICTION = "records contradict each other"


def seen(days: int | None) -> Json:
    """A limp, seen so many days ago."""
    return observation(LIMP, on=None if days is None else days_ago(days), valueBoolean=True)


def denied(days: int | None) -> Json:
    """No limp."""
    return observation(LIMP, on=None if days is None else days_ago(days), valueBoolean=False)


def unsure(days: int | None) -> Json:
    """Perhaps a limp."""
    onset = None if days is None else days_ago(days)
    return condition(LIMP, onset=onset, verificationStatus=verification("provisional"))


@pytest.mark.parametrize(
    ("records", "presence", "reason"),
    [
        pytest.param((), U, "not recorded", id="none"),
        pytest.param((seen(5),), P, None, id="yes"),
        pytest.param((denied(5),), A, None, id="no"),
        pytest.param((unsure(5),), U, "recorded as unconfirmed", id="perhaps"),
        pytest.param((seen(5), seen(9)), P, None, id="yes twice"),
        pytest.param((denied(5), denied(9)), A, None, id="no twice"),
        pytest.param((seen(5), denied(9)), P, None, id="yes after no"),
        pytest.param((seen(9), denied(5)), A, None, id="no after yes"),
        pytest.param((seen(5), denied(5)), U, CONTRADICTION, id="yes and no on one day"),
        pytest.param((seen(None), denied(5)), U, CONTRADICTION, id="yes without a date"),
        pytest.param((seen(5), denied(None)), U, CONTRADICTION, id="no without a date"),
        pytest.param((seen(None), denied(None)), U, CONTRADICTION, id="neither has a date"),
        pytest.param((unsure(5), seen(9)), P, None, id="perhaps after yes"),
        pytest.param((unsure(9), seen(5)), P, None, id="perhaps before yes"),
        pytest.param((unsure(5), denied(9)), U, "recorded as unconfirmed", id="perhaps after no"),
        pytest.param((unsure(5), denied(5)), U, "recorded as unconfirmed", id="perhaps and no on one day"),
        pytest.param((unsure(9), denied(5)), A, None, id="no after perhaps"),
        pytest.param((unsure(None), denied(5)), A, None, id="no, and perhaps without a date"),
        pytest.param((unsure(7), unsure(5), denied(6)), U, "recorded as unconfirmed", id="perhaps around no"),
        pytest.param((seen(9), denied(5), seen(2)), P, None, id="yes, no, yes"),
        pytest.param((unsure(1), denied(5), seen(9)), A, None, id="yes, no, perhaps"),
    ],
)
def test_the_later_record_counts_and_doubt_is_never_denial(
    find: Find, records: tuple[Json, ...], presence: Presence, reason: str | None
) -> None:
    for order in itertools.permutations(records):
        gait = find("gait_feature", *order)

        assert (gait.presence, gait.reason) == (presence, reason)


@pytest.mark.parametrize(
    ("records", "days"),
    [
        pytest.param((seen(9), seen(2), seen(5)), [2, 5, 9], id="newest first"),
        pytest.param((seen(9), denied(5), denied(2)), [2, 5], id="only what decided"),
        pytest.param((unsure(3), seen(9)), [9], id="only what is sure"),
    ],
)
def test_the_evidence_is_what_decided_the_newest_first(find: Find, records: tuple[Json, ...], days: list[int]) -> None:
    assert [str(one.when) for one in find("gait_feature", *records).evidence] == [days_ago(day) for day in days]


def test_a_contradiction_names_both_sides_of_it(find: Find) -> None:
    assert len(find("gait_feature", seen(5), denied(5)).evidence) == 2


def test_the_reason_is_that_of_the_newest_doubt(find: Find) -> None:
    later = observation(LIMP, on=days_ago(2), dataAbsentReason={"text": "not asked"})

    assert find("gait_feature", unsure(5), later).reason == "recorded without a value"


def test_of_partial_dates_the_last_day_counts(find: Find) -> None:
    month = observation(LIMP, on="2026-11", valueBoolean=True)

    assert find("gait_feature", month, denied(5)).presence is P


class TestNothingRecorded:
    """Silence is denial only where the vocabulary says so, and everything was asked for and answered."""

    def test_silence_means_what_the_vocabulary_says(self, look: Observe, book: RuleBook) -> None:
        findings = look(condition(HYPERTENSION))[Side.RIGHT].findings

        of_patient = {"male", "female", "under_18", "typical_age_of_men", "age_of_imaging_rules", "childbearing_age"}
        for name in findings.keys() - of_patient:
            closed = book.findings[name].absence == "closed"
            assert findings[name].presence is (A if closed else U), name
            assert findings[name].reason == (None if closed else "not recorded"), name

    @pytest.mark.parametrize("records", [(), (hip_pain(),)], ids=["empty chart", "hip pain"])
    def test_what_was_not_sent_is_unknown_whatever_the_vocabulary_says(
        self, look: Observe, book: RuleBook, records: tuple[Json, ...]
    ) -> None:
        lacking = {kind for sheet in book.findings.values() for kind in sheet.reads} - {"Patient", "Condition"}

        findings = look(*records, lacking=lacking)[Side.RIGHT].findings

        for name, sheet in book.findings.items():
            missing = frozenset(sheet.reads) & lacking
            if missing and not findings[name].evidence:
                assert (findings[name].presence, findings[name].lacked) == (U, missing), name

    def test_every_finding_is_answered_for_both_hips(self, look: Observe, book: RuleBook) -> None:
        for records in ((), (hip_pain(),), (condition(HYPERTENSION),)):
            for case in look(*records).values():
                assert case.findings.keys() == book.findings.keys()
                assert all(name == finding.name for name, finding in case.findings.items())


DAYS = st.one_of(st.none(), st.integers(0, 84))
RECORDS = st.lists(st.builds(lambda make, day: make(day), st.sampled_from([seen, denied, unsure]), DAYS), max_size=5)


@given(RECORDS)
def test_the_order_of_records_changes_no_answer(look: Observe, records: list[Json]) -> None:
    forwards = look(*records)[Side.LEFT].findings["gait_feature"]
    backwards = look(*reversed(records))[Side.LEFT].findings["gait_feature"]

    assert (forwards.presence, forwards.reason) == (backwards.presence, backwards.reason)


@given(RECORDS)
def test_a_new_denial_is_absent_and_a_new_sighting_is_present(look: Observe, records: list[Json]) -> None:
    """Whatever dated records there are, the word of today is the last one."""
    dated = [one for one in records if one.get("effectiveDateTime") or one.get("onsetDateTime")]
    today = observation(LIMP, on=days_ago(-1), valueBoolean=True)
    not_today = observation(LIMP, on=days_ago(-1), valueBoolean=False)

    assert look(*dated, today)[Side.LEFT].findings["gait_feature"].presence is P
    assert look(*dated, not_today)[Side.LEFT].findings["gait_feature"].presence is A


def test_the_same_resource_twice_counts_once(find: Find) -> None:
    visit = encounter(LIMP)

    assert len(find("gait_feature", visit, visit).evidence) == 1
