"""A FHIR Bundle or NDJSON as whole charts: who is in it, and what belongs to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.domain import Issue
from service.errors import NoPatient, TooManyEntries, WrongShape
from service.record.elements import Json, Unreadable, json_kind
from service.record.references import names_of, reference_of, relative, subject_of
from service.record.shapes import DRAFTS, SHAPES
from service.record.sources import Answer, Source, is_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Entry = tuple[str, Any]
"""Where an entry stands, and the entry as in Bundle.entry."""

_NESTING = 3


@dataclass(slots=True)
class Person:
    """One patient of a Bundle with the entries that are theirs."""

    resource: Json
    full_url: str | None
    where: str
    names: frozenset[str]
    entries: list[Entry] = field(default_factory=list)

    def source(self, kinds: frozenset[str], answer: Answer) -> Source:
        """Everything that was sent about this patient: what is not in it is known to be empty."""
        return _source(self.entries, kinds, answer)

    def split(self, kinds: frozenset[str], answer: Answer) -> tuple[Source, Source]:
        """What is recorded, and the orders that are still drafts; medicines that orders refer to stand in both."""
        drafts: list[Entry] = []
        recorded: list[Entry] = []
        medicines: list[Entry] = []
        for one in self.entries:
            (drafts if _is_draft(one[1]) else recorded).append(one)
            if _kind(one[1]) == "Medication":
                medicines.append(one)
        return _source(recorded, kinds, answer), _source([*drafts, *medicines], frozenset(), answer)


def _source(entries: list[Entry], kinds: frozenset[str], answer: Answer) -> Source:
    places = [where for where, _ in entries]
    return Source(kinds, answer, [entry for _, entry in entries], lambda position: places[position])


def _kind(entry: Any) -> object:  # noqa: ANN401 - JSON
    resource = entry.get("resource") if isinstance(entry, dict) else None
    return resource.get("resourceType") if isinstance(resource, dict) else None


def _is_draft(entry: Any) -> bool:  # noqa: ANN401 - JSON
    kind = _kind(entry)
    return isinstance(kind, str) and kind in DRAFTS and entry["resource"].get("status") == "draft"


@dataclass(slots=True)
class Contents:
    """The patients of a body, whether it is the whole of their charts, and what belongs to nobody."""

    people: list[Person]
    answer: Answer
    issues: list[Issue]


def bundle_contents(bundle: Json, max_entries: int, where: str = "Bundle") -> Contents:
    """The contents of a Bundle of any type; raises WrongShape, TooManyEntries or NoPatient."""
    if bundle.get("resourceType") != "Bundle":
        raise WrongShape(where=f"{where}.resourceType", expected="'Bundle'", found="another type")
    entries, is_whole = _opened(bundle, where, 0)
    return _contents(entries, where, max_entries, is_whole=is_whole)


def ndjson_contents(lines: Iterable[tuple[int, Json]], max_entries: int) -> Contents:
    """The contents of NDJSON: each line is a resource or a Bundle; raises as bundle_contents does."""
    entries, is_whole = _flat([(f"line {number}", {"resource": resource}) for number, resource in lines], 0)
    return _contents(entries, "body", max_entries, is_whole=is_whole)


def _opened(bundle: Json, where: str, depth: int) -> tuple[list[Entry], bool]:
    """Every entry, those of nested Bundles (batch-response) in place of the Bundle; and whether no page is missing."""
    listed = bundle.get("entry")
    if listed is None:
        listed = []
    if not isinstance(listed, list):
        raise WrongShape(where=f"{where}.entry", expected="an array", found=json_kind(listed))
    entries, is_whole = _flat([(f"{where}.entry[{at}].resource", entry) for at, entry in enumerate(listed)], depth)
    return entries, is_whole and not is_page(bundle, listed)


def _flat(listed: list[Entry], depth: int) -> tuple[list[Entry], bool]:
    """The entries with those of nested Bundles in place of the Bundle, as far as Bundles may nest."""
    entries: list[Entry] = []
    is_whole = True
    for place, entry in listed:
        inner = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(inner, dict) and inner.get("resourceType") == "Bundle" and depth < _NESTING:
            below, below_whole = _opened(inner, place, depth + 1)
            entries += below
            is_whole = is_whole and below_whole
        else:
            entries.append((place, entry))
    return entries, is_whole


def _contents(entries: list[Entry], where: str, max_entries: int, *, is_whole: bool) -> Contents:
    if len(entries) > max_entries:
        raise TooManyEntries(limit=max_entries)
    people = _people(entries)
    if not people:
        raise NoPatient(where=where)
    issues = list(_failures(entries))
    whose = _single(people) if len(people) == 1 else _by_subject(people)
    for place, entry in entries:
        owner = whose(entry)
        if _kind(entry) == "Medication":
            for person in people:
                person.entries.append((place, entry))
        elif owner is not None:
            owner.entries.append((place, entry))
        elif _matters(entry):
            issues.append(Issue(f"{place}.subject", "names no patient of the request, not used", "required"))
    return Contents(people, Answer.COMPLETE if is_whole and not issues else Answer.PARTIAL, issues)


def _people(entries: list[Entry]) -> list[Person]:
    """Each patient once, however often a Bundle repeats the resource (batch-response, history)."""
    people: list[Person] = []
    seen: dict[str, set[str | None]] = {}
    for place, entry in entries:
        for person in _person(place, entry):
            urls = seen.setdefault(reference_of(person.resource, person.full_url, place), set())
            if not urls or not (urls & {None, person.full_url} or person.full_url is None):
                people.append(person)
            urls.add(person.full_url)
    return people


def _person(place: str, entry: Any) -> Iterator[Person]:  # noqa: ANN401 - JSON
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if isinstance(resource, dict) and resource.get("resourceType") == "Patient":
        full_url = entry.get("fullUrl")
        full_url = full_url if isinstance(full_url, str) else None
        names = names_of(reference_of(resource, full_url, place), full_url)
        yield Person(resource, full_url, place, names)


def _single(people: list[Person]) -> Callable[[Any], Person | None]:
    return lambda entry: people[0] if _matters(entry) else None


def _by_subject(people: list[Person]) -> Callable[[Any], Person | None]:
    """Whose a resource is; a name that several patients share (two servers, one id) is nobody's."""
    owners: dict[str, Person | None] = {}
    for person in people:
        for name in person.names:
            owners[name] = None if name in owners else person

    def owner(entry: Any) -> Person | None:  # noqa: ANN401 - JSON
        resource = entry.get("resource") if isinstance(entry, dict) else None
        try:
            subject = subject_of(resource) if isinstance(resource, dict) else None
        except Unreadable:
            return None
        return None if subject is None else owners.get(subject) or owners.get(relative(subject))

    return owner


def _matters(entry: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether the entry holds a resource that the record room reads, or something that it cannot name."""
    if not isinstance(entry, dict):
        return True
    resource = entry.get("resource")
    if resource is None:
        return False
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    return not isinstance(kind, str) or kind in SHAPES or kind in DRAFTS or kind == "Bundle"


def _failures(entries: list[Entry]) -> Iterator[Issue]:
    """Entries of a batch-response or searchset that report a failure instead of data."""
    for place, entry in entries:
        if not isinstance(entry, dict):
            continue
        response, resource = entry.get("response"), entry.get("resource")
        status = response.get("status") if isinstance(response, dict) else None
        outcome = isinstance(resource, dict) and resource.get("resourceType") == "OperationOutcome"
        if outcome or str(status)[:1] in ("4", "5"):
            yield Issue(place, "reports a failure instead of data", "incomplete")
