"""The schemas for editors: they take every sheet there is, and refuse what the loader refuses in shape."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from service.evaluate import open_rulebook
from service.rulebook.load import files
from service.rulebook.schema import KINDS, schema_of
from tests.api.mutations import at, places, replaced
from tests.conftest import ROOT
from tests.unit.rulebook.small_book import write_small_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from service.rulebook.book import RuleBook

RULES = ROOT / "rules"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small rule book with one of everything."""
    return write_small_book(tmp_path_factory.mktemp("schema") / "rules")


@pytest.fixture(scope="module")
def validators(small: Path) -> dict[str, Draft202012Validator]:
    """A validator for each kind of sheet, with the names of the small rule book."""
    book = open_rulebook(small)
    return {kind: Draft202012Validator(schema_of(kind, book)) for kind in KINDS}


def content(path: Path) -> Any:
    return json.loads(path.read_bytes()) if path.suffix == ".json" else yaml.safe_load(path.read_bytes())


def sheets_of(directory: Path) -> Iterator[tuple[str, Path]]:
    for kind, (pattern, _) in KINDS.items():
        for path in sorted(directory.glob(pattern)):
            yield kind, path


def is_taken(kind: str, sheet: Any) -> bool:
    """Whether the loader would take the sheet for one of its kind."""
    try:
        TypeAdapter(KINDS[kind][1]).validate_python(sheet)
    except ValidationError:
        return False
    return True


def test_every_sheet_of_a_rule_book_is_of_one_kind() -> None:
    assert sorted(path for _, path in sheets_of(RULES)) == files(RULES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_a_schema(kind: str, validators: dict[str, Draft202012Validator]) -> None:
    Draft202012Validator.check_schema(validators[kind].schema)


@pytest.mark.parametrize(
    ("kind", "path"),
    [pytest.param(kind, path, id=path.relative_to(RULES).as_posix()) for kind, path in sheets_of(RULES)],
)
def test_every_sheet_of_the_checkout_has_the_shape_that_its_schema_says(kind: str, path: Path, book: RuleBook) -> None:
    errors = Draft202012Validator(schema_of(kind, book)).iter_errors(content(path))

    assert [f"{error.json_path}: {error.message}" for error in errors] == []


WRONG: tuple[Any, ...] = (
    None,
    "",
    "  ",
    "No Name!",
    0,
    -1,
    7.5,
    True,
    [],
    [None],
    ["", "No Name!"],
    {},
    {"surplus": 1},
    [[]],
    "Cel",
)


def without(sheet: Any, place: tuple[str | int, ...]) -> Any:
    """The sheet without what stands at a place."""
    changed = copy.deepcopy(sheet)
    del at(changed, place[:-1])[place[-1]]
    return changed


def renamed(sheet: Any, place: tuple[str | int, ...]) -> Any:
    """The sheet with another key in place of one."""
    changed = copy.deepcopy(sheet)
    holder = at(changed, place[:-1])
    holder["Not a key"] = holder.pop(place[-1])
    return changed


def spoilt(sheet: Any) -> Iterator[tuple[str, Any]]:
    """The sheet with one thing wrong, or at least different, at every place."""
    for place in places(sheet):
        if not place:
            continue
        yield f"{place} is gone", without(sheet, place)
        for value in WRONG:
            yield f"{place} is {value!r}", replaced(sheet, place, value)
        if isinstance(at(sheet, place[:-1]), dict):
            yield f"{place} has another name", renamed(sheet, place)
        if isinstance(at(sheet, place), dict):
            yield f"{place} has more", replaced(sheet, place, {**at(sheet, place), "surplus": 1})


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_loader_refuses_in_shape_the_schema_refuses(
    kind: str, small: Path, validators: dict[str, Draft202012Validator]
) -> None:
    """At every place of a sheet: a value of another type, an empty one, one too few, one too many."""
    refused = 0
    for path in sorted(small.glob(KINDS[kind][0])):
        sheet = content(path)
        assert is_taken(kind, sheet)
        for what, changed in spoilt(sheet):
            if not is_taken(kind, changed):
                assert not validators[kind].is_valid(changed), f"{path.name}: {what}"
                refused += 1

    assert refused > (5 if kind == "citations" else 20)


CONDITIONS: list[tuple[Any, bool]] = [
    ({"all": ["limp"]}, True),
    ({"any": ["limp", {"not": "trauma"}, {"unknown": "trauma"}]}, True),
    ({"all": [{"any": ["limp", {"all": ["hip_pain"]}]}], "any": ["limp"], "unless": []}, True),
    ({}, False),
    ({"unless": ["limp"]}, False),
    ({"all": []}, False),
    ({"all": ["limp"], "none": ["limp"]}, False),
    ({"all": [{"not": ["limp"]}]}, False),
    ({"all": [{"not": {"any": ["limp"]}}]}, False),
    ({"all": [{"not": "limp", "unknown": "limp"}]}, False),
    ({"all": [{"xor": ["limp"]}]}, False),
    ({"all": [{"any": []}]}, False),
    ({"all": ["limp"], "unless": "limp"}, False),
    ({"all": ["limp"], "unless": [{"not": "limp"}]}, False),
    (["limp"], False),
    ("limp", False),
]


@pytest.mark.parametrize(("when", "taken"), CONDITIONS, ids=[str(when) for when, _ in CONDITIONS])
def test_the_grammar_of_conditions_is_the_loaders(
    when: Any,
    taken: bool,  # noqa: FBT001 - a column of the table
    small: Path,
    validators: dict[str, Draft202012Validator],
) -> None:
    sheet = content(small / "advise/hip-pain.yaml") | {"when": when}

    assert is_taken("rule", sheet) is taken
    assert validators["rule"].is_valid(sheet) is taken


def offered(schema: Any) -> list[str]:
    """The names that an editor offers at one place."""
    found = re.findall(r'"enum": \[([^\]]*)\]', json.dumps(schema))
    return json.loads(f"[{found[0]}]") if found else []


@pytest.mark.parametrize(
    ("kind", "way", "names"),
    [
        ("rule", ("$defs", "FindingName"), "observed"),
        ("rule", ("$defs", "Given", "properties", "present"), "observed"),
        ("rule", ("$defs", "Given", "properties", "unknown"), "findings"),
        ("rule", ("$defs", "Escalation", "properties", "when"), "observed"),
        ("rule", ("$defs", "Evidence", "properties", "cite"), "citations"),
        ("rule", ("$defs", "Card", "properties", "suggestions"), "suggestions"),
        ("rule", ("properties", "mentions"), "findings"),
        ("rule", ("properties", "companion_of"), "rules"),
        ("assessment", ("$defs", "FindingName"), "observed"),
        ("findings", ("$defs", "FindingSheet", "properties", "value_sets"), "value_sets"),
        ("findings", ("$defs", "FindingSheet", "properties", "parameters"), "parameters"),
        ("findings", ("$defs", "FindingSheet", "properties", "exam"), "exams"),
        ("suggestions", ("$defs", "SuggestionSheet", "properties", "arranged"), "findings"),
        ("terms", ("$defs", "Concept", "properties", "means"), "value_sets"),
    ],
)
def test_an_editor_offers_the_names_of_the_rule_book(
    kind: str, way: tuple[str, ...], names: str, book: RuleBook
) -> None:
    known: dict[str, set[str]] = {
        "findings": set(book.findings),
        "observed": {*book.findings, *book.assessments},
        "rules": set(book.rules),
        "citations": set(book.citations),
        "suggestions": set(book.suggestions),
        "value_sets": set(book.value_sets),
        "parameters": set(book.parameters),
        "exams": set(book.reading.exams),
    }

    assert set(offered(at(schema_of(kind, book), way))) == known[names]


def test_a_name_that_the_rule_book_does_not_have_yet_is_not_refused(
    small: Path, validators: dict[str, Draft202012Validator]
) -> None:
    """Whether a name exists is for `rules check` to say, with all sheets at hand."""
    sheet = content(small / "advise/hip-pain.yaml") | {"when": {"all": ["still_to_come"]}, "mentions": ["that_too"]}

    assert validators["rule"].is_valid(sheet)


def schema_named_in(path: Path) -> str | None:
    """The schema that the first line of a sheet names for editors."""
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
    return found[1] if found else None


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_that_names_its_schema_names_the_right_one(kind: str) -> None:
    named = {path: schema_named_in(path) for path in RULES.glob(KINDS[kind][0])}

    for path, schema in named.items():
        if schema is not None:
            assert (path.parent / schema).resolve() == ROOT / "docs/schemas" / f"{kind}.json"
