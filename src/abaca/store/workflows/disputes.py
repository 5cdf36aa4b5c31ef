"""A payer contests a charge at his bank: nothing is cut off until it is decided, and then for good."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import day_fact, money_fact
from abaca.store.feed.actions import tell
from abaca.store.invoices.actions import Credit, credit
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.invoices.states import Cause
from abaca.store.ledger.queries import credit_of
from abaca.store.notices.actions import dispute_letter, draft, order_facts, replan
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.payments.actions import DisputeNews, Step, write_disputes
from abaca.store.payments.models import Dispute
from abaca.store.payments.queries import orders_charged_by
from abaca.store.payments.states import DisputeState
from abaca.store.product_keys.queries import keys_by_line
from abaca.store.subscriptions.actions import forfeit
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.subscriptions.queries import subscription_by_ref, term_of_order
from abaca.store.subscriptions.states import Stop, TermState

from .bookkeeping import (
    book_charged_back,
    book_dispute_opened,
    book_dispute_won,
    book_money_lost,
    book_owed_by_upgrade,
)
from .going_back import comes_back, paid_again, undo_upgrade, went_on
from .going_over import invoices_after, withdrawal_of
from .offers import outdate_offers
from .refunds import inside, stop, take_keys
from .transfers import hold


@transaction.atomic
def conclude(news: Sequence[DisputeNews], *, at: datetime, by: str) -> None:
    """Write down how disputes stand and draw the consequences of what is new.

    Opened: the staff is told, and nothing is cut off. Won: all is as before. Lost: the invoice is taken back, the term
    and its product keys end, and so does the renewal.
    """
    hold(orders_charged_by([told.charge_ref for told in news]))
    for step in write_disputes(news, at=at, by=by):
        dispute, order = step.dispute, step.dispute.payment.order
        if step.state == DisputeState.OPEN:
            book_dispute_opened(order, dispute.amount, fee=dispute.fee, at=at, by=by)
        elif step.state == DisputeState.WON:
            book_dispute_won(order, dispute.amount, at=at, by=by)
        back = _lose(dispute, at, by) if step.state == DisputeState.LOST else None
        enqueue(_letters(step, back, at), at=at)


def _lose(dispute: Dispute, at: datetime, by: str) -> Subscription | None:
    """Take back what the lost money had paid; return the old plan that runs again where that was an upgrade.

    For the old plan itself was paid, so nobody is locked out of it.
    """
    order = order_by_ref(dispute.payment.order.ref)
    term = term_of_order(order.pk)
    invoice = invoices_by_order([order.pk]).get(order.pk)
    if term is None or term.state != TermState.PAID or invoice is None:
        raise ValueError(f"{dispute} is about money that paid for nothing")
    if invoice.left and comes_back(order, at=at) and not went_on(order) and _can_be_paid_again(dispute, order, invoice):
        undone = undo_upgrade(order, why=Stop.CHARGED_BACK, at=at, by=by)  # the credit that it had used returns below
        book_money_lost(order, dispute.amount, note=undone.note, at=at, by=by)
        return undone.old
    outdate_offers([term.subscription_id], at=at, by=by)
    on = local_day(at, term.subscription.time_zone)
    keys = [key for key in keys_by_line([term.line_id]).get(term.line_id, []) if key.withdrawn_on is None]
    gone = take_keys(term, keys, on, at=at, by=by)
    if term.stopped_on is None and on < term.ends:
        stop(term, on, Stop.CHARGED_BACK, wait_for_charge=False, at=at, by=by)
    _take_back(dispute, invoice, term, at=at, by=by)
    replan([subscription_by_ref(term.subscription.ref)], at=at)
    tell(withdrawal_of(gone, on=inside(term, on)), at=at)
    return None


def _can_be_paid_again(dispute: Dispute, order: Order, invoice: Invoice) -> bool:
    """Tell whether the credit that an upgrade had given is still there to pay for the old plan again."""
    returns = max(0, invoice.left.amount - dispute.amount)
    return paid_again(order) <= returns + credit_of(order.customer.ref, order.currency)


def _take_back(dispute: Dispute, invoice: Invoice, term: Term, *, at: datetime, by: str) -> None:
    """Take an invoice back, of which nothing may be left; what an upgrade has taken of it is taken off that one.

    The upgrade goes on, since the rest of its price was paid; what it was given at another rate is credited there.
    """
    order, later = invoice.order, invoices_after(term)
    if later:
        forfeit(term, at=at, by=by)
    note = next(iter(credit([Credit(invoice, Cause.CHARGEBACK)], at=at, by=by)), None)
    if note is not None:
        book_charged_back(note, [each.number for each in later], at=at, by=by)
    owed = book_money_lost(order, dispute.amount, note=note, at=at, by=by)
    for each in later:
        part = min(owed, each.left.amount)
        owed -= part
        for less in credit([Credit(each, Cause.CHARGEBACK, gross=part)], at=at, by=by) if part else []:
            book_owed_by_upgrade(order, part, note=less, at=at, by=by)


def _letters(step: Step, back: Subscription | None, at: datetime) -> list[Draft]:
    """Return who is told: the staff of everything, the customer of the end that takes his program away."""
    dispute = step.dispute
    order = order_by_ref(dispute.payment.order.ref)
    line = order.lines.all()[0]
    facts = {
        "state": str(step.state),
        "amount": money_fact(dispute.value),
        "fee": money_fact(dispute.cost),
        "evidence_due": day_fact(local_day(dispute.evidence_due_at, settings.VENDOR_TIME_ZONE)),
        "customer": order.customer.name,
        "number": order.number,
        "title": line.description,
        "path": f"/console/disputes/{dispute.pk}/",
    }
    letters = [dispute_letter(str(step.state), dispute.provider_ref, order.ref, facts)]
    if step.state == DisputeState.LOST:
        told = {**order_facts(line, at=at), "amount": money_fact(dispute.value)}
        if back:
            told["back"] = {"title": back.plan.title, "ends": day_fact(back.ends_on)}
        key = f"charged_back/{dispute.provider_ref}"
        letters.append(draft("charged_back", order.customer, about=order.ref, key=key, facts=told))
    return letters
