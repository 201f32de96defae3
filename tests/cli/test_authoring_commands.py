"""`rules new`, `rules graph`, `rules schema`: for whoever writes sheets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import yaml
from jsonschema import Draft202012Validator

from service.rulebook.schema import KINDS
from tests.cli.shell import ROOT, edit, lines, shell
from tests.unit.rulebook.filled import fill

if TYPE_CHECKING:
    from pathlib import Path

    from service.rulebook.book import RuleBook

NEW = "limp-without-mri"


class TestNew:
    def test_a_new_rule_is_a_draft_that_passes_the_check_once_it_is_filled_in(self, small: Path) -> None:
        here, sheet = str(small), small / f"advise/{NEW}.yaml"

        begun = shell("rules", "new", NEW, RULES_DIR=here)
        unfinished = shell("rules", "check", RULES_DIR=here)
        fill(sheet)
        locked = shell("rules", "lock", RULES_DIR=here)
        finished = shell("rules", "check", RULES_DIR=here)
        listed = shell("rules", "list", RULES_DIR=here)

        assert [one.exit_code for one in (begun, unfinished, locked, finished, listed)] == [0, 1, 0, 0, 0]
        assert begun.stdout == f"wrote {sheet}: a draft with 13 places to fill in\n"
        assert f"{sheet}:" in unfinished.stderr
        assert lines(listed.stdout)[1].split(maxsplit=5) == [
            "7",
            "diagnostic",
            "draft",
            "1.0.0",
            NEW,
            "A limp, and no MRI",
        ]

    def test_a_draft_shows_no_card_until_the_site_enables_it(self, small: Path) -> None:
        shell("rules", "new", NEW, RULES_DIR=str(small))
        fill(small / f"advise/{NEW}.yaml")

        listed = shell("rules", "list", RULES_DIR=str(small), ENABLE_RULES=NEW).stdout

        assert lines(listed)[1].split()[2] == "active"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["hip-pain"], "advise/hip-pain.yaml exists already"),
            (["Hip-Pain"], "'Hip-Pain' cannot be the id of a rule: small letters, digits and hyphens, a letter first"),
            (["../limp"], "'../limp' cannot be the id of a rule"),
            (
                [NEW, "--track", "safety", "--hook", "patient-view"],
                "a rule of track 'safety' cannot answer 'patient-view'",
            ),
            ([NEW, "--track", "urgent"], "'urgent' is not one of"),
            ([NEW, "--hook", "chart-view"], "'chart-view' is not one of"),
            ([], "Missing argument 'ID'"),
        ],
        ids=["exists", "capitals", "elsewhere", "hook-of-another-track", "no-such-track", "no-such-hook", "no-id"],
    )
    def test_what_cannot_be_made_is_refused_and_nothing_is_written(
        self, arguments: list[str], said: str, small: Path
    ) -> None:
        before = {path: path.read_bytes() for path in small.rglob("*.yaml")}

        result = shell("rules", "new", *arguments, RULES_DIR=str(small))

        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
        assert {path: path.read_bytes() for path in small.rglob("*.yaml")} == before

    def test_a_number_and_hooks_stand_where_they_were_asked_for(self, small: Path) -> None:
        shell("rules", "new", NEW, "--ref", "TOH-049", "--hook", "encounter-start", RULES_DIR=str(small))

        sheet = yaml.safe_load((small / f"advise/{NEW}.yaml").read_bytes())
        assert (sheet["ref"], sheet["hooks"]) == ("TOH-049", ["encounter-start"])

    def test_an_unfinished_sheet_elsewhere_does_not_keep_an_author_from_beginning(self, small: Path) -> None:
        edit(small / "advise/hip-pain.yaml", "title:", "titel:")

        assert shell("rules", "new", NEW, RULES_DIR=str(small)).exit_code == 0

    def test_a_book_with_a_fault_is_named_with_its_line(self, small: Path) -> None:
        edit(small / "rulebook.yaml", "label:", "lable:")

        result = shell("rules", "new", NEW, RULES_DIR=str(small))

        assert result.exit_code == 1
        assert f"{small / 'rulebook.yaml'}:4: lable: " in result.stderr

    def test_a_directory_without_advise_is_one_line(self, small: Path) -> None:
        for path in (small / "advise").iterdir():
            path.unlink()
        (small / "advise").rmdir()

        result = shell("rules", "new", NEW, RULES_DIR=str(small))

        assert (result.exit_code, result.stderr) == (2, f"{small / 'advise'}: No such file or directory\n")

    def test_the_checkouts_own_services_give_a_new_rule_its_hooks(self, sheets: Path, book: RuleBook) -> None:
        shell("rules", "new", NEW, RULES_DIR=str(sheets))

        written = yaml.safe_load((sheets / f"advise/{NEW}.yaml").read_bytes())
        served = [one.hook for one in book.sheet.services if not one.hook.startswith("order-")]
        assert written["hooks"] == served


class TestGraph:
    def test_the_whole_book_is_drawn_with_every_rule(self, book: RuleBook) -> None:
        drawn = shell("rules", "graph").stdout

        assert drawn.startswith("flowchart LR\n")
        assert [name for name in book.rules if f'n_{name}["' not in drawn] == []

    def test_one_rule_is_drawn_alone(self, small: Path) -> None:
        shell("rules", "new", NEW, RULES_DIR=str(small))
        fill(small / f"advise/{NEW}.yaml")

        drawn = shell("rules", "graph", "--rule", NEW, RULES_DIR=str(small)).stdout

        assert ("n_limp " in drawn, "n_hip-pain" in drawn) == (True, False)

    def test_the_picture_is_the_one_in_docs(self) -> None:
        result = shell("rules", "graph", "--format", "svg")

        assert result.stdout_bytes == (ROOT / "docs/rules.svg").read_bytes()

    @pytest.mark.parametrize(
        ("options", "title"), [((), "A small rule book: rule book 1.0.0"), (("--rule", "hip-pain"), "hip-pain")]
    )
    def test_the_picture_has_a_title(self, options: tuple[str, ...], title: str, small: Path) -> None:
        drawn = shell("rules", "graph", "--format", "svg", *options, RULES_DIR=str(small)).stdout

        assert ET.fromstring(drawn)[0].text == title  # noqa: S314 - our own picture

    def test_a_rule_that_does_not_exist_is_one_line(self) -> None:
        result = shell("rules", "graph", "--rule", "broken-heart")

        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "no rule has the id 'broken-heart'; `rules list` shows them all\n"

    def test_a_rule_book_with_a_fault_is_not_drawn(self, small: Path) -> None:
        edit(small / "advise/hip-pain.yaml", "title:", "titel:")

        result = shell("rules", "graph", RULES_DIR=str(small))

        assert (result.exit_code, result.stdout) == (1, "")


class TestSchema:
    def test_without_a_kind_the_kinds_are_listed_with_their_files(self) -> None:
        result = shell("rules", "schema")

        rows = [line.split() for line in lines(result.stdout)]
        assert rows == [[kind, f"rules/{files}", f"docs/schemas/{kind}.json"] for kind, (files, _) in KINDS.items()]

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_schema_is_printed_as_it_stands_in_docs(self, kind: str) -> None:
        result = shell("rules", "schema", kind)

        assert result.stdout_bytes == (ROOT / f"docs/schemas/{kind}.json").read_bytes()

    def test_the_printed_schema_takes_a_sheet_and_refuses_a_broken_one(self, small: Path) -> None:
        schema = json.loads(shell("rules", "schema", "rule", RULES_DIR=str(small)).stdout)
        sheet = yaml.safe_load((small / "advise/hip-pain.yaml").read_bytes())

        validator = Draft202012Validator(schema)

        assert [validator.is_valid(one) for one in (sheet, sheet | {"priority": "first"})] == [True, False]

    def test_a_kind_that_does_not_exist_is_refused(self) -> None:
        result = shell("rules", "schema", "poem")

        assert result.exit_code == 2
        assert "'poem' is not one of" in result.stderr
