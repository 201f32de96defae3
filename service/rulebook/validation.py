"""Whether a file has the shape of its model: what has not is a fault with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.rulebook.conditions import ConditionFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError

    from service.errors import Fault
    from service.rulebook.yaml_source import Sheet


def faults_of(sheet: Sheet, error: ValidationError) -> Iterator[Fault]:
    """Every fault that a model found in a sheet."""
    found = error.errors(include_url=False)
    for one in found:
        if one["type"] == "too_short" and any(_within(other["loc"], one["loc"]) for other in found):
            continue  # only because pydantic leaves out the items that have faults of their own
        place = tuple(step for step in one["loc"] if step != "[key]")
        cause = one.get("ctx", {}).get("error")
        if isinstance(cause, ConditionFault):
            yield sheet.fault((*place, *cause.place), str(cause))
        else:
            dotted = ".".join(str(step) for step in place)
            yield sheet.fault(place, f"{dotted}: {one['msg']}" if dotted else one["msg"])


def _within(place: tuple[int | str, ...], other: tuple[int | str, ...]) -> bool:
    return len(place) > len(other) and place[: len(other)] == other
