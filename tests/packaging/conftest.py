"""What the tests of the packaging share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.packaging.checkout import Checkout, empty_venv, new_checkout

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with pip in it and nothing else, made once."""
    return empty_venv(tmp_path_factory.mktemp("template") / "venv")


@pytest.fixture
def checkout(tmp_path: Path, template: Path) -> Checkout:
    """A checkout on a machine that has everything."""
    return new_checkout(tmp_path / "checkout", template)


@pytest.fixture
def installed(checkout: Checkout) -> Checkout:
    """A checkout whose .venv counts as complete; its interpreter only says how it was called."""
    (checkout.venv / "bin").mkdir(parents=True)
    for name in ("python", "lint-imports"):
        made = checkout.tool(name, f'echo "{name} $*"')
        made.rename(checkout.venv / "bin" / name)
    checkout.mark.touch()
    return checkout
