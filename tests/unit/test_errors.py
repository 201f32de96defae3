"""Every failure that the service names has an HTTP status and a FHIR issue code."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from service.api.exchange import ClientGone
from service.errors import BrokenAnswer, Fault, RuleBookFault, ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

ISSUE_TYPES = {
    *("invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired"),
    *("forbidden", "suppressed", "processing", "not-supported", "duplicate", "multiple-matches", "not-found"),
    *("deleted", "too-long", "code-invalid", "extension", "too-costly", "business-rule", "conflict", "transient"),
    *("lock-error", "no-store", "exception", "timeout", "incomplete", "throttled", "informational"),
}
"""http://hl7.org/fhir/R4/valueset-issue-type.html"""


def named(kind: type[ServiceError]) -> Iterator[type[ServiceError]]:
    for one in kind.__subclasses__():
        yield one
        yield from named(one)


@pytest.mark.parametrize("kind", [ServiceError, *named(ServiceError)], ids=lambda kind: kind.__name__)
def test_a_failure_has_a_status_and_an_issue_type_of_fhir(kind: type[ServiceError]) -> None:
    assert kind.status in {status.value for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}
    assert kind.issue in ISSUE_TYPES
    assert kind.text


def test_only_a_broken_answer_and_what_nobody_named_are_the_services_own_failure() -> None:
    own = [kind for kind in named(ServiceError) if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR]

    assert own == [BrokenAnswer]
    assert ServiceError.status == HTTPStatus.INTERNAL_SERVER_ERROR


def test_a_client_that_left_is_among_them() -> None:
    assert ClientGone in set(named(ServiceError))


def test_a_failure_may_be_located() -> None:
    assert ServiceError(location="prefetch.patient").location == "prefetch.patient"
    assert ServiceError().location is None


def test_faults_of_a_rule_book_are_told_once_and_in_the_order_of_their_files() -> None:
    faults = [Fault("b.yaml", 2, "y"), Fault("a.yaml", 10, "x"), Fault("b.yaml", 2, "y"), Fault("a.yaml", 9, "z")]

    raised = RuleBookFault(faults)

    assert str(raised).splitlines() == ["a.yaml:9: z", "a.yaml:10: x", "b.yaml:2: y"]
    assert len(raised.faults) == 3


def test_faults_are_the_same_when_they_read_the_same() -> None:
    assert Fault("a.yaml", 1, "x") == Fault("a.yaml", 1, "x")
    assert Fault("a.yaml", 1, "x") != Fault("a.yaml", 2, "x")
    assert Fault("a.yaml", 1, "x") != "a.yaml:1: x"
