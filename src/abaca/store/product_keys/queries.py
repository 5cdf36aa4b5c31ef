"""What can be asked about product keys."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from abaca.kernel import product_keys

from .minting import lookup_of, unseal
from .models import ProductKey, Sending


def text_of(key: ProductKey) -> str:
    """Return a product key as it is printed."""
    return unseal(settings.STORE_MASTER_SECRET.encode(), bytes(key.cipher), key.uuid)


def keys_by_line(line_ids: Sequence[int]) -> dict[int, list[ProductKey]]:
    """Return the product keys of some order lines, by seat, the newest of a seat last; one statement."""
    found: dict[int, list[ProductKey]] = defaultdict(list)
    for key in ProductKey.objects.filter(line__in=line_ids).order_by("line_id", "seat", "id"):
        found[key.line_id].append(key)
    return found


def keys_by_ref(refs: Sequence[str]) -> dict[str, ProductKey]:
    """Return some product keys by their refs; one statement."""
    return {key.ref: key for key in ProductKey.objects.filter(ref__in=refs)}


def sendings_of_line(line_id: int) -> dict[int, list[Sending]]:
    """Return to whom the keys of a line were sent, the latest first; one statement."""
    found: dict[int, list[Sending]] = defaultdict(list)
    for sending in Sending.objects.filter(key__line=line_id):
        found[sending.key_id].append(sending)
    return found


def sent_since(since: datetime, *, customer_id: int) -> list[int]:
    """Return the keys that a customer sent since then, each as often as he sent it."""
    rows = Sending.objects.filter(key__line__order__customer=customer_id, sent_at__gt=since)
    return list(rows.values_list("key_id", flat=True))


def taken_back_since(since: datetime, key: ProductKey) -> int:
    """Return how many keys of this one's seat were taken back since then."""
    rows = ProductKey.objects.filter(line=key.line_id, seat=key.seat, minted_at__gt=since)
    return rows.exclude(instead_of="").count()


def key_with_text(text: str) -> ProductKey | None:
    """Return the product key that was typed, if it is one of ours, for staff."""
    reading = product_keys.read(text)
    if reading.symbols is None:
        return None
    lookup = lookup_of(settings.STORE_MASTER_SECRET.encode(), reading.symbols)
    return ProductKey.objects.select_related("line__order__customer").filter(lookup=lookup).first()
