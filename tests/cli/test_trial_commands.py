"""`rules test` and `rules diff`: what sheets do with their examples, and with the stories beside them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.charts import (
    AS_OF,
    ICD,
    bundle,
    condition,
    hip_pain,
    limp,
    patient,
    prefetch,
    request,
    verification,
)
from tests.cli.shell import edit, lines, shell

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SHEET = "advise/hip-pain.yaml"
NO_BRUISE = condition((ICD, "S70.01XA"), verificationStatus=verification("refuted"), clinicalStatus=None)
STORY = "hip-pain.warning/limping-for-ten-days.bundle.json"


def write(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def fixtures(small: Path) -> Path:
    """Stories beside the small rule book: a card, silence, a refusal, another patient's chart."""
    stories = small.parent / "fixtures"
    write(stories / STORY, bundle(patient(), hip_pain(), limp(), NO_BRUISE))
    write(stories / "silent/no-limp.bundle.json", bundle(patient(), hip_pain(), NO_BRUISE))
    write(stories / "refused/no-patient.request.json", request() | {"prefetch": {}})
    write(stories / "silent/asked.request.json", request() | {"prefetch": prefetch(patient(), hip_pain())})
    (stories / "day.txt").write_text(f"{AS_OF}\n", encoding="utf-8")
    return stories


@pytest.fixture
def other(small: Path, fixtures: Path) -> Path:  # noqa: ARG001 - the stories stand beside the first
    """A copy of the small rule book, to change and to compare."""
    return shutil.copytree(small, small.parent / "other")


def tried(small: Path, *arguments: str | Path, **environment: str) -> Result:
    return shell("rules", "test", *arguments, env=environment, RULES_DIR=str(small))


def differ(old: Path, new: Path, *options: str | Path) -> Result:
    return shell("rules", "diff", old, new, *options, RULES_DIR=str(old))


class TestTest:
    def test_every_example_and_every_story_is_tried(self, small: Path, fixtures: Path) -> None:  # noqa: ARG002
        result = tried(small)

        assert lines(result.stdout) == [
            "ok      example  painful_walking: both",
            "ok      example  painful_walking: no limp",
            "ok      example  hip-pain: fires",
            "ok      example  hip-pain: injury not recorded",
            f"ok      story    {STORY}",
            "ok      story    refused/no-patient.request.json",
            "ok      story    silent/asked.request.json",
            "ok      story    silent/no-limp.bundle.json",
            "8 as expected, 0 not",
        ]
        assert (result.exit_code, result.stderr) == (0, "")

    @pytest.mark.parametrize(
        ("identity", "shown"),
        [
            ("hip-pain", ["hip-pain:", "hip-pain:", STORY]),
            ("painful_walking", ["painful_walking:", "painful_walking:"]),
        ],
    )
    def test_one_sheet_is_tried_with_the_stories_that_name_it(
        self,
        identity: str,
        shown: list[str],
        small: Path,
        fixtures: Path,  # noqa: ARG002
    ) -> None:
        result = tried(small, identity)

        assert [line.split()[2] for line in lines(result.stdout)[:-1]] == shown

    @pytest.mark.parametrize(
        ("file", "old", "new", "told"),
        [
            pytest.param(
                SHEET,
                ", unknown: [trauma]}",
                "}",
                "hip-pain: injury not recorded: fires: painful_walking is present, trauma is absent",
                id="fires",
            ),
            pytest.param(
                SHEET,
                "limp]}, expect: fires",
                "limp], unknown: [trauma]}, expect: fires",
                "hip-pain: fires: stays silent: trauma is unknown, needed absent",
                id="a condition",
            ),
            pytest.param(
                SHEET,
                "limp]}, expect: fires",
                "limp, hip_mri]}, expect: fires",
                "hip-pain: fires: stays silent: hip_mri is present, needed not present",
                id="silenced",
            ),
            pytest.param(
                SHEET,
                "indicator: warning}\n  - ",
                "indicator: critical}\n  - ",
                "hip-pain: fires: is warning, not critical",
                id="urgency",
            ),
            pytest.param(
                "assess/painful_walking.yaml",
                "present: [hip_pain, limp]",
                "present: [limp]",
                "painful_walking: both: stays silent: hip_pain is absent, needed present",
                id="assessment",
            ),
        ],
    )
    def test_an_example_that_fails_is_shown_with_what_decided(
        self, file: str, old: str, new: str, told: str, small: Path
    ) -> None:
        edit(small / file, old, new)

        result = tried(small)

        assert result.exit_code == 1
        assert [line for line in lines(result.stdout) if "FAILED" in line] == [f"FAILED  example  {told}"]
        assert lines(result.stdout)[-1] == "3 as expected, 1 not"

    def test_a_story_that_fails_says_what_was_expected_and_what_came(self, small: Path, fixtures: Path) -> None:
        (fixtures / STORY).rename(fixtures / "silent/moved.bundle.json")
        shutil.copy(fixtures / "silent/no-limp.bundle.json", fixtures / "refused/read.bundle.json")
        shutil.copy(fixtures / "refused/no-patient.request.json", fixtures / "silent/unread.request.json")

        result = tried(small)

        assert result.exit_code == 1
        assert [line for line in lines(result.stdout) if "FAILED" in line] == [
            "FAILED  story    refused/read.bundle.json: expected a refusal; it is no card",
            "FAILED  story    silent/moved.bundle.json: expected no card; it is hip-pain (warning)",
            "FAILED  story    silent/unread.request.json: expected no card; it is a refusal",
        ]

    @pytest.mark.parametrize("status", ["draft", "shadow"])
    def test_a_story_of_a_sheet_that_is_not_in_force_is_told_as_if_it_were(
        self,
        status: str,
        small: Path,
        fixtures: Path,  # noqa: ARG002
    ) -> None:
        edit(small / SHEET, "status: active", f"status: {status}")

        assert tried(small, "hip-pain").exit_code == 0

    def test_a_story_of_a_rule_that_does_not_exist_fails(self, small: Path, fixtures: Path) -> None:
        (fixtures / "hip-pain.warning").rename(fixtures / "knee-pain")

        (line,) = [one for one in lines(tried(small).stdout) if "FAILED" in one]

        assert line.endswith("expected knee-pain (a card); it is hip-pain (warning)")

    def test_the_day_of_the_option_comes_before_the_day_of_the_stories(self, small: Path, fixtures: Path) -> None:  # noqa: ARG002
        later = tried(small, "hip-pain", "--as-of", "2029-11-22")

        assert later.exit_code == 1
        assert "expected hip-pain (warning); it is no card" in later.stdout

    def test_stories_may_stand_elsewhere(self, small: Path, fixtures: Path) -> None:
        elsewhere = fixtures.rename(small.parent / "charts")

        result = tried(small, "--fixtures", elsewhere)

        assert lines(result.stdout)[-1] == "8 as expected, 0 not"

    def test_without_stories_the_examples_are_tried(self, small: Path) -> None:
        assert lines(tried(small).stdout)[-1] == "4 as expected, 0 not"

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (
                ["broken-heart"],
                1,
                "no rule and no assessment has the id 'broken-heart'; `rules list` shows the rules\n",
            ),
            (["--fixtures", "nowhere"], 2, "--fixtures: nowhere is not a directory\n"),
            (["--as-of", "soon"], 2, "--as-of or "),
        ],
        ids=["no-such-sheet", "no-such-directory", "no-day"],
    )
    def test_what_cannot_be_tried_is_one_line(
        self,
        arguments: list[str],
        code: int,
        said: str,
        small: Path,
        fixtures: Path,  # noqa: ARG002
    ) -> None:
        result = tried(small, *arguments)

        assert (result.exit_code, result.stdout, len(lines(result.stderr))) == (code, "", 1)
        assert result.stderr.startswith(said)

    def test_a_book_with_a_fault_of_shape_is_not_tried(self, small: Path) -> None:
        edit(small / SHEET, "title:", "titel:")

        result = tried(small)

        assert (result.exit_code, result.stdout) == (1, "")
        assert f"{small / SHEET}:5: titel: " in result.stderr

    def test_every_sheet_of_the_checkout_does_what_its_examples_say(self, tmp_path: Path) -> None:
        result = shell("rules", "test", "--fixtures", tmp_path)

        assert result.exit_code == 0
        assert lines(result.stdout)[-1].endswith(" as expected, 0 not")


class TestDiff:
    def test_equal_books_differ_in_nothing_and_it_says_so(self, small: Path, other: Path) -> None:
        result = differ(small, other)

        assert (result.exit_code, result.stdout) == (0, "0 differ: 4 stories and 4 examples compared\n")

    def test_a_changed_threshold_is_seen_in_the_stories(self, small: Path, other: Path) -> None:
        """Examples give findings, so no example can show it; a chart does."""
        edit(other / "parameters.yaml", "value: 365", "value: 7")

        result = differ(small, other)

        assert result.exit_code == 1
        assert lines(result.stdout) == [
            f"story {STORY}",
            "  lost     hip-pain (warning)",
            "1 differ: 4 stories and 4 examples compared",
        ]

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            pytest.param("status: active", "status: shadow", "  lost     hip-pain (warning)", id="no longer in force"),
            pytest.param(
                "indicator: warning}\n  sum",
                "indicator: critical}\n  sum",
                "  changed  hip-pain: warning -> critical",
                id="urgency",
            ),
            pytest.param(
                "    - painful_walking\n",
                "    - not: limp\n    - painful_walking\n",
                "  lost     hip-pain (warning)",
                id="condition",
            ),
        ],
    )
    def test_a_changed_sheet_is_seen_in_stories_and_examples(
        self, old: str, new: str, told: str, small: Path, other: Path
    ) -> None:
        edit(other / SHEET, old, new)

        result = differ(small, other)

        assert lines(result.stdout)[:4] == ["story " + STORY, told, "example hip-pain: fires", told]

    def test_what_the_new_book_says_in_addition_is_gained(self, small: Path, other: Path) -> None:
        edit(small / "parameters.yaml", "value: 365", "value: 7")

        assert "  gained   hip-pain (warning)" in lines(differ(small, other).stdout)

    def test_an_example_that_the_new_book_adds_is_tried_in_both(self, small: Path, other: Path) -> None:
        edit(other / SHEET, "    - not: trauma\n", "    - any: [{not: trauma}, {unknown: trauma}]\n")
        added = "{name: scan unknown, given: {present: [painful_walking], unknown: [hip_mri, trauma]}, expect: fires}"
        edit(other / SHEET, "examples:\n", f"examples:\n  - {added}\n")

        told = lines(differ(small, other).stdout)

        assert told[told.index("example hip-pain: scan unknown") + 1] == "  gained   hip-pain (info)"

    def test_an_assessment_that_judges_otherwise_is_named(self, small: Path, other: Path) -> None:
        edit(other / "assess/painful_walking.yaml", "all: [hip_pain, limp]\n", "any: [hip_pain, limp]\n")

        told = lines(differ(small, other).stdout)

        assert "example painful_walking: no limp" in told
        assert "  gained   painful_walking" in told

    def test_a_rule_that_only_one_book_has_is_gained_or_lost(self, small: Path, other: Path) -> None:
        sheet = (small / SHEET).read_text(encoding="utf-8").replace("id: hip-pain", "id: hip-ache")
        (other / "advise/hip-ache.yaml").write_text(sheet, encoding="utf-8")

        there, back = (lines(differ(*books).stdout) for books in ((small, other), (other, small)))

        assert there[there.index("example hip-ache: fires") + 1] == "  gained   hip-ache (warning)"
        assert back[back.index("example hip-ache: fires") + 1] == "  lost     hip-ache (warning)"

    def test_a_story_that_only_one_book_refuses_is_named(self, small: Path, other: Path, fixtures: Path) -> None:
        """A service of another hook: the request has no one to answer it."""
        edit(other / "rulebook.yaml", "hook: patient-view", "hook: encounter-start")
        edit(other / SHEET, "hooks: [patient-view]", "hooks: [encounter-start]")

        told = lines(differ(small, other).stdout)

        assert "story silent/asked.request.json" in told
        assert "  changed  no card -> a refusal" in told
        assert f"story {STORY}" not in told
        assert fixtures.is_dir()

    def test_programs_read_the_same_as_json(self, small: Path, other: Path) -> None:
        edit(other / "parameters.yaml", "value: 365", "value: 7")
        edit(other / "rulebook.yaml", "version: 1.0.0", "version: 1.1.0")

        result = differ(small, other, "--json")

        told = json.loads(result.stdout)
        assert (told["old"]["version"], told["new"]["version"]) == ("1.0.0", "1.1.0")
        assert told["old"]["sha256"] != told["new"]["sha256"]
        assert told["compared"] == {"stories": 4, "examples": 4}
        assert told["differences"] == [{"kind": "story", "name": STORY, "lost": {"hip-pain": ["warning"]}}]
        assert result.exit_code == 1

    def test_json_tells_indicators_and_refusals_too(self, small: Path, other: Path) -> None:
        edit(other / SHEET, "indicator: warning}\n  sum", "indicator: critical}\n  sum")

        told = json.loads(differ(small, other, "--json").stdout)["differences"]

        assert told[0]["changed"] == {"hip-pain": {"old": ["warning"], "new": ["critical"]}}

    @pytest.mark.parametrize("faulty", ["old", "new"])
    def test_a_book_with_a_fault_cannot_be_compared(self, faulty: str, small: Path, other: Path) -> None:
        broken = {"old": small, "new": other}[faulty]
        edit(broken / SHEET, "title:", "titel:")

        result = differ(small, other)

        assert (result.exit_code, result.stdout) == (2, "")
        assert f"{broken / SHEET}:5: titel: " in result.stderr

    def test_a_book_that_does_not_exist_cannot_be_compared(self, small: Path) -> None:
        result = differ(small, small.parent / "nowhere")

        assert result.exit_code == 2
        assert "is not a directory" in result.stderr

    def test_what_a_site_enables_makes_no_difference(self, small: Path, other: Path) -> None:
        """Two books are compared as they are written."""
        for directory in (small, other):
            edit(directory / SHEET, "status: active", "status: draft")

        result = shell("rules", "diff", small, other, RULES_DIR=str(small), ENABLE_RULES="hip-pain")

        assert result.exit_code == 0

    def test_without_stories_the_examples_are_compared(self, small: Path, other: Path, fixtures: Path) -> None:
        shutil.rmtree(fixtures)

        assert differ(small, other).stdout == "0 differ: 0 stories and 4 examples compared\n"
