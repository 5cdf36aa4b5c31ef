"""A program that speaks with the API, and a store behind it."""

import pytest

from abaca.licensing.feed_import.jobs import pull
from tests.api.licensing.program import Program
from tests.conftest import NOON
from tests.licensing.fixtures import a_wing_of_its_own
from tests.licensing.rehearsed_store import Store

__all__ = ["a_wing_of_its_own"]


@pytest.fixture
def store(a_wing_of_its_own, db) -> Store:
    """A store whose plans licensing knows already."""
    store = Store()
    store.describes("professional")
    store.describes("advanced", entitlements=["EXPORT", "MULTI_CURRENCY"])
    pull(at=NOON)
    return store


@pytest.fixture
def program(client, db) -> Program:
    return Program(client)
