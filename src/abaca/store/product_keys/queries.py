"""What can be asked about product keys."""

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings

from abaca.kernel import product_keys

from .minting import lookup_of, unseal
from .models import ProductKey


def text_of(key: ProductKey) -> str:
    """Return a product key as it is printed."""
    return unseal(settings.STORE_MASTER_SECRET.encode(), bytes(key.cipher), key.uuid)


def keys_by_line(line_ids: Sequence[int]) -> dict[int, list[ProductKey]]:
    """Return the product keys of some order lines, by seat; one statement."""
    found: dict[int, list[ProductKey]] = defaultdict(list)
    for key in ProductKey.objects.filter(line__in=line_ids).order_by("line_id", "seat"):
        found[key.line_id].append(key)
    return found


def keys_by_ref(refs: Sequence[str]) -> dict[str, ProductKey]:
    """Return some product keys by their refs; one statement."""
    return {key.ref: key for key in ProductKey.objects.filter(ref__in=refs)}


def key_with_text(text: str) -> ProductKey | None:
    """Return the product key that was typed, if it is one of ours, for staff."""
    reading = product_keys.read(text)
    if reading.symbols is None:
        return None
    lookup = lookup_of(settings.STORE_MASTER_SECRET.encode(), reading.symbols)
    return ProductKey.objects.select_related("line__order__customer").filter(lookup=lookup).first()
