import pytest

from tests.makers.shop import Shop


@pytest.fixture
def shop(db) -> Shop:
    return Shop()
