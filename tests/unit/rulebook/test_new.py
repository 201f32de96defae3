"""A new rule: a sheet that the loader takes as soon as its author filled the gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from service.errors import CannotWrite, RuleBookFault
from service.evaluate import open_rulebook
from service.rulebook.new import HOOKS, gaps_in, new_rule
from tests.unit.rulebook.filled import GAPS, fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.rulebook.new import Track

ORDER_SERVICE = """\
  - id: small-order-sign
    hook: order-sign
    title: Orders signed
    description: The other service.
"""


@pytest.fixture
def begun(directory: Path) -> Callable[..., Path]:
    """Begins a rule and says where its sheet is."""

    def run(
        identity: str = "limp-without-mri", track: Track = "diagnostic", *hooks: Any, ref: str | None = None
    ) -> Path:
        return new_rule(directory, identity, track, hooks, ref)

    return run


def read(sheet: Path) -> Any:
    return yaml.safe_load(sheet.read_text(encoding="utf-8"))


def test_a_new_sheet_stands_with_the_rules_under_its_id(begun: Callable[..., Path], directory: Path) -> None:
    sheet = begun("limp-without-mri")

    assert sheet == directory / "advise/limp-without-mri.yaml"
    assert (read(sheet)["id"], read(sheet)["status"]) == ("limp-without-mri", "draft")


@pytest.mark.parametrize("track", ["diagnostic", "companion", "management"])
def test_a_new_sheet_is_sound_once_its_gaps_are_filled(
    track: Track, begun: Callable[..., Path], directory: Path
) -> None:
    sheet = begun("limp-without-mri", track)
    fill(sheet)

    rule = open_rulebook(directory).rules["limp-without-mri"]

    assert (rule.status, rule.track, rule.version) == ("draft", track, "1.0.0")
    assert gaps_in(sheet) == 0


def test_an_order_rule_speaks_of_the_order(begun: Callable[..., Path]) -> None:
    sheet = begun("no-such-order", "safety")

    assert "It concerns {order}." in read(sheet)["card"]["detail"]


def test_a_chart_rule_speaks_of_the_hip(begun: Callable[..., Path]) -> None:
    sheet = begun()

    assert "It concerns {hip}." in read(sheet)["card"]["detail"]


@pytest.mark.parametrize("gap", [gap for gap in GAPS if "companion_of" not in gap and "unless" not in gap])
def test_no_sheet_is_sound_while_a_gap_is_left(gap: str, begun: Callable[..., Path], directory: Path) -> None:
    sheet = begun()
    fill(sheet)
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace(GAPS[gap], gap), encoding="utf-8")

    with pytest.raises(RuleBookFault, match="advise/limp-without-mri"):
        open_rulebook(directory)


def test_the_gaps_are_counted(begun: Callable[..., Path]) -> None:
    assert gaps_in(begun()) == len(GAPS) - 2
    assert gaps_in(begun("another", "companion", ref="TEST-9")) == len(GAPS) - 2


@pytest.mark.parametrize(
    "identity", ["Limp", "limp_without", "1-limp", "", "limp mri", "../limp", "limp/mri", "limp\n"]
)
def test_what_cannot_be_an_id_is_refused(identity: str, begun: Callable[..., Path], directory: Path) -> None:
    before = sorted(directory.rglob("*"))

    with pytest.raises(CannotWrite, match="cannot be the id of a rule"):
        begun(identity)

    assert sorted(directory.rglob("*")) == before


def test_a_sheet_that_exists_is_left_as_it_is(begun: Callable[..., Path], directory: Path) -> None:
    before = (directory / "advise/hip-pain.yaml").read_bytes()

    with pytest.raises(CannotWrite, match=r"hip-pain\.yaml exists already$"):
        begun("hip-pain")

    assert (directory / "advise/hip-pain.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("track", "hook"),
    [
        ("safety", "patient-view"),
        ("diagnostic", "order-sign"),
        ("management", "order-select"),
        ("companion", "order-sign"),
    ],
)
def test_a_hook_that_the_track_cannot_answer_is_refused(track: Track, hook: str, begun: Callable[..., Path]) -> None:
    with pytest.raises(CannotWrite, match=f"a rule of track '{track}' cannot answer '{hook}'"):
        begun("limp", track, hook)


def test_it_answers_the_hooks_that_are_asked_for(begun: Callable[..., Path]) -> None:
    sheet = begun("limp", "diagnostic", "encounter-start", "patient-view")

    assert read(sheet)["hooks"] == ["encounter-start", "patient-view"]


@pytest.mark.parametrize(("track", "hooks"), [("diagnostic", ["patient-view"]), ("safety", ["order-sign"])])
def test_it_answers_the_hooks_that_are_served_and_fit(
    track: Track, hooks: list[str], begun: Callable[..., Path], edit: Callable[[str, str, str], None]
) -> None:
    edit("rulebook.yaml", "override_reasons:", f"{ORDER_SERVICE}override_reasons:")

    assert read(begun("limp", track))["hooks"] == hooks


def test_where_none_is_served_that_fits_it_answers_all_that_do(begun: Callable[..., Path]) -> None:
    assert read(begun("limp", "safety"))["hooks"] == [hook for hook in HOOKS if hook.startswith("order-")]


@pytest.mark.parametrize("ref", ["TOH-049", "TOH-044b", "12", "yes", "a: b", "# none", 'Ward 3, "hips"', "{x}", "é"])
def test_a_number_of_any_form_is_kept_as_it_was_given(ref: str, begun: Callable[..., Path]) -> None:
    assert read(begun(ref=ref))["ref"] == ref


def test_a_book_that_cannot_be_read_is_a_fault_with_its_line(
    begun: Callable[..., Path], edit: Callable[[str, str, str], None]
) -> None:
    edit("rulebook.yaml", "label:", "lable:")

    with pytest.raises(RuleBookFault, match=r"rulebook\.yaml:4: lable: Extra inputs"):
        begun()


def test_a_directory_without_a_book_is_a_fault(begun: Callable[..., Path], directory: Path) -> None:
    (directory / "rulebook.yaml").unlink()

    with pytest.raises(RuleBookFault, match=r"rulebook\.yaml"):
        begun()
