"""Whatever stands in a call about orders: an answer or a refusal of its shape; and what is beside the name of an
order silences no warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.answers import answer_of, cards_of, refusal_of
from tests.api.mutations import places, removed, replaced
from tests.api.test_any_input import ODD
from tests.charts import (
    ASPIRIN,
    HIP,
    IBUPROFEN,
    LEFT,
    PHYSIOTHERAPY,
    Json,
    concept,
    device_order,
    dose,
    draft,
    due_date,
    medication,
    medication_order,
    order_request,
    patient,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.client import Client

PATHS = {"order-sign": "/cds-services/toh-order-sign", "order-select": "/cds-services/toh-order-select"}
NSAID = "nsaid-third-trimester"


def drafts() -> list[Json]:
    """An order of each kind with everything that is read of it."""
    dosage = dose(400, route={"text": "oral"}, site={"text": "x"}, text="one at night", patientInstruction="x")
    return [
        medication_order(IBUPROFEN, text="Ibuprofen", dosageInstruction=[dosage], note=[{"text": "x"}]),
        medication_order(ASPIRIN, dosageInstruction=[dose(81)], reasonCode=[concept(text="x")]),
        medication_order(medicationReference={"reference": "#pills"}, contained=[medication(IBUPROFEN)]),
        draft(PHYSIOTHERAPY, bodySite=[concept(HIP, LEFT)], orderDetail=[{"text": "x"}], patientInstruction="x"),
        device_order(status="draft"),
        medication(),
    ]


def calls(hook: str) -> Iterator[Any]:
    """The context of a call with one thing in it taken out or changed."""
    whole = order_request(drafts(), patient(), due_date(31), hook=hook)
    for number, path in enumerate(places(whole["context"])):
        yield removed(whole, ("context", *path))
        for odd in ODD[number % 9 :: 9]:
            yield replaced(whole, ("context", *path), odd)


@pytest.mark.parametrize("hook", PATHS)
def test_any_context_is_answered_or_refused(hook: str, client: Client) -> None:
    statuses = set()
    for body in calls(hook):
        response = client.post(PATHS[hook], body)
        statuses.add(response.status_code)
        answer_of(response) if response.status_code == 200 else refusal_of(response, 400)

    assert statuses == {200, 400}


NAMES_IT = {"medicationCodeableConcept", "resourceType", "subject", "status", "doNotPerform"}
"""What an order must have readable: what it is for, whose it is, and that it stands."""


def test_nothing_beside_the_name_of_an_order_silences_a_warning(client: Client) -> None:
    """Unless it says that the order is for the eyes, or is none."""
    (order, *_) = drafts()
    beside = [path for path in places(order) if path[0] not in NAMES_IT]
    silent = []
    for path in beside:
        for odd in ODD:
            body = order_request([replaced(order, path, odd)], patient(), due_date(31))
            if NSAID not in cards_of(answer_of(client.post(PATHS["order-sign"], body))):
                silent.append((path, odd))

    assert len(beside) >= 19
    assert silent == []
