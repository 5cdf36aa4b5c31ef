"""Product keys that count no longer, because their money went back or a larger plan took their place."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.product_keys.models import ProductKey


@transaction.atomic
def withdraw(keys: Sequence[ProductKey], *, on: date, at: datetime, by: str) -> list[ProductKey]:
    """Let product keys count no longer from a day on; return those that did until now."""
    counting = [key for key in _held(keys) if key.withdrawn_on is None]
    ProductKey.objects.filter(pk__in=[key.pk for key in counting]).update(withdrawn_on=on)
    _note(counting, "product_key.withdrawn", at, by)
    return counting


@transaction.atomic
def reinstate(keys: Sequence[ProductKey], *, at: datetime, by: str) -> list[ProductKey]:
    """Let product keys count again; one that its buyer took back has a successor and stays withdrawn."""
    held = _held(keys)
    refs = [key.ref for key in held]
    taken_back = set(ProductKey.objects.filter(instead_of__in=refs).values_list("instead_of", flat=True))
    returning = [key for key in held if key.withdrawn_on is not None and key.ref not in taken_back]
    ProductKey.objects.filter(pk__in=[key.pk for key in returning]).update(withdrawn_on=None)
    _note(returning, "product_key.reinstated", at, by)
    return returning


def _held(keys: Sequence[ProductKey]) -> list[ProductKey]:
    rows = ProductKey.objects.select_for_update(of=("self",)).select_related("line__order__customer")
    return list(rows.filter(pk__in=[key.pk for key in keys]).order_by("pk"))


def _note(keys: Sequence[ProductKey], what: str, at: datetime, by: str) -> None:
    record_all(
        Entry(
            at=at,
            by=by,
            what=what,
            about=key.line.order.ref,
            whose=key.line.order.customer.ref,
            facts={"key": key.ref, "hint": key.hint, "seat": key.seat},
        )
        for key in keys
    )
