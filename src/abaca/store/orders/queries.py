"""What can be asked about orders."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from abaca.dispatch.earliest import Earliest, First
from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.reducing import Discount

from .models import Order, Reduction
from .numbers import order_pk
from .states import OrderState, ReductionKind


class OrderUnknown(Refusal):
    code = "order_unknown"
    sentence = _("There is no such order in your account.")
    status = 404


def _whole() -> QuerySet[Order]:
    return Order.objects.select_related("customer").prefetch_related("lines__plan__product", "reductions")


def orders_of(customer_id: int) -> list[Order]:
    """Return all orders of a customer, newest first."""
    return list(_whole().filter(customer=customer_id))


def order_of(customer_id: int, number: str) -> Order:
    """Return one order of this customer by its number; a foreign number is no order at all."""
    pk = order_pk(number)
    order = _whole().filter(pk=pk, customer=customer_id).first() if pk else None
    if order is None:
        raise OrderUnknown
    return order


def order_by_ref(ref: str) -> Order:
    """Return an order by its ref."""
    order = _whole().filter(ref=ref).first()
    if order is None:
        raise OrderUnknown
    return order


def order_by_number(number: str) -> Order | None:
    """Return an order by the number that people use, for staff."""
    pk = order_pk(number)
    return _whole().filter(pk=pk).first() if pk else None


def order_with_number(number: str) -> Order:
    """Return the order that has this number; another is refused."""
    order = order_by_number(number)
    if order is None:
        raise OrderUnknown
    return order


def orders_with_numbers(numbers: Collection[str]) -> dict[str, Order]:
    """Return orders by the numbers that people use, those that exist; one statement."""
    pks = {pk: number for number in numbers if (pk := order_pk(number))}
    return {pks[order.pk]: order for order in Order.objects.select_related("customer").filter(pk__in=pks)}


def order_of_checkout(token: str) -> Order | None:
    """Return the order that a checkout form has already made."""
    return _whole().filter(checkout_token=token).first()


def has_bought(customer_id: int, *, but: int = 0) -> bool:
    """Tell whether a customer has ordered before, `but` this order; what lapsed does not count."""
    return Order.objects.filter(customer=customer_id).exclude(state=OrderState.LAPSED).exclude(pk=but).exists()


def buyers_before(customer_ids: Collection[int], *, but: Collection[int]) -> set[int]:
    """Return which of some customers have paid for something already, apart from some orders; one statement."""
    paid = Order.objects.filter(customer__in=customer_ids, paid_at__isnull=False).exclude(pk__in=but)
    return set(paid.values_list("customer", flat=True))


def numbers_of(refs: Collection[str]) -> dict[str, str]:
    """Return by which number people call some orders, by ref; one statement."""
    return {order.ref: order.number for order in Order.objects.filter(ref__in=refs).only("pk", "ref")}


def promises_of(order_ids: Collection[int]) -> dict[int, Discount]:
    """Return what the codes of some orders promise, by order; one statement."""
    rows = Reduction.objects.filter(order__in=order_ids, kind=ReductionKind.COUPON)
    return {row.order_id: Discount.kept(row.facts) for row in rows}


def lapsing(at: datetime, limit: int) -> list[int]:
    """Return unpaid orders whose time is over."""
    due = Order.objects.filter(lapses_at__lte=at).order_by("lapses_at")
    return list(due.values_list("pk", flat=True)[:limit])


# When the next unpaid order is given up.
next_lapse = Earliest(First(lambda: Order.objects.filter(lapses_at__isnull=False), "lapses_at"))
