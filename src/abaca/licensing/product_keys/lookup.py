"""How a product key is found by its keyed digest, and kept so that only the wing can read it."""

from collections.abc import Iterable
from uuid import UUID

from abaca.kernel.foreign_keys import normal_form
from abaca.kernel.product_keys import read
from abaca.kernel.sealing import digest, seal


def lookup_of(key: bytes, symbols: str) -> bytes:
    """Return the digest by which the 25 symbols are found."""
    return digest(key, symbols)


def foreign_lookup_of(key: bytes, text: str) -> bytes:
    """Return the digest by which a key of another form is found; `text` is its normal form."""
    return digest(key, f"foreign/{text}")


def sealed(key: bytes, printed: str, row: UUID) -> bytes:
    """Seal the printed form for one row."""
    return seal(key, printed.encode(), bound_to=row.bytes)


def looked_up(text: str, found_by: bytes, keys: Iterable[bytes]) -> str | None:
    """Return by which form of its text a key is found: the 25 symbols, or, of a key made elsewhere, all of it."""
    forms = [form for form in (read(text).symbols, f"foreign/{normal_form(text)}") if form]
    return next((form for key in keys for form in forms if lookup_of(key, form) == found_by), None)
