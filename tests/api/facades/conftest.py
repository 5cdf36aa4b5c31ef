"""A product whose programs speak other protocols, and a real server for their clients."""

from collections.abc import Iterator

import pytest

from abaca.dispatch.models import Present
from abaca.kernel.clock import system_now
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.keyring.actions import current_signer
from abaca.licensing.keyring.signatures import public_half
from abaca.licensing.licences.models import Product
from tests.api.facades.vendor import Vendor
from tests.licensing.fixtures import a_wing_of_its_own, store
from tests.served import Served, served

__all__ = ["a_wing_of_its_own", "store"]


@pytest.fixture
def vendor(store, db, settings) -> Vendor:
    """Return a vendor whose product has both doors open; it is the present, since clients look at their own clocks."""
    Present.objects.all().delete()
    pull(at=system_now())
    Product.objects.update(keygen_facade=True, lemonsqueezy_facade=True)
    signer = current_signer(at=system_now())
    return Vendor(store=store, public_key=public_half(signer.private).hex())


@pytest.fixture(scope="session")
def _server(django_db_setup, django_db_blocker) -> Iterator[Served]:
    with django_db_blocker.unblock(), served() as server:
        yield server


@pytest.fixture
def server(_server, transactional_db) -> Served:
    return _server
