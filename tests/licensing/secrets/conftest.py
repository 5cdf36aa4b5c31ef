"""A master secret that can be changed."""

import pytest

from tests.licensing.secrets.change import NEW


@pytest.fixture
def changes(settings):
    """Name a new master secret, and the former one beside it."""

    def change(new: str = NEW, *, keep: bool = True) -> None:
        former, settings.LICENSING_MASTER_SECRET = settings.LICENSING_MASTER_SECRET, new
        settings.LICENSING_OLD_MASTER_SECRET = former if keep else ""

    return change
