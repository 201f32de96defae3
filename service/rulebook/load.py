"""Reading a rules directory: every fault is gathered, none is repaired."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from service.errors import Fault, RuleBookFault, StartFault
from service.rulebook.book import RuleBook
from service.rulebook.checks import check
from service.rulebook.fields import Name, Slug
from service.rulebook.finding_sheets import FindingSheet, Parameter
from service.rulebook.language import Language, Terms
from service.rulebook.reading_sheets import Reading
from service.rulebook.screen import screens
from service.rulebook.sheets import AssessmentSheet, BookSheet, RuleSheet, SuggestionSheet
from service.rulebook.statements import Number, StatementSheet
from service.rulebook.validation import faults_of
from service.rulebook.value_sets import Terminology, ValueSet, read_value_set
from service.rulebook.yaml_source import Place, Sheet, read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

Check = "Callable[[RuleBook, Places], Iterator[Fault]]"
T = TypeVar("T", bound=BaseModel)


@dataclass(slots=True)
class Places:
    """Where each sheet of the rule book came from, so that a check can name file and line."""

    sheets: dict[str, Sheet] = field(default_factory=dict)

    def fault(self, file: str, place: Place, message: str, word: str | None = None) -> Fault:
        """A fault at a place of a file; where the place holds the word, at its line."""
        sheet = self.sheets.get(file)
        return sheet.fault(place, message, word) if sheet else Fault(file, 1, message)


def load_rulebook(
    directory: Path,
    checks: Iterable[Callable[[RuleBook, Places], Iterator[Fault]]] = (),
    enabled: Collection[str] = (),
) -> RuleBook:
    """The rule book of a directory; raises RuleBookFault with every fault, file and line.

    `checks` are what other rooms know: that a computed finding has its function, that a
    suggestion makes a valid FHIR resource. They run on a rule book without faults of shape.
    `enabled` are rules that count as active; raises StartFault where there is none of that id.
    """
    loader = _Loader(directory)
    book = loader.book()
    if book is None:
        raise RuleBookFault(loader.faults)
    book = enabling(book, enabled)
    faults = [fault for one in (check, *checks) for fault in one(book, loader.places)]
    if faults:
        raise RuleBookFault(faults)
    return book


def enabling(book: RuleBook, enabled: Collection[str]) -> RuleBook:
    """The rule book with these sheets active although they are drafts or in shadow; raises StartFault."""
    for name in sorted(enabled):
        if name not in book.rules:
            raise StartFault(f"setting ENABLE_RULES: no rule has the id {name!r}")
        if book.rules[name].status == "retired":
            raise StartFault(f"setting ENABLE_RULES: the rule {name!r} is retired")
    active = {name: book.rules[name].model_copy(update={"status": "active"}) for name in enabled}
    return replace(book, rules={**book.rules, **active}) if active else book


@dataclass(slots=True)
class _Loader:
    directory: Path
    faults: list[Fault] = field(default_factory=list)
    places: Places = field(default_factory=Places)

    def book(self) -> RuleBook | None:
        """The rule book, or None when a file does not have its shape."""
        if not self.directory.is_dir():
            self.faults.append(Fault(self.directory, 1, "is not a directory"))
            return None
        sheet = self._one("rulebook.yaml", BookSheet)
        reading = self._one("reading.yaml", Reading)
        language = self._one("language.yaml", Language)
        reports = self._one("report_terms.yaml", Terms)
        symptoms = self._one("symptom_terms.yaml", Terms)
        findings = self._many("findings.yaml", dict[Name, FindingSheet])
        parameters = self._many("parameters.yaml", dict[Name, Parameter])
        suggestions = self._many("suggestions.yaml", dict[Slug, SuggestionSheet])
        citations = self._many("citations.yaml", dict[str, str])
        statements = self._many("statements.yaml", dict[Number, StatementSheet])
        assessments = {one.id: one for one in self._folder("assess", AssessmentSheet)}
        rules = {one.id: one for one in self._folder("advise", RuleSheet)}
        value_sets = {one.name: one for one in self._value_sets()}
        self.faults.extend(_strays(self.directory))
        if self.faults or not (sheet and reading and language and reports and symptoms):
            return None
        terminology = Terminology(value_sets, reading.systems, screens(language, symptoms, reports))
        return RuleBook(
            sheet=sheet,
            findings=findings,
            assessments=assessments,
            rules=rules,
            parameters=parameters,
            value_sets=value_sets,
            suggestions=suggestions,
            citations=citations,
            reading=reading,
            language=language,
            report_terms=reports,
            symptom_terms=symptoms,
            statements=statements,
            terminology=terminology,
            sha256=fingerprint(self.directory),
        )

    def _read(self, path: Path) -> Sheet | None:
        name = path.relative_to(self.directory).as_posix()
        sheet = read_sheet(path, name, self.faults)
        if sheet is not None:
            self.places.sheets[name] = sheet
        return sheet

    def _one(self, name: str, model: type[T]) -> T | None:
        sheet = self._read(self.directory / name)
        return None if sheet is None else self._validated(sheet, TypeAdapter(model))

    def _many(self, name: str, shape: Any) -> Any:  # noqa: ANN401 - the shape decides
        sheet = self._read(self.directory / name)
        return {} if sheet is None else self._validated(sheet, TypeAdapter(shape)) or {}

    def _folder(self, folder: str, model: type[T]) -> Iterator[T]:
        for path in self._files(folder, "*.yaml"):
            sheet = self._read(path)
            one = None if sheet is None else self._validated(sheet, TypeAdapter(model))
            if one is None or sheet is None:
                continue
            if one.id != path.stem:
                self.faults.append(sheet.fault(("id",), f"the id differs from the file name {path.stem!r}"))
            yield one

    def _files(self, folder: str, pattern: str) -> list[Path]:
        if not (self.directory / folder).is_dir():
            self.faults.append(Fault(folder, 1, "is not a directory"))
        return sorted((self.directory / folder).glob(pattern))

    def _value_sets(self) -> Iterator[ValueSet]:
        for path in self._files("value_sets", "*.json"):
            found = read_value_set(path, path.relative_to(self.directory).as_posix(), self.faults)
            if found is not None:
                yield found

    def _validated(self, sheet: Sheet, adapter: TypeAdapter[Any]) -> Any:  # noqa: ANN401 - the adapter decides
        try:
            return adapter.validate_python(sheet.content)
        except ValidationError as error:
            self.faults.extend(faults_of(sheet, error))
            return None


SINGLE = (
    "rulebook",
    "reading",
    "findings",
    "parameters",
    "suggestions",
    "citations",
    "language",
    "report_terms",
    "symptom_terms",
    "statements",
)
"""The sheets of which there is one each."""

_SHEETS = (*(f"{name}.yaml" for name in SINGLE), "assess/*.yaml", "advise/*.yaml", "value_sets/*.json")
_LIKE_A_SHEET = frozenset({".yaml", ".yml", ".json"})


def files(directory: Path) -> list[Path]:
    """Every file of a rules directory that is part of the rule book."""
    return sorted(path for pattern in _SHEETS for path in directory.glob(pattern))


def _strays(directory: Path) -> Iterator[Fault]:
    """A fault for each file that looks like a sheet and is none: its author would believe that it counts."""
    read = {*files(directory), directory / LOCK}
    for path in sorted(directory.rglob("*")):
        if path.suffix in _LIKE_A_SHEET and path not in read:
            message = f"is not part of a rule book, which has {', '.join(_SHEETS)}"
            yield Fault(path.relative_to(directory).as_posix(), 1, message)


LOCK = "rules.lock.json"
"""The lock file, which stands beside the sheets."""


def fingerprint(directory: Path) -> str:
    """SHA-256 over the names and bytes of the rule book's files, in hexadecimal."""
    digest = hashlib.sha256()
    for path in files(directory):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(directory).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
