"""A customer pays an order that waits for its money, or chooses how the next terms are paid."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.actions import wake
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_instant
from abaca.messaging.actions import enqueue
from abaca.messaging.facts import day_fact
from abaca.store.notices.actions import draft, order_facts, replan, subscription_facts
from abaca.store.notices.queries import held_back
from abaca.store.orders.actions import change_method as change_order_method
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderKind, OrderState
from abaca.store.payments.actions import (
    AttemptOpen,
    NewMethod,
    Wanted,
    call_off_unsent,
    hold_method,
    open_attempts,
    save_method,
)
from abaca.store.payments.actions import remove_method as take_method_away
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.queries import orders_with_open_attempts
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import open_terms, term_of_order, upgrades_of_orders, using_method
from abaca.store.subscriptions.renewal_dates import CHARGE_HOUR

from .checkout import TRANSFER_ORDER_LAPSES
from .giving_up import let_lapse
from .offers import BOOKING, UpgradeUnderWay, under_way
from .renewal import COLLECT, invoice_for
from .upgrade import refuse_when_over, transfer_facts


class OrderNotOpen(Refusal):
    code = "order_not_open"
    sentence = _("This order does not wait for a payment any more.")
    status = 409


class MethodInUse(Refusal):
    code = "method_in_use"
    sentence = _("{plan} is renewed with this payment method. Choose another one for it first, or cancel the renewal.")
    status = 409


@transaction.atomic
def pay_with(order: Order, new: NewMethod | PaymentMethod | None, *, at: datetime, by: str) -> int | None:
    """Let an unpaid order be paid with another method, None for a bank transfer; return the attempt to be sent.

    For a renewal the method also counts for the terms to come. The price of an upgrade stands for some days only, and
    neither is paid while the money for the other is just being asked.
    """
    subscriptions.lock_those_of([order.pk])
    order = Order.objects.select_for_update(of=("self",)).select_related("customer").get(pk=order.pk)
    if order.state != OrderState.PLACED:
        raise OrderNotOpen
    if orders_with_open_attempts([order.pk]):
        raise AttemptOpen
    if new is None and order.kind == OrderKind.FIRST and order.method_kind == "transfer":
        return None  # the details were sent already; asking again neither repeats them nor prolongs the time
    _refuse_two_plans_at_once(order, at)
    saved = save_method(order.customer, new, at=at, by=by) if isinstance(new, NewMethod) else new and hold_method(new)
    kind, ref = _named(saved)
    change_order_method(order, kind=kind, ref=ref, lapses_at=_patience(order, by_transfer=saved is None, at=at))
    if order.kind == OrderKind.RENEWAL:
        _choose(order, saved, at, by)
    if saved is None:
        _send_details(order, at, by)
        return None
    [attempt] = open_attempts([Wanted(order, saved, customer_present=True)], at=at, by=by)
    return attempt.pk


def _refuse_two_plans_at_once(order: Order, at: datetime) -> None:
    if order.kind == OrderKind.UPGRADE:
        refuse_when_over(order, at=at)
    term = term_of_order(order.pk) if order.kind == OrderKind.RENEWAL else None
    if term and under_way([term.subscription_id]):
        raise UpgradeUnderWay


def _patience(order: Order, *, by_transfer: bool, at: datetime) -> datetime | None:
    """Return when an order is given up that is now paid in another way; None where nothing changes."""
    if order.kind == OrderKind.UPGRADE:
        closes_at = upgrades_of_orders([order.pk])[order.pk].closes_at
        return closes_at + BOOKING if by_transfer else closes_at
    return at + TRANSFER_ORDER_LAPSES if order.kind == OrderKind.FIRST and by_transfer else None


def _named(method: PaymentMethod | None) -> tuple[str, str]:
    """Return kind and ref as orders and subscriptions keep them; None is a bank transfer."""
    return (method.kind, method.ref) if method else ("transfer", "")


def _choose(order: Order, saved: PaymentMethod | None, at: datetime, by: str) -> None:
    term = term_of_order(order.pk)
    if term is None:
        return
    subscription = subscriptions.lock(term.subscription)
    kind, ref = _named(saved)
    subscriptions.change_method(subscription, kind=kind, ref=ref, at=at, by=by)
    replan([subscription], at=at)


def _send_details(order: Order, at: datetime, by: str) -> None:
    term = term_of_order(order.pk)
    line = order_by_ref(order.ref).lines.all()[0]
    facts = order_facts(line, at=at)
    kind = "transfer_awaited"
    if order.kind == OrderKind.UPGRADE:
        kind = "upgrade_transfer"
        facts |= transfer_facts(order, line, at=at, by=by)
    if term:
        invoice = invoice_for([term], at=at, by=by)[order.pk]
        facts |= subscription_facts(term.subscription, None, at=at)
        facts |= {"due": day_fact(term.begins), "invoice": {"number": invoice.number}}
        kind = "transfer_invoice"
    letter = draft(kind, order.customer, about=order.ref, key=f"{kind}/{order.ref}/{at.isoformat()}", facts=facts)
    enqueue([letter], at=at)


@transaction.atomic
def change_method(subscription: Subscription, method: PaymentMethod | None, *, at: datetime, by: str) -> Subscription:
    """Charge the next terms with this method, None for a bank transfer, and confirm it by letter."""
    subscription = subscriptions.lock(subscription)
    kind, ref = _named(method and hold_method(method))
    subscriptions.change_method(subscription, kind=kind, ref=ref, at=at, by=by)
    replan([subscription], at=at)
    if method:
        _ask_at_once(subscription, method, at, by)
    else:
        _call_off(subscription, at, by)
    letter = draft(
        "method_changed",
        subscription.customer,
        about=subscription.ref,
        key=f"method_changed/{subscription.ref}/{at.isoformat()}",
        facts=subscription_facts(subscription, method, at=at),
    )
    enqueue([letter], at=at)
    return subscription


def _ask_at_once(subscription: Subscription, method: PaymentMethod, at: datetime, by: str) -> None:
    """Ask for the money of a term that is past due, now that there is another method.

    Where the charge waits for the customer's word, a new method is not that word.
    """
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    begun = at >= local_instant(subscription.ends_on, CHARGE_HOUR, subscription.time_zone)
    if waiting is None or not begun or not subscription.auto_renew or under_way([subscription.pk]):
        return
    if held_back([subscription.pk]):
        return
    order = Order.objects.select_for_update(of=("self",)).select_related("customer").get(pk=waiting.line.order_id)
    if order.state == OrderState.PLACED and not orders_with_open_attempts([order.pk]):
        change_order_method(order, kind=method.kind, ref=method.ref)
        open_attempts([Wanted(order, method, customer_present=False)], at=at, by=by)
        wake(COLLECT)


def _call_off(subscription: Subscription, at: datetime, by: str) -> None:
    """Call off a charge that has not left yet, now that the money comes by transfer."""
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    if waiting:
        call_off_unsent(waiting.line.order, at=at, by=by)


@transaction.atomic
def lapse_unpaid(order_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Give up orders whose money never came, but none on which a payment is just being made."""
    rows = Order.objects.select_for_update().filter(pk__in=order_ids, state=OrderState.PLACED, lapses_at__lte=at)
    subscriptions.lock_those_of(order_ids)
    due = list(rows.order_by("pk").values_list("pk", flat=True))
    held = orders_with_open_attempts(due)
    lapsed = let_lapse([i for i in due if i not in held], at=at, by=by)
    subscriptions.close_upgrades([o.pk for o in lapsed if o.kind == OrderKind.UPGRADE], at=at)


@transaction.atomic
def add_method(subscription: Subscription, new: NewMethod, *, at: datetime, by: str) -> Subscription:
    """Save a new method and charge the next terms with it."""
    saved = save_method(subscription.customer, new, at=at, by=by)
    return change_method(subscription, saved, at=at, by=by)


@transaction.atomic
def remove_method(method: PaymentMethod, *, at: datetime, by: str) -> PaymentMethod:
    """Take a saved method away from its customer's account, and have its provider drop it.

    Refused while a subscription would be renewed with it. One that ends by itself does not need it: if its renewal is
    resumed later, it is paid by transfer until its customer chooses again.
    """
    before = subscriptions.lock_all([s.pk for s in using_method(method.ref)])
    removed = take_method_away(method, at=at, by=by)
    # under the lock of the method nobody begins to use it; who began just before is not locked, so it is refused
    for s in using_method(method.ref):
        if s.auto_renew or s not in before:
            raise MethodInUse(plan=s.plan.title)
    for s in before:
        subscriptions.change_method(s, kind="transfer", ref="", at=at, by=by)
    replan(before, at=at)
    return removed
