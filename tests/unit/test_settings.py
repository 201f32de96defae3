"""Every setting comes from the environment, and what cannot be used is refused at the start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from service.settings import LEAST_DAYS, Settings
from tests.conftest import ROOT

if TYPE_CHECKING:
    from service.rulebook.book import RuleBook


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_an_environment_the_defaults_serve_this_machine() -> None:
    settings = Settings()

    assert (settings.host, settings.port, settings.public_base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.rules_dir == ROOT / "rules"
    assert settings.cors_origins == ("*",)
    assert (settings.max_body_bytes, settings.max_json_depth, settings.max_entries) == (5_000_000, 1000, 10_000)
    assert settings.report_gaps is True
    assert (settings.cds_hooks_version, settings.prefetch_observation_days) == ("2.0", 0)
    assert settings.validate_responses is False
    assert settings.log_level == "INFO"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("HOST", "0.0.0.0", "0.0.0.0"),  # noqa: S104 - a value, nothing listens
        ("PORT", "0", 0),
        ("PUBLIC_BASE_URL", "https://toh.example/", "https://toh.example"),
        ("PUBLIC_BASE_URL", "https://toh.example/a", "https://toh.example/a"),
        ("RULES_DIR", "/srv/rules", Path("/srv/rules")),
        ("CORS_ORIGINS", "", ()),
        ("CORS_ORIGINS", "https://a.example", ("https://a.example",)),
        ("CORS_ORIGINS", " https://a.example , https://b.example,", ("https://a.example", "https://b.example")),
        ("MAX_BODY_BYTES", "1", 1),
        ("MAX_JSON_DEPTH", "20", 20),
        ("MAX_ENTRIES", "7", 7),
        ("REPORT_GAPS", "false", False),
        ("REPORT_GAPS", "0", False),
        ("CDS_HOOKS_VERSION", "3.0", "3.0"),
        ("VALIDATE_RESPONSES", "true", True),
        ("LOG_LEVEL", "DEBUG", "DEBUG"),
    ],
)
def test_the_environment_sets_it(name: str, text: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, text)

    assert getattr(Settings(), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "http"),
        ("MAX_BODY_BYTES", "0"),
        ("MAX_JSON_DEPTH", "0"),
        ("MAX_JSON_DEPTH", "1001"),
        ("MAX_ENTRIES", "0"),
        ("REPORT_GAPS", "perhaps"),
        ("CDS_HOOKS_VERSION", "1.0"),
        ("PREFETCH_OBSERVATION_DAYS", "730"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, text)

    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_a_date_token_needs_a_client_of_version_three_and_reaches_behind_every_look_back(
    monkeypatch: pytest.MonkeyPatch, book: RuleBook
) -> None:
    monkeypatch.setenv("CDS_HOOKS_VERSION", "3.0")
    monkeypatch.setenv("PREFETCH_OBSERVATION_DAYS", str(LEAST_DAYS))
    days = {"days": 1, "weeks": 7}

    assert Settings().prefetch_observation_days == LEAST_DAYS
    for parameter in book.parameters.values():
        assert parameter.value * days.get(parameter.unit, 0) < LEAST_DAYS

    monkeypatch.setenv("PREFETCH_OBSERVATION_DAYS", str(LEAST_DAYS - 1))
    with pytest.raises(ValidationError, match="at least 730"):
        Settings()


def test_settings_do_not_change_while_the_service_runs() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Settings(), "port", 1)  # noqa: B010 - the type checker refuses the plain way


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
