"""Twenty clicks at once are one purchase."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from abaca.messaging.models import Letter
from abaca.operations import cast, filling
from abaca.store.customers.models import Customer
from abaca.store.orders.models import Order
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Attempt
from abaca.store.product_keys.models import ProductKey
from abaca.store.workflows.invariants import Capture, check_all
from abaca.store.workflows.jobs import buy
from tests.conftest import NOON
from tests.makers.shop import ALICE

CLICKS = 20


@pytest.mark.django_db(transaction=True)
def test_twenty_simultaneous_submits_of_one_checkout_sell_once():
    filling.open_shop(valid_from=date(2026, 1, 1), at=NOON)
    wish = cast.wish_of(ALICE, "professional", token="one form", at=NOON)
    together = Barrier(CLICKS)

    def click(_number: int) -> str:
        try:
            connection.ensure_connection()  # a connection of this thread's own
            together.wait()
            return buy(wish, ALICE.means(NOON), at=NOON, by="a guest").ref
        finally:
            connection.close()

    with ThreadPoolExecutor(CLICKS) as threads:
        answers = Counter(threads.map(click, range(CLICKS)))

    order = Order.objects.get()
    assert answers == {order.ref: CLICKS}
    assert order.state == "paid"
    assert (Customer.objects.count(), Attempt.objects.count(), ProductKey.objects.count()) == (1, 1, 1)
    assert [letter.kind for letter in Letter.objects.order_by("pk")] == ["order_confirmed", "welcome"]
    charges = [charge for charge in rehearsal_company().charges() if charge.captured]
    assert [charge.reference for charge in charges] == [order.ref]
    captures = [Capture(c.key, c.reference, c.captured, c.currency) for c in charges]
    assert check_all(captures, at=NOON) == []
