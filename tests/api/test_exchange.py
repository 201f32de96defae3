"""Bodies as servers hand them over: in pieces, too large, or cut off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.api.answers import PATIENT_VIEW
from tests.api.asgi import GONE, Exchange, chunk
from tests.charts import Json, bundle, due_date, hip_pain, patient, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.client import Client

CHART = (patient(), hip_pain(), due_date(31))
BODIES = [
    pytest.param(PATIENT_VIEW, json.dumps(request(*CHART)).encode(), id="hook"),
    pytest.param("/evaluate", json.dumps(bundle(*CHART)).encode(), id="evaluate"),
]
PATHS = pytest.mark.parametrize("path", [PATIENT_VIEW, "/evaluate"])


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_a_body_in_pieces_is_put_together(path: str, body: bytes, client: Client) -> None:
    pieces = [chunk(body[:10]), chunk(b""), chunk(body[10:500]), chunk(body[500:], more=False)]

    answered = Exchange(client.app, path, pieces)

    assert answered.status == 200
    assert json.loads(answered.body)["cards"]


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_a_body_of_exactly_the_limit_is_taken(path: str, body: bytes, serving: Callable[..., Client]) -> None:
    app = serving(max_body_bytes=len(body)).app

    answered = Exchange(app, path, [chunk(body, more=False)], content_length=str(len(body)))

    assert answered.status == 200


@PATHS
def test_a_length_above_the_limit_is_refused_before_anything_is_read(path: str, serving: Callable[..., Client]) -> None:
    refused = Exchange(serving(max_body_bytes=100).app, path, [chunk(b"x" * 101)], content_length="101")

    assert refused.status == 413
    assert len(refused.waiting) == 1
    assert "larger than 100 bytes (setting MAX_BODY_BYTES)" in refused.body.decode()


@PATHS
def test_a_body_without_a_length_is_refused_as_soon_as_it_grows_too_large(
    path: str, serving: Callable[..., Client]
) -> None:
    pieces = [chunk(b"x" * 60), chunk(b"x" * 60), chunk(b"x" * 60), chunk(b"", more=False)]

    refused = Exchange(serving(max_body_bytes=100).app, path, pieces)

    assert refused.status == 413
    assert len(refused.waiting) == 2
    assert json.loads(refused.body)["issue"][0]["code"] == "too-long"


@PATHS
def test_a_length_of_any_number_of_digits_is_too_large(path: str, client: Client) -> None:
    assert Exchange(client.app, path, [chunk(b"x")], content_length="9" * 5000).status == 413


@PATHS
@pytest.mark.parametrize("length", ["5", "-1", "many", "0" * 5000])
def test_a_length_that_is_not_true_does_not_lift_the_limit(
    path: str, length: str, serving: Callable[..., Client]
) -> None:
    refused = Exchange(serving(max_body_bytes=100).app, path, [chunk(b"x" * 101, more=False)], content_length=length)

    assert refused.status == 413


@PATHS
@pytest.mark.parametrize("messages", [[GONE], [chunk(b'{"resource'), GONE]], ids=["at once", "in the body"])
def test_a_client_that_leaves_is_no_failure(
    path: str, messages: list[Json], client: Client, log_lines: Callable[[], list[Json]]
) -> None:
    left = Exchange(client.app, path, messages)

    assert left.status in (None, 400)
    assert log_lines() == []
