"""What can be asked about money."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

from .models import Attempt, Payment, PaymentMethod, Transfer
from .references import order_number_in
from .states import OPEN


class MethodUnknown(Refusal):
    code = "method_unknown"
    sentence = _("This payment method is not in your account.")
    status = 404


class MethodFact(NamedTuple):
    """How a payment method is spoken of, without being it."""

    ref: str
    kind: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    label: str


def methods_of(customer_id: int) -> list[PaymentMethod]:
    """Return the saved methods of a customer, newest first."""
    return list(PaymentMethod.objects.filter(customer=customer_id, removed_at=None).order_by("-id"))


def method_of(customer_id: int, ref: str) -> PaymentMethod:
    """Return one method of this customer."""
    method = PaymentMethod.objects.filter(customer=customer_id, ref=ref, removed_at=None).first()
    if method is None:
        raise MethodUnknown
    return method


def methods_by_ref(refs: list[str]) -> dict[str, PaymentMethod]:
    """Return some methods by their refs, also those that were removed; one statement."""
    return {m.ref: m for m in PaymentMethod.objects.filter(ref__in=[r for r in refs if r])}


def due_attempts(at: datetime, limit: int) -> list[int]:
    """Return attempts that wait to be sent or asked about."""
    due = Attempt.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


def next_attempt() -> datetime | None:
    """Return when the next attempt waits to be sent or asked about."""
    return Attempt.objects.filter(next_at__isnull=False).order_by("next_at").values_list("next_at", flat=True).first()


def open_attempt_of(order_id: int) -> Attempt | None:
    """Return the attempt on an order that has not come to its end."""
    return Attempt.objects.filter(order=order_id, state__in=OPEN).first()


def orders_with_open_attempts(order_ids: list[int]) -> set[int]:
    """Return those of some orders on which an attempt has not come to its end; one statement."""
    return set(Attempt.objects.filter(order__in=order_ids, state__in=OPEN).values_list("order_id", flat=True))


def latest_attempts(order_ids: list[int]) -> dict[int, Attempt]:
    """Return the latest attempt of each order, with its method; one statement."""
    latest = (
        Attempt.objects.select_related("method")
        .filter(order__in=order_ids)
        .order_by("order_id", "-number")
        .distinct("order_id")
    )
    return {attempt.order_id: attempt for attempt in latest}


def charged_payments(order_ids: list[int]) -> list[Payment]:
    """Return the payments of some orders that a provider has taken for us; one statement."""
    return list(Payment.objects.filter(order__in=order_ids, attempt__isnull=False))


def transfers_of(order_ids: list[int]) -> list[Transfer]:
    """Return what came by bank transfer for some orders, in the order of the statement; one statement."""
    return list(Transfer.objects.filter(order__in=order_ids).order_by("entry"))


def transferred(order_id: int, currency: str) -> int:
    """Return how much has come by bank transfer for an order, in minor units."""
    came = Transfer.objects.filter(order=order_id, currency=currency).aggregate(sum=Sum("amount"))["sum"]
    return int(came or 0)


def stray_transfers(customer_id: int | None = None) -> QuerySet[Transfer]:
    """Return money that paid for nothing: it names no order, one that was given up, or one that was paid before."""
    stray = Transfer.objects.filter(applied_at=None).exclude(order__state="placed")
    return stray if customer_id is None else stray.filter(order__customer=customer_id)


def statement_cursor() -> int:
    """Return the last entry of the bank's statement that was read."""
    return int(Transfer.objects.aggregate(last=Max("entry"))["last"] or 0)


def order_number_of(reference: str) -> str | None:
    """Return which order a transfer names."""
    return order_number_in(reference)
