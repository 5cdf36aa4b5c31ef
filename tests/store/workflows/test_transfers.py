"""The bank's statement is read: money finds its order by the reference, each entry once."""

from datetime import date

import pytest

from abaca.messaging.models import Letter
from abaca.store.payments.actions import StatementEntry
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Payment, Transfer
from abaca.store.payments.references import spaced, transfer_reference
from abaca.store.workflows.transfers import order_named_by, receive
from tests.conftest import NOON
from tests.makers.orders import letter_kinds, make_attempts, make_lines, make_order
from tests.makers.shop import BOB, Buyer
from tests.makers.traces import picture


def _entry(number: int, order, amount: int = 7900, currency: str = "EUR") -> StatementEntry:
    reference = transfer_reference(order.number)
    return StatementEntry(number, reference, amount, currency, date(2026, 3, 2), "somebody", order_named_by(reference))


def test_a_reference_finds_its_order_and_a_slip_finds_none(shop):
    order = make_order()
    reference = transfer_reference(order.number)
    assert order_named_by(reference) == order_named_by(spaced(reference).lower()) == order.pk
    wrong = reference[:-1] + str((int(reference[-1]) + 1) % 10)
    for text in (wrong, order.number, "", "RF", "thank you"):
        assert order_named_by(text) is None
    assert order_named_by(transfer_reference("MS-199999")) is None


def test_a_statement_that_is_read_twice_settles_once(shop):
    order = make_order()
    receive([_entry(1, order)], at=NOON, by="the bank")
    assert shop.look_at(order).order.state == "paid"
    before = picture()
    receive([_entry(1, order)], at=NOON, by="the bank")
    assert picture() == before


@pytest.mark.parametrize(
    ("amounts", "state", "letters"),
    [
        ([7899], "placed", 1),
        ([7900], "paid", 0),
        ([8000], "paid", 0),
        ([4000, 3899], "placed", 2),
        ([4000, 3900], "paid", 1),
        ([4000, 5000], "paid", 1),
    ],
)
def test_an_order_is_settled_when_its_whole_sum_is_there(shop, amounts, state, letters):
    order = make_order()
    for number, amount in enumerate(amounts, start=1):
        receive([_entry(number, order, amount)], at=NOON, by="the bank")
    assert shop.look_at(order).order.state == state
    assert Letter.objects.filter(kind="transfer_short").count() == letters
    assert [p.amount for p in Payment.objects.all()] == ([7900] if state == "paid" else [])


def test_money_in_another_currency_or_without_a_reference_is_kept_and_settles_nothing(shop):
    order = make_order()
    stray = StatementEntry(2, "thank you", 7900, "EUR", date(2026, 3, 2), "somebody", None)
    receive([_entry(1, order, currency="CHF"), stray], at=NOON, by="the bank")
    assert shop.look_at(order).order.state == "placed"
    assert Transfer.objects.count() == 2
    assert not Letter.objects.exists()


def test_money_beside_a_charge_without_an_answer_settles_nothing(shop):
    [line] = make_lines()
    make_attempts([line])
    receive([_entry(1, line.order)], at=NOON, by="the bank")
    assert shop.look_at(line.order).order.state == "placed"
    assert not Payment.objects.exists()


def test_the_statement_is_read_on_from_where_it_was_left(shop, clock):
    placed = shop.sells(to=BOB)
    assert letter_kinds(BOB) == ["transfer_awaited"]
    rehearsal_company().bank.book("thank you", 100, "EUR", clock.now.date(), "somebody", clock.now)
    shop.books(placed.order)
    assert [t.entry for t in Transfer.objects.order_by("entry")] == [1, 2]
    assert len(Buyer(BOB).product_keys) == 1


def test_a_second_transfer_for_a_paid_order_stays_in_sight(shop):
    placed = shop.sells(to=BOB)
    shop.books(placed.order)
    shop.books(placed.order)
    assert [t.amount for t in Buyer(BOB).whole.stray_transfers] == [7900]
