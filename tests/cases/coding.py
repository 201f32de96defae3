"""A coding: how one kind of institution writes down what the cases say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cases.records import Arranged, Examined, Record, Result
    from tests.charts import Json


@dataclass(frozen=True)
class Coding:
    """The tables of one coding, by what is meant."""

    name: str
    records: Mapping[str, tuple[Record, ...]]
    """Problems, measurements and procedures."""

    sudden: Json
    """The elements of the pain's Condition that say that it began suddenly."""

    pregnancy: Callable[[int | None], list[Json]]
    """The records of a pregnancy of so many weeks on the day; None where the weeks are not recorded."""

    exams: Mapping[str, Examined]
    results: Mapping[str, Result]
    orders: Mapping[str, Arranged]
    reports_suffice: bool = False
    """Whether what a report found is on no problem list."""
