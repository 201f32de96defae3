"""Every failure we name, with its HTTP status and FHIR issue code: one table.

FHIR issue codes are those of http://hl7.org/fhir/ValueSet/issue-type. A message says what was
wrong, where, and what would be right; it never repeats a value from a patient's record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class ServiceError(Exception):
    """A failure that a caller can act on."""

    status: ClassVar[int] = 500
    issue: ClassVar[str] = "exception"
    text: ClassVar[str] = "the request could not be processed"

    def __init__(self, *, location: str | None = None, **facts: object) -> None:
        """Fill the class's text with facts about the request, none of them from the record."""
        super().__init__(self.text.format(**facts))
        self.location = location


class MalformedJson(ServiceError):
    """The body is not JSON (RFC 8259)."""

    status, issue = 400, "structure"
    text = "the body is not valid JSON: {problem} at line {line}, column {column}"


class WrongShape(ServiceError):
    """The body is JSON, but not the structure that the endpoint takes."""

    status, issue = 400, "structure"
    text = "{where}: expected {expected}, found {found}"


class WrongHook(ServiceError):
    """The request names another hook than the service answers."""

    status, issue = 400, "value"
    text = "hook: this service answers {expected!r}; call the service whose id belongs to the hook of the request"


class InvalidParameter(ServiceError):
    """A query parameter cannot be used."""

    status, issue = 400, "value"
    text = "query parameter {name!r}: {problem}"


class InvalidLine(ServiceError):
    """One line of an NDJSON body is not a JSON object."""

    status, issue = 400, "structure"
    text = "line {line}: {problem}"


class UnreadableFile(ServiceError):
    """A file of the command line whose bytes cannot be had."""

    status, issue = 400, "structure"
    text = "{problem}"


class TooManyEntries(ServiceError):
    """More resources in one request than the setting allows."""

    status, issue = 413, "too-costly"
    text = "the request holds more than {limit} resources (setting MAX_ENTRIES)"


class TooManyPatients(ServiceError):
    """More patients in one request than the setting allows."""

    status, issue = 413, "too-costly"
    text = "the request holds more than {limit} patients (setting MAX_PATIENTS); the command line takes any number"


class TooDeep(ServiceError):
    """JSON nested more deeply than the setting allows."""

    status, issue = 400, "too-costly"
    text = "the JSON is nested more than {limit} levels deep (setting MAX_JSON_DEPTH)"


class TooLarge(ServiceError):
    """A body above the size limit."""

    status, issue = 413, "too-long"
    text = "the body is larger than {limit} bytes (setting MAX_BODY_BYTES)"


class UnknownService(ServiceError):
    """No CDS service of that id."""

    status, issue = 404, "not-found"
    text = "no CDS service has this id; GET /cds-services lists them"


class NotFound(ServiceError):
    """No page at that path."""

    status, issue = 404, "not-found"
    text = "nothing lives at this path"


class MethodNotAllowed(ServiceError):
    """The path exists, the method does not."""

    status, issue = 405, "not-supported"
    text = "this path does not answer that method"


class UnsupportedMediaType(ServiceError):
    """A content type that the endpoint does not read."""

    status, issue = 415, "not-supported"
    text = "Content-Type: expected one of {expected}"


class UnsupportedEncoding(ServiceError):
    """A compressed body; clients that compress what they send are not known."""

    status, issue = 415, "not-supported"
    text = "Content-Encoding: expected none"


class MissingPrefetch(ServiceError):
    """Data that every rule needs cannot be had (CDS Hooks 2.0, Prefetch Template: 412)."""

    status, issue = 412, "required"
    text = "prefetch key {key!r} {state}; the service needs {resource}"


class NoPatient(ServiceError):
    """A Bundle without anyone to evaluate."""

    status, issue = 400, "required"
    text = "{where}: expected a Patient resource, found none"


class BrokenAnswer(ServiceError):
    """An answer of our own that breaks an invariant of CDS Hooks and could mislead."""

    status, issue = 500, "exception"
    text = "the answer was not sent, because it breaks CDS Hooks: {invariants}"


class StartFault(Exception):
    """The service cannot start; the message is one line that says what to do."""


class CannotWrite(Exception):
    """A sheet that cannot be made as it was asked for; the message is one line."""


class RuleBookFault(Exception):
    """A rule book that must not be used: every fault, each with file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults in the order of their files."""
        self.faults = tuple(sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.message)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Fault:
    """One fault of the rule book."""

    __slots__ = ("file", "line", "message")

    def __init__(self, file: str | Path, line: int, message: str) -> None:
        """Locate the fault; lines count from 1."""
        self.file, self.line, self.message = str(file), line, message

    def __str__(self) -> str:
        """`file:line: message`, as editors understand it."""
        return f"{self.file}:{self.line}: {self.message}"

    def __eq__(self, other: object) -> bool:
        """Two faults are the same when they read the same."""
        return isinstance(other, Fault) and str(self) == str(other)

    def __hash__(self) -> int:
        """Consistent with equality."""
        return hash(str(self))
