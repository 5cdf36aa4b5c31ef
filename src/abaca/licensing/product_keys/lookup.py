"""How a product key is found by its keyed digest, and kept so that only the wing can read it."""

from uuid import UUID

from abaca.kernel.sealing import digest, open_sealed, seal


def lookup_of(key: bytes, symbols: str) -> bytes:
    """Return the digest by which the 25 symbols are found."""
    return digest(key, symbols)


def foreign_lookup_of(key: bytes, text: str) -> bytes:
    """Return the digest by which a key of another form is found; `text` is its normal form."""
    return digest(key, f"foreign/{text}")


def sealed(key: bytes, printed: str, row: UUID) -> bytes:
    """Seal the printed form for one row."""
    return seal(key, printed.encode(), bound_to=row.bytes)


def opened(key: bytes, cipher: bytes, row: UUID) -> str:
    return open_sealed(key, cipher, bound_to=row.bytes).decode()
