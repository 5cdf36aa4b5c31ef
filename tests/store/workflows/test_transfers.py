"""The bank's statement is read: money finds its order by the reference, each entry once."""

from datetime import date

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.kernel.money import Money
from abaca.messaging.models import Letter
from abaca.store.journal.models import Entry
from abaca.store.ledger.queries import balances
from abaca.store.payments.actions import StatementEntry, TransferPlaced
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Payment, Transfer
from abaca.store.payments.queries import stray_transfers
from abaca.store.payments.references import spaced, transfer_reference
from abaca.store.workflows.invariants import check_all
from abaca.store.workflows.transfers import (
    NoSuchOrder,
    OtherCurrency,
    assign_to_customer,
    assign_to_order,
    order_named_by,
    receive,
)
from tests.conftest import NOON
from tests.makers.orders import letter_kinds, make_attempts, make_lines, make_order
from tests.makers.shop import BOB, Buyer
from tests.makers.traces import picture, refuses_without_a_trace


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


def test_a_second_transfer_for_a_paid_order_is_the_customers(shop):
    placed = shop.sells(to=BOB)
    shop.books(placed.order)
    shop.books(placed.order)
    bob = Buyer(BOB).whole
    assert (bob.credit, bob.stray_transfers) == ([Money(7900, "EUR")], [])


@pytest.fixture
def unknown(shop) -> Transfer:
    """Return 79.00 that came with thanks and without a number."""
    rehearsal_company().bank.book("thank you", 7900, "EUR", NOON.date(), "B. Huber", NOON)
    drain_all(at=NOON)
    return Transfer.objects.get()


def test_money_that_the_staff_can_place_pays_its_order(shop, unknown):
    placed = shop.sells(to=BOB)
    assert [t.pk for t in stray_transfers()] == [unknown.pk]
    assign_to_order(unknown.pk, f" {placed.order.number} ", at=NOON, by="sam")
    assert len(Buyer(BOB).product_keys) == 1
    assert list(stray_transfers()) == []
    [told] = Entry.objects.filter(what="transfer.assigned")
    assert (told.about, told.by, told.facts) == (placed.order.ref, "sam", {"entry": 1, "sum": "EUR 79.00"})


def test_money_for_an_order_that_waits_for_none_is_its_customers(shop, unknown):
    placed = shop.sells(to=BOB)
    shop.books(placed.order)
    assign_to_order(unknown.pk, placed.order.number, at=NOON, by="sam")
    assert Buyer(BOB).whole.credit == [Money(7900, "EUR")]
    assert check_all(at=NOON) == []


def test_money_may_be_a_customers_own(shop, unknown):
    shop.sells(to=BOB)
    assign_to_customer(unknown.pk, Buyer(BOB).customer, at=NOON, by="sam")
    assert Buyer(BOB).whole.credit == [Money(7900, "EUR")]
    assert list(stray_transfers()) == []


def test_money_beside_an_open_charge_waits_for_its_answer(shop, unknown):
    [line] = make_lines()
    make_attempts([line])
    assign_to_order(unknown.pk, line.order.number, at=NOON, by="sam")
    assert shop.look_at(line.order).order.state == "placed"
    assert balances("Liabilities:Unmatched") == {"EUR": -7900}


def test_money_is_placed_once(shop, unknown):
    placed = shop.sells(to=BOB)
    assign_to_order(unknown.pk, placed.order.number, at=NOON, by="sam")
    for place in (
        lambda: assign_to_order(unknown.pk, placed.order.number, at=NOON, by="sam"),
        lambda: assign_to_customer(unknown.pk, Buyer(BOB).customer, at=NOON, by="sam"),
        lambda: assign_to_customer(0, Buyer(BOB).customer, at=NOON, by="sam"),
    ):
        refuses_without_a_trace(TransferPlaced, place)


def test_money_is_not_placed_on_a_slip(shop, unknown):
    francs = shop.sells(to=BOB, currency="CHF")
    refuses_without_a_trace(NoSuchOrder, lambda: assign_to_order(unknown.pk, "MS-9", at=NOON, by="sam"))
    refuses_without_a_trace(OtherCurrency, lambda: assign_to_order(unknown.pk, francs.order.number, at=NOON, by="sam"))
