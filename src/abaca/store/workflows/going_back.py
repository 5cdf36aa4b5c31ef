"""An upgrade is given back: its invoice is credited, its keys count no longer, the old plan has its old end again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.feed.actions import News, tell
from abaca.store.invoices.actions import Credit, Draft, credit, issue
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import invoices_by_order, invoices_with_numbers, notes_issued
from abaca.store.invoices.states import Cause
from abaca.store.journal.actions import record
from abaca.store.ledger.actions import Way
from abaca.store.notices.actions import replan
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderState
from abaca.store.payments.actions import call_off_unsent
from abaca.store.payments.queries import orders_with_open_attempts
from abaca.store.product_keys import actions as product_keys
from abaca.store.product_keys.queries import keys_by_line
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription, Term, Upgrade
from abaca.store.subscriptions.queries import (
    open_terms,
    running_terms,
    stopped_terms,
    subscription_by_ref,
    term_of_order,
    upgrades_of_orders,
)
from abaca.store.subscriptions.states import Stop

from .bookkeeping import (
    Credited,
    SoldTerm,
    Unused,
    book_credit_notes,
    book_issued_again,
    book_upgrade_taken_back,
)
from .giving_up import drop_orders
from .going_over import reinstatement_of, taken_with, withdrawal_of
from .offers import outdate_offers, withdraw_offers
from .upgrade import ChargeUnderWay


class NotUpgraded(Refusal):
    code = "not_upgraded"
    sentence = _("This order is no upgrade that was paid.")
    status = 409


class AlreadyGivenBack(Refusal):
    code = "upgrade_given_back"
    sentence = _("This upgrade was given back before.")
    status = 409


class WentOn(Refusal):
    code = "upgrade_went_on"
    sentence = _("The subscription went on after this upgrade. Please give back what came later first.")
    status = 409


class SurplusSpent(Refusal):
    code = "upgrade_surplus_spent"
    sentence = _("What this upgrade had left over was spent already, so the old plan cannot come back.")
    status = 409


@dataclass(frozen=True)
class Undone:
    """What giving an upgrade back has done: its invoice is taken back, and the old plan runs again."""

    note: Invoice
    old: Subscription


def comes_back(order: Order, *, at: datetime) -> list[Term]:
    """Return the old terms that run again when an upgrade is taken back; none where no day of theirs is left.

    None either where the upgrade was stopped before, where the money for the old plan was charged back since, or where
    the old plan was itself paid in part by an older invoice, which a credit note has reached: that sum is credit now.
    """
    upgrade, term = upgrades_of_orders([order.pk]).get(order.pk), term_of_order(order.pk)
    if upgrade is None or term is None or order.state != OrderState.PAID or term.stopped_on is not None:
        return []
    stopped = stopped_terms(upgrade.subscription_id, Stop.UPGRADED)
    today = local_day(at, upgrade.subscription.time_zone)
    if not any(old.ends > today for old in stopped):
        return []
    orders = {old.line.order_id for old in stopped}
    return stopped if all(note.corrects and note.corrects.order_id in orders for note in _notes_of(order)) else []


def went_on(order: Order) -> bool:
    """Tell whether a later term was paid after the one of an upgrade, or a larger plan took the place of that."""
    term = term_of_order(order.pk)
    return term is not None and (
        term.stopped_why == Stop.UPGRADED or len(running_terms([term.subscription_id])) > (term.stopped_on is None)
    )


def paid_again(order: Order) -> int:
    """Return how much of the credit balance the old plan takes when an upgrade is taken back, in minor units.

    It is what the credit notes of the upgrade had given; they are for a tax that the new invoice could not carry, or
    for more than that came to.
    """
    return sum(note.gross for note in _notes_of(order))


def _notes_of(order: Order) -> list[Invoice]:
    """Return the credit notes that an upgrade brought and that still count: what they correct was not issued again."""
    notes = notes_issued(order.customer_id, Cause.UPGRADE, at=order.paid_at or order.placed_at)
    newest = invoices_by_order([note.corrects.order_id for note in notes if note.corrects]) if notes else {}
    standing = {invoice.pk for invoice in newest.values()}
    return [note for note in notes if note.corrects_id in standing]


@transaction.atomic
def undo_upgrade(order: Order, *, why: Stop = Stop.REFUNDED, at: datetime, by: str) -> Undone:
    """Do everything but the money when an upgrade is given back in full (billing.md, U8), or was charged back.

    What was paid goes back by the caller, the part that credit notes had paid to the credit balance: of it the old plan
    is paid again. Refused when the subscription went on since. What was charged back renews no more by itself.
    """
    subscriptions.lock_those_of([order.pk])
    order = order_by_ref(order.ref)
    upgrade, term = upgrades_of_orders([order.pk]).get(order.pk), term_of_order(order.pk)
    if upgrade is None or term is None or order.state != OrderState.PAID:
        raise NotUpgraded
    _refuse_what_went_on(term)
    lost = why == Stop.CHARGED_BACK
    (outdate_offers if lost else withdraw_offers)([term.subscription_id], at=at, by=by)
    planned = _not_being_charged(list(open_terms([term.subscription_id]).values()), lost=lost, at=at, by=by)
    subscriptions.stop_terms([term], on=term.begins, why=why, at=at, by=by)
    stopped = stopped_terms(upgrade.subscription_id, Stop.UPGRADED)
    for old_term in stopped:
        subscriptions.restore_term(old_term, at=at, by=by)
    news = _give_keys_back(term, upgrade, stopped, at=at, by=by)
    old = subscription_by_ref(upgrade.subscription.ref)
    if lost:
        subscriptions.set_auto_renew(old, on=False, at=at, by=by)
    replan([old, subscription_by_ref(term.subscription.ref)], at=at)
    drop_orders(planned, at=at, by=by)
    note = _take_the_invoice_back(order, stopped, lost=lost, at=at, by=by)
    _invoice_again(order, at=at, by=by)
    record("upgrade.given_back", order.ref, whose=order.customer.ref, at=at, by=by, number=order.number)
    tell(news, at=at)
    return Undone(note, old)


def _refuse_what_went_on(term: Term) -> None:
    if term.stopped_why == Stop.UPGRADED:
        raise WentOn
    if term.stopped_on is not None:
        raise AlreadyGivenBack
    if len(running_terms([term.subscription_id])) > 1:
        raise WentOn


def _not_being_charged(planned: Sequence[Term], *, lost: bool, at: datetime, by: str) -> list[Term]:
    """Return the planned terms whose orders are to be dropped; while one is being charged, a person has to wait."""
    for term in planned:
        call_off_unsent(term.line.order, at=at, by=by)
    under_way = orders_with_open_attempts([term.line.order_id for term in planned]) if planned else set()
    if under_way and not lost:
        raise ChargeUnderWay
    return [term for term in planned if term.line.order_id not in under_way]


def _give_keys_back(term: Term, upgrade: Upgrade, stopped: Sequence[Term], *, at: datetime, by: str) -> list[News]:
    """Withdraw the keys of the upgrade; licensing gives those that they replaced their old end back by itself."""
    on = local_day(at, upgrade.subscription.time_zone)
    product_keys.call_off([term.line_id], at=at, by=by)
    new = keys_by_line([term.line_id]).get(term.line_id, [])
    replaced = {key.replaces for key in new}
    withdrawn = product_keys.withdraw(new, on=on, at=at, by=by)
    old = [key for found in keys_by_line([t.line_id for t in stopped]).values() for key in found]
    back = product_keys.reinstate([key for key in old if key.withdrawn_on == upgrade.on], at=at, by=by)
    unheard = [key for key in back if key.ref not in replaced and not _is_running(key.line_id, stopped, upgrade)]
    return [*withdrawal_of(withdrawn, on=on), *reinstatement_of(unheard, on=on)]


def _is_running(line_id: int, stopped: Sequence[Term], upgrade: Upgrade) -> bool:
    return any(t.line_id == line_id and t.begins <= upgrade.on for t in stopped)


def _take_the_invoice_back(order: Order, stopped: Sequence[Term], *, lost: bool, at: datetime, by: str) -> Invoice:
    invoice = invoices_by_order([order.pk])[order.pk]
    [note] = credit([Credit(invoice, Cause.CHARGEBACK if lost else Cause.REFUND)], at=at, by=by)
    unused = _given_back_to(order, stopped)
    if unused:
        book_upgrade_taken_back(note, unused, lost=lost, at=at, by=by)
    else:
        book_credit_notes([Credited(note, Way.WRITE_OFF if lost else None)], at=at, by=by)
    return note


def _given_back_to(order: Order, stopped: Sequence[Term]) -> list[Unused]:
    """Return what goes back to the invoices of old terms; a zero where nothing was left to take, since these run again.

    Left out is what was charged back since, and what is to be issued again.
    """
    unused = taken_with([order.pk]).get(order.pk, [])
    papers = invoices_with_numbers([one.document for one in unused]) if unused else {}
    orders = {term.line.order_id for term in stopped}
    back = [one for one in unused if papers[one.document].order_id in orders]
    settled = {papers[one.document].order_id for one in back} | {
        note.corrects.order_id for note in _notes_of(order) if note.corrects
    }
    rest = invoices_by_order([pk for pk in orders if pk not in settled])
    return [*back, *(Unused(invoice.number, 0) for invoice in rest.values())]


def _invoice_again(order: Order, *, at: datetime, by: str) -> None:
    """Take the credit notes of an upgrade back: the old plan is invoiced as it was, and paid of what they had given.

    A credit note cannot be undone, so what is left of the old invoice is credited too, and a new one is issued.
    """
    for note in _notes_of(order):
        invoice = note.corrects
        assert invoice is not None
        others = invoice.credited_net - note.net
        rest = credit([Credit(invoice, Cause.CORRECTION)], at=at, by=by)
        book_credit_notes([Credited(each) for each in rest], at=at, by=by)
        fresh = _issued_again(invoice, note.gross, at=at, by=by)
        if others:
            more = credit([Credit(fresh, Cause.CORRECTION, net=others)], at=at, by=by)
            book_credit_notes([Credited(each, Way.EVENLY) for each in more], at=at, by=by)


def _issued_again(invoice: Invoice, credit_used: int, *, at: datetime, by: str) -> Invoice:
    term = term_of_order(invoice.order_id)
    assert term is not None
    line, printed = invoice.order.lines.get(), invoice.document
    again = Draft(line, term.begins, term.ends, printed["method"], printed["reference"], paid=True)
    [fresh] = issue([again], at=at, by=by)
    book_issued_again(SoldTerm(fresh, term), credit_used=credit_used, at=at, by=by)
    return fresh
