"""What can be asked about product keys."""

from datetime import datetime

from abaca.kernel.product_keys import Reading
from abaca.licensing.accounts.queries import network_digest
from abaca.licensing.secrets.queries import digests, opened, secret

from . import lookup
from .models import ProductKey, UnknownKeyCount
from .states import KeyState

MOST_UNKNOWN = 10  # a minute and network: a slip of the pen never gets that far


def lookup_of(symbols: str) -> bytes:
    return lookup.lookup_of(secret("product-key/lookup"), symbols)


def lookups_of(symbols: str) -> list[bytes]:
    """Return the digests by which a key may be found: while the master secret changes there are two."""
    return digests("product-key/lookup", symbols)


def known(reading: Reading) -> ProductKey | None:
    """Return the key that was read; a void one is as unknown as any other."""
    rows = ProductKey.objects.select_related("product", "plan", "licence__account")
    return rows.filter(lookup__in=lookups_of(reading.symbols or "")).exclude(state=KeyState.VOID).first()


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
