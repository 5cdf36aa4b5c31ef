"""A renewal was cancelled, and money comes for it all the same: what came after the wish goes back.

The instant counts at which mail or declaration came, or somebody clicked. A charge may have been answered before that
was carried out, or be on its way then and be answered later: the money goes back by itself either way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.refusing import facts_of
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.journal.queries import latest_entries
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderKind
from abaca.store.payments.actions import IbanWrong
from abaca.store.payments.models import Attempt, Refund
from abaca.store.payments.queries import attempt_with_key, open_attempt_of, open_dispute_about, payments_of
from abaca.store.payments.states import AttemptState
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import open_terms, running_terms

from .refunds import Extent, Wish, refund
from .rights import Lapsed, right_of_order

RESUMED = "subscription.renewal_resumed"
Facts = dict[str, Any]


class NobodyToldTheAccount(Refusal):
    code = "account_not_told"
    sentence = _("It was paid by transfer, and nobody has told us the account for the money.")
    status = 409
    field = "iban"


@dataclass(frozen=True)
class GoesBack:
    """What was paid for a subscription after its cancellation had come, and goes back when that is carried out."""

    total: Money
    by_transfer: bool  # some of it to an account that must be told
    numbers: tuple[str, ...]  # of the orders that it was paid for


def under_way(subscription: Subscription) -> Attempt | None:
    """Return the charge for the next term that has left the house and is not answered; None where there is none.

    The caller holds the subscription, so that whoever writes the answer down comes before or after him.
    """
    waiting = open_terms([subscription.pk]).get(subscription.pk)
    attempt = open_attempt_of(waiting.line.order_id) if waiting else None
    return attempt if attempt is not None and attempt.state != AttemptState.READY else None


def on_its_way(subscription: Subscription) -> Money | None:
    """Return the sum of a charge that can no longer be called off, so that a page can say what becomes of it."""
    charge = under_way(subscription)
    return Money(charge.amount, charge.currency) if charge else None


def answer_of(key: str) -> Attempt | None:
    """Return the attempt that bears this key, once it has its answer."""
    attempt = attempt_with_key(key)
    return attempt if attempt is not None and attempt.ended_at is not None else None


def give_back_since(
    subscription: Subscription, came_at: datetime, *, iban: str = "", at: datetime, by: str
) -> tuple[list[Refund], Facts]:
    """Give back every renewal that was paid after its cancellation had come, the newest first.

    Return the refunds that were opened, and what is worth noting. What cannot go back by itself is told, and left.
    """
    refunds, facts, numbers = list[Refund](), Facts(), list[str]()
    for order in reversed(late_orders(subscription, came_at)):
        opened, told = _give_back(order, iban=iban, at=at, by=by)
        refunds += opened
        numbers.append(order.number)
        facts |= told | {"number": ", ".join(numbers)}
    return refunds, facts | ({"refunds": [refund.ref for refund in refunds]} if refunds else {})


def late_orders(subscription: Subscription, came_at: datetime) -> list[Order]:
    """Return the renewals that were paid after a cancellation had come and still run, in their order."""
    return _late_orders([subscription], came_at).get(subscription.pk, [])


def _late_orders(subscriptions: Sequence[Subscription], came_at: datetime) -> dict[int, list[Order]]:
    late: dict[int, list[Order]] = {}
    resumed = resumed_since(subscriptions, came_at)
    for term in running_terms([s.pk for s in subscriptions if s.pk not in resumed]):
        order = term.line.order
        if order.kind == OrderKind.RENEWAL and order.paid_at is not None and order.paid_at > came_at:
            late.setdefault(term.subscription_id, []).append(order)
    return late


def all_going_back(subscriptions: Sequence[Subscription], came_at: datetime) -> dict[int, GoesBack]:
    """Return what goes back of some subscriptions, by row, if their renewals are cancelled as of an instant.

    What credit notes have left counts, and nothing at which a bank is looking. As many statements for one as for many.
    """
    late = _late_orders(subscriptions, came_at)
    ids = [order.pk for orders in late.values() for order in orders]
    if not ids:
        return {}
    invoices, contested, payments = invoices_by_order(ids), open_dispute_about(ids), payments_of(ids)
    found = dict[int, GoesBack]()
    for pk, orders in late.items():
        left = {o.pk: invoices[o.pk].left for o in orders if o.pk in invoices and o.pk not in contested}
        open_ones = {order_pk: sum_ for order_pk, sum_ in left.items() if sum_}
        if open_ones:
            total = Money(sum(each.amount for each in open_ones.values()), orders[0].currency)
            by_hand = any(each in payments and payments[each].attempt_id is None for each in open_ones)
            found[pk] = GoesBack(total, by_hand, tuple(o.number for o in orders if o.pk in open_ones))
    return found


def going_back(subscription: Subscription, came_at: datetime) -> GoesBack | None:
    """Return what goes back if the renewal is cancelled as of an instant; None where that is nothing."""
    return all_going_back([subscription], came_at).get(subscription.pk)


def resumed_since(subscriptions: Sequence[Subscription], came_at: datetime) -> set[int]:
    """Return the rows of those subscriptions that were resumed after a cancellation had come; one statement.

    What was charged for them was wanted then: the older wish no longer says anything about the money.
    """
    resumed = latest_entries([s.ref for s in subscriptions], RESUMED)
    return {s.pk for s in subscriptions if s.ref in resumed and resumed[s.ref].at > came_at}


def goes_back(subscription: Subscription, came_at: datetime) -> Money | None:
    """Return the sum that goes back if the renewal is cancelled as of an instant."""
    back = going_back(subscription, came_at)
    return back.total if back else None


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


def _give_back(order: Order, *, iban: str = "", at: datetime, by: str) -> tuple[list[Refund], Facts]:
    try:
        with transaction.atomic():
            refunds = _refund(order, iban, at=at, by=by)
    except Refusal as refusal:  # the renewal is cancelled whatever becomes of the money: that is for a person now
        facts = {"not_given_back": order.ref, "number": order.number}
        return [], facts | facts_of(refusal)
    return refunds, {"given_back": order.ref, "number": order.number, "refunds": [refund.ref for refund in refunds]}


def _refund(order: Order, iban: str, *, at: datetime, by: str) -> list[Refund]:
    try:
        return refund(order, Wish(Extent.WHOLE, iban=iban, cause="cancelled"), at=at, by=by)
    except IbanWrong as wrong:
        if iban:
            raise
        raise NobodyToldTheAccount from wrong
