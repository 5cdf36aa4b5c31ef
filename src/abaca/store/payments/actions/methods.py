"""Remembering what a provider keeps for us."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from abaca.kernel.refs import new_ref
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record
from abaca.store.payments.models import PaymentMethod


@dataclass(frozen=True)
class NewMethod:
    """What a provider told us about a method it keeps."""

    provider: str
    kind: str
    token: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    label: str
    country: str = ""  # of the card; two letters, empty where nobody knows


@transaction.atomic
def save_method(customer: Customer, new: NewMethod, *, at: datetime, by: str) -> PaymentMethod:
    """Remember a method that the provider keeps; the same one twice is one."""
    known = PaymentMethod.objects.filter(customer=customer, token=new.token, removed_at=None).first()
    if known:
        return known
    method = PaymentMethod.objects.create(ref=new_ref("pay", at), customer=customer, saved_at=at, **asdict(new))
    record("method.saved", method.ref, whose=customer.ref, at=at, by=by, brand=new.brand, last4=new.last4)
    return method


@transaction.atomic
def methods_change_hands(before: Customer, after: Customer, *, only: Collection[int] | None = None) -> list[int]:
    """Give methods of one customer to another, all or some, just as they are; return which. The story records it."""
    rows = PaymentMethod.objects.select_for_update(no_key=True).filter(customer=before).order_by("pk")
    moved = list((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    PaymentMethod.objects.filter(pk__in=moved).update(customer=after)
    return moved


@transaction.atomic
def forget_methods(customers: Collection[int], *, at: datetime) -> None:
    """Use the saved methods of customers no more, and know no card and no name of them. The story records it."""
    rows = PaymentMethod.objects.filter(customer__in=customers)
    rows.filter(removed_at=None).update(removed_at=at)
    rows.update(brand="", last4="", exp_month=None, exp_year=None, label="")
