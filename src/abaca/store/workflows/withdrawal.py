"""The right to give an order back within 14 days, without a reason and without a human (billing.md, I7).

The law gives 14 days; a vendor's own terms may give more, never less (ABACA_WITHDRAWAL_DAYS).
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.messaging.actions import enqueue
from abaca.messaging.facts import instant_fact
from abaca.store.notices.actions import draft, order_facts
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.orders.states import OrderState
from abaca.store.payments.models import Payment, Refund
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.queries import term_of_order

from .pausing import refuse_just_readdressed
from .refunds import Extent, NotRefundable, To, Wish, refund
from .transfers import hold

LEAST_DAYS = 14


class WithdrawalOver(Refusal):
    code = "withdrawal_over"
    sentence = _("The {days} days in which this order could be given back are over.")
    status = 409


def withdrawal_days() -> int:
    """Return in how many days an order may be given back without a reason."""
    return max(LEAST_DAYS, int(settings.WITHDRAWAL_DAYS))


def withdrawal_ends(order: Order, term: Term | None) -> date | None:
    """Return the last day on which an order may be given back without a reason; None where there is no such right.

    It is there once for each term, from the payment, or from the first day of a term that begins later.
    """
    if order.state != OrderState.PAID or order.paid_at is None or term is None or term.stopped_on is not None:
        return None
    return max(local_day(order.paid_at, order.time_zone), term.begins) + timedelta(days=withdrawal_days())


@transaction.atomic
def withdraw(
    order: Order,
    *,
    iban: str = "",
    to: To = To.METHOD,
    declared_at: datetime | None = None,
    words: str = "",
    at: datetime,
    by: str,
) -> list[Refund]:
    """Give an order back within its days: everything goes back, no reason is asked, and a letter confirms it.

    The day on which it was declared counts, `declared_at`, where that was before it can be carried out; `words` is what
    somebody wrote to it of his own accord. Refused where the customer himself names an account just after staff have
    changed his e-mail: what he has declared by then counts as declared.
    """
    hold([order.pk])
    order, declared_at = order_by_ref(order.ref), declared_at or at
    if iban and by == order.customer.ref and Payment.objects.filter(order=order, attempt=None).exists():
        refuse_just_readdressed(order.customer, at=at)
    last = withdrawal_ends(order, term_of_order(order.pk))
    if last is None:
        raise NotRefundable
    if local_day(declared_at, order.time_zone) > last:
        raise WithdrawalOver(days=withdrawal_days())
    _confirm(order, words, declared_at, at)
    return refund(order, Wish(Extent.WHOLE, to=to, iban=iban, cause="withdrawal"), at=at, by=by)


def _confirm(order: Order, words: str, declared_at: datetime, at: datetime) -> None:
    """Say at once what was declared and when it reached us; the letter about the money is another one."""
    customer = order.customer
    facts = {
        **order_facts(order.lines.all()[0], at=at),
        "received_at": instant_fact(declared_at),
        "declared": {"name": customer.name, "email": customer.email, "words": words},
        "refund": None,
    }
    key = f"withdrawal_received/{order.ref}/{at.isoformat()}"
    enqueue([draft("withdrawal_received", customer, about=order.ref, key=key, facts=facts)], at=at)
