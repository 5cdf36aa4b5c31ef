"""Fixtures of the licensing wing, for its rooms and its faces."""

from collections.abc import Iterator

import pytest

from abaca.licensing.keyring.queries import signer
from abaca.licensing.secrets.queries import number_of
from tests.licensing import rehearsed_store


@pytest.fixture(autouse=True)
def a_wing_of_its_own(settings) -> Iterator[None]:
    settings.FEED_SOURCE = "tests.licensing.rehearsed_store.documents_after"
    rehearsed_store.SHELF.clear()
    signer.cache_clear()
    number_of.cache_clear()
    yield
    rehearsed_store.SHELF.clear()


@pytest.fixture
def store() -> rehearsed_store.Store:
    """A store that has described its two plans."""
    store = rehearsed_store.Store()
    store.describes("professional")
    store.describes("advanced", entitlements=["EXPORT", "MULTI_CURRENCY"])
    return store
