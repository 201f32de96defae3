"""The members of a service in discovery, read as a strict client reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook
    from tests.client import Client


@pytest.mark.parametrize("member", ["hook", "title", "description", "id", "usageRequirements"])
def test_a_service_is_described_by_text(member: str, client: Client) -> None:
    services = client.get("/cds-services").json()["services"]

    assert [one for one in services if not isinstance(one[member], str) or not one[member].strip()] == []


def test_title_and_description_are_those_of_the_rule_book(client: Client, book: RuleBook) -> None:
    told = {one["id"]: (one["title"], one["description"]) for one in client.get("/cds-services").json()["services"]}

    assert told == {one.id: (one.title, one.description) for one in book.sheet.services}
