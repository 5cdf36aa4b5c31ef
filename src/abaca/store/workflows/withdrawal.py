"""The right to give an order back within 14 days, without a reason and without a human (billing.md, I7)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderState
from abaca.store.payments.models import Refund
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.queries import term_of_order

from .refunds import Extent, NotRefundable, To, Wish, refund
from .transfers import hold

WITHDRAWAL_DAYS = 14


class WithdrawalOver(Refusal):
    code = "withdrawal_over"
    sentence = _("The 14 days in which this order could be given back are over.")
    status = 409


def withdrawal_ends(order: Order, term: Term | None) -> date | None:
    """Return the last day on which an order may be given back without a reason; None where there is no such right.

    It is there once for each term, 14 days from the payment, or from the first day of a term that begins later.
    """
    if order.state != OrderState.PAID or order.paid_at is None or term is None or term.stopped_on is not None:
        return None
    return max(local_day(order.paid_at, order.time_zone), term.begins) + timedelta(days=WITHDRAWAL_DAYS)


@transaction.atomic
def withdraw(order: Order, *, iban: str = "", to: To = To.METHOD, at: datetime, by: str) -> list[Refund]:
    """Give an order back within 14 days: everything goes back, no reason is asked."""
    hold([order.pk])
    order = order_by_ref(order.ref)
    last = withdrawal_ends(order, term_of_order(order.pk))
    if last is None:
        raise NotRefundable
    if local_day(at, order.time_zone) > last:
        raise WithdrawalOver
    return refund(order, Wish(Extent.WHOLE, to=to, iban=iban, cause="withdrawal"), at=at, by=by)
