import re

from abaca.store.payments.gateways.rehearsal.cards import published_numbers

from .counter import CHECKOUT


def test_the_cards_that_the_checkout_proposes_are_published(shop, client):
    proposed = re.findall(r"<code>([\d ]{19})</code>", client.get(CHECKOUT).content.decode())

    assert len(proposed) == 3
    assert set(proposed) <= {row.grouped for row in published_numbers()}


def test_a_shop_that_earns_money_proposes_none(shop, client, settings):
    settings.REHEARSAL = False

    assert "4242 4242" not in client.get(CHECKOUT).content.decode()
