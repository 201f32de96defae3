"""The record room through its front door: resources in, chart out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.record.chart import Subject, read_chart
from service.record.sources import answered
from tests.charts import AS_OF, PREFETCH, Json, bundle, patient

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from service.record.statements import Chart, Statement
    from service.rulebook.book import RuleBook

KINDS = frozenset(PREFETCH)


@pytest.fixture
def read(book: RuleBook) -> Callable[..., Chart]:
    """The chart that resources make, sent in full as one Bundle about a woman of 32."""

    def run(*resources: Json, about: Json | None = None, as_of: date = AS_OF) -> Chart:
        source = answered(bundle(*resources), KINDS, "Bundle")
        return read_chart([source], Subject(about or patient()), book.terminology, as_of)

    return run


@pytest.fixture
def statement(read: Callable[..., Chart]) -> Callable[..., Statement]:
    """The one statement that a resource makes."""

    def run(resource: Json, about: Json | None = None) -> Statement:
        (only,) = read(resource, about=about).statements
        return only

    return run
