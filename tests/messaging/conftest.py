import copy
from collections.abc import Iterator
from pathlib import Path

import pytest

from abaca.messaging.gateways.catcher import RunningCatcher, start_catcher


@pytest.fixture(autouse=True)
def _rehearsed_templates(settings) -> None:
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates


@pytest.fixture
def catcher(settings) -> Iterator[RunningCatcher]:
    running = start_catcher(settings.REHEARSAL_MAILBOX)
    settings.SMTP_PORT = running.port
    yield running
    running.stop()
