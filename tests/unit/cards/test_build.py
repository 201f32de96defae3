"""Conclusions into cards: which, in what order, and what each of them carries."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from service.cards.build import Deck, Request
from service.domain import BOTH, NO_SIDE, Case, Certainty, Evidence, Finding, Order, Presence, Side, Sides, When
from service.reasoning.reasoner import Reasoner
from tests.invented import assessment, book_of, question, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from service.rulebook.book import RuleBook
    from service.rulebook.sheets import RuleSheet
    from tests.charts import Json

HOOK = "patient-view"
TODAY = date(2026, 11, 22)
DAY = When(date(2026, 11, 3), date(2026, 11, 3))
LEFT, RIGHT = frozenset({Side.LEFT}), frozenset({Side.RIGHT})
NAMESPACE = "example.toh-rules"

FINDINGS = {
    "pain": question(says="hip pain", asks="whether the hip hurts", sided=True),
    "limp": question(says="limp", asks="whether the patient limps"),
    "fever": question(says="fever", asks="whether there is fever", moot=["limp"]),
    "trauma": question(says="injury", asks="whether there was an injury"),
    "mri": question(says="MRI of the hip", asks="whether the hip had an MRI", sided=True),
    "walking_aid": question(says="walking aid", asks="whether a walking aid is ordered"),
}
PAIN = rule("pain", {"all": ["pain"]}, priority=5, card={"suggestions": ["crutches"]})


def proof(reference: str = "Condition/1", sides: Sides = NO_SIDE, **more: Any) -> Evidence:
    return Evidence(reference, "Condition.code", DAY, sides, **more)


def there(*proofs: Evidence, note: str | None = None) -> Finding:
    return Finding("", Presence.PRESENT, proofs, note=note)


UNKNOWN = Finding("", Presence.UNKNOWN, reason="not recorded")


def case(hip: Side = Side.LEFT, **given: Finding) -> Case:
    """A case of these findings; the others are absent."""
    return case_of(given, hip)


def case_of(given: dict[str, Finding], hip: Side = Side.LEFT) -> Case:
    findings = {name: given.get(name, Finding(name, Presence.ABSENT))._replace(name=name) for name in FINDINGS}
    return Case(findings, hip)


@pytest.fixture
def cards(book: RuleBook) -> Callable[..., list[Json]]:
    """The cards that rules make of cases."""

    def run(rules: list[RuleSheet], *cases: Case, assessments: tuple[Any, ...] = ()) -> list[Json]:
        sheets = book_of(book, rules, assessments, FINDINGS)
        numbers = itertools.count(1)
        request = Request("Patient/anna", TODAY, lambda: f"id-{next(numbers)}")
        return Deck(sheets, "http://toh.test").cards(Reasoner(sheets).conclude(cases, HOOK), request)

    return run


def test_a_card_carries_what_cds_hooks_asks_for(cards: Callable[..., list[Json]]) -> None:
    (card,) = cards([PAIN], case(pain=there(proof(sides=LEFT))))

    assert {key: card[key] for key in ("uuid", "summary", "indicator", "selectionBehavior")} == {
        "uuid": "id-1",
        "summary": "Summary of pain",
        "indicator": "info",
        "selectionBehavior": "any",
    }


def test_the_source_names_the_rule_book_and_leads_to_the_rule(cards: Callable[..., list[Json]], book: RuleBook) -> None:
    (card,) = cards([PAIN], case(pain=there(proof())))

    assert card["source"] == {
        "label": f"TOH rule book {book.version}",
        "url": "http://toh.test/rules/pain",
        "topic": {"system": "http://toh.test/rules", "code": "pain", "display": "Title of pain"},
    }


def test_reasons_to_override_have_a_display(cards: Callable[..., list[Json]]) -> None:
    (card,) = cards([PAIN], case(pain=there(proof())))

    assert card["overrideReasons"] == [
        {
            "system": "http://toh.test/override-reasons",
            "code": "already-imaged",
            "display": "Already imaged or imaging arranged elsewhere",
        }
    ]


def test_a_reason_of_a_standard_meaning_has_the_standard_code_and_our_words(cards: Callable[..., list[Json]]) -> None:
    (card,) = cards(
        [rule("pain", {"all": ["pain"]}, card={"override_reasons": ["patient-declined", "urgent"]})],
        case(pain=there(proof())),
    )

    assert card["overrideReasons"] == [
        {
            "system": "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes",
            "code": "patient-refuses",
            "display": "Patient declined",
        },
        {"system": "http://toh.test/override-reasons", "code": "urgent", "display": "Urgently needed"},
    ]


def test_the_extension_carries_rule_versions_side_and_evidence(
    cards: Callable[..., list[Json]], book: RuleBook
) -> None:
    (card,) = cards([PAIN], case(pain=there(proof(sides=LEFT))))

    assert card["extension"] == {
        NAMESPACE: {
            "rule": "pain",
            "ruleVersion": "1.0.0",
            "ruleBookVersion": book.version,
            "side": "left",
            "sideRecorded": True,
            "evidence": [
                {
                    "finding": "pain",
                    "reference": "Condition/1",
                    "element": "Condition.code",
                    "certainty": "coded",
                    "date": "2026-11-03",
                    "side": "left",
                }
            ],
        }
    }


def test_text_of_the_chart_stands_escaped_in_the_detail_and_not_in_the_extension(
    cards: Callable[..., list[Json]],
) -> None:
    quoted = proof(quote="<b>sudden</b>", certainty=Certainty.READ_FROM_TEXT)

    (card,) = cards([PAIN], case(pain=there(quoted)))

    assert "“&lt;b&gt;sudden&lt;/b&gt;”" in card["detail"]
    assert "sudden" not in str(card["extension"])


@pytest.mark.parametrize(
    ("reference", "reason", "told"),
    [
        pytest.param("Condition/a-1.b", True, True, id="a FHIR id"),
        pytest.param("Observation/1", True, True, id="an observation"),
        pytest.param("DiagnosticReport/1", True, True, id="a report"),
        pytest.param("ImagingStudy/1", False, True, id="a type that no order may name as its reason"),
        pytest.param("Procedure/1", False, True, id="a procedure"),
        pytest.param("Condition/a_1", False, True, id="an id that FHIR does not allow"),
        pytest.param("urn:uuid:0d3b5a51-2f3e-4a28-8f4e-000000000000", False, True, id="the address of an entry"),
        pytest.param("prefetch.conditions.entry[3].resource", False, True, id="a place in the request"),
        pytest.param("Condition/fell down the stairs", False, False, id="a sentence"),
        pytest.param("Condition/" + "x" * 300, False, False, id="a long text"),
        pytest.param("Condition/<script>", False, False, id="markup"),
        pytest.param("Condition/1\u202e", False, False, id="turned direction"),
    ],
)
def test_references_are_named_as_far_as_they_are_references(
    cards: Callable[..., list[Json]], reference: str, *, reason: bool, told: bool
) -> None:
    (card,) = cards([PAIN], case(pain=there(proof(reference))))

    order = card["suggestions"][0]["actions"][0]["resource"]
    (fact,) = card["extension"][NAMESPACE]["evidence"]
    assert order.get("reasonReference") == ([{"reference": reference}] if reason else None)
    assert fact.get("reference") == (reference if told else None)


def test_each_record_is_named_once_as_the_reason_of_an_order(cards: Callable[..., list[Json]]) -> None:
    finding = there(proof("Condition/1"), proof("Condition/1", BOTH), proof("Condition/2"))

    (card,) = cards([PAIN], case(pain=finding))

    order = card["suggestions"][0]["actions"][0]["resource"]
    assert order["reasonReference"] == [{"reference": "Condition/1"}, {"reference": "Condition/2"}]


BOTH_HIPS = (case(Side.LEFT, pain=there(proof(sides=BOTH))), case(Side.RIGHT, pain=there(proof(sides=BOTH))))


def test_equal_cards_of_both_hips_become_one(cards: Callable[..., list[Json]]) -> None:
    (card,) = cards([PAIN], *BOTH_HIPS)

    assert card["detail"].startswith("About both hips.")
    assert card["extension"][NAMESPACE]["side"] == "both"
    assert len(card["extension"][NAMESPACE]["evidence"]) == 1


def test_one_card_for_both_hips_names_the_records_of_each(cards: Callable[..., list[Json]]) -> None:
    left = case(Side.LEFT, pain=there(proof("Condition/1", LEFT)))
    right = case(Side.RIGHT, pain=there(proof("Condition/2", RIGHT)))

    (card,) = cards([PAIN], left, right)

    assert "- Hip pain: left, Condition/1, 2026-11-03; right, Condition/2, 2026-11-03" in card["detail"]


def test_a_card_about_one_hip_does_not_speak_of_the_other(cards: Callable[..., list[Json]]) -> None:
    left = case(Side.LEFT, pain=there(proof("Condition/1", LEFT)))

    (card,) = cards([PAIN], left, case(Side.RIGHT))

    assert card["detail"].startswith("About the left hip.")
    assert "right" not in card["detail"]


def test_a_side_that_was_not_recorded_is_told(cards: Callable[..., list[Json]]) -> None:
    cases = (case(hip, pain=there(proof(), note="the side is not recorded")) for hip in Side)

    (card,) = cards([PAIN], *cases)

    assert card["detail"].startswith("About the hip (the side was not recorded).")
    assert card["extension"][NAMESPACE]["sideRecorded"] is False


def test_a_record_without_a_side_does_not_make_a_recorded_side_unrecorded(
    cards: Callable[..., list[Json]],
) -> None:
    (card,) = cards([PAIN], case(Side.LEFT, pain=there(proof("Condition/1"), proof("Condition/2", LEFT))))

    assert card["extension"][NAMESPACE]["sideRecorded"] is True


def test_the_side_of_a_record_that_the_rule_does_not_rest_on_is_not_the_side_of_the_card(
    cards: Callable[..., list[Json]],
) -> None:
    """The MRI of the left hip says nothing about which hip hurts."""
    sheet = rule("pain", {"all": ["pain"]}, mentions=["mri"])

    (card,) = cards([sheet], case(Side.LEFT, pain=there(proof()), mri=there(proof("ImagingStudy/1", LEFT))))

    assert card["extension"][NAMESPACE]["sideRecorded"] is False


LIMPING = rule(
    "limping", {"all": ["pain"]}, card={"indicator": "info", "escalate": {"when": "limp", "indicator": "warning"}}
)


def test_hips_of_different_urgency_get_a_card_each_the_more_urgent_first(cards: Callable[..., list[Json]]) -> None:
    left = case(Side.LEFT, pain=there(proof(sides=LEFT)))
    right = case(Side.RIGHT, pain=there(proof(sides=RIGHT)), limp=there(proof()))

    told = cards([LIMPING], left, right)

    assert [(card["indicator"], card["extension"][NAMESPACE]["side"]) for card in told] == [
        ("warning", "right"),
        ("info", "left"),
    ]


def test_a_rule_that_speaks_once_keeps_its_most_urgent_card(cards: Callable[..., list[Json]]) -> None:
    once = LIMPING.model_copy(update={"once": True})
    left = case(Side.LEFT, pain=there(proof(sides=LEFT)))
    right = case(Side.RIGHT, pain=there(proof(sides=RIGHT)), limp=there(proof()))

    told = cards([once], left, right)

    assert [card["indicator"] for card in told] == ["warning"]


def test_cards_come_by_urgency_then_priority_then_name(cards: Callable[..., list[Json]]) -> None:
    def managing(name: str, priority: float, indicator: str) -> RuleSheet:
        return rule(name, {"all": ["pain"]}, track="safety", priority=priority, card={"indicator": indicator})

    rules = [
        managing("info-first", 1, "info"),
        managing("critical-last", 9, "critical"),
        managing("warning-b", 4, "warning"),
        managing("warning-a", 4, "warning"),
        managing("warning-early", 2.5, "warning"),
    ]

    told = cards(rules, case(pain=there(proof())))

    assert [card["source"]["topic"]["code"] for card in told] == [
        "critical-last",
        "warning-early",
        "warning-a",
        "warning-b",
        "info-first",
    ]


def test_rules_that_are_hidden_or_observed_make_no_card(cards: Callable[..., list[Json]]) -> None:
    rules = [PAIN, rule("late", {"all": ["pain"]}, priority=9), rule("new", {"all": ["pain"]}, status="shadow")]

    told = cards(rules, case(pain=there(proof())))

    assert [card["source"]["topic"]["code"] for card in told] == ["pain"]


def test_nobody_fired_and_nobody_speaks(cards: Callable[..., list[Json]]) -> None:
    assert cards([PAIN], case(), case(Side.RIGHT)) == []


def test_a_card_without_suggestions_has_no_selection_behaviour(cards: Callable[..., list[Json]]) -> None:
    (card,) = cards([rule("pain", {"all": ["pain"]})], case(pain=there(proof())))

    assert not {"suggestions", "selectionBehavior"} & card.keys()


def test_a_suggestion_creates_one_draft_for_this_patient_on_this_day(cards: Callable[..., list[Json]]) -> None:
    (card,) = cards([PAIN], case(pain=there(proof())))

    (suggestion,) = card["suggestions"]
    (action,) = suggestion["actions"]
    order = action["resource"]
    assert (suggestion["label"], action["type"]) == ("Crutches", "create")
    assert (order["status"], order["intent"]) == ("draft", "proposal")
    assert (order["subject"], order["authoredOn"]) == ({"reference": "Patient/anna"}, "2026-11-22")
    assert order["reasonCode"] == [{"text": "Title of pain"}]


def test_two_cards_do_not_share_what_they_suggest(cards: Callable[..., list[Json]]) -> None:
    """Filling in the one must not change the other."""
    other = rule("other", {"all": ["pain"]}, track="management", priority=6, card={"suggestions": ["crutches"]})

    first, second = cards([PAIN, other], case(pain=there(proof())))

    orders = [card["suggestions"][0]["actions"][0]["resource"] for card in (first, second)]
    assert [order["reasonCode"] for order in orders] == [[{"text": "Title of pain"}], [{"text": "Title of other"}]]


def test_what_is_arranged_is_not_suggested(cards: Callable[..., list[Json]]) -> None:
    sheet = rule("pain", {"all": ["pain"]}, card={"suggestions": ["crutches", "physiotherapy-protected"]})

    (card,) = cards([sheet], case(pain=there(proof()), walking_aid=there(proof("DeviceRequest/1"))))

    assert ["Physiotherapy" in one["label"] for one in card["suggestions"]] == [True]


def test_a_card_of_which_everything_is_arranged_suggests_nothing(cards: Callable[..., list[Json]]) -> None:
    (card,) = cards([PAIN], case(pain=there(proof()), walking_aid=there(proof("DeviceRequest/1"))))

    assert not {"suggestions", "selectionBehavior"} & card.keys()


def test_what_is_arranged_for_one_hip_only_is_still_suggested(cards: Callable[..., list[Json]]) -> None:
    left = case(Side.LEFT, pain=there(proof(sides=LEFT)), walking_aid=there(proof("DeviceRequest/1")))
    right = case(Side.RIGHT, pain=there(proof(sides=RIGHT)))

    (card,) = cards([PAIN], left, right)

    assert len(card["suggestions"]) == 1


def test_an_arrangement_that_is_unknown_is_still_suggested(cards: Callable[..., list[Json]]) -> None:
    (card,) = cards([PAIN], case(pain=there(proof()), walking_aid=UNKNOWN))

    assert len(card["suggestions"]) == 1


@pytest.mark.parametrize(
    ("hips", "sides", "label"),
    [
        pytest.param([Side.LEFT], LEFT, "(left hip)", id="left"),
        pytest.param([Side.RIGHT], RIGHT, "(right hip)", id="right"),
        pytest.param([Side.LEFT, Side.RIGHT], BOTH, "(both hips)", id="both"),
        pytest.param([Side.LEFT, Side.RIGHT], NO_SIDE, "(hip)", id="not recorded"),
        pytest.param([Side.LEFT], NO_SIDE, "(hip)", id="one hip, side not recorded"),
    ],
)
def test_a_suggestion_is_for_the_recorded_side(
    cards: Callable[..., list[Json]], hips: list[Side], sides: Sides, label: str
) -> None:
    sheet = rule("pain", {"all": ["pain"]}, card={"suggestions": ["physiotherapy-protected"]})

    (card,) = cards([sheet], *(case(hip, pain=there(proof(sides=sides))) for hip in hips))

    assert card["suggestions"][0]["label"].endswith(label)


def test_every_uuid_is_another(cards: Callable[..., list[Json]]) -> None:
    other = rule("other", {"all": ["pain"]}, track="management", card={"suggestions": ["crutches"]})

    told = cards([PAIN, other], case(pain=there(proof())))

    ids = [one["uuid"] for card in told for one in (card, *card["suggestions"])]
    assert len(ids) == len(set(ids)) == 4


def empty(value: object, place: str = "card") -> Iterator[str]:
    """The places of everything null or empty."""
    if value is None or value in ("", [], {}):
        yield place
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from empty(item, f"{place}.{key}")


@pytest.mark.parametrize(
    "finding",
    [
        pytest.param(there(), id="no record"),
        pytest.param(there(Evidence("Condition/1", "Condition.code")), id="neither date nor side"),
        pytest.param(there(Evidence("", "Condition.code")), id="no reference"),
        pytest.param(there(proof("Procedure/1")), id="nothing that may be a reason"),
    ],
)
def test_nothing_null_or_empty_is_sent(cards: Callable[..., list[Json]], finding: Finding) -> None:
    (card,) = cards([PAIN], case(pain=finding))

    assert list(empty(card)) == []


REGION = assessment("region", {"any": ["pain", {"all": ["limp", "fever"]}]})
EITHER = rule("either", {"any": ["pain", {"all": ["limp", {"not": "trauma"}]}]})


def test_an_unknown_that_decided_nothing_is_told_neither_as_absent_nor_as_open(
    cards: Callable[..., list[Json]],
) -> None:
    (card,) = cards([EITHER], case(pain=there(proof()), trauma=UNKNOWN))

    assert "njury" not in card["detail"]


def test_a_card_about_an_order_claims_no_side(cards: Callable[..., list[Json]]) -> None:
    drafted = Case(case(pain=there(proof())).findings, order=Order("ServiceRequest/1", "Physio", NO_SIDE, {}))

    (card,) = cards([PAIN], drafted)

    assert not {"side", "sideRecorded"} & card["extension"][NAMESPACE].keys()


SPARED = assessment("spared", {"all": ["mri", "walking_aid"]})
TOLD = rule(
    "told", {"all": ["region", {"not": "trauma"}], "unless": ["spared"]}, mentions=["fever"], card={"indicator": "info"}
)


@pytest.mark.parametrize(
    ("given", "found", "unknown"),
    [
        pytest.param(
            {"pain": there(proof())},
            ["Hip pain", "No injury", "No MRI of the hip", "No walking aid"],
            ["Nothing that this card asks for"],
            id="what it rests on, and what decided by being absent",
        ),
        pytest.param(
            {"pain": there(proof()), "mri": UNKNOWN},
            ["Hip pain", "No injury", "No walking aid"],
            ["Whether the hip had an MRI"],
            id="an exclusion that could not be checked",
        ),
        pytest.param(
            {"pain": there(proof()), "fever": there(proof())},
            ["Hip pain", "Fever", "No injury", "No MRI of the hip", "No walking aid"],
            ["Nothing that this card asks for"],
            id="a mention that is present",
        ),
        pytest.param(
            {"pain": there(proof()), "fever": UNKNOWN},
            ["Hip pain", "No injury", "No MRI of the hip", "No walking aid"],
            ["Whether there is fever"],
            id="a mention that is unknown",
        ),
        pytest.param(
            {"pain": there(proof()), "fever": Finding("", Presence.ABSENT, (proof(),))},
            ["Hip pain", "No fever", "No injury", "No MRI of the hip", "No walking aid"],
            ["Nothing that this card asks for"],
            id="a mention that is recorded absent",
        ),
        pytest.param(
            {"pain": there(proof()), "fever": UNKNOWN, "limp": there(proof())},
            ["Hip pain", "No injury", "No MRI of the hip", "No walking aid"],
            ["Nothing that this card asks for"],
            id="a question that does not arise",
        ),
    ],
)
def test_a_card_tells_what_its_rule_rests_on_and_what_is_not_known(
    cards: Callable[..., list[Json]], given: dict[str, Finding], found: list[str], unknown: list[str]
) -> None:
    (card,) = cards([TOLD], case_of(given), assessments=(REGION, SPARED))

    lines = [line for line in card["detail"].splitlines() if line.startswith("- ")]
    told = [line.removeprefix("- ").split(":")[0] for line in lines]
    assert told == [*found, *unknown]
