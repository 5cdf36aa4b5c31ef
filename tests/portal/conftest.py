"""Every page of the account is looked at in a shop that sells; allauth's counters begin anew."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.portal import desk


@pytest.fixture
def shop(db: None) -> Iterator[None]:
    desk.open_shop()
    cache.clear()
    yield
    cache.clear()
