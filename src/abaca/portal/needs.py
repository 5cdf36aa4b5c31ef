"""What needs the customer now; nothing else may shout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from abaca.store.notices.actions import PAY_LINK, link_to
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments.states import AttemptState
from abaca.store.subscriptions.standing import Standing
from abaca.store.workflows.queries import WholeOrder, WholeSubscription

DAYS_TO_PAY = 30
URGENCY = ("failed", "held", "confirm", "transfer", "card")
OVER = {AttemptState.DECLINED, AttemptState.LOST}


@dataclass(frozen=True)
class Need:
    """Something that only the customer can do: pay, confirm a renewal or a payment, send money, change his card."""

    kind: str
    order: WholeOrder | None = None
    subscription: WholeSubscription | None = None
    href: str = ""


def needs_of(orders: Sequence[WholeOrder], subscriptions: Sequence[WholeSubscription], *, at: datetime) -> list[Need]:
    """Return what needs the customer, the most urgent first."""
    found = [need for order in orders if (need := _of_order(order, at))]
    found += [
        Need("card", subscription=s)
        for s in subscriptions
        if s.card_dies_before and s.standing == Standing.RENEWS and s.renewal is None
    ]
    return sorted(found, key=lambda need: URGENCY.index(need.kind))


def _of_order(whole: WholeOrder, at: datetime) -> Need | None:
    """Return what an order waits for, unless that is somebody else's turn."""
    if whole.order.state != OrderState.PLACED:
        return None
    if whole.order.method_kind == "transfer":
        return Need("transfer", whole, whole.whole_subscription)
    subscription = whole.whole_subscription
    if subscription is not None and subscription.is_held:
        return Need("held", whole, subscription, confirm_link(whole.order, at=at))
    latest = whole.attempts[-1] if whole.attempts else None
    if latest is not None and latest.state == AttemptState.ACTION:
        return Need("confirm", whole, whole.whole_subscription, latest.redirect_url)
    if latest is not None and latest.state in OVER:
        return Need("failed", whole, whole.whole_subscription, pay_link(whole.order, at=at))
    return None


def confirm_link(order: Order, *, at: datetime) -> str:
    """Return the address at which a renewal is confirmed that waits for its customer's word."""
    return f"/confirm/{link_to(PAY_LINK, order, days=DAYS_TO_PAY, at=at)}/"


def pay_link(order: Order, *, at: datetime) -> str:
    """Return the address at which an open order is paid in one page."""
    return f"/pay/{link_to(PAY_LINK, order, days=DAYS_TO_PAY, at=at)}/"
