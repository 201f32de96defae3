"""Third-party FHIR and CDS Hooks data: nobody in it has transient osteoporosis of the hip, and much of it is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest
from pydantic import BaseModel, ValidationError

from service.api.cds_models import CdsResponse, EvaluateResponse, OperationOutcome
from tests.charts import bundle, due_date, hip_pain, patient, request
from tests.corpora.archive import ARCHIVE, EXAMPLES, SOURCES, example_files, third_party_files
from tests.corpora.door import Door, Reply
from tests.corpora.ways import EVALUATE, ways

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OK = 200
EXPECTED_CARDS: dict[str, str] = {}
"""Files that deserve a TOH card, each with the reason why; there is none."""

pytestmark = pytest.mark.skipif(
    not (ARCHIVE.exists() and EXAMPLES.exists()),
    reason="third-party data is not part of the project; it is looked for beside the checkout, in ../shared",
)


@pytest.fixture(scope="session")
def door() -> Door:
    """The application."""
    return Door()


@pytest.fixture(scope="session")
def published() -> dict[str, dict[str, bytes]]:
    """Every file, by where it comes from."""
    by_source: dict[str, dict[str, bytes]] = {"examples": example_files()}
    for name, body in third_party_files().items():
        by_source.setdefault(name.partition("/")[0], {})[name] = body
    return by_source


@pytest.fixture(scope="session", params=[*SOURCES, "examples"])
def replies(request: pytest.FixtureRequest, door: Door, published: dict[str, dict[str, bytes]]) -> list[Reply]:
    """What the service says to every file of one source, sent in every way."""
    files = published[request.param]
    return door.replies(sent for name, body in files.items() for sent in ways(name, body))


def shape_of(reply: Reply) -> type[BaseModel]:
    """What an answer of this status and path has to look like."""
    if reply.status != OK:
        return OperationOutcome
    return EvaluateResponse if reply.sent.path == EVALUATE else CdsResponse


def misshapen(reply: Reply) -> bool:
    try:
        shape_of(reply).model_validate_json(reply.body)
    except ValidationError:
        return True
    return False


def those(replies: Iterable[Reply], wrong: Callable[[Reply], bool]) -> list[str]:
    """The replies that a test complains of, as it shows them."""
    return [str(reply) for reply in replies if wrong(reply)]


def test_the_archive_holds_no_other_source(published: dict[str, dict[str, bytes]]) -> None:
    assert sorted(published) == sorted([*SOURCES, "examples"])


def test_no_file_makes_the_service_fail(replies: list[Reply]) -> None:
    assert replies
    assert those(replies, lambda reply: reply.status not in (OK, 400, 412)) == []


def test_every_answer_and_every_refusal_has_its_shape(replies: list[Reply]) -> None:
    assert those(replies, misshapen) == []


def test_nobody_gets_a_card(replies: list[Reply]) -> None:
    unexpected = [reply for reply in replies if reply.sent.file not in EXPECTED_CARDS]

    assert those(unexpected, lambda reply: reply.status == OK and orjson.loads(reply.body)["cards"]) == []


def test_whoever_is_named_as_a_patient_is_evaluated(replies: list[Reply]) -> None:
    """A chart or a prefetch with a patient in it is never refused, however odd the rest of it is."""
    dressed = [reply for reply in replies if reply.sent.dressed in ("as a chart", "as a prefetch")]

    assert those(dressed, lambda reply: reply.status != OK) == []


def json_suite(door: Door, published: dict[str, dict[str, bytes]], expectation: str) -> list[Reply]:
    """The replies to the files that JSONTestSuite expects this of, sent as whole bodies."""
    files = published["jsontestsuite"].items()
    wanted = [(name, body) for name, body in files if name.rpartition("/")[2].startswith(expectation)]
    return door.replies(
        sent for name, body in wanted for sent in ways(name, body) if sent.dressed == "as it is" and sent.body == body
    )


def says_malformed(reply: Reply) -> bool:
    (issue,) = OperationOutcome.model_validate_json(reply.body).issue
    return "is not valid JSON" in (issue.diagnostics or "") or "nested more than" in (issue.diagnostics or "")


def test_what_must_parse_is_not_called_malformed(door: Door, published: dict[str, dict[str, bytes]]) -> None:
    valid = json_suite(door, published, "y_")

    assert valid
    assert those(valid, says_malformed) == []


def test_what_must_not_parse_is_called_malformed(door: Door, published: dict[str, dict[str, bytes]]) -> None:
    invalid = json_suite(door, published, "n_")

    assert invalid
    assert those(invalid, lambda reply: reply.status != 400 or not says_malformed(reply)) == []


@pytest.mark.parametrize(
    "told",
    [bundle(patient(), hip_pain(), due_date(31)), request(patient(), hip_pain(), due_date(31))],
    ids=["bundle", "request"],
)
def test_somebody_with_hip_pain_in_the_third_trimester_would_get_a_card(door: Door, told: dict[str, object]) -> None:
    """The ways of sending reach the rules: the silence above is not for want of asking."""
    sent = [one for one in ways("invented", orjson.dumps(told)) if one.dressed in ("as a chart", "as a prefetch")]

    told_topics = [
        [card["source"]["topic"]["code"] for card in orjson.loads(reply.body)["cards"]] for reply in door.replies(sent)
    ]

    assert told_topics == [["late-pregnancy-hip-pain"]] * 2
