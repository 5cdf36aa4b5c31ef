"""What the buyer of several seats does with their product keys: send one to a colleague, take one back."""

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from abaca.kernel.emails import masked
from abaca.store.journal.actions import record
from abaca.store.product_keys.models import ProductKey, Sending

from .minted import Place, minted_at


@transaction.atomic
def replace(key: ProductKey, *, on: date, at: datetime, by: str) -> ProductKey:
    """Withdraw a product key that its buyer takes back, and mint a fresh one for its seat."""
    key.withdrawn_on = on
    key.save(update_fields=["withdrawn_on"])
    fresh = minted_at(settings.STORE_MASTER_SECRET.encode(), Place(key.line, key.seat, key.follows, key.replaces), at)
    fresh.instead_of = key.ref
    fresh.save(force_insert=True)
    order = key.line.order
    facts = {"key": key.ref, "hint": key.hint, "seat": key.seat, "fresh": fresh.ref, "fresh_hint": fresh.hint}
    record("product_key.taken_back", order.ref, whose=order.customer.ref, at=at, by=by, **facts)
    return fresh


@transaction.atomic
def note_sending(key: ProductKey, *, to_address: str, language: str, at: datetime, by: str) -> Sending:
    """Write down to whom a buyer sends a product key; the journal knows the address only masked."""
    sending = Sending.objects.create(key=key, to_address=to_address, language=language, sent_at=at)
    order = key.line.order
    facts = {"key": key.ref, "hint": key.hint, "seat": key.seat, "to": masked(to_address)}
    record("product_key.sent", order.ref, whose=order.customer.ref, at=at, by=by, **facts)
    return sending


def forget_addressees(customers: Collection[int], addresses: Collection[str] = ()) -> None:
    """Know no more to whom buyers sent product keys, and that any went to these addresses. The story records it."""
    gone = Q(key__line__order__customer__in=customers)
    for address in addresses:
        gone |= Q(to_address__iexact=address)
    Sending.objects.filter(gone).update(to_address="")
