"""The application with settings of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from service.app import create_app
from service.live import Live
from service.settings import Settings
from tests.charts import AS_OF
from tests.client import Client
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from service.evaluate import Pipeline


@pytest.fixture
def serving(pipeline: Pipeline) -> Callable[..., Client]:
    """The application with these settings, on the day of the stories unless told; each answer is checked."""

    def start(today: Callable[[], date] = lambda: AS_OF, **given: Any) -> Client:
        checked = {"validate_responses": True} | given
        return Client(create_app(Settings(**checked), Live(ROOT / "rules", lambda: pipeline), today))

    return start
