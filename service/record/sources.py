"""What the call brought: per query, whether it was answered in full, and with which resources.

CDS Hooks 2.0, Prefetch Template, knows four states of a prefetch key: omitted, null, an
OperationOutcome, and a page of a longer answer. Only a full answer makes a missing record absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from service.domain import Issue
from service.record.elements import Json, json_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


class Answer(StrEnum):
    """How a query was answered; the value completes the sentence "the … records …"."""

    COMPLETE = "were sent in full"
    OMITTED = "were not sent"
    FAILED = "could not be fetched"
    PARTIAL = "were sent only in part"


@dataclass(frozen=True, slots=True)
class Source:
    """One query and its answer: entries as in Bundle.entry, and how to name the place of each."""

    kinds: frozenset[str]
    answer: Answer
    entries: Sequence[Any]
    locate: Callable[[int], str]
    issues: tuple[Issue, ...] = ()


def prefetch_sources(prefetch: Mapping[str, Any], queries: Mapping[str, frozenset[str]]) -> Iterator[Source]:
    """One source per query of the discovery document; keys that were not asked for are not read.

    Null means that the client has no data (CDS Hooks 2.0): answered in full, and nothing to read.
    """
    for key, kinds in queries.items():
        if key not in prefetch:
            yield _nothing(kinds, Answer.OMITTED, f"prefetch.{key}")
        elif prefetch[key] is not None:
            yield answered(prefetch[key], kinds, f"prefetch.{key}")


def answered(value: Any, kinds: frozenset[str], where: str) -> Source:  # noqa: ANN401 - JSON
    """The source that one prefetch value makes, with or without the wrapper of CDS Hooks before 1.0."""
    if isinstance(value, dict) and "resourceType" not in value and "resource" in value:
        return _unwrapped(value, kinds, where)
    return _plain(value, kinds, where)


def _plain(value: Any, kinds: frozenset[str], where: str) -> Source:  # noqa: ANN401 - JSON
    if value is None:
        return _nothing(kinds, Answer.COMPLETE, where)
    if not isinstance(value, dict):
        return _refused(kinds, where, f"expected a FHIR resource, found {json_kind(value)}")
    match value.get("resourceType"):
        case "Bundle":
            return bundle_source(value, kinds, where)
        case "OperationOutcome":
            return _refused(kinds, where, "the client sent an OperationOutcome instead of the data", "incomplete")
        case str(kind) if kind in kinds:
            whole = Answer.COMPLETE if kind == "Patient" else Answer.PARTIAL
            return Source(kinds, whole, ({"resource": value},), lambda _: where)
    return _refused(kinds, where, f"expected {' or '.join(sorted(kinds))} or a Bundle of them")


def bundle_source(bundle: Json, kinds: frozenset[str], where: str) -> Source:
    """The source that a Bundle makes; a `next` link or a larger `total` makes it partial."""
    entries = bundle.get("entry")
    if entries is None:
        entries = ()
    elif not isinstance(entries, list):
        return _refused(kinds, f"{where}.entry", f"expected an array, found {json_kind(entries)}")
    if is_page(bundle, entries):
        issue = Issue(where, "only a page of a longer answer was sent", "incomplete", "information")
        return Source(kinds, Answer.PARTIAL, entries, _entry_of(where), issues=(issue,))
    return Source(kinds, Answer.COMPLETE, entries, _entry_of(where))


def is_page(bundle: Json, entries: Sequence[Any]) -> bool:
    """Whether a Bundle is one page of more: it links to the next one, or counts more matches than it holds.

    A link or a total that cannot be read counts as a page: what is missing is not known to be empty.
    Source: http://hl7.org/fhir/R4/bundle.html (Bundle.total does not count what was included).
    """
    links, total = bundle.get("link"), bundle.get("total")
    if links and (not isinstance(links, list) or any(_leads_on(link) for link in links)):
        return True
    if not isinstance(total, int):
        return total is not None
    searched = [entry["search"] for entry in entries if isinstance(entry, dict) and "search" in entry]
    return total > len(entries) - sum(map(_is_extra, searched))


def _is_extra(search: object) -> bool:
    return isinstance(search, dict) and search.get("mode") in ("include", "outcome")


def _leads_on(link: object) -> bool:
    return not isinstance(link, dict) or link.get("relation") == "next"


def _entry_of(where: str) -> Callable[[int], str]:
    return lambda position: f"{where}.entry[{position}].resource"


def _nothing(kinds: frozenset[str], answer: Answer, where: str) -> Source:
    return Source(kinds, answer, (), lambda _: where)


def _refused(kinds: frozenset[str], where: str, message: str, code: str = "structure") -> Source:
    return Source(kinds, Answer.FAILED, (), lambda _: where, issues=(Issue(where, message, code),))


def _unwrapped(value: Json, kinds: frozenset[str], where: str) -> Source:
    """The `{response, resource}` wrapper of CDS Hooks before 1.0."""
    response = value.get("response")
    status = response.get("status") if isinstance(response, dict) else None
    if isinstance(status, str) and not status.startswith("2"):
        return _refused(kinds, where, "the client sent an error status instead of the data", "incomplete")
    return _plain(value["resource"], kinds, f"{where}.resource")
