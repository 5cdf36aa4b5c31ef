"""The stage has a shop, and its letters arrive."""

import pytest

from abaca.rehearsal import journeys
from tests.makers.shop import Shop


@pytest.fixture(autouse=True)
def _visitors_with_patience(monkeypatch) -> None:
    """Let journeys arrive on a busy machine, where a year may take longer than a visitor waits."""
    monkeypatch.setattr(journeys, "PATIENCE", 3600.0)


@pytest.fixture
def shop(db: None, letters) -> Shop:
    return Shop()
