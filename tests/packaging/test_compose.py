"""docker-compose.yml: valid, closed to the outside, and in agreement with settings.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from service.settings import Settings
from tests.packaging.containers import compose, health_command, stages

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_SETTINGS = {"TZ": "the C library and Python read it: whose day 'today' is"}
OF_THE_IMAGE = {"host", "port", "rules_dir"}
"""Settings that the image fixes: where it listens inside, and where its rules are."""


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of the Compose Specification."""
    return Draft202012Validator(json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8")))


@pytest.fixture
def service() -> dict[str, Any]:
    """The one service of the compose file."""
    (made,) = compose()["services"].values()
    return dict(made)


def test_the_compose_file_is_valid(schema: Draft202012Validator) -> None:
    assert [error.message for error in schema.iter_errors(compose())] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda service: service.update(read_onyl=True),
        lambda service: service.update(cap_drop="ALL"),
        lambda service: service["healthcheck"].update(test=8),
    ],
    ids=["unknown-key", "not-a-list", "not-a-command"],
)
def test_the_schema_would_notice_a_mistake(
    schema: Draft202012Validator, spoil: Callable[[dict[str, Any]], object]
) -> None:
    file = compose()

    spoil(file["services"]["toh"])

    assert not schema.is_valid(file)


def test_every_variable_is_a_setting_with_the_same_default(service: dict[str, Any]) -> None:
    given = {name: value for name, value in service["environment"].items() if name not in NOT_SETTINGS}

    read = Settings(**{name.lower(): value for name, value in given.items()})

    assert read == Settings()
    assert {name.lower() for name in given} == set(Settings.model_fields) - OF_THE_IMAGE


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - OF_THE_IMAGE))
def test_every_setting_can_be_given_from_outside(name: str) -> None:
    (made,) = compose({name.upper(): "something else"})["services"].values()

    assert made["environment"][name.upper()] == "something else"


def test_no_origin_at_all_can_be_allowed() -> None:
    (made,) = compose({"CORS_ORIGINS": ""})["services"].values()

    assert Settings(cors_origins=made["environment"]["CORS_ORIGINS"]).cors_origins == ()


def test_the_port_is_published_on_this_machine_only(service: dict[str, Any]) -> None:
    inside = stages()[-1].pairs("ENV")["PORT"]

    assert service["ports"] == [f"127.0.0.1:8000:{inside}"]


def test_another_port_changes_the_address_that_cards_name() -> None:
    (made,) = compose({"PORT": "9000"})["services"].values()

    assert made["ports"] == ["127.0.0.1:9000:8000"]
    assert made["environment"]["PUBLIC_BASE_URL"] == "http://127.0.0.1:9000"


def test_the_container_can_do_nothing_but_serve(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - in the container, in memory
    assert "privileged" not in service


def test_what_the_service_keeps_outlives_the_container(service: dict[str, Any]) -> None:
    volumes = compose()["volumes"]

    (mount,) = service["volumes"]
    name, target = mount.split(":")
    assert name in volumes
    assert [target] == stages()[-1].all("VOLUME")


def test_the_service_comes_back_after_a_crash_or_a_reboot(service: dict[str, Any]) -> None:
    assert service["restart"] == "unless-stopped"


def test_health_is_asked_for_as_the_image_does(service: dict[str, Any]) -> None:
    assert service["healthcheck"]["test"] == ["CMD", *health_command()]


def test_one_command_builds_the_image_of_this_checkout(service: dict[str, Any]) -> None:
    assert service["build"] == "."
