"""How a product key is found by its keyed digest, and kept so that only the wing can read it."""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from abaca.kernel.product_keys import read
from abaca.kernel.sealing import digest, seal


def lookup_of(key: bytes, symbols: str) -> bytes:
    """Return the digest by which the 25 symbols are found."""
    return digest(key, symbols)


def sealed(key: bytes, printed: str, row: UUID) -> bytes:
    """Seal the printed form for one row."""
    return seal(key, printed.encode(), bound_to=row.bytes)


def looked_up(text: str, found_by: bytes, keys: Iterable[bytes]) -> str | None:
    """Return by which form of its text a key is found: the 25 symbols, or, of a key made elsewhere, all of it."""
    foreign = " ".join(unicodedata.normalize("NFKC", text).split())
    forms = [form for form in (read(text).symbols, text, f"foreign/{foreign}") if form]
    return next((form for key in keys for form in forms if lookup_of(key, form) == found_by), None)
