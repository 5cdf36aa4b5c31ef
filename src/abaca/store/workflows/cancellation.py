"""The renewal is cancelled or resumed; the subscription stays active to its end date either way."""

from datetime import datetime

from django.db import transaction

from abaca.messaging.actions import enqueue
from abaca.store.notices.actions import draft, replan, subscription_facts
from abaca.store.payments.actions import call_off_unsent
from abaca.store.payments.queries import methods_by_ref, orders_with_open_attempts
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import open_terms

from .giving_up import drop_orders
from .renewal import advance


@transaction.atomic
def cancel(subscription: Subscription, *, at: datetime, by: str) -> Subscription:
    """Turn the renewal off and confirm it by letter; done twice it is done once.

    An unpaid renewal invoice is credited. A charge that has left the house cannot be called back: if it succeeds, the
    subscription ends after the term that it pays for.
    """
    subscription = subscriptions.lock(subscription)
    if not subscriptions.set_auto_renew(subscription, on=False, at=at, by=by):
        return subscription
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    if waiting:
        call_off_unsent(waiting.line.order, at=at, by=by)
    if waiting and not orders_with_open_attempts([waiting.line.order_id]):
        drop_orders([waiting], at=at, by=by)
        subscriptions.drop_planned_term(subscription)
    replan([subscription], at=at)
    confirm_cancelled(subscription, at=at)
    if subscription.next_step_at and subscription.next_step_at <= at:
        advance([subscription.pk], at=at, by=by)  # the end date has already passed
        subscription = subscriptions.lock(subscription)
    return subscription


@transaction.atomic
def resume(subscription: Subscription, *, at: datetime, by: str) -> Subscription:
    """Turn the renewal on again and confirm it by letter; done twice it is done once."""
    subscription = subscriptions.lock(subscription)
    if subscriptions.set_auto_renew(subscription, on=True, at=at, by=by):
        replan([subscription], at=at)
        _confirm("renewal_resumed", subscription, at)
    return subscription


@transaction.atomic
def confirm_cancelled(subscription: Subscription, *, at: datetime) -> None:
    """Confirm by letter that the renewal is cancelled, also to somebody who cancels what is cancelled already."""
    _confirm("renewal_cancelled", subscription, at)


def _confirm(kind: str, subscription: Subscription, at: datetime) -> None:
    method = methods_by_ref([subscription.method_ref]).get(subscription.method_ref)
    letter = draft(
        kind,
        subscription.customer,
        about=subscription.ref,
        key=f"{kind}/{subscription.ref}/{at.isoformat()}",
        facts={**subscription_facts(subscription, method, at=at), "asked_at": {"instant": at.isoformat()}},
    )
    enqueue([letter], at=at)
