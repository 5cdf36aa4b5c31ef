"""The stage has a shop, and its letters arrive."""

import pytest

from tests.makers.shop import Shop


@pytest.fixture
def shop(db: None, letters) -> Shop:
    return Shop()
