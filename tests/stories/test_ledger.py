"""One story for each row of billing.md, section 5: what happens in the shop, and what then stands in the books.

At the end of each the exported journal is accepted by bean-check, the trial balance is zero, and every invariant holds.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.operations.simulation.summary import captures
from abaca.store.customers.actions import change_address
from abaca.store.invoices.actions import Credit, credit, issue
from abaca.store.invoices.actions import Draft as InvoiceDraft
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.states import Cause
from abaca.store.ledger.deferring import unearned
from abaca.store.ledger.models import Deferral
from abaca.store.ledger.queries import credit_of, receivable_of
from abaca.store.orders.models import Line, Order
from abaca.store.payments.actions import ToRefund, give_evidence, open_refunds
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Dispute, Payment, Transfer
from abaca.store.subscriptions.models import Term
from abaca.store.workflows import invariants
from abaca.store.workflows.bookkeeping import (
    Credited,
    SoldTerm,
    book_credit_paid_out,
    book_fee,
    book_reissued,
)
from abaca.store.workflows.books_export import export
from abaca.store.workflows.refunds import Extent, Wish, refund
from abaca.store.workflows.transfers import assign_to_order
from abaca.store.workflows.withdrawal import withdraw
from tests.makers.bean_check import complaints
from tests.makers.shop import BOB, DORA, Buyer, card
from tests.makers.told_books import Books, line
from tests.makers.upgrades import costs, goes_over

NET, TAX, GROSS = 7308, 592, 7900  # 79.00 with 8.1 per cent inside; the provider keeps 1.36
SALE = "sale: Receivable 79.00 | Deferred:Professional 73.08, Tax:CH:8-1 5.92"
CAPTURE = "capture: Gateway 79.00, GatewayFees 1.36 | Receivable 79.00, Gateway 1.36"
BOBS_NET = 6583  # 79.00 with 20 per cent inside
BOBS_SALE = "sale: Receivable 79.00 | Deferred:Professional 65.83, Tax:AT:20 13.17"


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def excused() -> set[str]:
    """Return the invariants that a story breaks on purpose, since another room mends them."""
    return set()


@pytest.fixture(autouse=True)
def _the_books_are_in_order_in_the_end(shop, excused, tmp_path: Path) -> Iterator[None]:
    yield
    for year in (2026, 2027, 2028):
        told = export("beancount", year=year, at=present()).content.decode()
        assert complaints(told.splitlines(), tmp_path) == ""
    found = invariants.findings(captures(), at=present())
    assert {name: said for name, said in found.items() if said and name not in excused} == {}


def gives_money_back(order: Order, amount: int, note: Invoice) -> None:
    payment = Payment.objects.get(order=order)
    open_refunds([ToRefund(payment, amount, note.number, note.cause)], at=present(), by="a story")
    drain_all(at=present())


def test_1_and_2_a_sale_and_its_renewal_are_booked_with_their_payments(shop, clock, books):
    shop.sells(to=DORA)
    books.were(SALE, CAPTURE)
    clock.travel_to("2027-03-03")
    books.were(SALE, CAPTURE)
    assert receivable_of(Buyer(DORA).customer.ref, "EUR") == 0


def test_2_a_fee_may_be_told_later(shop, clock, books):
    sold = shop.sells(to=DORA)
    books.fresh()
    book_fee(sold.order, 25, at=clock.now, by="the provider")
    books.were("fee: GatewayFees 0.25 | Gateway 0.25")
    order = Order.objects.get()
    order.payment.fee += 25
    order.payment.save()


def test_3_the_provider_pays_out(shop, clock, books):
    shop.sells(to=DORA)
    books.fresh()
    clock.travel_to("2026-03-05")
    books.were("payout: Bank 77.64 | Gateway 77.64", but=())
    assert books.left("Assets:Gateway") == 0 == rehearsal_company().funds().get("EUR", 0)


def test_4_what_is_earned_is_posted_with_every_month_and_nothing_is_left_at_the_end(shop, clock, books):
    shop.sells(to=DORA)
    Buyer(DORA).cancels()
    clock.travel_to("2027-01-01T00:30")
    posted = books.fresh("recognition")
    assert [str(one.booking.about.on) for one in posted][-2:] == ["2026-11-30", "2026-12-31"]
    [row] = Deferral.objects.all()
    assert -books.left("Liabilities:Deferred:Professional") == unearned(NET, row.days, date(2027, 1, 1))
    clock.travel_to("2027-03-02T00:30")
    assert [str(one.booking.about.on) for one in books.fresh("recognition")][-1] == "2027-03-01"
    assert books.left("Liabilities:Deferred:Professional") == 0
    assert books.left("Income:Professional") == -NET


def test_5_a_full_refund_takes_back_what_was_earned_as_well(shop, clock, books):
    sold = shop.sells(to=DORA)
    clock.travel_to("2026-03-11")
    books.fresh()
    refund(sold.order, Wish(Extent.WHOLE), at=clock.now, by="sam")
    drain_all(at=clock.now)
    books.were(
        "recognition: Deferred:Professional 1.80 | Income:Professional 1.80",
        "refund: Deferred:Professional 71.28, Income:Professional 1.80, Tax:CH:8-1 5.92 | Receivable 79.00",
        "refund: Receivable 79.00 | Gateway 79.00",
        but=(),
    )
    assert books.left("Income:Professional") == 0
    clock.travel_to("2027-04-01")
    assert books.fresh("recognition", "sale", "capture") == []


def test_6_a_term_that_ends_early_gives_its_unused_part_back(shop, clock, books):
    sold = shop.sells(to=DORA)
    clock.travel_to("2026-11-18")  # 104 of 365 days are unused
    books.fresh()
    refund(sold.order, Wish(Extent.UNUSED), at=clock.now, by="sam")
    drain_all(at=clock.now)
    books.were(
        "part_refund: Deferred:Professional 20.82, Tax:CH:8-1 1.69 | Receivable 22.51",
        "refund: Receivable 22.51 | Gateway 22.51",
    )
    assert books.left("Income:Professional") == 2082 - NET
    assert books.left("Liabilities:Deferred:Professional") == 0


def test_7_a_goodwill_is_spread_over_the_days_and_the_term_goes_on(shop, clock, books):
    sold = shop.sells(to=DORA)
    clock.travel_to("2026-11-18")
    books.fresh()
    refund(sold.order, Wish(Extent.GOODWILL, amount=2000), at=clock.now, by="sam")
    drain_all(at=clock.now)
    books.were(
        "goodwill: Deferred:Professional 5.27, Income:Professional 13.23, Tax:CH:8-1 1.50 | Receivable 20.00",
        "refund: Receivable 20.00 | Gateway 20.00",
    )
    [row] = Deferral.objects.all()
    assert row.left == unearned(NET - 1850, row.days, date(2026, 11, 18))


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        ("disputed", ["dispute_won: Gateway 79.00 | Disputed 79.00"]),
        (
            "disputed_lost",
            [
                "dispute_lost: Deferred:Professional {left}, Chargebacks {lost}, Tax:CH:8-1 5.92 | Receivable 79.00",
                "dispute_lost: Receivable 79.00 | Disputed 79.00",
            ],
        ),
    ],
)
def test_8_and_9_a_dispute_is_opened_and_decided(shop, clock, books, behaviour, told):
    shop.sells(to=card(DORA, behaviour))
    clock.travel_to("2026-04-03")
    if behaviour == "disputed":
        give_evidence(Dispute.objects.get(), "It was delivered.", at=clock.now, by="sam")
    clock.travel_to("2026-08-02")
    happened = [one for one in books.fresh() if one.booking.cause.startswith("dispute")]
    opened, *decided = [line(one.booking) for one in happened]
    assert opened == "dispute_opened: Disputed 79.00, ChargebackFees 15.00 | Gateway 94.00"
    [row] = Deferral.objects.all()
    days = row.days.days_left(decided_on(happened))
    left = unearned(NET, row.days, decided_on(happened))
    figures = {"left": euros(left), "lost": euros(NET - left)}
    assert days > 0
    assert decided == [one.format(**figures) for one in told]


def decided_on(happened) -> date:
    return happened[-1].booking.about.on


def euros(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def test_10_an_upgrade_at_the_same_rate_takes_what_was_not_used_with_it(shop, clock, books):
    shop.sells(to=DORA)
    clock.travel_to("2026-11-18")  # 104 of 365 days are unused
    books.fresh()
    goes_over(DORA)
    sold = "Deferred:Advanced 147.09, Tax:CH:8-1 10.23"
    books.were(
        f"upgrade: Receivable 136.50, Deferred:Professional 20.82 | {sold}",
        "capture: Gateway 136.50, GatewayFees 2.16 | Receivable 136.50, Gateway 2.16",
    )
    assert books.left("Liabilities:Deferred:Professional") == 0
    assert books.left("Income:Professional") == 2082 - NET


def test_10_given_back_the_old_plan_goes_on_earning(shop, clock, books):
    shop.sells(to=DORA)
    clock.travel_to("2026-11-18")
    order = goes_over(DORA)
    clock.travel_to("2026-11-20")
    books.fresh()
    withdraw(order, at=clock.now, by="x")
    drain_all(at=clock.now)
    books.were(
        "recognition: Deferred:Advanced 0.81 | Income:Advanced 0.81",
        "upgrade_taken_back: Deferred:Advanced 146.28, Income:Advanced 0.81, Tax:CH:8-1 10.23"
        " | Deferred:Professional 20.82, Receivable 136.50",
        "recognition: Deferred:Professional 0.40 | Income:Professional 0.40",  # 73.08 x 102/365 = 20.42
        "refund: Receivable 136.50 | Gateway 136.50",
        but=("payout",),
    )
    clock.travel_to("2026-12-01")
    [row] = Deferral.objects.filter(stopped_on=None)
    assert (row.plan, row.left) == ("professional", unearned(NET, row.days, date(2026, 12, 1)))


def test_10_an_upgrade_at_another_rate_is_set_against_a_credit_note(shop, clock, books):
    shop.sells(to=DORA)
    change_address(Buyer(DORA).customer, "billing", BOB.address(), at=clock.now, by="x")
    clock.travel_to("2026-11-18")
    books.fresh()
    order = goes_over(DORA)
    assert (order.credit_used, order.due) == (2251, 13649)
    books.were(
        "upgrade: Deferred:Professional 20.82, Tax:CH:8-1 1.69 | Receivable 22.51",
        "refund: Receivable 22.51 | CustomerCredit 22.51",
        "sale: Receivable 159.00 | Deferred:Advanced 132.50, Tax:AT:20 26.50",
        "credit_used: CustomerCredit 22.51 | Receivable 22.51",
        "capture: Gateway 136.49, GatewayFees 2.16 | Receivable 136.49, Gateway 2.16",
    )


def test_16_what_is_worth_more_than_the_new_plan_becomes_credit(shop, clock, books):
    shop.sells(to=DORA)
    costs("advanced", 5000)
    books.fresh()
    goes_over(DORA)
    books.were(
        "upgrade: Deferred:Professional 26.83, Tax:CH:8-1 2.17 | Receivable 29.00",
        "refund: Receivable 29.00 | CustomerCredit 29.00",
        "upgrade: Deferred:Professional 46.25 | Deferred:Advanced 46.25",
    )
    assert credit_of(Buyer(DORA).customer.ref, "EUR") == 2900


def test_11_and_12_a_first_order_is_paid_in_two_parts_and_too_much(shop, clock, books):
    sold = shop.sells(to=BOB)
    shop.books(sold.order, 5000)
    books.were("unknown_transfer: Bank 50.00 | Unmatched 50.00")
    shop.books(sold.order, 4000)
    books.were(
        BOBS_SALE,
        "transfer_matched: Unmatched 50.00 | Receivable 50.00",
        "transfer: Bank 40.00 | Receivable 29.00, CustomerCredit 11.00",
    )
    assert credit_of(Buyer(BOB).customer.ref, "EUR") == 1100


def test_11_a_renewal_invoice_is_paid_exactly_and_late(shop, clock, books):
    sold = shop.sells(to=BOB)
    shop.books(sold.order)
    books.were(BOBS_SALE, "transfer: Bank 79.00 | Receivable 79.00")
    clock.travel_to("2027-02-02")
    books.were(BOBS_SALE)  # the invoice of the renewal, thirty days before
    assert receivable_of(Buyer(BOB).customer.ref, "EUR") == GROSS
    clock.travel_to("2027-03-31")  # not quite thirty days after the end; nothing of the new term is earned so far
    assert Deferral.objects.get(term=2).recognised == 0
    shop.books(Buyer(BOB).orders[-1].order)
    books.were("transfer: Bank 79.00 | Receivable 79.00")
    clock.travel_to("2027-05-01")
    row = Deferral.objects.get(term=2)
    assert row.left == unearned(BOBS_NET, row.days, date(2027, 5, 1))


def test_11_a_renewal_invoice_is_paid_short_and_then_the_rest(shop, clock, books):
    shop.books(shop.sells(to=BOB).order)
    clock.travel_to("2027-02-10")
    books.fresh()
    order = Buyer(BOB).orders[-1].order
    shop.books(order, 7000)
    books.were("transfer: Bank 70.00 | Receivable 70.00")
    assert receivable_of(Buyer(BOB).customer.ref, "EUR") == 900
    shop.books(order, 900)
    books.were("transfer: Bank 9.00 | Receivable 9.00")
    assert Buyer(BOB).standing == "renews"


def test_12_money_with_an_unknown_reference_is_matched_later(shop, clock, books):
    sold = shop.sells(to=BOB)
    rehearsal_company().bank.book("thank you", GROSS, "EUR", clock.now.date(), "Bob", clock.now)
    drain_all(at=clock.now)
    books.were("unknown_transfer: Bank 79.00 | Unmatched 79.00")
    assign_to_order(Transfer.objects.get().pk, sold.order.number, at=clock.now, by="sam")
    books.were(BOBS_SALE, "transfer_matched: Unmatched 79.00 | Receivable 79.00")
    assert books.left("Liabilities:Unmatched") == 0


def test_13_money_never_comes_or_comes_after_that(shop, clock, books):
    shop.books(shop.sells(to=BOB).order)
    clock.travel_to("2027-02-10")
    order = Buyer(BOB).orders[-1].order
    shop.books(order, 5000)
    books.fresh()
    clock.travel_to("2027-04-03")
    books.were(
        "unpaid: Deferred:Professional 65.83, Tax:AT:20 13.17 | Receivable 79.00",
        "to_credit: Receivable 50.00 | CustomerCredit 50.00",
    )
    shop.books(order)
    books.were("late_transfer: Bank 79.00 | CustomerCredit 79.00")
    assert credit_of(Buyer(BOB).customer.ref, "EUR") == 12900


def test_13_a_first_order_that_lapses_leaves_its_part_payment_as_credit(shop, clock, books):
    sold = shop.sells(to=BOB)
    shop.books(sold.order, 5000)
    books.fresh()
    clock.travel_to("2026-03-20")
    books.were("transfer_matched: Unmatched 50.00 | CustomerCredit 50.00")
    assert credit_of(Buyer(BOB).customer.ref, "EUR") == 5000


def test_14_a_few_cents_are_let_pass_where_the_seller_says_so(shop, clock, books, settings):
    settings.TRANSFER_TOLERANCE = 4
    sold = shop.sells(to=BOB)
    shop.books(sold.order, 7895)
    books.were("unknown_transfer: Bank 78.95 | Unmatched 78.95")
    shop.books(sold.order, 1)
    books.were(
        BOBS_SALE,
        "transfer_matched: Unmatched 78.95 | Receivable 78.95",
        "transfer: Bank 0.01, SmallDifferences 0.04 | Receivable 0.05",
    )


def test_15_a_credit_balance_is_used_and_paid_out(shop, clock, books):
    first = shop.sells(to=BOB)
    shop.books(first.order, 10000)
    again = shop.sells(to=BOB, token="again")
    Order.objects.filter(pk=again.order.pk).update(credit_used=1100)
    books.fresh()
    shop.books(again.order, 6800)
    books.were(
        BOBS_SALE, "credit_used: CustomerCredit 11.00 | Receivable 11.00", "transfer: Bank 68.00 | Receivable 68.00"
    )
    bob = Buyer(BOB).customer.ref
    book_credit_paid_out(bob, 1000, "EUR", at=clock.now, by="sam")
    books.were("credit_paid_out: CustomerCredit 10.00 | Bank 10.00")
    assert credit_of(bob, "EUR") == 0


def test_17_a_vat_id_is_confirmed_late(shop, clock, books, excused):
    sold = shop.sells(to=DORA)
    clock.travel_to("2026-03-11")
    books.fresh()
    invoice = Invoice.objects.get()
    [note] = credit([Credit(invoice, Cause.VAT_CONFIRMED)], at=clock.now, by="the register")
    sold_line = Line.objects.select_related("order__customer", "plan").get(order=sold.order)
    sold_line.order.net, sold_line.order.tax, sold_line.order.gross, sold_line.order.tax_rate = NET, 0, NET, 0
    sold_line.order.tax_category = "AE"
    term = Term.objects.select_related("subscription__plan").get()
    [new] = issue(
        [InvoiceDraft(sold_line, term.begins, term.ends, "Visa", "", paid=True)], at=clock.now, by="the register"
    )
    book_reissued(Credited(note), SoldTerm(new, term), paid=True, at=clock.now, by="the register")
    books.were(
        "recognition: Deferred:Professional 1.80 | Income:Professional 1.80",
        "vat_confirmed: Deferred:Professional 71.28, Income:Professional 1.80, Tax:CH:8-1 5.92 | Receivable 79.00",
        "sale: Receivable 73.08 | Deferred:Professional 73.08",
        "recognition: Deferred:Professional 1.80 | Income:Professional 1.80",
        but=(),
    )
    assert receivable_of(Buyer(DORA).customer.ref, "EUR") == -TAX
    gives_money_back(sold.order, TAX, note)
    books.were("refund: Receivable 5.92 | Gateway 5.92")
    excused.add("a paid order has one invoice of its sum")  # who corrects it writes the new sums into the order
