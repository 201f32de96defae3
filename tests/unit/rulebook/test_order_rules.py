"""What must hold of rules about drafted orders, and what a rule about hips must not ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from service.evaluate import open_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HIPS, ORDERS = "advise/hip-pain.yaml", "advise/mri-in-children.yaml"
FINDINGS, SUGGESTIONS, PARAMETERS = "findings.yaml", "suggestions.yaml", "parameters.yaml"

ADDED = {
    "rulebook.yaml": ("services:", "services:\n  - {id: sign, hook: order-sign, title: Signing, description: Orders.}"),
    FINDINGS: (
        "",
        """\
draft_mri:
  says: MRI
  asks: whether the order is an MRI
  drafts: [ServiceRequest]
  absence: closed
  computed: drafted
  exam: mri
  parameters: {low_dose: least_mg}
""",
    ),
    "reading.yaml": ("gestation:", "units:\n  mg:\n    says: mg\n    scales: [{spelt: [mg]}]\ngestation:"),
    PARAMETERS: (
        "",
        "least_mg: {value: 81, unit: mg, kind: label, source: Tests, says: A dose up to this is exempt}\n",
    ),
    SUGGESTIONS: (
        "",
        """\
remove-order:
  label: Remove
  description: Remove the order
  removes_order: true
""",
    ),
    ORDERS: (
        "",
        """\
id: mri-in-children
ref: TEST-2
version: 1.0.0
status: active
title: MRI of a child
track: safety
priority: 0
hooks: [order-sign]
when:
  all: [draft_mri, under_18]
card:
  indicator: info
  summary: "MRI of a child: review"
  detail: |
    The order {order} is an MRI.

    **Found**
    {evidence}

    **Not known**
    {unknown}
  suggestions: [remove-order]
  override_reasons: [already-imaged]
misses: Other names.
evidence:
  - {cite: C01, says: "Children.", certainty: low}
examples:
  - {name: fires, given: {present: [draft_mri, under_18]}, expect: fires, indicator: info}
  - {name: adult, given: {present: [draft_mri]}, expect: silent}
""",
    ),
}
"""What a rule about drafted orders adds to the small rule book: by file, what to replace and with what."""


class Break(NamedTuple):
    """One passage of one file replaced, and what the loader says of which file."""

    file: str
    old: str
    new: str
    told: str
    elsewhere: str = ""


@pytest.fixture(autouse=True)
def with_an_order_rule(edit: Callable[[str, str, str], None]) -> None:
    """The small rule book answers order-sign as well."""
    for file, (old, new) in ADDED.items():
        edit(file, old, new)


def test_a_rule_book_with_a_rule_about_orders_is_sound(directory: Path) -> None:
    assert open_rulebook(directory).rules.keys() == {"hip-pain", "mri-in-children"}


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(
            Break(HIPS, "mentions: [limp]", "mentions: [limp, draft_mri]", "'draft_mri' is about a drafted order"),
            id="a rule about hips asks about an order",
        ),
        pytest.param(
            Break(HIPS, "suggestions: [mri]", "suggestions: [mri, remove-order]", "'remove-order' changes a drafted"),
            id="a rule about hips changes an order",
        ),
        pytest.param(
            Break(HIPS, "    Pain of {hip}.", "    Pain of {hip}, {order}.", "{hip} is for cards about a hip, {order}"),
            id="a card about a hip names an order",
        ),
        pytest.param(
            Break(ORDERS, "The order {order}", "The order", "{order} must stand in the detail"),
            id="a card about an order does not name it",
        ),
        pytest.param(
            Break(ORDERS, "is an MRI", "is an MRI of {hip}", "{hip} is for cards about a hip"),
            id="a card about an order names a hip",
        ),
        pytest.param(
            Break(ORDERS, "[order-sign]", "[order-sign, patient-view]", "a rule of track 'safety' cannot answer"),
            id="a rule about orders answers for charts",
        ),
        pytest.param(
            Break(HIPS, "[patient-view]", "[order-sign]", "a rule of track 'diagnostic' cannot answer 'order-sign'"),
            id="a rule about hips answers for orders",
        ),
        pytest.param(
            Break(FINDINGS, "  drafts: [ServiceRequest]", "  drafts: []", "names the resource types of the record"),
            id="a finding reads nothing",
        ),
        pytest.param(
            Break(
                FINDINGS,
                "  drafts: [ServiceRequest]",
                "  drafts: [ServiceRequest]\n  reads: [Condition]",
                "names the resource types of the record",
            ),
            id="a finding reads both",
        ),
        pytest.param(
            Break(
                SUGGESTIONS,
                "  removes_order: true",
                "  removes_order: true\n  only_if: stiffness",
                "'stiffness' does not",
            ),
            id="a suggestion depends on what nobody knows",
        ),
        pytest.param(
            Break(
                "reading.yaml",
                "  mg:",
                "  mm/h:",
                "low_dose: 'least_mg' is not given in a unit of reading.yaml",
                FINDINGS,
            ),
            id="a dose in a unit that is not converted",
        ),
        pytest.param(
            Break(PARAMETERS, "unit: mg", "unit: weeks", "low_dose: 'least_mg' is not given in mg", FINDINGS),
            id="a dose in weeks",
        ),
        pytest.param(
            Break(SUGGESTIONS, "removes_order: true", "removes_order: true\n  adds_note: No.", "has no note to add to"),
            id="a suggestion removes an order and writes into it",
        ),
        pytest.param(
            Break(FINDINGS, "  exam: mri\n  parameters", "  terms: [mri +]\n  parameters", "draft_mri.terms"),
            id="a term without its last part",
        ),
        pytest.param(
            Break(FINDINGS, "  exam: mri\n  parameters", "  terms: [mri | ct+hip]\n  parameters", "draft_mri.terms"),
            id="parts that are not apart",
        ),
        pytest.param(
            Break(FINDINGS, "  exam: mri\n  par", "  exam: mri\n  denials: [no + mri]\n  par", "draft_mri.denials"),
            id="a denial of several parts",
        ),
        pytest.param(
            Break(SUGGESTIONS, "removes_order: true", "removes_order: false", "does nothing"),
            id="a suggestion does nothing",
        ),
        pytest.param(
            Break(FINDINGS, "  exam: mri\n  parameters", "  parameters", "needs code or exam or terms"),
            id="an order for nothing",
        ),
    ],
)
def test_a_fault_is_refused(
    broken: Break, edit: Callable[[str, str, str], None], faults: Callable[[], list[str]]
) -> None:
    edit(broken.file, broken.old, broken.new)

    told = faults()

    assert [one for one in told if one.startswith(broken.elsewhere or broken.file) and broken.told in one], told
