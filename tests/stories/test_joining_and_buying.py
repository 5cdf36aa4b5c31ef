"""Somebody buys at the very moment at which the customer with his address is joined with another one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Event

import pytest
from django.db import connection, transaction

from abaca.access.models import User
from abaca.operations import cast, filling
from abaca.store.customers.models import Customer
from abaca.store.orders.models import Order
from abaca.store.workflows.checkout import buy
from abaca.store.workflows.merging import merge
from tests.conftest import NOON
from tests.makers.shop import ALICE

MISTYPED = replace(ALICE, email="alcie@example.com")
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
LONGEST = 500  # looks, each after a fiftieth of a second


def waits() -> bool:
    """Tell whether anybody waits for a lock; what this table says is not kept for a transaction, as statistics are."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_who_buys_while_his_address_is_set_free_buys_for_himself():
    """The checkout has to wait for the join: else its order belongs to a customer that nobody can log in as."""
    filling.open_shop(valid_from=date(2026, 1, 1), at=NOON)
    for who in (MISTYPED, ALICE):
        buy(cast.wish_of(who, "professional", at=NOON), None, at=NOON, by="a guest")
    lost, kept = Customer.objects.order_by("pk")
    wish = cast.wish_of(MISTYPED, "professional", token="second", at=NOON)
    bought = Event()

    def buys() -> str:
        try:
            return buy(wish, None, at=NOON, by="a guest")[0].ref
        finally:
            bought.set()
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            merge(lost, kept, at=NOON, by="usr_sam")
            ref = thread.submit(buys)
            for _look in range(LONGEST):
                if waits() or bought.wait(0.02):
                    break
        order = Order.objects.select_related("customer").get(ref=ref.result(timeout=10))
    assert order.customer_id not in {lost.pk, kept.pk}
    assert (order.customer.email, order.customer.is_present) == (MISTYPED.email, True)
    assert User.objects.get(ref=order.customer.user_ref).is_active
