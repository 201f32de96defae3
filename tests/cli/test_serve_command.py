"""`serve`: a process that starts fast, says in a line why it cannot, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.charts import bundle, due_date, hip_pain, patient
from tests.cli.shell import PATIENCE, Serving, edit, lines, serving, shell, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START_SECONDS = 8
"""Far above the two seconds that are promised, for machines that do much else; make bench prints the figure."""


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that somebody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield str(listener.getsockname()[1])


def test_a_server_is_ready_soon_and_says_where_and_with_which_rules() -> None:
    with serving() as server:
        event = server.event("serving")

        assert server.ready_after < START_SECONDS
        assert server.ready()["ruleBook"]["sha256"] == event["sha256"]
        assert server.other == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_server_that_is_told_to_end_ends_with_code_0_and_in_silence(number: signal.Signals) -> None:
    with serving() as server:
        code = server.end(number)

    assert code == 0
    assert [one["event"] for one in server.logged] == ["serving"]
    assert server.other == []


def test_a_call_that_is_under_way_is_answered_before_the_end() -> None:
    body = b'{"resourceType": "Bundle", "type": "collection"}'
    head = (
        f"POST /evaluate HTTP/1.1\r\nhost: toh\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    with serving() as server:
        with socket.create_connection(("127.0.0.1", server.event("serving")["port"]), PATIENCE) as call:
            call.sendall(head.encode() + body[:10])
            server.ready()  # what came before it on the wire has been read
            server.process.send_signal(signal.SIGTERM)

            call.sendall(body[10:])
            answer = call.recv(1000)

        assert answer.startswith(b"HTTP/1.1 400 ")
        assert server.process.wait(PATIENCE) == 0


def test_the_environment_says_where_to_listen() -> None:
    with serving(HOST="127.0.0.2") as server:
        assert server.event("serving")["host"] == "127.0.0.2"


def test_an_option_goes_before_the_environment() -> None:
    with serving("--host", "127.0.0.1", HOST="127.0.0.2", PORT="1") as server:
        assert server.event("serving")["host"] == "127.0.0.1"


@pytest.mark.usefixtures("process_state")
@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_port_that_is_taken_is_one_line(taken: str, way: str) -> None:
    result = shell("serve", "--port", taken) if way == "option" else shell("serve", PORT=taken)

    assert result.exit_code == 2
    assert result.stderr == f"port {taken} on 127.0.0.1 is taken; choose another with --port or PORT\n"


@pytest.mark.usefixtures("process_state")
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"HOST": "192.0.2.1", "PORT": "0"}, "cannot listen on 192.0.2.1 port 0: Cannot assign requested address"),
        ({"HOST": "no such host", "PORT": "0"}, "cannot listen on no such host port 0: "),
        ({"PORT": "eighty"}, "setting PORT: Input should be a valid integer"),
        ({"PORT": "65536"}, "setting PORT: Input should be less than or equal to 65535"),
        ({"LOG_LEVEL": "LOUD"}, "setting LOG_LEVEL: String should match pattern"),
    ],
    ids=["not-our-address", "no-such-host", "no-number", "no-port", "no-level"],
)
def test_a_server_that_cannot_start_says_why_in_one_line(environment: dict[str, str], said: str) -> None:
    result = shell("serve", env=environment)

    (line,) = lines(result.stderr)
    assert line.startswith(said)
    assert result.exit_code == 2


@pytest.mark.usefixtures("process_state")
def test_two_wrong_settings_are_a_line_each() -> None:
    result = shell("serve", PORT="eighty", MAX_ENTRIES="none")

    assert [line.split(":")[0] for line in lines(result.stderr)] == ["setting PORT", "setting MAX_ENTRIES"]


@pytest.mark.usefixtures("process_state")
def test_a_fault_in_the_rule_book_stops_the_start_with_every_fault(sheets: Path) -> None:
    edit(sheets / "advise/hip-fracture.yaml", "\ntitle:", "\ntitel:")
    edit(sheets / "rulebook.yaml", "\ntitle:", "\ntitel:")

    result = shell("serve", RULES_DIR=str(sheets), PORT="0")

    assert result.exit_code == 1
    assert f"{sheets / 'advise/hip-fracture.yaml'}:" in result.stderr
    assert f"{sheets / 'rulebook.yaml'}:" in result.stderr


@pytest.mark.usefixtures("process_state")
@pytest.mark.parametrize("options", [[], ["--reload-rules"]], ids=["plain", "reloading"])
def test_a_signal_ends_the_server_of_this_process_too(
    taken: str, options: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """The same in this process, where its lines are counted as covered."""
    free = str(int(taken) + 1)

    def end_when_ready() -> None:
        def answered() -> bool | None:
            try:
                return httpx.get(f"http://127.0.0.1:{free}/health/live").is_success or None
            except httpx.TransportError:
                return None

        wait_for(answered, "the server")
        os.kill(os.getpid(), signal.SIGTERM)

    ender = threading.Thread(target=end_when_ready)
    ender.start()
    result = shell("serve", "--port", free, *options, LOG_LEVEL="ERROR")
    ender.join()

    assert result.exit_code == 0
    assert capfd.readouterr().err == ""


def summary_of(server: Serving) -> str:
    """The summary of the card about a woman in the third trimester with hip pain."""
    chart = bundle(patient(), hip_pain(), due_date(31))
    answer = httpx.post(f"{server.url}/evaluate?as_of=2026-11-22", json=chart, timeout=PATIENCE)
    (card,) = answer.json()["cards"]
    summary: str = card["summary"]
    return summary


def test_a_changed_sheet_takes_effect_without_restart_and_a_broken_one_does_not(sheets: Path) -> None:
    """Change, break, repair: the server answers by the last good rule book throughout."""
    sheet = sheets / "advise/late-pregnancy-hip-pain.yaml"
    summary = next(line for line in lines(sheet.read_text()) if line.startswith("  summary:"))
    with serving("--reload-rules", RULES_DIR=str(sheets)) as server:
        edit(sheet, summary, '  summary: "Changed"')
        changed = server.event("rulebook_changed")
        after_change = summary_of(server)

        edit(sheet, '"Changed"', '"Changed')
        refused = server.event("rulebook_refused")
        after_break = summary_of(server), server.ready()["ruleBook"]["sha256"]

        edit(sheet, '"Changed', '"Repaired"')
        server.event("rulebook_changed", after=1)
        after_repair = summary_of(server)

        assert server.end(signal.SIGTERM) == 0

    assert after_change == "Changed"
    assert after_break == ("Changed", changed["sha256"])
    assert after_repair == "Repaired"
    assert any(fault.startswith("advise/late-pregnancy-hip-pain.yaml:") for fault in refused["faults"])
    assert server.other == []


def test_without_the_option_a_changed_sheet_waits_for_the_next_start(sheets: Path) -> None:
    with serving(RULES_DIR=str(sheets)) as server:
        before = server.ready()
        edit(sheets / "rulebook.yaml", "\ntitle: ", "\ntitle: Another ")

        with pytest.raises(AssertionError, match="waited in vain"):
            server.event("rulebook_changed", patience=2.5)

        assert server.ready() == before
