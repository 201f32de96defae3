"""The Dockerfile and the compose file, taken apart."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
FROM = re.compile(r"(?P<image>\S+)(?: AS (?P<name>\S+))?")


@dataclass
class Stage:
    """One stage of the Dockerfile: its image and its instructions in order."""

    image: str
    name: str | None
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        """The arguments of each instruction of a kind."""
        return [argument for kind, argument in self.instructions if kind == word]

    def pairs(self, word: str) -> dict[str, str]:
        """NAME=value of all instructions of a kind."""
        return dict(pair.partition("=")[::2] for line in self.all(word) for pair in shlex.split(line))


def stages() -> list[Stage]:
    """The stages of the Dockerfile."""
    found: list[Stage] = []
    for word, argument in _instructions((ROOT / "Dockerfile").read_text(encoding="utf-8")):
        if word == "FROM":
            source = FROM.fullmatch(argument)
            assert source, argument
            found.append(Stage(source["image"], source["name"]))
        else:
            found[-1].instructions.append((word, argument))
    return found


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _, argument = line.partition(" ")
        yield word, " ".join(argument.split())


def health_command() -> list[str]:
    """What the image's HEALTHCHECK runs."""
    (check,) = stages()[-1].all("HEALTHCHECK")
    command: list[str] = json.loads(check[check.index("CMD ") + 4 :])
    return command


def compose(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The compose file as the engine sees it, with variables replaced."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    made: dict[str, Any] = yaml.safe_load(_filled(text, environment or {}))
    return made


def _filled(text: str, environment: Mapping[str, str]) -> str:
    """Innermost first: ${NAME:-default} where NAME is unset or empty, ${NAME-default} where it is unset."""
    innermost = re.compile(r"\$\{(\w+)(:?)-([^${}]*)\}")

    def value(found: re.Match[str]) -> str:
        given = environment.get(found[1])
        return found[3] if given is None or (found[2] and not given) else given

    while innermost.search(text):
        text = innermost.sub(value, text)
    return text
