"""What can be asked about money."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.earliest import Earliest, First
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day, local_instant, oldest_kept

from .models import Attempt, Dispute, Payment, PaymentMethod, Payout, ProviderEvent, Refund, Transfer
from .references import order_number_in
from .states import GIVEN, OPEN, REFUND_OPEN, DisputeState, RefundState


class MethodUnknown(Refusal):
    code = "method_unknown"
    sentence = _("This payment method is not in your account.")
    status = 404


class RefundUnknown(Refusal):
    code = "refund_unknown"
    sentence = _("There is no refund with this reference.")
    status = 404


class DisputeUnknown(Refusal):
    code = "dispute_unknown"
    sentence = _("There is no dispute with this number.")
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


def due_methods(at: datetime, limit: int) -> list[int]:
    """Return removed methods that a provider is to be told to drop."""
    due = PaymentMethod.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


# When a provider is next told to drop a method.
next_method = Earliest(First(lambda: PaymentMethod.objects.filter(next_at__isnull=False), "next_at"))


def due_attempts(at: datetime, limit: int) -> list[int]:
    """Return attempts that wait to be sent or asked about."""
    due = Attempt.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


# When the next attempt waits to be sent or asked about.
next_attempt = Earliest(First(lambda: Attempt.objects.filter(next_at__isnull=False), "next_at"))


def open_attempt_of(order_id: int) -> Attempt | None:
    """Return the attempt on an order that has not come to its end."""
    return Attempt.objects.filter(order=order_id, state__in=OPEN).first()


def attempt_with_key(key: str) -> Attempt | None:
    """Return the attempt that bears this key, with its order and customer, or None."""
    return Attempt.objects.select_related("order__customer").filter(key=key).first()


def orders_with_open_attempts(order_ids: list[int]) -> set[int]:
    """Return those of some orders on which an attempt has not come to its end; one statement."""
    return set(Attempt.objects.filter(order__in=order_ids, state__in=OPEN).values_list("order_id", flat=True))


def agreed_to(order_ids: list[int]) -> set[int]:
    """Return those of some orders that their customers have tried to pay themselves, so that they want them."""
    rows = Attempt.objects.filter(order__in=order_ids, customer_present=True)
    return set(rows.values_list("order", flat=True))


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
    """Return money that nobody can place: it names no order, or one in another currency.

    What came too late or too much needs nobody: it is the customer's credit.
    """
    misfit = Q(order=None) | ~Q(currency=F("order__currency"))
    stray = Transfer.objects.filter(misfit, applied_at=None)
    return stray if customer_id is None else stray.filter(order__customer=customer_id)


def statement_cursor() -> int:
    """Return the last entry of the bank's statement that was read."""
    return int(Transfer.objects.aggregate(last=Max("entry"))["last"] or 0)


def order_number_of(reference: str) -> str | None:
    """Return which order a transfer names."""
    return order_number_in(reference)


def refundable(payment: Payment) -> int:
    """Return what may still go back of a payment, in minor units."""
    return refundables([payment.pk])[payment.pk]


def refundables(payment_ids: list[int]) -> dict[int, int]:
    """Return what may still go back of some payments: captured, less given, less disputed; three statements.

    What failed to arrive counts as given, since it is owed to the customer in another way; what a dispute has taken
    away may come back, and until then there is nothing to give.
    """
    left = dict(Payment.objects.filter(pk__in=payment_ids).values_list("pk", "amount"))
    given = Refund.objects.filter(payment__in=left, state__in=GIVEN)
    taken = Dispute.objects.filter(payment__in=left).exclude(state=DisputeState.WON)
    for rows in (given, taken):
        for payment_id, amount in (
            rows.order_by().values("payment").annotate(sum=Sum("amount")).values_list("payment", "sum")
        ):
            left[payment_id] -= int(amount)
    return left


def payments_of(order_ids: list[int]) -> dict[int, Payment]:
    """Return the payment of each order that was paid, with the method that paid it; one statement."""
    rows = Payment.objects.select_related("attempt__method").filter(order__in=order_ids)
    return {payment.order_id: payment for payment in rows}


def refunds_of(order_ids: list[int]) -> list[Refund]:
    """Return what went back of some orders, oldest first."""
    return list(Refund.objects.select_related("payment__order").filter(payment__order__in=order_ids))


def refunds_on_the_way(order_ids: list[int]) -> dict[int, int]:
    """Return how much of some orders is to go back and has not arrived, in minor units; one statement."""
    rows = Refund.objects.filter(payment__order__in=order_ids, state__in=REFUND_OPEN).order_by()
    return dict(rows.values("payment__order").annotate(sum=Sum("amount")).values_list("payment__order", "sum"))


def refund_with_ref(ref: str) -> Refund:
    """Return a refund by its ref."""
    found = Refund.objects.select_related("payment__order__customer").filter(ref=ref).first()
    if found is None:
        raise RefundUnknown
    return found


def refunds_with_refs(refs: Collection[str]) -> list[Refund]:
    """Return some refunds by their refs, oldest first; one statement."""
    return list(Refund.objects.filter(ref__in=refs))


def refunds_to_pay_out() -> QuerySet[Refund]:
    """Return the refunds that wait for somebody to pay them at the bank, oldest first."""
    waiting = Refund.objects.filter(kind=Refund.BANK, state=RefundState.READY)
    return waiting.select_related("payment__order__customer").order_by("id")


def due_refunds(at: datetime, limit: int) -> list[int]:
    """Return refunds that wait to be sent or asked about."""
    due = Refund.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


# When the next refund waits to be sent or asked about.
next_refund = Earliest(First(lambda: Refund.objects.filter(next_at__isnull=False), "next_at"))


def disputes() -> QuerySet[Dispute]:
    """Return all disputes: first those that wait for our side, by their last day, then the newest."""
    rows = Dispute.objects.select_related("payment__order__customer")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "evidence_due_at", "id")


def dispute_with(pk: int) -> Dispute:
    """Return a dispute by its number."""
    found = disputes().filter(pk=pk).first()
    if found is None:
        raise DisputeUnknown
    return found


def disputes_of(order_ids: list[int]) -> list[Dispute]:
    """Return the disputes about some orders, oldest first."""
    return list(Dispute.objects.select_related("payment__order").filter(payment__order__in=order_ids))


def open_dispute_about(order_ids: list[int]) -> set[int]:
    """Return those of some orders whose payment is contested and not decided; one statement."""
    contested = Dispute.objects.filter(payment__order__in=order_ids, state=DisputeState.OPEN)
    return set(contested.values_list("payment__order_id", flat=True))


def orders_charged_by(charge_refs: list[str]) -> list[int]:
    """Return the orders that some charges of providers paid for."""
    paid = Payment.objects.filter(provider_ref__in=charge_refs, attempt__isnull=False)
    return list(paid.order_by("order_id").values_list("order_id", flat=True))


def contested_methods(refs: list[str]) -> set[str]:
    """Return those of some methods of which a charge is disputed, or was taken back; nothing charges them by itself."""
    contested = Dispute.objects.filter(payment__attempt__method__ref__in=[r for r in refs if r])
    contested = contested.exclude(state=DisputeState.WON)
    return set(contested.values_list("payment__attempt__method__ref", flat=True))


def known_disputes(provider: str, refs: list[str]) -> set[str]:
    """Return those of some disputes that are known here."""
    return set(Dispute.objects.filter(provider=provider, provider_ref__in=refs).values_list("provider_ref", flat=True))


def due_disputes(at: datetime, limit: int) -> list[int]:
    """Return disputes that wait for our answer to be handed in, or to be looked at."""
    due = Dispute.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


# When the next dispute is to be looked at.
next_dispute = Earliest(First(lambda: Dispute.objects.filter(next_at__isnull=False), "next_at"))


def due_hints(at: datetime, limit: int) -> list[int]:
    """Return notifications whose subject has not been read again."""
    due = ProviderEvent.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


# When the subject of a notification is to be read again.
next_hint = Earliest(First(lambda: ProviderEvent.objects.filter(next_at__isnull=False), "next_at"))


def payout_cursor(provider: str) -> str:
    """Return the last payout of a provider that was read; "" before the first."""
    last = Payout.objects.filter(provider=provider).order_by("-id").values_list("provider_ref", flat=True).first()
    return last or ""


def customers_in_dispute(refs: Collection[str]) -> set[str]:
    """Return those of some customers of whom a charge is contested and not decided; one statement."""
    contested = Dispute.objects.filter(payment__order__customer__ref__in=refs, state=DisputeState.OPEN)
    return set(contested.values_list("payment__order__customer__ref", flat=True))


def transfers_over_time(at: datetime, limit: int) -> list[int]:
    """Return lines of the bank's statement whose years are over, the oldest first; what nobody has placed stays."""
    before = oldest_kept(local_day(at, settings.VENDOR_TIME_ZONE), settings.PAPERS_KEPT_YEARS)
    over = _placed().filter(value_on__lt=before)
    return list(over.order_by("value_on", "pk").values_list("pk", flat=True)[:limit])


def _years_over(first: date) -> datetime:
    return local_instant(date(first.year + settings.PAPERS_KEPT_YEARS + 1, 1, 1), 0, settings.VENDOR_TIME_ZONE)


def _placed() -> QuerySet[Transfer]:
    placed = Q(applied_at__isnull=False) | Q(order__isnull=False, currency=F("order__currency"))
    return Transfer.objects.filter(placed, forgotten_at=None)


# When the years of the oldest line of the bank's statement are over.
next_transfer_over_time = Earliest(First(_placed, "value_on", _years_over))
