"""An upgrade is given back: its invoice is credited, its keys count no longer, the old plan has its old end again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.feed.actions import News, tell
from abaca.store.invoices.actions import Credit, Draft, credit, issue
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import invoices_by_order, notes_issued
from abaca.store.invoices.states import Cause
from abaca.store.journal.actions import record
from abaca.store.notices.actions import replan
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderState
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

from .bookkeeping import SoldTerm, book_invoiced_again, book_upgrade_taken_back
from .giving_up import drop_orders
from .going_over import reinstatement_of, taken_with, withdrawal_of
from .offers import withdraw_offers

GIVEN_BACK_WITHIN = timedelta(days=14)


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


class TooLate(Refusal):
    code = "upgrade_kept_too_long"
    sentence = _("An upgrade can be given back within 14 days.")
    status = 409


@dataclass(frozen=True)
class Undone:
    """What giving an upgrade back has left to do: money that came for it, and what its surplus had given."""

    order: Order
    note: Invoice | None  # takes the invoice of the upgrade back; none where that was credited before
    money: Money  # what was really paid, to be refunded
    surplus: Money  # to be taken off the customer's credit balance again
    old: Subscription


def give_back(order: Order, *, at: datetime, by: str) -> Undone:
    """Give an upgrade back within 14 days, without a reason (U8); the refund of the money is for the caller."""
    if order.paid_at is None or at > order.paid_at + GIVEN_BACK_WITHIN:
        raise TooLate
    return undo_upgrade(order, at=at, by=by)


@transaction.atomic
def undo_upgrade(order: Order, *, at: datetime, by: str) -> Undone:
    """Do everything but the money when an upgrade is refunded in full or charged back; the term must be its last."""
    subscriptions.lock_those_of([order.pk])
    order = order_by_ref(order.ref)
    upgrade, term = upgrades_of_orders([order.pk]).get(order.pk), term_of_order(order.pk)
    if upgrade is None or term is None or order.state != OrderState.PAID:
        raise NotUpgraded
    _refuse_what_went_on(term)
    withdraw_offers([term.subscription_id], at=at, by=by)
    planned = list(open_terms([term.subscription_id]).values())
    subscriptions.stop_terms([term], on=term.begins, why=Stop.REFUNDED, at=at, by=by)
    stopped = stopped_terms(upgrade.subscription_id, Stop.UPGRADED)
    for old_term in stopped:
        subscriptions.restore_term(old_term, at=at, by=by)
    news = _give_keys_back(term, upgrade, stopped, at=at, by=by)
    old = subscription_by_ref(upgrade.subscription.ref)
    replan([old, subscription_by_ref(term.subscription.ref)], at=at)
    drop_orders(planned, at=at, by=by)
    invoice = invoices_by_order([order.pk])[order.pk]
    notes = credit([Credit(invoice, Cause.REFUND)], at=at, by=by)
    for note in notes:
        book_upgrade_taken_back(note, taken_with([order.pk]).get(order.pk, []), at=at, by=by)
    surplus = _invoice_again(order, at=at, by=by)
    record("upgrade.given_back", order.ref, whose=order.customer.ref, at=at, by=by, number=order.number)
    tell(news, at=at)
    return Undone(order, notes[0] if notes else None, order.to_pay, Money(surplus, order.currency), old)


def _refuse_what_went_on(term: Term) -> None:
    if term.stopped_why == Stop.UPGRADED:
        raise WentOn
    if term.stopped_on is not None:
        raise AlreadyGivenBack
    if len(running_terms([term.subscription_id])) > 1:
        raise WentOn


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


def _invoice_again(order: Order, *, at: datetime, by: str) -> int:
    """Take the credit notes of an upgrade back: the old plan is invoiced as it was; return the surplus that it gave.

    A credit note cannot be undone, so what is left of the old invoice is credited too, and a new one is issued.
    """
    notes = notes_issued(order.customer_id, Cause.UPGRADE, at=order.paid_at or at)
    for note in notes:
        invoice = note.corrects
        assert invoice is not None
        others = invoice.credited_net - note.net
        corrections = credit([Credit(invoice, Cause.CORRECTION)], at=at, by=by)
        line, printed = invoice.order.lines.get(), invoice.document
        assert invoice.begins
        assert invoice.ends
        again = Draft(line, invoice.begins, invoice.ends, printed["method"], printed["reference"], paid=True)
        [fresh] = issue([again], at=at, by=by)
        less = credit([Credit(fresh, Cause.CORRECTION, net=others)], at=at, by=by) if others else []
        term = term_of_order(invoice.order_id)
        assert term is not None
        book_invoiced_again(
            next(iter(corrections), None),
            SoldTerm(fresh, term),
            next(iter(less), None),
            gross=note.gross,
            at=at,
            by=by,
        )
    return max(0, sum(note.gross for note in notes) - order.credit_used)
