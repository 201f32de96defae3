"""From what the call brought to the chart of one patient: sift, read, and keep account of what was not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.domain import Issue
from service.record.drafts import DraftReader, medications_in
from service.record.elements import Json, Unreadable, json_kind
from service.record.patients import read_patient
from service.record.reading import Reader, dated_later
from service.record.references import means, names_of, reference_of, subject_of
from service.record.shapes import SHAPES, Shape
from service.record.sources import Answer, bundle_source
from service.record.statements import ORDERS, Chart, CodeIndex, Coding, Concept, Patient, Standing, Statement, indexed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from service.record.forms import Form
    from service.record.sources import Source

_SCREENED = {kind: shape.screened for kind, shape in SHAPES.items() if shape.screened}
_NESTING = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose chart it is: the Patient resource, the fullUrl of its entry, and the encounter of the call."""

    patient: Json
    full_url: str | None = None
    encounter: str | None = None


def read_chart(
    sources: Iterable[Source], subject: Subject, index: CodeIndex, as_of: date, drafts: Source | None = None
) -> Chart:
    """The chart of one patient on a day; what cannot be read or is another patient's becomes an issue.

    `drafts` are the orders that are being written; they are no part of what is recorded.
    """
    reader = _ChartReader(index, as_of, subject.patient, subject.full_url)
    for source in sources:
        reader.read(source)
    return reader.chart(subject.encounter, reader.drafted(drafts) if drafts else ())


@dataclass(slots=True)
class _ChartReader:
    """Accumulates the statements of one patient; lives for one call."""

    index: CodeIndex
    as_of: date
    resource: Json
    full_url: str | None
    reader: Reader = field(init=False)
    patient: Patient = field(init=False)
    names: frozenset[str] = field(init=False)
    statements: dict[str, Statement] = field(default_factory=dict)
    unanswered: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    medications: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reference = reference_of(self.resource, self.full_url, "Patient")
        self.patient, faults = read_patient(self.resource, reference, self.as_of)
        for fault in faults:
            self._unread(Issue(f"{reference}.{fault.element}", str(fault), kind="Patient"), ("Patient",))
        self.names = names_of(reference, self.full_url)
        self.reader = Reader(self.index, self.as_of, self.patient.birth)

    def chart(self, encounter: str | None, drafts: tuple[Statement, ...]) -> Chart:
        statements = tuple(self.statements.values())
        return Chart(
            patient=self.patient,
            statements=statements,
            unanswered=self.unanswered,
            issues=tuple(self.issues),
            drafts=drafts,
            encounter=encounter,
            by_set=indexed(statements),
            has_orders=any(one.kind in ORDERS for one in statements),
            components=tuple(part for one in statements for part in one.components),
        )

    def read(self, source: Source, depth: int = 0) -> None:
        """Sift the entries of one source: only what the rule book knows is read in full."""
        self.issues.extend(source.issues)
        if source.answer is not Answer.COMPLETE:
            self.unanswered.update(dict.fromkeys(source.kinds, source.answer.value))
        codes, heads, names = self.index.codes, self.index.heads, self.names
        for position, entry in enumerate(source.entries):
            try:
                resource = entry["resource"]
                kind = resource["resourceType"]
                if (
                    resource["subject"]["reference"] in names
                    and not concerns(resource, _SCREENED[kind], codes, heads)
                    and not (kind in _IN_WORDS and _IN_WORDS[kind](resource, self.index))
                ):
                    continue
            except (LookupError, TypeError, AttributeError):
                pass  # not of the usual shape: read it in full, which locates the fault
            self._entry(entry, source.locate(position), source.kinds, depth)

    def drafted(self, source: Source) -> tuple[Statement, ...]:
        """The orders that are being written, as far as they can be read."""
        self.issues.extend(source.issues)
        desk = DraftReader(self.reader, {**self.medications, **dict(medications_in(source.entries))}, self._is_mine)
        read = [one for place, entry in enumerate(source.entries) for one in desk.read(entry, source.locate(place))]
        self.issues.extend(one for one in read if isinstance(one, Issue))
        return tuple(one for one in read if isinstance(one, Statement))

    def _entry(self, entry: Any, location: str, kinds: frozenset[str], depth: int) -> None:  # noqa: ANN401 - JSON
        if not isinstance(entry, dict):
            self._unread(Issue(location, f"expected an object, found {json_kind(entry)}"), kinds)
            return
        resource = entry.get("resource")
        if resource is None:
            return
        if not isinstance(resource, dict):
            self._unread(Issue(location, f"expected a FHIR resource, found {json_kind(resource)}"), kinds)
            return
        kind = resource.get("resourceType")
        if isinstance(kind, str) and kind in SHAPES:
            self._resource(resource, SHAPES[kind], entry.get("fullUrl"), location)
        elif kind == "Medication":
            self.medications.update(medications_in([entry]))
        elif kind == "Bundle" and depth < _NESTING:
            self.read(bundle_source(resource, kinds, location), depth + 1)
        elif problem := self._unusable(resource, entry.get("fullUrl"), location, kind):
            self._unread(problem, kinds)

    def _unusable(self, resource: Json, full_url: object, location: str, kind: object) -> Issue | None:
        """Why an entry that is no record of the chart leaves the chart incomplete; None where it does not."""
        if kind == "Bundle":
            return Issue(location, "Bundles are nested too deeply, not read", "too-costly")
        if kind == "OperationOutcome":
            return Issue(location, "the client reported a failed search", "incomplete")
        if kind == "Patient" and not means(reference_of(resource, full_url, location), self.names):
            return Issue(location, "is another patient, not used", "security")
        if not isinstance(kind, str):
            return Issue(f"{location}.resourceType", f"expected a string, found {json_kind(kind)}")
        return None

    def _resource(self, resource: Json, shape: Shape, full_url: object, location: str) -> None:
        if not self._is_mine(resource, shape.kind, location, (shape.kind,)):
            return
        if resource.get("modifierExtension"):
            message = "may change what the record means and is not known; the record is not used"
            self._unread(Issue(f"{location}.modifierExtension", message, "extension", kind=shape.kind), (shape.kind,))
            return
        if self._is_about_another(resource):
            self.issues.append(
                Issue(f"{location}.focus", "is not the patient, not used", "business-rule", "information")
            )
            return
        reference = reference_of(resource, full_url, location)
        try:
            statement = self.reader.statement(resource, shape, reference, location)
        except Unreadable as fault:
            where = f"{location}.{fault.element}" if fault.element else location
            self._unread(Issue(where, str(fault), kind=shape.kind), (shape.kind,))
            return
        if dated_later(statement, self.as_of):
            self.issues.append(
                Issue(location, "dated after the day of evaluation, not used", "business-rule", "information")
            )
            return
        self.statements.setdefault(f"{shape.kind} {reference}", statement)
        for issue in _not_understood(statement, self.index, location):
            self._unread(issue, (shape.kind,))
        if statement.forms and (statement.sets or not any(one.codings for one in statement.code)):
            for form in statement.forms:
                self.issues.extend(_unread(form, location))

    def _is_about_another(self, resource: Json) -> bool:
        """Whether an Observation in this record is about someone or something else, such as a child (focus)."""
        try:
            return any(not means(one["reference"], self.names) for one in resource.get("focus") or ())
        except (LookupError, TypeError, AttributeError):
            return True

    def _is_mine(self, resource: Json, kind: str, location: str, kinds: Iterable[str] = ()) -> bool:
        try:
            subject = subject_of(resource)
        except Unreadable as fault:
            self._unread(Issue(f"{location}.{fault.element}", str(fault), kind=kind), kinds)
            return False
        if subject is None:
            message = "names no subject; taken for the only patient of the request"
            self.issues.append(Issue(f"{location}.subject", message, "required", "information"))
            return True
        if means(subject, self.names):
            return True
        self._unread(Issue(f"{location}.subject", "belongs to another patient, not used", "security"), kinds)
        return False

    def _unread(self, issue: Issue, kinds: Iterable[str]) -> None:
        """Keep the issue; the types it touches are no longer answered in full."""
        self.issues.append(issue)
        for kind in kinds:
            self.unanswered.setdefault(kind, "could not be read in full")


def _problem(resource: Json, index: CodeIndex) -> bool:
    """Whether the words of a problem may say what its codes do not; raises on unusual shapes."""
    code = resource["code"]
    first = code["coding"][0]
    name = code.get("text") or first.get("display")
    if index.may_complain(name) if name else first["system"] not in index.systems:
        return True
    return "note" in resource and any(index.may_complain(note["text"]) for note in resource["note"])


def _result(resource: Json, index: CodeIndex) -> bool:
    """Whether a result in words may be the report of an examination, or a component may be known by its code."""
    if "valueString" in resource and index.may_report(resource["valueString"]):
        return True
    return "component" in resource and _panel(resource["component"], index.codes, index.heads)


def _panel(components: list[Json], codes: frozenset[str], heads: frozenset[str]) -> bool:
    """Whether a component may be one that the rule book knows; raises on unusual shapes."""
    for component in components:
        for coding in component["code"]["coding"]:
            code = coding["code"]
            if code in codes or code[:3] in heads:
                return True
    return False


_IN_WORDS: dict[str, Callable[[Json, CodeIndex], bool]] = {"Condition": _problem, "Observation": _result}
"""What often is said in words alone, or in parts of the resource."""


def _not_understood(statement: Statement, index: CodeIndex, location: str) -> Iterator[Issue]:
    """Why nobody can say what a record is about: codes without a system, a problem without a known code or a word."""
    if statement.standing is Standing.VOID:
        return
    for concept in (*statement.code, *statement.value):
        if not concept.sets and any(_lacks_system(coding, index) for coding in concept.codings):
            yield Issue(f"{location}.{concept.element}", _NO_SYSTEM, "code-invalid", kind=statement.kind)
            return
    if statement.kind == "Condition" and not any(concept.text or _knows(concept, index) for concept in statement.code):
        yield Issue(f"{location}.code", _NO_MEANING, "code-invalid", kind=statement.kind)


_NO_SYSTEM = "has a code without a system, not used"
_NO_MEANING = "has neither a code of a system that is known nor a word, not used"


def _knows(concept: Concept, index: CodeIndex) -> bool:
    """Whether one of the codes is of a system that the rule book knows, so that it surely means something else."""
    return any(coding.system in index.systems for coding in concept.codings)


def _lacks_system(coding: Coding, index: CodeIndex) -> bool:
    """Whether a code would mean something if its system were told."""
    return not coding.system and (coding.code in index.codes or coding.code[:_HEAD] in index.heads)


_HEAD = 3
"""So many characters of a code say what stands below it (CodeIndex.heads)."""


def _unread(form: Form, location: str) -> Iterator[Issue]:
    if form.unread:
        yield Issue(f"{location}.{form.element}", form.unread, "not-supported", "information")


def concerns(resource: Json, elements: tuple[str, ...], codes: frozenset[str], heads: frozenset[str]) -> bool:
    """Whether a code in one of the elements may stand in a value set; raises on unusual shapes."""
    for element in elements:
        value = resource.get(element)
        if value is None:
            continue
        for coding in value["coding"]:
            code = coding["code"]
            if code in codes or code[:_HEAD] in heads:
                return True
    return False
