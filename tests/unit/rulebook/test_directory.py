"""A rules directory as a whole: files that are missing, unreadable or strays, and every fault at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.errors import RuleBookFault
from service.evaluate import open_rulebook
from service.rulebook.checks import NAME_LIMIT
from service.rulebook.load import fingerprint
from tests.unit.rulebook.test_faults import FINDING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SINGLE = [
    "rulebook.yaml",
    "reading.yaml",
    "findings.yaml",
    "parameters.yaml",
    "suggestions.yaml",
    "citations.yaml",
    "language.yaml",
    "report_terms.yaml",
    "symptom_terms.yaml",
    "statements.yaml",
]


def test_a_directory_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleBookFault, match=r"rules:1: is not a directory"):
        open_rulebook(tmp_path / "rules")


def test_a_file_in_place_of_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("", encoding="utf-8")

    with pytest.raises(RuleBookFault, match=r"rules:1: is not a directory"):
        open_rulebook(tmp_path / "rules")


@pytest.mark.parametrize("name", SINGLE)
def test_a_missing_sheet_is_told(name: str, directory: Path, faults: Callable[[], list[str]]) -> None:
    (directory / name).unlink()

    assert f"{name}:1: cannot be read: No such file or directory" in faults()


@pytest.mark.parametrize("name", SINGLE)
def test_an_empty_sheet_is_told(name: str, directory: Path, faults: Callable[[], list[str]]) -> None:
    (directory / name).write_text("# nothing here\n", encoding="utf-8")

    assert [fault for fault in faults() if fault.startswith(f"{name}:1: Input should be a valid dictionary")]


@pytest.mark.parametrize("name", ["findings.yaml", "assess/painful_walking.yaml", "value_sets/limp.json"])
def test_a_directory_in_place_of_a_file_is_told(name: str, directory: Path, faults: Callable[[], list[str]]) -> None:
    (directory / name).unlink()
    (directory / name).mkdir()

    assert f"{name}:1: cannot be read: Is a directory" in faults()


@pytest.mark.parametrize("name", ["findings.yaml", "advise/hip-pain.yaml", "value_sets/limp.json"])
def test_a_file_that_is_not_utf_8_is_told_with_the_line(
    name: str, directory: Path, faults: Callable[[], list[str]]
) -> None:
    path = directory / name
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(first + b"\n" + b"\xe4" + rest)

    assert f"{name}:2: not UTF-8" in faults()


@pytest.mark.parametrize("folder", ["assess", "advise", "value_sets"])
def test_a_missing_folder_is_told(folder: str, directory: Path, faults: Callable[[], list[str]]) -> None:
    (directory / folder).rename(directory.parent / folder)

    assert f"{folder}:1: is not a directory" in faults()


@pytest.mark.parametrize(
    "name", ["advise/other.yml", "advise/more/other.yaml", "notes.yaml", "assess/x.json", "value_sets/x.yaml", "x.json"]
)
def test_a_file_that_looks_like_a_sheet_and_is_none_is_told(
    name: str, directory: Path, faults: Callable[[], list[str]]
) -> None:
    (directory / name).parent.mkdir(exist_ok=True)
    (directory / name).write_text("{}", encoding="utf-8")

    assert [fault for fault in faults() if fault.startswith(f"{name}:1: is not part of a rule book")]


@pytest.mark.parametrize("name", ["README.md", "rules.lock.json", "advise/.hip-pain.yaml.swp", "advise/hip-pain.yaml~"])
def test_other_files_may_stand_beside_the_sheets(name: str, directory: Path) -> None:
    (directory / name).write_text("{}", encoding="utf-8")

    assert open_rulebook(directory)


def test_more_names_than_the_engine_can_hold_are_refused(directory: Path, faults: Callable[[], list[str]]) -> None:
    path = directory / "findings.yaml"
    many = "".join(FINDING.format(name=f"finding_{number}") for number in range(NAME_LIMIT))
    path.write_text(path.read_text(encoding="utf-8") + many, encoding="utf-8")

    assert "findings.yaml:1: more than 252 findings and assessments" in faults()


def test_reserved_names_are_refused_for_assessments_too(directory: Path, faults: Callable[[], list[str]]) -> None:
    path = directory / "assess" / "painful_walking.yaml"
    text = path.read_text(encoding="utf-8").replace("id: painful_walking", "id: sid")
    (directory / "assess" / "sid.yaml").write_text(text, encoding="utf-8")

    assert "assess/sid.yaml:1: 'sid' is reserved by the rule engine" in faults()


def test_every_fault_of_shape_is_told_at_once(
    edit: Callable[[str, str, str], None], faults: Callable[[], list[str]]
) -> None:
    edit("advise/hip-pain.yaml", "track: diagnostic", "track: urgent")
    edit("advise/hip-pain.yaml", "misses:", "mises:")
    edit("assess/painful_walking.yaml", "all: [hip_pain, limp]", "all: []")
    edit("parameters.yaml", "365", "-1")
    edit("value_sets/limp.json", '"display"', '"dsiplay"')

    assert [fault.split(":")[0] for fault in faults()] == [
        "advise/hip-pain.yaml",
        "advise/hip-pain.yaml",
        "advise/hip-pain.yaml",
        "assess/painful_walking.yaml",
        "parameters.yaml",
        "value_sets/limp.json",
    ]


def test_every_fault_between_sheets_is_told_at_once_whoever_finds_it(
    edit: Callable[[str, str, str], None], faults: Callable[[], list[str]]
) -> None:
    edit("advise/hip-pain.yaml", "cite: C01", "cite: C99")
    edit("advise/hip-pain.yaml", "Pain of {hip}.", "Pain of {side}.")
    edit("advise/hip-pain.yaml", "[under_18, hip_mri]", "[under_18]")
    edit("assess/painful_walking.yaml", "expect: silent", "expect: fires")
    edit("findings.yaml", "computed: trauma", "computed: trauma\n  option: signifcant")
    edit("suggestions.yaml", "code: 36488-5", "code: 36488-6")

    told = faults()

    for message in (
        "'C99' does not stand in citations.yaml",
        "{side} is not one of evidence, hip, order, unknown",
        "no example that stays silent",
        "the rule stays silent",
        "'signifcant' is not one of significant",
        "code '36488-6' is not in value set 'mri-hip'",
    ):
        assert [fault for fault in told if message in fault], message
    assert told == sorted(told, key=lambda fault: (fault.split(":")[0], int(fault.split(":")[1]), fault))


def test_the_fingerprint_changes_with_every_byte_and_every_name(directory: Path) -> None:
    path = directory / "advise" / "hip-pain.yaml"
    seen = [fingerprint(directory)]

    path.write_text(path.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    seen.append(fingerprint(directory))
    path.rename(directory / "advise" / "hip-pains.yaml")
    seen.append(fingerprint(directory))

    assert len(set(seen)) == 3


def test_the_fingerprint_does_not_depend_on_other_files(directory: Path) -> None:
    before = fingerprint(directory)

    (directory / "README.md").write_text("Read me.", encoding="utf-8")

    assert fingerprint(directory) == before == open_rulebook(directory).sha256
