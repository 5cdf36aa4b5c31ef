"""Remembering what a provider keeps for us."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from abaca.dispatch.actions import wake
from abaca.kernel.refs import new_ref
from abaca.store.customers.models import Customer
from abaca.store.journal.actions import record, record_all
from abaca.store.journal.models import Entry
from abaca.store.payments.asking import next_dropping
from abaca.store.payments.models import Attempt, Dispute, PaymentMethod
from abaca.store.payments.queries import MethodUnknown
from abaca.store.payments.states import OPEN

from .attempts import AttemptOpen

DROP = "store.methods"
MOST_TOLD = 1000  # told every day for three years; the count needs to know no more


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
def hold_method(method: PaymentMethod) -> PaymentMethod:
    """Return a saved method, locked, so that it is not removed while something begins to use it; else refuse."""
    held = PaymentMethod.objects.select_for_update(no_key=True).filter(pk=method.pk, removed_at=None).first()
    if held is None:
        raise MethodUnknown
    return held


@transaction.atomic
def remove_method(method: PaymentMethod, *, at: datetime, by: str) -> PaymentMethod:
    """Charge a method no more, and let its provider be told to drop it; twice is once.

    Refused while a payment with it is under way: its answer could ask for the card once more.
    """
    method = PaymentMethod.objects.select_for_update(of=("self",)).select_related("customer").get(pk=method.pk)
    if method.removed_at:
        return method
    if Attempt.objects.filter(method=method, state__in=OPEN).exists():
        raise AttemptOpen
    method.removed_at = method.next_at = at
    method.save(update_fields=["removed_at", "next_at"])
    facts = {"brand": method.brand, "last4": method.last4}
    record("method.removed", method.ref, whose=method.customer.ref, at=at, by=by, **facts)
    wake(DROP)
    return method


@transaction.atomic
def forget_methods(customers: Collection[int], *, at: datetime) -> None:
    """Use the saved methods of customers no more, know no card and no name of them, and let providers drop them.

    What was handed in about disputes that are over goes too: it speaks of the person. The story records it.
    """
    Dispute.objects.filter(payment__order__customer__in=customers).update(evidence="")
    rows = PaymentMethod.objects.filter(customer__in=customers)
    if rows.filter(removed_at=None).update(removed_at=at, next_at=at):
        wake(DROP)
    rows.update(brand="", last4="", exp_month=None, exp_year=None, label="", country="")


@transaction.atomic(durable=True)  # Django refuses to run this inside another transaction
def take_removed(method_ids: Sequence[int], *, at: datetime) -> list[PaymentMethod]:
    """Write down that providers are told to drop methods, and when they are told again if no answer comes.

    What another worker holds, and what is not due, is left out.
    """
    rows = PaymentMethod.objects.select_for_update(skip_locked=True).filter(pk__in=method_ids, next_at__lte=at)
    methods = list(rows.order_by("pk"))
    for method in methods:
        method.next_at = next_dropping(method.asked, at)
        method.asked = min(method.asked + 1, MOST_TOLD)
    PaymentMethod.objects.bulk_update(methods, ["next_at", "asked"])
    return methods


@transaction.atomic
def note_dropped(method_ids: Sequence[int], *, at: datetime, by: str) -> list[PaymentMethod]:
    """Note that providers keep methods no more; the token, which nobody knows any longer, goes too. Twice is once."""
    rows = PaymentMethod.objects.select_for_update(of=("self",)).select_related("customer")
    methods = list(rows.filter(pk__in=method_ids, dropped_at=None, removed_at__isnull=False).order_by("pk"))
    found = [method.pk for method in methods]
    PaymentMethod.objects.filter(pk__in=found).update(dropped_at=at, next_at=None, token="")
    record_all(
        Entry(at=at, by=by, what="method.dropped", about=each.ref, whose=each.customer.ref, facts={})
        for each in methods
    )
    return methods
