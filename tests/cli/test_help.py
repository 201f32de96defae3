"""--help: what a newcomer learns without reading code."""

from __future__ import annotations

import pytest

from service.app import VERSION
from service.settings import Settings
from tests.cli.shell import lines, shell

AUTHORING = ["rules new", "rules test", "rules diff", "rules graph", "rules schema"]
COMMANDS = [
    "",
    "serve",
    "evaluate",
    "rules",
    "rules check",
    "rules list",
    "rules show",
    "rules lock",
    "rules doc",
    *AUTHORING,
]
DEFAULTS = {
    "HOST": "127.0.0.1",
    "PORT": "8000",
    "PUBLIC_BASE_URL": "http://127.0.0.1:8000",
    "CORS_ORIGINS": "*",
    "MAX_BODY_BYTES": "5000000",
    "REPORT_GAPS": "true",
    "CDS_HOOKS_VERSION": "2.0",
    "PREFETCH_OBSERVATION_DAYS": "0",
    "VALIDATE_RESPONSES": "false",
    "LOG_LEVEL": "INFO",
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command or "service")
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_explains_itself(command: str, flag: str) -> None:
    result = shell(*command.split(), flag)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: python -m service {command}".rstrip())


@pytest.mark.parametrize("command", COMMANDS[1:])
def test_every_command_says_what_its_exit_codes_mean(command: str) -> None:
    told = shell(*command.split(), "--help").stdout

    codes = told[told.index("Exit codes:") :]
    assert [line.split()[0] for line in lines(codes)[1:4]] == ["0", "1", "2"]


@pytest.mark.parametrize("command", ["", "serve"], ids=["service", "serve"])
@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_listed_with_its_variable_and_its_default(command: str, name: str) -> None:
    told = shell(*command.split(), "--help").stdout

    (line,) = [one for one in lines(told) if one.startswith(f"    {name.upper()} ")]
    assert str(Settings.model_fields[name].description) in line
    assert "; default " in line
    assert line.endswith(DEFAULTS.get(name.upper(), ""))


@pytest.mark.parametrize("command", ["serve", "evaluate", "rules"])
def test_there_are_examples_to_copy(command: str) -> None:
    told = shell(command, "--help").stdout

    examples = told[told.index("Examples:") :]
    assert f"python -m service {command}" in examples


def test_what_a_variable_overrides_stands_at_its_option() -> None:
    told = " ".join(shell("serve", "--help").stdout.split())

    assert "--host TEXT Address to listen on. [environment HOST; default 127.0.0.1]" in told


def test_the_version_is_the_services() -> None:
    assert shell("--version").stdout == f"toh-service, version {VERSION}\n"


def test_the_first_page_says_that_this_is_no_medical_device() -> None:
    assert "not a medical device" in shell("--help").stdout
