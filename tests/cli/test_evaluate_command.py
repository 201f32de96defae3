"""`evaluate`: files in, answers on standard output, an exit code that says whether all could be read."""

from __future__ import annotations

import gzip
import json
import os
import pty
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.charts import AS_OF, Json, bundle, due_date, hip_pain, patient, request
from tests.cli.shell import COMMAND, PATIENCE, ROOT, edit, lines, process, shell

if TYPE_CHECKING:
    from click.testing import Result

CHART = (patient(), hip_pain(), due_date(31))
DAY = f"--as-of={AS_OF}"
NAME = "Annabella"
"""A name that stands in records and must not stand in messages."""

HOOKS = "encounter-discharge, encounter-start, order-select, order-sign, patient-view, problem-list-item-create"


def text(*values: Json) -> bytes:
    """JSON values, one a line."""
    return b"\n".join(json.dumps(one).encode() for one in values) + b"\n"


def rules_fired(answer: Json) -> list[str]:
    return [card["source"]["topic"]["code"] for card in answer["cards"]]


def answers(result: Result) -> list[Json]:
    return [json.loads(line) for line in lines(result.stdout)]


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A file with the Bundle of a woman in the third trimester with hip pain."""
    file = tmp_path / "chart.json"
    file.write_bytes(text(bundle(*CHART)))
    return file


def test_a_bundle_is_answered_with_its_cards_and_the_explanation(chart: Path) -> None:
    result = shell("evaluate", DAY, chart)

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert rules_fired(answer) == ["late-pregnancy-hip-pain"]
    assert [hip["side"] for hip in answer["patients"][0]["hips"]] == ["left", "right"]
    assert answer["ruleBook"]["id"] == "toh"


def test_one_document_is_printed_for_reading_and_nothing_else_is_said(chart: Path) -> None:
    result = shell("evaluate", DAY, chart)

    assert result.stdout.startswith('{\n  "cards": [\n')
    assert result.stderr == ""


def test_several_files_are_answered_in_a_line_each_with_the_name_of_the_file(chart: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(text(bundle(patient())))

    result = shell("evaluate", DAY, chart, other)

    told = {one["file"]: rules_fired(one) for one in answers(result)}
    assert told == {str(chart): ["late-pregnancy-hip-pain"], str(other): []}


def test_only_the_cards_are_printed_when_only_they_are_wanted(chart: Path) -> None:
    result = shell("evaluate", DAY, "--cards-only", chart)

    assert json.loads(result.stdout).keys() == {"cards"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [(str(AS_OF), ["late-pregnancy-hip-pain"]), ("2028-11-22", [])],
    ids=["that-day", "years-later"],
)
def test_the_day_of_evaluation_decides(chart: Path, day: str, expected: list[str]) -> None:
    result = shell("evaluate", "--as-of", day, chart)

    assert rules_fired(json.loads(result.stdout)) == expected


def test_a_cds_hooks_request_is_answered_as_its_service_answers_it(tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_bytes(text(request(*CHART)))

    result = shell("evaluate", DAY, file)

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert rules_fired(answer) == ["late-pregnancy-hip-pain"]
    assert "patients" not in answer


def test_the_hook_of_the_option_is_the_hook_that_bundles_are_evaluated_for(chart: Path, sheets: Path) -> None:
    edit(
        sheets / "advise/late-pregnancy-hip-pain.yaml",
        "hooks: [patient-view, encounter-start, encounter-discharge, problem-list-item-create]",
        "hooks: [encounter-discharge]",
    )

    fired = {
        hook: rules_fired(json.loads(shell("evaluate", DAY, "--hook", hook, chart, RULES_DIR=str(sheets)).stdout))
        for hook in ("patient-view", "encounter-discharge")
    }

    assert fired == {"patient-view": [], "encounter-discharge": ["late-pregnancy-hip-pain"]}


@pytest.mark.parametrize(
    ("name", "values", "charts"),
    [
        ("resources.ndjson", CHART, 1),
        ("resources.jsonl", CHART, 1),
        ("resources.txt", CHART, 1),
        ("one-patient.ndjson", [patient()], 1),
        ("bundles.ndjson", [bundle(*CHART), bundle(patient())], 2),
        ("requests.ndjson", [request(*CHART), request(patient()), request(patient())], 3),
        ("mixed.ndjson", [request(*CHART), bundle(patient()), *CHART], 3),
    ],
    ids=str,
)
def test_lines_are_answered_in_a_line_for_each_chart(
    tmp_path: Path, name: str, values: list[Json], charts: int
) -> None:
    file = tmp_path / name
    file.write_bytes(text(*values))

    result = shell("evaluate", DAY, file)

    assert result.exit_code == 0
    assert len(answers(result)) == charts


@pytest.mark.parametrize("name", ["chart.json.gz", "chart.ndjson.gz", "chart"])
def test_a_compressed_file_is_read_like_any_other(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(gzip.compress(text(*CHART) if "ndjson" in name else text(bundle(*CHART))))

    result = shell("evaluate", DAY, file)

    assert rules_fired(json.loads(result.stdout)) == ["late-pregnancy-hip-pain"]


@pytest.mark.parametrize(
    "body",
    [text(bundle(*CHART)), json.dumps(bundle(*CHART), indent=2).encode(), text(*CHART), gzip.compress(text(*CHART))],
    ids=["bundle", "indented-bundle", "lines", "compressed-lines"],
)
def test_standard_input_takes_what_files_take(body: bytes) -> None:
    result = shell("evaluate", DAY, "-", stdin=body)

    assert result.exit_code == 0
    assert rules_fired(json.loads(result.stdout)) == ["late-pregnancy-hip-pain"]


UNREADABLE = {
    "directory.json": (None, "Is a directory"),
    "empty.json": (b"", "the body is not valid JSON"),
    "not-json.json": (f'{{"name": "{NAME}'.encode(), "the body is not valid JSON"),
    "number.json": (b"42", "expected a Bundle or a CDS Hooks request, found a number"),
    "list.json": (f'["{NAME}"]'.encode(), "expected a Bundle or a CDS Hooks request, found an array"),
    "patient-alone.json": (
        text(patient(name=[{"family": NAME}])),
        "Bundle.resourceType: expected 'Bundle', found another type",
    ),
    "nobody.json": (text(bundle()), "expected a Patient resource, found none"),
    "other-hook.json": (
        text(request(patient(), hook=NAME)),
        f"hook: expected one of {HOOKS}, found another",
    ),
    "no-context.json": (text({"hook": "patient-view"}), "context: expected an object, found nothing"),
    "no-prefetch.json": (
        text({"hook": "patient-view", "context": {"patientId": NAME}}),
        "prefetch key 'patient' is missing; the service needs the Patient",
    ),
    "second-line.ndjson": (text(patient()) + f'{{"id": "{NAME}\n'.encode(), "line 2: not valid JSON"),
    "line-of-text.ndjson": (b'"' + NAME.encode() + b'"\n', "line 1: expected a JSON object, found a string"),
    "cut-off.json.gz": (gzip.compress(text(bundle(*CHART)))[:-20], "the gzip data is damaged or cut off"),
    "damaged.json.gz": (b"\x1f\x8b" + NAME.encode(), "the gzip data is damaged or cut off"),
    "garbled.json.gz": (gzip.compress(NAME.encode())[:12] + b"\xff\xff\xff\xff", "the gzip data is damaged"),
    "too-deep.json": (b"[" * 2000, "the JSON is nested more than"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_named_in_a_line_and_the_others_are_evaluated(
    chart: Path, tmp_path: Path, name: str
) -> None:
    body, reason = UNREADABLE[name]
    file = tmp_path / name
    file.mkdir() if body is None else file.write_bytes(body)

    result = shell("evaluate", DAY, file, chart)

    (line,) = lines(result.stderr)
    assert result.exit_code == 1
    assert line.startswith(f"{file}: ")
    assert reason in line
    assert NAME not in line
    assert [one["file"] for one in answers(result)] == [str(chart)]


def test_a_missing_file_is_named_in_a_line() -> None:
    result = shell("evaluate", "nowhere.json")

    assert result.stderr == "nowhere.json: No such file or directory\n"
    assert result.exit_code == 1


def test_standard_input_is_named_when_it_cannot_be_read() -> None:
    result = shell("evaluate", "-", stdin=b"hello")

    assert result.stderr.startswith("standard input: the body is not valid JSON")
    assert result.exit_code == 1


def test_the_charts_before_a_broken_line_are_answered(tmp_path: Path) -> None:
    file = tmp_path / "bundles.ndjson"
    file.write_bytes(text(bundle(*CHART)) + b"{\n")

    result = shell("evaluate", DAY, file)

    assert [rules_fired(one) for one in answers(result)] == [["late-pregnancy-hip-pain"]]
    assert result.exit_code == 1


def test_a_file_name_that_is_not_text_is_shown_as_far_as_it_is(tmp_path: Path, chart: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.json"))
    odd.write_bytes(chart.read_bytes())

    result = shell("evaluate", DAY, odd, chart)

    assert [Path(one["file"]).name for one in answers(result)] == ["caf\N{REPLACEMENT CHARACTER}.json", "chart.json"]


@pytest.mark.parametrize(
    ("option", "entries", "line"),
    [
        ("--as-of=2026", "9", "--as-of: expected a day"),
        ("--as-of=2026-02-30", "9", "--as-of: expected a day"),
        (
            "--hook=order-dispatch",
            "9",
            f"--hook: expected one of {HOOKS}",
        ),
        (DAY, "0", "setting MAX_ENTRIES: Input should be greater than 0"),
    ],
    ids=["a-year", "no-such-day", "no-such-hook", "setting"],
)
def test_what_cannot_be_used_is_one_line_and_code_2(chart: Path, option: str, entries: str, line: str) -> None:
    result = shell("evaluate", option, chart, MAX_ENTRIES=entries)

    (said,) = lines(result.stderr)
    assert said.startswith(line)
    assert (result.exit_code, result.stdout) == (2, "")


def test_the_limits_of_the_settings_hold_for_files_too(chart: Path) -> None:
    result = shell("evaluate", chart, MAX_ENTRIES="2")

    assert result.stderr == f"{chart}: the request holds more than 2 resources (setting MAX_ENTRIES)\n"


def test_a_broken_rule_book_is_named_with_file_and_line_and_nothing_is_evaluated(chart: Path, sheets: Path) -> None:
    edit(sheets / "advise/hip-fracture.yaml", "priority:", "precedence:")

    result = shell("evaluate", chart, RULES_DIR=str(sheets))

    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{sheets / 'advise/hip-fracture.yaml'}:7: precedence: " in result.stderr


def test_no_file_at_all_is_a_mistake_of_the_call() -> None:
    result = shell("evaluate")

    assert result.exit_code == 2
    assert "Missing argument 'FILE...'" in result.stderr


def test_a_reader_that_has_gone_away_is_no_fault_of_the_files(chart: Path) -> None:
    command = [*COMMAND, "evaluate", DAY, *[str(chart)] * 20]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()

        said = run.stderr.read()

        assert run.wait(PATIENCE) == 1
        assert said == b""


def test_a_full_disk_is_one_line(chart: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [*COMMAND, "evaluate", chart], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE, check=False
        )

    assert run.returncode == 2
    assert run.stderr == b"cannot write to standard output: No space left on device\n"


def on_a_terminal(*files: Path) -> str:
    """What a terminal shows on standard error, while standard output goes to a file."""
    main, child = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "evaluate", DAY, *files], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=child
    ) as run:
        os.close(child)
        run.wait(PATIENCE)
    seen = os.read(main, 100_000).decode()
    os.close(main)
    return seen


def test_a_terminal_shows_how_far_several_files_have_come(chart: Path) -> None:
    seen = on_a_terminal(chart, chart, chart)

    assert "evaluating" in seen
    assert "3/3" in seen


def test_an_unreadable_file_has_a_line_of_its_own_beside_the_progress_bar(chart: Path, tmp_path: Path) -> None:
    seen = on_a_terminal(chart, tmp_path / "nowhere.json", chart)

    assert f"\r\x1b[2K{tmp_path}/nowhere.json: No such file or directory\r\n" in seen


def test_one_file_needs_no_progress_bar(chart: Path) -> None:
    seen = on_a_terminal(chart, chart).count("evaluating"), process("evaluate", DAY, chart).stderr

    assert seen[0] > 0
    assert seen[1] == b""
