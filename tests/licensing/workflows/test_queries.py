from datetime import date, timedelta

import pytest

from abaca.kernel.emails import masked
from abaca.licensing.devices.actions import activate
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.workflows.queries import KeyStanding, overview, standing_of_keys
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db


def test_a_buyer_sees_what_became_of_his_keys_and_no_whole_address(store):
    redeemed, waiting = store.sells(), store.sells(seat=2)
    licence = redeems(make_account("anna@firm.example"), redeemed).licence
    activate(licence.pk, fingerprint="f" * 64, at=NOON, by="a test")
    assert standing_of_keys([redeemed.ref, waiting.ref, "pk_unknown"]) == {
        redeemed.ref: KeyStanding("redeemed", "a…@firm.example", licence.ref, date(2027, 3, 2), 1),
        waiting.ref: KeyStanding("issued", "", "", None, 0),
    }


@pytest.mark.parametrize(("email", "shown"), [("a@b.example", "a…@b.example"), ("", "")])
def test_an_address_is_masked(email, shown):
    assert masked(email) == shown


def test_an_overview_has_terms_ledger_devices_and_keys(store):
    alice, sold = make_account(), store.sells()
    redeems(alice, sold)
    redeems(alice, store.sells())
    pull(at=NOON)
    (held,) = overview(alice, at=NOON + timedelta(days=10))
    assert (held.ends, len(held.terms), len(held.entries), held.devices) == (date(2028, 3, 2), 2, 2, [])
    assert held.product_keys[0].hint == f"…{sold.text[-5:]}"
