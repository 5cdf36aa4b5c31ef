"""What can be asked about product keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from abaca.kernel.foreign_keys import normal_form
from abaca.kernel.product_keys import Reading, read
from abaca.licensing.accounts.queries import network_digest
from abaca.licensing.licences.models import Product
from abaca.licensing.secrets.queries import digests, opened, secret, secrets

from . import lookup
from .models import ProductKey, UnknownKeyCount
from .states import KeyState

MOST_UNKNOWN = 10  # a minute and network: a slip of the pen never gets that far
COUNTS_LAST = timedelta(hours=1)


def lookup_of(symbols: str) -> bytes:
    return lookup.lookup_of(secret("product-key/lookup"), symbols)


def lookups_of(symbols: str) -> list[bytes]:
    """Return the digests by which a key may be found: while the master secret changes there are two."""
    return digests("product-key/lookup", symbols)


def foreign_lookup_of(text: str) -> bytes:
    return lookup.foreign_lookup_of(secret("product-key/lookup"), normal_form(text))


def foreign_lookups_of(text: str) -> list[bytes]:
    """Return the digests by which a text of any form may be found, by the present secret and by the former one."""
    return [lookup.foreign_lookup_of(key, normal_form(text)) for key in secrets("product-key/lookup")]


def lookups_for(text: str, *, foreign: bool, reading: Reading | None = None) -> list[bytes]:
    """Return the digests under which a typed text may lie; `foreign`: keys of any form are possible.

    None at all: the text is no product key, and its reading says what is wrong with it.
    """
    reading = reading or read(text)
    found = lookups_of(reading.symbols) if reading.kind == "ok" and reading.symbols else []
    return found + (foreign_lookups_of(text) if foreign and normal_form(text) else [])


def uses_foreign_keys(product: str | None) -> bool:
    """Tell whether this product uses keys of any form; without a product, whether any does."""
    rows = Product.objects.filter(foreign_keys=True)
    return (rows.filter(code=product) if product is not None else rows).exists()


def known(lookups: Sequence[bytes], product: str | None = None) -> ProductKey | None:
    """Return the key under one of these digests; a void one is as unknown as any other."""
    rows = ProductKey.objects.select_related("product", "plan", "licence__account")
    found = rows.filter(lookup__in=lookups).exclude(state=KeyState.VOID)
    return min(found, key=lambda key: (key.product.code != product, key.foreign), default=None)


def with_ref(ref: str) -> ProductKey | None:
    return ProductKey.objects.select_related("product", "plan", "licence__account").filter(ref=ref).first()


def keys_of_licences(licence_ids: list[int]) -> dict[int, list[ProductKey]]:
    """Return the keys that each licence was made of."""
    rows: dict[int, list[ProductKey]] = {licence_id: [] for licence_id in licence_ids}
    for key in ProductKey.objects.select_related("plan").filter(licence__in=licence_ids).order_by("redeemed_at", "id"):
        rows[key.licence_id or 0].append(key)
    return rows


def printed(key: ProductKey) -> str:
    """Open the seal of a key, for the one who may see it."""
    return opened("product-key/cipher", bytes(key.cipher), bound_to=key.uuid.bytes).decode()


def sealed_with_another(number: int) -> int:
    """Return how many keys are sealed with another master secret than this one."""
    return ProductKey.objects.exclude(secret_number=number).count()


def is_blocked(network: str, *, at: datetime) -> bool:
    """Tell whether this network has asked for too many unknown keys in this minute."""
    if not network:
        return False
    counts = UnknownKeyCount.objects.filter(network=network_digest(network, at), minute=_minute(at))
    return counts.filter(tries__gte=MOST_UNKNOWN).exists()


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
