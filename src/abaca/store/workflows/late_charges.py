"""A renewal was cancelled from afar, and money comes for it all the same: what came after the wish goes back.

The instant at which mail or declaration came counts. A charge may have been answered before that was carried out, or
be on its way then and be answered later: the money goes back by itself either way.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.refusing import facts_of
from abaca.store.journal.queries import latest_entries
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderKind
from abaca.store.payments.models import Attempt, Refund
from abaca.store.payments.queries import attempt_with_key, open_attempt_of
from abaca.store.payments.states import AttemptState
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import open_terms, running_terms

from .refunds import Extent, Wish, refund
from .rights import Lapsed, right_of_order

RESUMED = "subscription.renewal_resumed"
Facts = dict[str, Any]


def under_way(subscription: Subscription) -> str:
    """Return the key of a charge for the next term that has left the house and is not answered; else nothing.

    The caller holds the subscription, so that whoever writes the answer down comes before or after him.
    """
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    attempt = open_attempt_of(waiting.line.order_id) if waiting else None
    return attempt.key if attempt else ""


def answer_of(key: str) -> Attempt | None:
    """Return the attempt that bears this key, once it has its answer."""
    attempt = attempt_with_key(key)
    return attempt if attempt is not None and attempt.ended_at is not None else None


def give_back_since(
    subscription: Subscription, came_at: datetime, *, at: datetime, by: str
) -> tuple[list[Refund], Facts]:
    """Give back every renewal that was paid after its cancellation had come, the newest first.

    Return the refunds that were opened, and what is worth noting. What cannot go back by itself is told, and left.
    """
    refunds, facts, numbers = list[Refund](), Facts(), list[str]()
    for order in reversed(late_orders(subscription, came_at)):
        opened, told = _give_back(order, at=at, by=by)
        refunds += opened
        numbers.append(order.number)
        facts |= told | {"number": ", ".join(numbers)}
    return refunds, facts | ({"refunds": [refund.ref for refund in refunds]} if refunds else {})


def late_orders(subscription: Subscription, came_at: datetime) -> list[Order]:
    """Return the renewals that were paid after a cancellation had come and still run, in their order."""
    if subscription.pk in resumed_since([subscription], came_at):
        return []
    orders = [term.line.order for term in running_terms([subscription.pk])]
    return [o for o in orders if o.kind == OrderKind.RENEWAL and o.paid_at is not None and o.paid_at > came_at]


def resumed_since(subscriptions: Sequence[Subscription], came_at: datetime) -> set[int]:
    """Return the rows of those subscriptions that were resumed after a cancellation had come; one statement.

    What was charged for them was wanted then: the older wish no longer says anything about the money.
    """
    resumed = latest_entries([s.ref for s in subscriptions], RESUMED)
    return {s.pk for s in subscriptions if s.ref in resumed and resumed[s.ref].at > came_at}


def goes_back(subscription: Subscription, came_at: datetime) -> Money | None:
    """Return what was charged after an instant, and goes back if the renewal is cancelled as of then."""
    late = [order.total for order in late_orders(subscription, came_at)]
    return Money(sum(each.amount for each in late), late[0].currency) if late else None


def give_back_late(subscription: Subscription, answer: Attempt, *, at: datetime, by: str) -> tuple[list[Refund], Facts]:
    """Give back what a charge has brought that was on its way when its cancellation was carried out.

    Return the refunds that were opened, and what is worth noting. Nothing goes back if the charge brought nothing, if
    the renewal was resumed since, or if somebody has given the order back already.
    """
    subscription = subscriptions.lock(subscription)
    if answer.state != AttemptState.SUCCEEDED or subscription.auto_renew:
        return [], {}
    if right_of_order(answer.order, at=at).lapsed == Lapsed.GIVEN_BACK:
        return [], {}
    return _give_back(answer.order, at=at, by=by)


def _give_back(order: Order, *, at: datetime, by: str) -> tuple[list[Refund], Facts]:
    try:
        with transaction.atomic():
            refunds = refund(order, Wish(Extent.WHOLE, cause="cancelled"), at=at, by=by)
    except Refusal as refusal:  # the renewal is cancelled whatever becomes of the money: that is for a person now
        facts = {"not_given_back": order.ref, "number": order.number}
        return [], facts | facts_of(refusal)
    return refunds, {"given_back": order.ref, "number": order.number, "refunds": [refund.ref for refund in refunds]}
