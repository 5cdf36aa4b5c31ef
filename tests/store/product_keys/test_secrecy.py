"""A product key is money: where may its text be read? In no table and in no log."""

import logging

import pytest

from abaca.store.orders.models import Order
from tests.makers.shop import ALICE, BOB, Buyer
from tests.makers.traces import places_of, tables


def test_no_table_of_the_store_or_of_the_letters_holds_the_text_of_a_key(shop, clock):
    keys = [key.text for key in shop.sells(to=ALICE, seats=2).keys]
    placed = shop.sells(to=BOB)
    shop.books(placed.order)
    clock.travel_to("2027-03-03")
    alice = Buyer(ALICE)
    keys += Buyer(BOB).product_keys + alice.product_keys[2:]
    assert len(set(keys)) == 5

    assert places_of(*keys, *[text.replace("-", "") for text in keys]) == []


def test_the_search_through_the_tables_would_find_a_key(shop):
    text = shop.sells(to=ALICE).keys[0].text
    assert len(tables()) > 25
    assert places_of("alice@example.com") != []
    for secret in (text, text.replace("-", "")):
        Order.objects.update(language="en", billing={"name": f"…{secret.lower()}…"})
        assert places_of(secret) == ["store_orders_order.billing"]


@pytest.mark.parametrize("by", [ALICE, BOB])
def test_no_log_holds_the_text_of_a_key(shop, clock, caplog, settings, by):
    settings.DEBUG = True  # so that every statement goes to the log as well
    for logger in ("", "django"):
        caplog.set_level(logging.DEBUG, logger)
    placed = shop.sells(to=by)
    if by is BOB:
        shop.books(placed.order)
    shop.feed()
    texts = Buyer(by).product_keys
    assert texts != []
    assert "INSERT INTO" in caplog.text
    written = caplog.text.upper()
    assert [t for t in texts if t in written or t.replace("-", "") in written] == []
