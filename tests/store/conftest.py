"""The store alone: its letters stay rows, and licensing does not listen, so that a year passes quickly."""

import pytest

from abaca.dispatch.due_work import REGISTER
from tests.makers.shop import Shop


@pytest.fixture
def only_the_store_works(monkeypatch) -> None:
    for name in [name for name in REGISTER if not name.startswith("store.")]:
        monkeypatch.delitem(REGISTER, name)


@pytest.fixture
def shop(db: None, only_the_store_works: None) -> Shop:
    return Shop()
