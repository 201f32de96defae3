"""The README's calls are made as printed, and answered as printed."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

README = (ROOT / "README.md").read_text(encoding="utf-8")
CALLS = re.findall(r"```sh\n(curl .*?)```.*?```json\n(.*?)```", README, re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"
LEFT_OUT = "…"

needs_curl = pytest.mark.skipif(
    shutil.which("curl") is None and not os.environ.get("CI"), reason="the README's calls need curl"
)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "service", "serve", "--port", str(number)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "LOG_LEVEL": "ERROR"})
    try:
        for _ in range(1200):
            try:
                urlopen(f"http://127.0.0.1:{number}/health/ready", timeout=1).close()
                break
            except URLError:
                time.sleep(0.05)
        yield number
    finally:
        process.terminate()
        process.wait(60)


def settled(text: str) -> list[str]:
    """The lines of an answer without what differs from call to call, and without the fingerprint of the rule book."""
    text = re.sub(r'"sha256": "[0-9a-f]{64}"', '"sha256": "…"', text)
    text = re.sub(r'"uuid": "[0-9a-f-]{36}"', '"uuid": "…"', text)
    return re.sub(r'"authoredOn": "\d{4}-\d\d-\d\d"', '"authoredOn": "…"', text).splitlines()


def parts(printed: str) -> list[list[str]]:
    """The pieces of a printed answer between the lines that say that something was left out."""
    pieces: list[list[str]] = [[]]
    for line in settled(printed):
        if line.strip() == LEFT_OUT:
            pieces.append([])
        else:
            pieces[-1].append(line)
    return [piece for piece in pieces if piece]


def found_in_order(pieces: list[list[str]], actual: list[str]) -> list[str] | None:
    """The first piece that the answer does not have after the pieces before it; None when it has all."""
    start = 0
    for piece in pieces:
        places = range(start, len(actual) - len(piece) + 1)
        place = next((place for place in places if actual[place : place + len(piece)] == piece), None)
        if place is None:
            return piece
        start = place + len(piece)
    return None


def test_the_readme_shows_a_call_of_each_kind() -> None:
    addresses = [re.search(r"8000(/[\w/-]+)", command) for command, _ in CALLS]

    assert [found[1] for found in addresses if found] == [
        "/cds-services/toh-patient-view",
        "/evaluate",
        "/cds-services/toh-order-sign",
    ]


@needs_curl
@pytest.mark.parametrize(("command", "printed"), CALLS, ids=["hook", "bundle", "order"])
def test_a_call_is_answered_as_the_readme_prints(command: str, printed: str, port: int) -> None:
    here = command.replace(ADDRESS, f"http://127.0.0.1:{port}")

    answer = subprocess.run(["bash", "-c", here], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)

    actual = settled(answer.stdout)
    pieces = parts(printed)
    assert found_in_order(pieces, actual) is None
    assert [pieces[0][0], pieces[-1][-1]] == [actual[0], actual[-1]]


@pytest.mark.parametrize("target", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_the_commands_of_the_readme_are_targets(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", *map(str, sorted((ROOT / "docs").rglob("*.md")))])
def test_links_to_files_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []
