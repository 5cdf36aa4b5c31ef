"""Whose the lines about newsletters are, when customers are joined; and what is left of them when one is forgotten."""

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Q

from abaca.kernel.emails import fold
from abaca.store.customers.models import Customer
from abaca.store.newsletters.models import Declaration

FORGOTTEN = "forgotten"


@transaction.atomic
def declarations_change_hands(before: Customer, after: Customer, *, only: Collection[int] | None = None) -> list[int]:
    """Give what one customer said to another, all or some, just as it is; return which. The story records it."""
    rows = Declaration.objects.filter(customer=before).order_by("pk")
    moved = list((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    Declaration.objects.filter(pk__in=moved).update(customer=after)
    return moved


@transaction.atomic
def forget(customers: Collection[int], addresses: Collection[str]) -> None:
    """Take the addresses out of what customers said; that they said it, when, and to which words stays.

    A no of somebody who is no customer goes by his address alone, so it goes with it: who comes back is asked anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL abaca.retention = 'on'")  # else the table only grows
    folded = [fold(address) for address in addresses]
    rows = Declaration.objects.filter(Q(customer__in=customers) | Q(address__in=folded))
    rows.update(address=FORGOTTEN, evidence="")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL abaca.retention = 'off'")
