"""Whatever is done in the store is written into its journal, with the instant and the one who did it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import pytest

from abaca.store.customers import actions as customers
from abaca.store.invoices import actions as invoices
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.states import Cause
from abaca.store.journal.models import Entry
from abaca.store.orders import actions as orders
from abaca.store.orders.models import Line
from abaca.store.payments import actions as payments
from abaca.store.payments.actions import DisputeNews, RefundVerdict, StatementEntry, Verdict, Wanted
from abaca.store.payments.models import Dispute, Refund
from abaca.store.payments.states import AttemptState, DisputeState, RefundState
from abaca.store.product_keys import actions as product_keys
from abaca.store.product_keys.models import ProductKey
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import cancellation, my_data, paying, renewal, transfers
from tests.conftest import NOON
from tests.makers.orders import a_card, agreement, last_entry, make_card, make_lines, make_subscriptions
from tests.makers.shop import ALICE
from tests.store.payments.paid import IBAN, paid, refunded, to_refund, transferred

LATER = NOON + timedelta(hours=1)
SAM = {"at": LATER, "by": "sam"}


@dataclass
class World:
    """An order that waits for its money, and a subscription."""

    line: Line
    subscription: Subscription

    @property
    def customer(self):
        return self.subscription.customer

    @property
    def invoice(self) -> Invoice:
        return Invoice.objects.get(customer=self.customer)

    @property
    def keys(self) -> list[ProductKey]:
        return list(ProductKey.objects.filter(line__order__customer=self.customer))

    def entry(self) -> StatementEntry:
        return StatementEntry(7, "RF", 7900, "EUR", date(2026, 3, 2), "somebody", self.line.order_id)

    def answer(self, state: AttemptState) -> Verdict:
        order = self.line.order
        [attempt] = payments.open_attempts(
            [Wanted(order, make_card(order.customer), customer_present=True)], at=NOON, by="a guest"
        )
        payments.take([attempt.pk], at=NOON)
        return Verdict(attempt.pk, state)


def _given_back() -> RefundVerdict:
    refund = refunded(paid())
    payments.take_refunds([refund.pk], at=NOON)
    return RefundVerdict(refund.pk, RefundState.SUCCEEDED)


def _by_hand() -> Refund:
    return payments.open_refunds([to_refund(transferred(), iban=IBAN)], at=NOON, by="sam")[0]


def _contested(state: DisputeState = DisputeState.LOST) -> DisputeNews:
    due = NOON + timedelta(days=14)
    return DisputeNews(
        "rehearsal", "dp_1", paid().provider_ref, 7900, "EUR", 1500, "fraudulent", state, NOON, due, ended_at=None
    )


def _dispute() -> Dispute:
    [step] = payments.write_disputes([_contested(DisputeState.OPEN)], at=NOON, by="x")
    return step.dispute


def _removed(w) -> int:
    return payments.remove_method(make_card(w.customer, "old"), at=NOON, by="sam").pk


DRAFT = (date(2026, 3, 2), date(2027, 3, 2), "transfer", "RF")
WISHES = ("customer.address_changed", "customer.language_changed", "customer.email_change_asked")
ACTIONS = [
    (lambda w: lambda: customers.change_address(w.customer, "billing", ALICE.address(), **SAM), [WISHES[0]]),
    (lambda w: lambda: customers.remember_language(w.customer, "fr", **SAM), [WISHES[1]]),
    (lambda w: lambda: my_data.ask_to_change_email(w.customer, "new@example.com", **SAM), [WISHES[2]]),
    (
        lambda w: (
            lambda: customers.note_consent(w.customer, "newsletter", wording="x", language="en", about="o", **SAM)
        ),
        ["consent.newsletter"],
    ),
    (lambda w: lambda: orders.place([agreement(w.customer)], **SAM), ["order.placed"]),
    (lambda w: lambda: orders.mark_paid([w.line.order_id], **SAM), ["order.paid"]),
    (lambda w: lambda: orders.lapse([w.line.order_id], **SAM), ["order.lapsed"]),
    (lambda w: lambda: payments.save_method(w.customer, a_card("new"), **SAM), ["method.saved"]),
    (lambda w: partial(payments.remove_method, make_card(w.customer, "old"), **SAM), ["method.removed"]),
    (lambda w: partial(payments.note_dropped, [_removed(w)], **SAM), ["method.dropped"]),
    (
        lambda w: (
            lambda: payments.open_attempts(
                [Wanted(w.line.order, make_card(w.customer, f"tok_{w.subscription.terms.get().line.order_id}"), True)],
                **SAM,
            )
        ),
        ["attempt.opened"],
    ),
    (
        lambda w: partial(payments.write_verdicts, [w.answer(AttemptState.DECLINED)], **SAM),
        ["attempt.declined"],
    ),
    (
        lambda w: partial(payments.write_verdicts, [w.answer(AttemptState.UNKNOWN)], **SAM),
        ["attempt.unknown"],
    ),
    (lambda w: lambda: payments.book_transfers([w.entry()], **SAM), ["transfer.read"]),
    (
        lambda w: lambda: transfers.receive([w.entry()], **SAM),
        ["transfer.read", "order.paid", "subscription.begun", "product_key.minted", "invoice.issued"],
    ),
    (lambda w: lambda: product_keys.mint_for([product_keys.Wanted(w.line, None)], **SAM), ["product_key.minted"]),
    (lambda w: lambda: invoices.issue([invoices.Draft(w.line, *DRAFT)], **SAM), ["invoice.issued"]),
    (lambda w: lambda: invoices.credit([invoices.Credit(w.invoice, Cause.REFUND)], **SAM), ["invoice.credited"]),
    (
        lambda w: lambda: subscriptions.set_auto_renew(w.subscription, on=False, **SAM),
        ["subscription.renewal_cancelled"],
    ),
    (lambda w: lambda: subscriptions.end([w.subscription], why="unpaid", **SAM), ["subscription.ended"]),
    (lambda w: lambda: cancellation.cancel(w.subscription, **SAM), ["subscription.renewal_cancelled"]),
    (lambda w: lambda: paying.change_method(w.subscription, None, **SAM), ["subscription.method_changed"]),
    (
        lambda w: lambda: paying.add_method(w.subscription, a_card("n"), **SAM),
        ["method.saved", "subscription.method_changed"],
    ),
    (lambda w: lambda: renewal.plan_next([w.subscription], **SAM), ["order.placed", "term.planned"]),
    (lambda _w: partial(payments.open_refunds, [to_refund(paid())], **SAM), ["refund.opened"]),
    (lambda _w: partial(payments.write_refund_verdicts, [_given_back()], **SAM), ["refund.succeeded"]),
    (lambda _w: partial(payments.mark_paid_out, _by_hand(), **SAM), ["refund.paid_out"]),
    (lambda _w: partial(payments.write_disputes, [_contested()], **SAM), ["dispute.opened", "dispute.lost"]),
    (lambda _w: partial(payments.give_evidence, _dispute(), "It was delivered.", **SAM), ["dispute.evidence_given"]),
    (lambda _w: partial(payments.accept, _dispute(), **SAM), ["dispute.accepted"]),
    (lambda w: partial(product_keys.withdraw, w.keys, on=NOON.date(), **SAM), ["product_key.withdrawn"]),
    (lambda w: partial(subscriptions.change_seats, w.subscription, seats=2, **SAM), ["subscription.seats_changed"]),
]


@pytest.mark.parametrize(("prepare", "words"), ACTIONS, ids=["+".join(words) for _prepare, words in ACTIONS])
def test_it_is_written_down_who_did_what_and_when(shop, prepare, words):
    act = prepare(World(make_lines()[0], make_subscriptions()[0]))
    before = last_entry()
    act()
    entries = list(Entry.objects.filter(pk__gt=before))
    assert [e.what for e in entries] == words
    assert {(e.at, e.by) for e in entries} == {(LATER, "sam")}
    assert all(e.about for e in entries)
    assert all(e.whose.startswith("cus_") for e in entries if e.what != "transfer.read")
