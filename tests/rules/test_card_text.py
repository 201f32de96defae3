"""The words of every card: advice and never a diagnosis, in one spelling, without what the article got wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from service.cards.wording import paragraphs
from service.domain import Presence
from service.rulebook.conditions import atoms
from service.rulebook.sheets import SUMMARY_LIMIT
from tests.rules.sheets import BOOK, RULES, named

if TYPE_CHECKING:
    from service.rulebook.sheets import RuleSheet

DISEASES = r"transient osteoporosis|TOH|AVN|osteonecrosis|necrosis|fracture|septic arthritis|osteomyelitis|metastasis"
HEDGES = (
    r"consider|possib|exclude|does not|unexplained|vs|review|confirm|not simple|may\b|data missing|before assuming"
    r"|read the report for"
)
NOT_A_DIAGNOSIS = r"not a diagnosis|is for the clinician to decide"

RECORDED = frozenset({name for name, sheet in BOOK.findings.items() if sheet.computed == "diagnosis"} | {"toh_active"})
"""Findings that are a diagnosis which somebody recorded."""


def asks_for(rule: RuleSheet) -> set[str]:
    return {term.name for term in atoms(rule.when.when) if term.presence is Presence.PRESENT}


SUSPICION = [rule for rule in RULES if rule.track == "diagnostic" and not asks_for(rule) & RECORDED]
"""Rules that speak although no diagnosis is recorded."""

TEXTS = {
    **{f"{rule.id} summary": rule.card.summary for rule in RULES},
    **{f"{rule.id} title": rule.title for rule in RULES},
    **{f"{rule.id} detail": rule.card.detail for rule in RULES},
    **{f"{name} label": one.label for name, one in BOOK.suggestions.items()},
    **{f"{name} description": one.description for name, one in BOOK.suggestions.items()},
    **{f"{name} resource": str(one.resource) for name, one in BOOK.suggestions.items()},
    **{f"{name} says": f"{one.says}, {one.asks}" for name, one in BOOK.findings.items()},
    **{f"{name} reason": text for name, text in BOOK.sheet.override_reasons.items()},
    **{f"{one.id} title": f"{one.title} {one.description}" for one in BOOK.sheet.services},
}
"""Every text that a clinician may read on a card."""

every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_summary_fits_into_a_card(rule: RuleSheet) -> None:
    assert len(rule.card.summary) <= SUMMARY_LIMIT < 140


@pytest.mark.parametrize("rule", SUSPICION, ids=named)
def test_a_summary_that_names_a_disease_leaves_it_open(rule: RuleSheet) -> None:
    summary = rule.card.summary
    if re.search(DISEASES, summary):
        assert re.search(HEDGES, summary, re.IGNORECASE), summary


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_summary_never_says_that_the_patient_has_the_disease(rule: RuleSheet) -> None:
    stated = rf"\b(?:has|is|diagnosed|diagnosis of|confirmed|suffers from|due to|caused by)\b[^:;,.]*\b(?:{DISEASES})"

    assert not re.search(stated, rule.card.summary, re.IGNORECASE)


@pytest.mark.parametrize("rule", SUSPICION, ids=named)
def test_the_detail_of_a_suspicion_says_that_it_is_no_diagnosis(rule: RuleSheet) -> None:
    assert re.search(NOT_A_DIAGNOSIS, " ".join(rule.card.detail.split()))


def test_most_rules_of_the_diagnostic_track_are_suspicions() -> None:
    """Otherwise the two tests above would look at nothing."""
    assert len(SUSPICION) >= 8


@every_text
def test_the_spelling_is_british(text: str) -> None:
    american = r"edema|orthoped|tumor\b|center\b|hemo|estrogen|pediatric|gynec|anesthe|ize\b|color|fiber|labor\b"

    assert not re.search(rf"(?<![o])(?:{american})", text, re.IGNORECASE), text


DANGEROUS = {
    "a bisphosphonate or another drug for bone": r"bisphosphonate|dronate|dronic|teriparatide|parathyroid|denosumab",
    "a drug without evidence": r"calcitonin|iloprost|prostacyclin|calcium|vitamin|hyperbaric",
    "a corticosteroid": r"corticosteroid|prednis|steroid\b(?<!inflammatory)",
    "an operation": r"surger|surgical|operat|decompress|drill|arthroplasty|prosthesis for",
    "a bone scan": r"bone scan|scintigra",
    "a pneumatic boot": r"\bboot\b|pneumatic",
    "night pain or sedentary life as a sign": r"night|sedentary|smok",
    "waiting for 48 hours": r"48 h",
    "a drug for pain by name": r"ibuprofen|naproxen|diclofenac|ketorolac|indomet|aspirin|opioid|tramadol",
    "an NSAID": r"NSAID|anti-inflammatory",
    "contrast": r"gadolinium|gado\w+|with contrast",
}
"""What the article suggests and the literature does not support (clinical statements, "Dangerous or wrong")."""

WARNED_OF = {
    "nsaid-third-trimester": {"an NSAID", "a drug for pain by name"},
    "nsaid-from-20-weeks": {"an NSAID", "waiting for 48 hours"},
    "bisphosphonate-pregnancy-lactation": {"a bisphosphonate or another drug for bone"},
    "bisphosphonate-childbearing-age": {"a bisphosphonate or another drug for bone"},
    "teriparatide-pregnancy-lactation": {"a bisphosphonate or another drug for bone"},
    "teriparatide-childbearing-age": {"a bisphosphonate or another drug for bone"},
    "contrast-mri-pregnancy": {"contrast"},
    "ionising-hip-imaging-pregnancy": {"a bone scan"},
    "corticosteroid-with-toh": {"a corticosteroid"},
}
"""What a rule about a drafted order may name, because it warns of it."""

TO_BE_AVOIDED = (
    r"avoid|contraindicated|do not|not specific|not needed|only if|exempt|risk factor|confirm not pregnant"
    r"|if (?:an NSAID is )?essential|amniotic fluid|cause of|remove"
)
"""A sentence with one of these warns of what it names; so does "The order {order} is ..."."""


def sentences(text: str) -> list[str]:
    """The sentences of a card text, whatever its line breaks; list items and headings are sentences of their own."""
    lines = paragraphs(text).splitlines()
    return [sentence.strip("- ") for line in lines for sentence in re.split(r"[.;](?:\s|$)", line) if sentence]


def unwarned(text: str, words: str) -> list[str]:
    """The sentences that name something without warning of it."""
    naming = (one for one in sentences(text) if re.search(words, one, re.IGNORECASE))
    return [
        one
        for one in naming
        if not one.startswith("The order {order}") and not re.search(TO_BE_AVOIDED, one, re.IGNORECASE)
    ]


@pytest.mark.parametrize("words", DANGEROUS.values(), ids=DANGEROUS)
@pytest.mark.parametrize("rule", RULES, ids=named)
def test_no_suggestion_offers_what_is_dangerous_or_wrong(rule: RuleSheet, words: str) -> None:
    """Whatever a card warns of: what accepting it creates or writes is something else."""
    for name in rule.card.suggestions:
        assert not re.search(words, str(BOOK.suggestions[name].model_dump()), re.IGNORECASE), name


@pytest.mark.parametrize("what", DANGEROUS)
@pytest.mark.parametrize("rule", RULES, ids=named)
def test_what_is_dangerous_or_wrong_is_named_only_to_warn_of_it(rule: RuleSheet, what: str) -> None:
    """Only a card about a drafted order names it, only what that order is for, and only as what to avoid."""
    may_warn = {"an NSAID", "contrast"} | WARNED_OF.get(rule.id, set())

    for text in (rule.card.summary, rule.card.detail):
        if what in may_warn:
            assert unwarned(text, DANGEROUS[what]) == []
        else:
            assert not re.search(DANGEROUS[what], text, re.IGNORECASE), text


def test_only_rules_about_a_drafted_order_warn_of_it() -> None:
    assert {BOOK.rules[name].track for name in WARNED_OF} == {"safety"}


@pytest.mark.parametrize(
    "text",
    ["Start alendronate.", "The hip hurts.\nConsider\nibuprofen for pain.", "- An NSAID helps\n- Avoid stairs"],
    ids=["a drug", "over a line break", "beside a warning of something else"],
)
def test_a_text_that_advises_it_would_be_found(text: str) -> None:
    """The tests above look for what they claim to look for."""
    assert [one for words in DANGEROUS.values() for one in unwarned(text, words)]


@pytest.mark.parametrize("name", sorted(BOOK.suggestions))
def test_no_suggestion_creates_a_diagnosis_or_a_drug_but_paracetamol(name: str) -> None:
    resource = BOOK.suggestions[name].resource or {"resourceType": "ServiceRequest"}

    if resource["resourceType"] == "MedicationRequest":
        used = {one["$code"]["value_set"] for one in resource["medicationCodeableConcept"]["coding"]}
        assert used == {"drugs-analgesic-preferred"}
    else:
        assert resource["resourceType"] in ("ServiceRequest", "DeviceRequest")


@pytest.mark.parametrize("name", sorted(BOOK.suggestions))
def test_every_mri_that_is_suggested_is_without_contrast(name: str) -> None:
    with_contrast = {code for _, code in BOOK.value_sets["mri-hip-procedures-contrast"].codes}
    text = str(BOOK.suggestions[name].resource)

    assert not [code for code in with_contrast if code in text]
    assert "MRI" not in BOOK.suggestions[name].label or "without contrast" in BOOK.suggestions[name].label


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_an_x_ray_never_closes_the_question(rule: RuleSheet) -> None:
    """An early film is normal; it may raise the suggestion of an MRI, never lower it."""
    sentences = re.split(r"[.;\n]", rule.card.detail)
    named_ray = [sentence for sentence in sentences if re.search(r"X-ray", sentence)]

    assert not [one for one in named_ray if re.search(r"confirm|rules? out|excludes? (?!neither)", one)]


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_every_card_names_what_it_found_and_what_is_not_known_under_a_heading(rule: RuleSheet) -> None:
    lines = [line.strip() for line in rule.card.detail.splitlines()]

    assert lines[lines.index("{evidence}") - 1] == "**Found**"
    assert lines[lines.index("{unknown}") - 1] == "**Not known**"


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_number_of_weeks_in_a_text_is_a_number_of_the_rule_book(rule: RuleSheet) -> None:
    """A card must not say 28 weeks while the parameter says 30."""
    numbers = {f"{one.value:g}" for one in BOOK.parameters.values() if one.unit == "weeks"}

    said = re.findall(r"(\d+) weeks", f"{rule.card.summary} {rule.card.detail}")

    assert set(said) <= numbers
