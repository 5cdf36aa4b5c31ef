"""Product keys whose money goes back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from abaca.store.product_keys.models import ProductKey

from .minted import note


@transaction.atomic
def withdraw(keys: Sequence[ProductKey], *, on: date, at: datetime, by: str) -> list[ProductKey]:
    """Let product keys be worth nothing from a day on; return those that were worth something until now."""
    rows = ProductKey.objects.select_for_update(of=("self",)).select_related("line__order__customer")
    held = list(rows.filter(pk__in=[key.pk for key in keys], withdrawn_on=None).order_by("pk"))
    ProductKey.objects.filter(pk__in=[key.pk for key in held]).update(withdrawn_on=on)
    note(held, "product_key.withdrawn", at=at, by=by)
    return held
