"""Money goes back: a credit note, the money or the credit balance, the term, its product keys, and a letter.

Every refund belongs to a credit note, and the two are one commit. What is worth how much is said by `quote`, which the
pages show before anybody confirms; under the locks it is computed again, and that is what counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.actions import wake
from abaca.kernel.money import Money, share
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import day_fact, money_fact
from abaca.store.feed.actions import tell
from abaca.store.invoices.actions import Credit, credit
from abaca.store.invoices.credits import CreditOfNothing, part_of
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.invoices.states import Cause
from abaca.store.journal.actions import record
from abaca.store.ledger.actions import Way
from abaca.store.ledger.queries import credit_of
from abaca.store.notices.actions import draft, method_facts, order_facts, replan, subscription_facts
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderKind, OrderState
from abaca.store.payments.actions import (
    IbanWrong,
    RefundVerdict,
    ToRefund,
    call_off_unsent,
    mark_paid_out,
    open_refunds,
    write_refund_verdicts,
)
from abaca.store.payments.ibans import is_iban
from abaca.store.payments.models import Payment, Refund
from abaca.store.payments.queries import (
    methods_by_ref,
    open_dispute_about,
    orders_with_open_attempts,
    payments_of,
    refundables,
)
from abaca.store.payments.states import RefundState
from abaca.store.product_keys import actions as product_keys
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import errands_by_line, keys_by_line
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.subscriptions.proration import unused_amount
from abaca.store.subscriptions.queries import open_terms, subscription_by_ref, term_of_order
from abaca.store.subscriptions.states import Stop, SubscriptionState, TermState

from .bookkeeping import Credited, book_credit_notes, book_money_back, book_refund_came_back
from .giving_up import drop_orders
from .going_back import SurplusSpent, Undone, comes_back, paid_again, undo_upgrade
from .going_over import withdrawal_of
from .offers import withdraw_offers
from .transfers import hold

REFUNDS = "store.refunds"


class Extent(StrEnum):
    """How much goes back, and what becomes of the term."""

    WHOLE = "whole"  # everything that is left of the invoice; the term ends
    UNUSED = "unused"  # the days that are not used; the term ends today
    GOODWILL = "goodwill"  # a sum; the term goes on
    SEATS = "seats"  # the share of some seats, and their product keys


class To(StrEnum):
    METHOD = "method"  # the way the money came
    CREDIT = "credit"  # the customer's credit balance


ENDS_THE_TERM = {Extent.WHOLE, Extent.UNUSED}
CAUSES = {
    Extent.WHOLE: Cause.REFUND,
    Extent.UNUSED: Cause.PART_REFUND,
    Extent.GOODWILL: Cause.GOODWILL,
    Extent.SEATS: Cause.PART_REFUND,
}
WAYS = {Extent.SEATS: Way.EVENLY}  # how it hits the term, where that does not follow from the cause


class NotRefundable(Refusal):
    code = "order_not_refundable"
    sentence = _("No money came for this order, so none can go back.")
    status = 409


class WentOver(Refusal):
    code = "order_went_over"
    sentence = _("What was not used of this order has paid for an upgrade. Please give the upgrade back first.")
    status = 409


class NothingLeft(Refusal):
    code = "nothing_to_refund"
    sentence = _("Nothing of this order is left that could go back.")
    status = 409


class PaymentContested(Refusal):
    code = "payment_contested"
    sentence = _("The payment is disputed at the bank. Until that is decided no money can go back.")
    status = 409


class ChargeUnderWay(Refusal):
    code = "charge_under_way"
    sentence = _("The next term is just being charged. Please try again in a few minutes.")
    status = 409


class SeatsUnknown(Refusal):
    code = "seats_unknown"
    sentence = _("Please choose seats whose product keys are not withdrawn, and not all of them.")
    status = 422
    field = "seats"


class SeatsShareAKey(Refusal):
    code = "seats_share_a_key"
    sentence = _("One product key serves several of these seats, so no single seat can be given back.")
    status = 409
    field = "seats"


@dataclass(frozen=True)
class Wish:
    """What is to go back: `amount` is a gross sum for goodwill, `iban` where the money came by transfer."""

    extent: Extent
    amount: int = 0
    seats: Sequence[int] = ()
    to: To = To.METHOD
    iban: str = ""
    cause: str = ""  # in a word: withdrawal, complaint


@dataclass(frozen=True)
class Quote:
    """What a wish comes to, and from what it was computed."""

    extent: Extent
    currency: str
    net: int
    tax: int
    tax_rate: int
    to_method: int
    to_credit: int
    left: int  # gross that is left of the invoice before
    days_left: int | None = None  # of so many days; where days count
    days: int | None = None
    seats: int | None = None  # of so many seats; where seats count
    of_seats: int | None = None

    @property
    def gross(self) -> int:
        return self.net + self.tax

    @property
    def total(self) -> Money:
        return Money(self.gross, self.currency)


@dataclass(frozen=True)
class Held:
    """An order with what a refund is about."""

    order: Order
    invoice: Invoice
    term: Term
    payment: Payment | None
    keys: list[ProductKey]  # that are not withdrawn


def quote(order: Order, wish: Wish, *, at: datetime) -> Quote:
    """Return what would go back, without doing anything; what cannot go back is refused."""
    return _quote(_look(order), wish, at)


@transaction.atomic
def refund(order: Order, wish: Wish, *, at: datetime, by: str) -> list[Refund]:
    """Take an order back, in whole or in part; return the refunds that are to be sent or paid.

    A refused one leaves no trace. With the term end its product keys, what is still wanted for it, the renewal and the
    order of the next term; what was paid from the credit balance returns to it.
    """
    hold([order.pk])
    held = _look(order)
    due = _quote(held, wish, at)
    if held.payment and held.payment.attempt_id is None and due.to_method and not is_iban(wish.iban):
        raise IbanWrong
    withdraw_offers([held.term.subscription_id], at=at, by=by)  # they rest on what was paid
    on = local_day(at, held.term.subscription.time_zone)
    if _undoes(held, wish, at):
        return _pay_back(held, wish, due, [], at=at, by=by, undone=undo_upgrade(held.order, at=at, by=by))
    gone = _take_the_keys(held, wish, on, at, by)
    if ends_the_term(held, wish, on):
        stop(held.term, on, Stop.REFUNDED, at=at, by=by)
    elif wish.extent == Extent.SEATS:
        left = held.term.subscription.seats - len(wish.seats)
        subscriptions.change_seats(held.term.subscription, seats=left, at=at, by=by)
    return _pay_back(held, wish, due, gone, at=at, by=by)


def _undoes(held: Held, wish: Wish, at: datetime) -> bool:
    """Tell whether a refund gives an upgrade back, so that the old plan runs again; on its first day any end does."""
    first_day = local_day(at, held.term.subscription.time_zone) <= held.term.begins
    whole = wish.extent == Extent.WHOLE or (wish.extent == Extent.UNUSED and first_day)
    return whole and held.order.kind == OrderKind.UPGRADE and bool(comes_back(held.order, at=at))


def _pay_back(
    held: Held,
    wish: Wish,
    due: Quote,
    gone: Sequence[ProductKey],
    *,
    at: datetime,
    by: str,
    undone: Undone | None = None,
) -> list[Refund]:
    order = held.order
    note = undone.note if undone else _credit_note(held, wish, due, at=at, by=by)
    refunds = []
    if due.to_method and held.payment:
        back = ToRefund(held.payment, due.to_method, note.number, wish.cause or str(wish.extent), wish.iban)
        refunds = open_refunds([back], at=at, by=by)
        wake(REFUNDS)
    if due.to_credit:
        book_money_back(order, due.to_credit, document=note.number, through="credit", at=at, by=by)
    facts = {"extent": wish.extent, "amount": str(due.total), "note": note.number, "cause": wish.cause}
    record("order.refunded", order.ref, whose=order.customer.ref, at=at, by=by, **facts)
    subscription = subscription_by_ref(held.term.subscription.ref)
    replan([subscription], at=at)
    letter = _letter(held, subscription, wish, due, note, at=at)
    if undone:
        _say_what_runs_again(letter.context, undone, due)
    enqueue([letter], at=at)
    tell(withdrawal_of(gone, on=_last_day(held, at)), at=at)
    return refunds


def _credit_note(held: Held, wish: Wish, due: Quote, *, at: datetime, by: str) -> Invoice:
    [note] = credit(
        [Credit(held.invoice, CAUSES[wish.extent], net=_net_wish(due, wish), gross=_gross_wish(wish))], at=at, by=by
    )
    book_credit_notes([Credited(note, WAYS.get(wish.extent))], at=at, by=by)
    return note


def _net_wish(due: Quote, wish: Wish) -> int | None:
    return due.net if wish.extent in {Extent.UNUSED, Extent.SEATS} else None


def _gross_wish(wish: Wish) -> int | None:
    return wish.amount if wish.extent == Extent.GOODWILL else None


# --- what it comes to ------------------------------------------------------------------------------------------------


def _look(order: Order) -> Held:
    order = order_by_ref(order.ref)
    term, invoice = term_of_order(order.pk), invoices_by_order([order.pk]).get(order.pk)
    if order.state != OrderState.PAID or invoice is None or term is None or term.state != TermState.PAID:
        raise NotRefundable
    if open_dispute_about([order.pk]):
        raise PaymentContested
    keys = [key for key in keys_by_line([term.line_id]).get(term.line_id, []) if key.withdrawn_on is None]
    return Held(order, invoice, term, payments_of([order.pk]).get(order.pk), keys)


def _quote(held: Held, wish: Wish, at: datetime) -> Quote:
    invoice = held.invoice
    if not invoice.left_net + invoice.left_tax:
        raise NothingLeft
    if held.term.stopped_why == Stop.UPGRADED and wish.extent != Extent.GOODWILL:
        raise WentOver
    facts = _facts_of(held, wish, local_day(at, held.term.subscription.time_zone))
    net = facts.pop("net", None)
    if net == 0:
        raise NothingLeft
    if wish.extent == Extent.GOODWILL and wish.amount <= 0:
        raise CreditOfNothing
    net, tax = part_of(
        left_net=invoice.left_net, left_tax=invoice.left_tax, rate=invoice.tax_rate, net=net, gross=_gross_wish(wish)
    )
    money = refundables([held.payment.pk])[held.payment.pk] if held.payment and wish.to == To.METHOD else 0
    to_method = min(net + tax, money)  # first the money, then what was paid from the credit balance
    if _undoes(held, wish, at):
        to_method -= _spent(held.order, net + tax - to_method, to_method)
    return Quote(
        wish.extent,
        invoice.currency,
        net,
        tax,
        invoice.tax_rate,
        to_method,
        net + tax - to_method,
        invoice.left_net + invoice.left_tax,
        **facts,
    )


def _spent(order: Order, to_credit: int, to_method: int) -> int:
    """Return what of an upgrade's surplus is no longer there, and has to pay for the old plan out of the money.

    Where that does not suffice, nothing can go back: more would be returned than was paid.
    """
    missing = max(0, paid_again(order) - to_credit - credit_of(order.customer.ref, order.currency))
    if missing > to_method:
        raise SurplusSpent
    return missing


def _facts_of(held: Held, wish: Wish, on: date) -> dict[str, int]:
    """Return the net that goes back, where days or seats decide, and the figures it was computed from."""
    left, days = held.invoice.left_net, held.term.days
    if wish.extent == Extent.UNUSED:
        if held.term.stopped_on is not None:
            raise NothingLeft
        return {"net": unused_amount(left, days, on), "days_left": days.days_left(on), "days": days.days}
    if wish.extent == Extent.SEATS:
        here = {key.seat for key in held.keys}
        if any(key.seats > 1 for key in held.keys) or errands_by_line([held.term.line_id]):
            raise SeatsShareAKey
        if not wish.seats or not here.issuperset(wish.seats) or len(here) == len(set(wish.seats)):
            raise SeatsUnknown
        return {
            "net": share(left, len(set(wish.seats)), len(here)),
            "seats": len(set(wish.seats)),
            "of_seats": len(here),
        }
    return {}


# --- the term and its product keys -----------------------------------------------------------------------------------


def _take_the_keys(held: Held, wish: Wish, on: date, at: datetime, by: str) -> list[ProductKey]:
    if ends_the_term(held, wish, on):
        return take_keys(held.term, held.keys, on, at=at, by=by)
    if wish.extent == Extent.SEATS:
        return product_keys.withdraw([k for k in held.keys if k.seat in set(wish.seats)], on=on, at=at, by=by)
    return []


def take_keys(term: Term, keys: Sequence[ProductKey], on: date, *, at: datetime, by: str) -> list[ProductKey]:
    """Withdraw the product keys of a term, and want no more of those that were still to come."""
    product_keys.call_off([term.line_id], at=at, by=by)
    return product_keys.withdraw(keys, on=inside(term, on), at=at, by=by)


def ends_the_term(held: Held, wish: Wish, on: date) -> bool:
    """Tell whether a refund ends its term; one that is over, or that was stopped before, stays as it is."""
    return wish.extent in ENDS_THE_TERM and held.term.stopped_on is None and on < held.term.ends


def inside(term: Term, on: date) -> date:
    """Return the day, or the nearest end of the term where it lies outside."""
    return min(max(on, term.begins), term.ends)


def _last_day(held: Held, at: datetime) -> date:
    return inside(held.term, local_day(at, held.term.subscription.time_zone))


def stop(term: Term, on: date, why: Stop, *, wait_for_charge: bool = True, at: datetime, by: str) -> None:
    """End a term on a day, and with it the renewal; an order of the next term that waits for its money is dropped.

    While the next term is being charged nobody knows whether its money comes, so a person may be asked to wait.
    """
    subscription = term.subscription
    if term.number < subscription.terms_paid:  # a later one was paid, and that goes on
        subscriptions.stop_terms([term], on=on, why=why, at=at, by=by)
        return
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    if waiting:
        call_off_unsent(waiting.line.order, at=at, by=by)
        under_way = bool(orders_with_open_attempts([waiting.line.order_id]))
        if under_way and wait_for_charge:
            raise ChargeUnderWay
        if not under_way:
            drop_orders([waiting], at=at, by=by)
            subscriptions.drop_planned_term(subscription)
    subscriptions.stop_terms([term], on=on, why=why, at=at, by=by)
    subscription = subscriptions.lock(subscription)
    if subscription.state == SubscriptionState.ACTIVE:  # an earlier term still runs
        subscriptions.set_auto_renew(subscription, on=False, at=at, by=by)


# --- what became of the money ----------------------------------------------------------------------------------------


@transaction.atomic
def conclude(verdicts: Sequence[RefundVerdict], *, at: datetime, by: str) -> None:
    """Write down what the provider said of refunds; what could not go back becomes credit, and its customer is told."""
    moved = write_refund_verdicts(verdicts, at=at, by=by)
    for back, before in moved:
        if back.state == RefundState.SUCCEEDED:
            _book(back, "provider", at, by)
        elif back.state == RefundState.FAILED and before == RefundState.SUCCEEDED:
            book_refund_came_back(back.payment.order, back.amount, document=back.document, at=at, by=by)
        elif back.state == RefundState.FAILED:
            _book(back, "credit", at, by)
    enqueue([_bad_news(m.refund, at) for m in moved if m.refund.state == RefundState.FAILED], at=at)


def _book(back: Refund, through: str, at: datetime, by: str) -> None:
    book_money_back(back.payment.order, back.amount, document=back.document, through=through, at=at, by=by)


@transaction.atomic
def pay_out(refund_: Refund, *, at: datetime, by: str) -> Refund:
    """Take note that somebody has paid a refund at the bank."""
    paid = mark_paid_out(refund_, at=at, by=by)
    _book(paid, "bank", at, by)
    return paid


# --- letters ---------------------------------------------------------------------------------------------------------


def _letter(held: Held, subscription: Subscription, wish: Wish, due: Quote, note: Invoice, *, at: datetime) -> Draft:
    order = held.order
    method = methods_by_ref([order.method_ref]).get(order.method_ref)
    by_hand = held.payment is not None and held.payment.attempt_id is None
    last = _last_day(held, at)
    facts: dict[str, Any] = {
        **order_facts(order.lines.all()[0], at=at),
        **subscription_facts(subscription, method, at=at),
        "method": method_facts("transfer" if by_hand else order.method_kind, method),
        "refund": {
            "extent": str(wish.extent),
            "total": money_fact(due.total),
            "to_method": money_fact(Money(due.to_method, due.currency)) if due.to_method else None,
            "to_credit": money_fact(Money(due.to_credit, due.currency)) if due.to_credit else None,
            "seats": due.seats,
            "note": note.number,
            "note_path": f"/account/invoices/{note.number}/",
            "ends": day_fact(last) if ends_the_term(held, wish, last) else None,
        },
    }
    return draft("refunded", order.customer, about=order.ref, key=f"refunded/{note.number}", facts=facts)


def _say_what_runs_again(facts: dict[str, Any], undone: Undone, due: Quote) -> None:
    """Let the letter speak of the old plan; what credit notes had paid of the upgrade pays for that plan again."""
    facts["back"] = {"title": undone.old.plan.title, "ends": day_fact(undone.old.ends_on)}
    facts["refund"] |= {"total": money_fact(Money(due.to_method, due.currency)), "to_credit": None}


def _bad_news(refund_: Refund, at: datetime) -> Draft:
    order = order_by_ref(refund_.payment.order.ref)
    method = methods_by_ref([order.method_ref]).get(order.method_ref)
    facts = {
        **order_facts(order.lines.all()[0], at=at),
        "method": method_facts(order.method_kind, method),
        "refund": {"total": money_fact(Money(refund_.amount, refund_.currency)), "note": refund_.document},
    }
    return draft("refund_failed", order.customer, about=order.ref, key=f"refund_failed/{refund_.key}", facts=facts)
