"""Whose the lines about newsletters are, when customers are joined; and what is left of them when one is forgotten."""

from collections.abc import Collection

from django.db import transaction

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
