"""How an order stands for its buyer, and which page comes next."""

from datetime import datetime
from enum import StrEnum

from django.urls import reverse

from abaca.store.notices.actions import CANCEL_LINK, ORDER_LINK, PAY_LINK, link_to
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments.models import Attempt
from abaca.store.payments.states import OPEN, AttemptState
from abaca.store.subscriptions.models import Subscription

GOOD_FOR = 30  # days; the letters carry links that live longer


class Situation(StrEnum):
    PAID = "paid"
    LAPSED = "lapsed"
    CONFIRM = "confirm"  # the bank waits for its customer
    UNANSWERED = "unanswered"  # nobody knows yet what became of the payment
    TRANSFER = "transfer"  # the buyer sends the money himself
    UNPAID = "unpaid"  # nothing is under way


PAYABLE = {Situation.TRANSFER, Situation.UNPAID}


def situation_of(order: Order, attempt: Attempt | None) -> Situation:
    """Return how an order stands, given its latest attempt."""
    if order.state == OrderState.PAID:
        return Situation.PAID
    if order.state == OrderState.LAPSED:
        return Situation.LAPSED
    if attempt is not None and attempt.state in OPEN:
        waits = attempt.state == AttemptState.ACTION and attempt.redirect_url
        return Situation.CONFIRM if waits else Situation.UNANSWERED
    return Situation.TRANSFER if order.method_kind == "transfer" else Situation.UNPAID


def way_on(order: Order, attempt: Attempt | None, *, at: datetime) -> str:
    """Return where a buyer goes once he has done his part."""
    situation = situation_of(order, attempt)
    if situation == Situation.CONFIRM and attempt is not None:
        return attempt.redirect_url
    return pay_page(order, at=at) if situation == Situation.UNPAID else order_page(order, at=at)


def order_page(order: Order, *, at: datetime) -> str:
    return reverse("storefront:order", args=[link_to(ORDER_LINK, order, days=GOOD_FOR, at=at)])


def pay_page(order: Order, *, at: datetime) -> str:
    return reverse("storefront:pay", args=[link_to(PAY_LINK, order, days=GOOD_FOR, at=at)])


def cancel_page(subscription: Subscription, *, at: datetime) -> str:
    return reverse("storefront:cancel", args=[link_to(CANCEL_LINK, subscription, days=GOOD_FOR, at=at)])
