"""Money goes back: with its credit note, its term, its product keys and its letter, or not at all."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.kernel.money import share
from abaca.messaging.queries import letters_of
from abaca.operations.simulation.summary import captures
from abaca.store.invoices.credits import CreditAboveInvoice, CreditOfNothing
from abaca.store.invoices.models import Invoice
from abaca.store.ledger.accounts import CREDIT, GATEWAY, RECEIVABLE
from abaca.store.ledger.queries import balances, credit_of, trial_balance
from abaca.store.notices.models import Notice
from abaca.store.payments.actions import IbanWrong
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Refund, Transfer
from abaca.store.payments.queries import refundable
from abaca.store.product_keys.models import ProductKey
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.proration import unused_amount
from abaca.store.workflows import invariants, jobs
from abaca.store.workflows.invariants.refunds import check_refunds
from abaca.store.workflows.refunds import (
    Extent,
    NothingLeft,
    NotRefundable,
    SeatsUnknown,
    To,
    Wish,
    pay_out,
    quote,
    refund,
)
from abaca.store.workflows.transfers import assign_to_order
from abaca.store.workflows.withdrawal import WithdrawalOver, withdrawal_ends
from tests.makers.orders import happened, letter_kinds, make_lines
from tests.makers.shop import ALICE, BOB, DORA, Buyer, card
from tests.makers.traces import refuses_without_a_trace
from tests.store.payments.paid import IBAN

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _all_is_well_in_the_end(shop) -> Iterator[None]:
    yield
    assert invariants.check_all(captures(), at=present()) == []
    assert check_refunds(rehearsal_company().refunds_by_key()) == []
    assert sum_of_the_books() == {}
    assert balances(GATEWAY).get("EUR", 0) == rehearsal_company().funds().get("EUR", 0)


def sum_of_the_books() -> dict[str, int]:
    """Return which currencies do not come out even over all accounts."""
    sums: dict[str, int] = {}
    for row in trial_balance():
        sums[row.currency] = sums.get(row.currency, 0) + row.left
    return {currency: left for currency, left in sums.items() if left}


def bought(shop, person=DORA, **changes):
    return shop.sells(to=person, **changes)


def back(whole, extent=Extent.WHOLE, **wish) -> list[Refund]:
    """Take an order back as the staff does, and do whatever falls due."""
    refunds = jobs.refund(whole.order, Wish(extent, **wish), at=present(), by="sam")
    drain_all(at=present())
    return refunds


def notes(whole) -> list[tuple[int, int, str]]:
    rows = Invoice.objects.filter(order=whole.order, kind="credit_note").order_by("pk")
    return [(note.net, note.tax, note.cause) for note in rows]


def given_back() -> int:
    return rehearsal_company().balance("EUR").refunded


def withdrawn(shop) -> list[dict]:
    return [doc["body"] for doc in shop.feed() if doc["kind"] == "product_key.withdrawn"]


def test_everything_goes_back_within_14_days_without_a_human(shop):
    whole = bought(shop)
    [refund_] = jobs.withdraw(whole.order, at=present(), by=whole.order.customer.ref)
    drain_all(at=present())

    invoice = Invoice.objects.get(order=whole.order, kind="invoice")
    assert notes(whole) == [(invoice.net, invoice.tax, "refund")]
    assert (given_back(), Refund.objects.get().state) == (whole.order.gross, "succeeded")
    dora = Buyer(DORA)
    assert (dora.subscription.state, dora.standing, dora.ends) == ("ended", "ended", date(2026, 3, 2))
    term = Term.objects.get()
    assert (term.stopped_on, term.stopped_why, term.ends) == (date(2026, 3, 2), "refunded", date(2027, 3, 2))
    key = ProductKey.objects.get()
    assert withdrawn(shop) == [{"ref": key.ref, "on": "2026-03-02"}]
    assert not Notice.objects.filter(said_at=None).exists()
    assert letter_kinds(DORA) == ["order_confirmed", "withdrawal_received", "refunded"]
    assert letters_of(dora.customer.ref)[0].context["refund"]["note"] == refund_.document
    assert happened(whole.order.ref)[-5:] == [
        "product_key.withdrawn",
        "invoice.credited",
        "refund.opened",
        "order.refunded",
        "refund.succeeded",
    ]


def test_a_refund_is_asked_for_once(shop):
    whole = bought(shop)
    back(whole)
    refuses_without_a_trace(NothingLeft, lambda: back(whole))
    assert given_back() == whole.order.gross


def test_the_unused_days_go_back_and_the_term_ends_today(shop, clock):
    whole = bought(shop)
    clock.travel_to("2026-10-14")
    invoice = Invoice.objects.get(order=whole.order)
    told = quote(whole.order, Wish(Extent.UNUSED), at=present())
    assert (told.days_left, told.days) == (139, 365)
    assert told.net == unused_amount(invoice.net, Term.objects.get().days, date(2026, 10, 14))
    back(whole, Extent.UNUSED)

    assert notes(whole) == [(told.net, told.tax, "part_refund")]
    assert given_back() == told.gross == told.to_method
    assert Term.objects.get().stopped_on == date(2026, 10, 14)
    assert [w["on"] for w in withdrawn(shop)] == ["2026-10-14"]
    refuses_without_a_trace(NothingLeft, lambda: back(whole, Extent.UNUSED))


def test_goodwill_leaves_the_term(shop):
    whole = bought(shop)
    back(whole, Extent.GOODWILL, amount=2000)
    assert [(net + tax, cause) for net, tax, cause in notes(whole)] == [(2000, "goodwill")]
    dora = Buyer(DORA)
    assert (given_back(), dora.standing, withdrawn(shop)) == (2000, "renews", [])
    assert Term.objects.get().stopped_on is None


def test_three_parts_and_the_rest_make_the_whole_to_the_cent(shop):
    whole = bought(shop)
    invoice = Invoice.objects.get(order=whole.order)
    for _part in range(3):
        back(whole, Extent.GOODWILL, amount=1013)
    back(whole)
    nets, taxes, _causes = zip(*notes(whole), strict=True)
    assert (sum(nets), sum(taxes)) == (invoice.net, invoice.tax)
    assert given_back() == whole.order.gross
    assert refundable(Refund.objects.first().payment) == 0
    assert not {row.account for row in trial_balance() if row.left} & {RECEIVABLE, CREDIT}


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Wish(Extent.GOODWILL), CreditOfNothing),
        (Wish(Extent.GOODWILL, amount=-5), CreditOfNothing),
        (Wish(Extent.GOODWILL, amount=10**6), CreditAboveInvoice),
        (Wish(Extent.SEATS), SeatsUnknown),
        (Wish(Extent.SEATS, seats=(1,)), SeatsUnknown),  # the only one
        (Wish(Extent.SEATS, seats=(7,)), SeatsUnknown),
    ],
)
def test_a_senseless_wish_is_refused_and_leaves_no_trace(shop, wish, refusal):
    whole = bought(shop)
    refuses_without_a_trace(refusal, lambda: refund(whole.order, wish, at=present(), by="sam"))


def test_of_an_order_without_money_nothing_goes_back(shop):
    order = make_lines()[0].order
    refuses_without_a_trace(NotRefundable, lambda: refund(order, Wish(Extent.WHOLE), at=present(), by="sam"))


def test_some_seats_go_back_with_their_share_and_their_keys(shop):
    whole = bought(shop, seats=5)
    invoice = Invoice.objects.get(order=whole.order)
    back(whole, Extent.SEATS, seats=(2, 5))
    assert Invoice.objects.get(kind="credit_note").net == share(invoice.net, 2, 5)
    gone = ProductKey.objects.exclude(withdrawn_on=None).order_by("seat")
    assert [key.seat for key in gone] == [2, 5]
    assert [w["ref"] for w in withdrawn(shop)] == [key.ref for key in gone]
    dora = Buyer(DORA)
    assert (dora.subscription.seats, dora.standing) == (3, "renews")
    back(whole)
    assert given_back() == whole.order.gross


def test_money_may_become_credit(shop):
    whole = bought(shop)
    assert back(whole, to=To.CREDIT) == []
    assert given_back() == 0
    assert credit_of(whole.order.customer.ref, "EUR") == whole.order.gross


def test_what_came_by_transfer_goes_to_an_account_that_is_named(shop):
    whole = bought(shop, BOB)
    shop.books(whole.order)
    refuses_without_a_trace(IbanWrong, lambda: back(whole))
    [refund_] = back(whole, iban=IBAN)
    assert (refund_.kind, refund_.state) == ("bank", "ready")
    assert balances(RECEIVABLE) == {"EUR": -whole.order.gross}  # we owe it
    pay_out(refund_, at=present(), by="sam")
    assert Refund.objects.get().state == "succeeded"
    assert balances(RECEIVABLE) == {"EUR": 0}


def test_money_that_comes_twice_does_not_take_what_is_going_back(shop):
    whole = bought(shop, BOB)
    shop.books(whole.order)
    [refund_] = back(whole, iban=IBAN)
    shop.books(whole.order, 1000)  # under the right reference
    rehearsal_company().bank.book("a slip", 500, "EUR", present().date(), "somebody", present())
    drain_all(at=present())
    assign_to_order(Transfer.objects.get(amount=500).pk, whole.order.number, at=present(), by="sam")
    assert credit_of(whole.order.customer.ref, "EUR") == 1500
    pay_out(refund_, at=present(), by="sam")
    assert (balances(RECEIVABLE), credit_of(whole.order.customer.ref, "EUR")) == ({"EUR": 0}, 1500)


def test_a_closed_card_turns_the_money_into_credit_and_its_customer_is_told(shop, clock):
    whole = bought(shop, card(DORA, "refund_fails"))
    back(whole)
    clock.travel_to(present() + 3 * DAY)
    assert Refund.objects.get().state == "failed"
    assert credit_of(whole.order.customer.ref, "EUR") == whole.order.gross
    assert letter_kinds(DORA) == ["order_confirmed", "refunded", "refund_failed"]


@pytest.mark.parametrize(("day", "in_time"), [("2026-03-16", True), ("2026-03-17", False)])
def test_the_right_ends_after_14_days(shop, clock, day, in_time):
    whole = bought(shop)
    clock.travel_to(day)
    assert withdrawal_ends(whole.order, Term.objects.get()) == date(2026, 3, 16)
    if in_time:
        jobs.withdraw(whole.order, at=present(), by="x")
    else:
        refuses_without_a_trace(WithdrawalOver, lambda: jobs.withdraw(whole.order, at=present(), by="x"))


def test_a_renewal_can_be_given_back_and_only_its_own_term_ends(shop, clock):
    first = bought(shop)
    clock.travel_to("2027-03-04")
    second = Buyer(DORA).orders[-1]
    jobs.withdraw(second.order, at=present(), by="x")
    drain_all(at=present())

    dora = Buyer(DORA)
    assert given_back() == second.order.gross
    assert [term.stopped_on for term in Term.objects.order_by("number")] == [None, date(2027, 3, 4)]
    assert [key.withdrawn_on for key in ProductKey.objects.order_by("pk")] == [None, date(2027, 3, 4)]
    assert dora.standing == "ended"
    assert notes(first) == []
    clock.travel_to("2029-01-01")
    assert len(shop.charges()) == 2


def test_who_gives_back_while_his_renewal_invoice_is_out_owes_nothing(shop, clock):
    whole = bought(shop, BOB)
    shop.books(whole.order)
    clock.travel_to("2027-02-10")  # the invoice of the next term is out
    back(whole, Extent.UNUSED, iban=IBAN)
    bob = Buyer(BOB)
    assert (bob.standing, bob.orders[-1].order.state) == ("ended", "lapsed")
    assert [cause for _net, _tax, cause in notes(bob.orders[-1])] == ["unpaid"]


def test_an_old_order_goes_back_and_the_present_term_goes_on(shop, clock):
    first = bought(shop)
    clock.travel_to("2027-03-04")
    back(first)
    dora = Buyer(DORA)
    assert (dora.standing, dora.ends) == ("renews", date(2028, 3, 2))
    assert withdrawn(shop) == []
    assert given_back() == first.order.gross


def test_a_quote_changes_nothing(shop):
    whole = bought(shop, ALICE)
    before = happened(whole.order.ref)
    told = quote(whole.order, Wish(Extent.WHOLE), at=present())
    assert told.gross == told.to_method == whole.order.gross
    assert happened(whole.order.ref) == before
