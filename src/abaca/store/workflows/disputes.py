"""A payer contests a charge at his bank: nothing is cut off until it is decided, and then for good."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import day_fact, money_fact
from abaca.store.feed.actions import tell
from abaca.store.invoices.actions import Credit, credit
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.invoices.states import Cause
from abaca.store.notices.actions import dispute_letter, draft, order_facts, replan
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderKind
from abaca.store.payments.actions import DisputeNews, Step, write_disputes
from abaca.store.payments.models import Dispute
from abaca.store.payments.queries import orders_charged_by
from abaca.store.payments.states import DisputeState
from abaca.store.product_keys.queries import keys_by_line
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.subscriptions.queries import term_of_order
from abaca.store.subscriptions.states import Stop, TermState

from .bookkeeping import book_dispute_lost, book_dispute_opened, book_dispute_won, book_money_back
from .going_back import undo_upgrade
from .offers import outdate_offers
from .refunds import stop, take_keys, withdrawals
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
        else:
            _lose(dispute, at, by)
        enqueue(_letters(step, at), at=at)


def _lose(dispute: Dispute, at: datetime, by: str) -> None:
    order = order_by_ref(dispute.payment.order.ref)
    term = term_of_order(order.pk)
    invoice = invoices_by_order([order.pk]).get(order.pk)
    if term is None or term.state != TermState.PAID or invoice is None:
        raise ValueError(f"{dispute} is about money that paid for nothing")
    outdate_offers([term.subscription_id], at=at, by=by)
    if order.kind == OrderKind.UPGRADE and _is_undone(order, at, by):
        book_dispute_lost(order, dispute.amount, note=None, at=at, by=by)
        return
    on = local_day(at, term.subscription.time_zone)
    keys = [key for key in keys_by_line([term.line_id]).get(term.line_id, []) if key.withdrawn_on is None]
    gone = take_keys(term, keys, on, at=at, by=by)
    if term.stopped_on is None and on < term.ends:
        stop(term, on, Stop.CHARGED_BACK, wait_for_charge=False, at=at, by=by)
    notes = credit([Credit(invoice, Cause.CHARGEBACK)], at=at, by=by)  # none, where nothing is left of the invoice
    book_dispute_lost(order, dispute.amount, note=notes[0] if notes else None, at=at, by=by)
    replan([_fresh(term)], at=at)
    tell(withdrawals(gone, min(max(on, term.begins), term.ends)), at=at)


def _is_undone(order: Order, at: datetime, by: str) -> bool:
    """Let the old plan go on where an upgrade was charged back; tell whether it could."""
    try:
        undone = undo_upgrade(order, at=at, by=by)
    except Refusal:  # it was renewed or left behind since: then it simply ends
        return False
    if order.credit_used:
        number = undone.note.number
        book_money_back(order, order.credit_used, document=number, through="credit", at=at, by=by)
    return True


def _fresh(term: Term) -> Subscription:
    return Subscription.objects.select_related("customer", "plan__product").get(pk=term.subscription_id)


def _letters(step: Step, at: datetime) -> list[Draft]:
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
        key = f"charged_back/{dispute.provider_ref}"
        letters.append(draft("charged_back", order.customer, about=order.ref, key=key, facts=told))
    return letters
