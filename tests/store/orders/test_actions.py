import pytest
from django.db import IntegrityError, transaction

from abaca.kernel.money import Money
from abaca.store.orders.actions import change_method, lapse, mark_paid, place
from abaca.store.orders.models import Line, Order
from abaca.store.orders.queries import OrderUnknown, order_by_number, order_by_ref, order_of
from tests.conftest import NOON
from tests.makers.orders import agreement, happened, make_customer, make_lines, make_person
from tests.makers.statements import statements_of


def test_an_order_copies_its_price_and_address(shop):
    [line] = make_lines(seats=3)
    assert (line.order.total, line.unit, line.quantity) == (Money(23700, "EUR"), 7900, 3)
    assert line.order.net + line.order.tax == 23700
    assert line.description == "Musa Accounting Professional"
    assert happened(line.order.ref) == ["order.placed"]


def test_orders_are_placed_in_three_statements_however_many(shop):
    buyers = [make_customer(make_person(), at=NOON) for _n in range(4)]
    one, three = [agreement(buyers[0])], [agreement(b) for b in buyers[1:]]
    assert statements_of(lambda: place(one, at=NOON, by="a guest")) == 3
    assert statements_of(lambda: place(three, at=NOON, by="a guest")) == 3


def test_a_checkout_form_makes_one_order_only(shop):
    form = agreement(make_customer(at=NOON))
    place([form], at=NOON, by="a guest")
    with pytest.raises(IntegrityError), transaction.atomic():
        place([form], at=NOON, by="a guest")
    assert Order.objects.count() == 1


def test_an_order_is_paid_once(shop):
    [line] = make_lines()
    assert [paid.pk for paid in mark_paid([line.order_id], at=NOON, by="the bank")] == [line.pk]
    assert mark_paid([line.order_id], at=NOON, by="the bank") == []
    order = order_by_ref(line.order.ref)
    assert (order.state, order.paid_at, order.lapses_at) == ("paid", NOON, None)
    assert happened(order.ref) == ["order.placed", "order.paid"]


def test_what_is_paid_does_not_lapse_and_what_has_lapsed_is_not_paid(shop):
    paid, lapsed = make_lines(2)
    mark_paid([paid.order_id], at=NOON, by="the bank")
    assert [o.pk for o in lapse([paid.order_id, lapsed.order_id], at=NOON, by="the house")] == [lapsed.order_id]
    assert lapse([lapsed.order_id], at=NOON, by="the house") == []
    assert mark_paid([lapsed.order_id], at=NOON, by="the bank") == []
    assert [order_by_ref(line.order.ref).state for line in (paid, lapsed)] == ["paid", "lapsed"]
    assert happened(lapsed.order.ref) == ["order.placed", "order.lapsed"]


def test_how_a_paid_order_was_paid_does_not_change(shop):
    [line] = make_lines()
    change_method(line.order, kind="card", ref="pay_1")
    assert order_by_ref(line.order.ref).method_kind == "card"
    mark_paid([line.order_id], at=NOON, by="the bank")
    change_method(line.order, kind="transfer", ref="")
    assert order_by_ref(line.order.ref).method_kind == "card"


def test_a_foreign_number_is_no_order_at_all(shop):
    mine, foreign = (line.order for line in make_lines(2))
    assert order_of(mine.customer_id, mine.number) == mine
    assert order_by_number(foreign.number) == foreign
    for number in (foreign.number, "MS-999999", "nonsense", ""):
        with pytest.raises(OrderUnknown):
            order_of(mine.customer_id, number)


def test_the_database_refuses_sums_that_do_not_add_up(shop):
    [line] = make_lines()
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=line.order_id).update(tax=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(amount=1)
