"""The renewal is cancelled or resumed; the subscription stays active to its end date either way."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from abaca.messaging.actions import Draft, enqueue
from abaca.store.notices.actions import draft, replan, subscription_facts
from abaca.store.payments.actions import call_off_unsent
from abaca.store.payments.queries import methods_by_ref, orders_with_open_attempts
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import open_terms
from abaca.store.subscriptions.states import SubscriptionState

from .giving_up import drop_orders
from .renewal import advance


@dataclass(frozen=True)
class Evidence:
    """The mail by which something was asked: when it came, and to what the confirmation answers."""

    came_at: datetime
    message_id: str = ""
    references: tuple[str, ...] = ()


@transaction.atomic
def cancel(
    subscription: Subscription,
    *,
    evidence: Evidence | None = None,
    asked_at: datetime | None = None,
    at: datetime,
    by: str,
) -> Subscription:
    """Turn the renewal off and confirm it by letter; done twice it is done once.

    The letter says when it was asked for: `asked_at`, where that was before it could be carried out. An unpaid
    renewal invoice is credited. A charge that has left the house cannot be called back: if it succeeds, the
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
    _confirm("renewal_cancelled", subscription, evidence, asked_at or at, at)
    if subscription.next_step_at and subscription.next_step_at <= at:
        advance([subscription.pk], at=at, by=by)  # the end date has already passed
        subscription = subscriptions.lock(subscription)
    return subscription


@transaction.atomic
def resume(subscription: Subscription, *, evidence: Evidence | None = None, at: datetime, by: str) -> Subscription:
    """Turn the renewal on again and confirm it by letter; done twice it is done once."""
    subscription = subscriptions.lock(subscription)
    if subscriptions.set_auto_renew(subscription, on=True, at=at, by=by):
        replan([subscription], at=at)
        _confirm("renewal_resumed", subscription, evidence, at, at)
    return subscription


def say_again(
    subscription: Subscription, *, evidence: Evidence | None = None, asked_at: datetime | None = None, at: datetime
) -> None:
    """Confirm once more how the renewal stands, to somebody who asks for what is so already."""
    renews = subscription.auto_renew and subscription.state == SubscriptionState.ACTIVE
    _confirm("renewal_resumed" if renews else "renewal_cancelled", subscription, evidence, asked_at or at, at)


def _confirm(
    kind: str, subscription: Subscription, evidence: Evidence | None, asked_at: datetime, at: datetime
) -> None:
    method = methods_by_ref([subscription.method_ref]).get(subscription.method_ref)
    letter = draft(
        kind,
        subscription.customer,
        about=subscription.ref,
        key=f"{kind}/{subscription.ref}/{at.isoformat()}",
        facts={
            **subscription_facts(subscription, method, at=at),
            "asked_at": {"instant": (evidence.came_at if evidence else asked_at).isoformat()},
            "by_mail": {"received_at": {"instant": evidence.came_at.isoformat()}} if evidence else None,
        },
    )
    enqueue([answering(letter, evidence)], at=at)


def answering(letter: Draft, evidence: Evidence | None) -> Draft:
    """Return the letter as an answer to a mail, so that it stands below it in the reader's mail program."""
    if evidence is None or not evidence.message_id:
        return letter
    conversation = (*evidence.references, evidence.message_id)
    return replace(letter, in_reply_to=evidence.message_id, references=conversation)
