"""How a product key lies in the store: found by a keyed digest, read only with the master secret."""

from typing import NamedTuple
from uuid import UUID

from abaca.kernel import product_keys, sealing

from .foreign import hint_of, plain

NO_HINT = "…"


class Minted(NamedTuple):
    """What may be stored of a product key."""

    lookup: bytes
    cipher: bytes
    hint: str


def mint(master: bytes, bound_to: UUID) -> Minted:
    """Draw a new product key and return what may be stored of it."""
    printed = product_keys.mint()
    symbols = printed.replace("-", "")
    return Minted(
        lookup_of(master, symbols),
        _sealed(master, printed.encode(), bound_to),
        product_keys.hint(symbols),
    )


def keep(master: bytes, text: str, bound_to: UUID) -> Minted:
    """Return what may be stored of a text that the vendor brought; the buyer gets it as it came."""
    return Minted(foreign_lookup_of(master, text), _sealed(master, text.encode(), bound_to), hint_of(text))


def keep_unfound(master: bytes, content: bytes, bound_to: UUID) -> Minted:
    """Return what may be stored of something that nobody looks up: a licence file, a block, a text said again."""
    lookup = sealing.digest(_subkey(master, "product-key/lookup"), f"row/{bound_to}")
    return Minted(lookup, _sealed(master, content, bound_to), NO_HINT)


class NoMasterSecret(RuntimeError):
    """Nothing may be sealed with an empty secret: everybody could open it."""


def lookup_of(master: bytes, symbols: str) -> bytes:
    """Return the digest by which a key of 25 symbols is found."""
    return sealing.digest(_subkey(master, "product-key/lookup"), symbols)


def foreign_lookup_of(master: bytes, text: str) -> bytes:
    """Return the digest by which a key of the vendor's own form is found."""
    return lookup_of(master, f"foreign/{plain(text)}")


def unseal(master: bytes, cipher: bytes, bound_to: UUID) -> str:
    """Return the printed form of a stored key."""
    return unseal_bytes(master, cipher, bound_to).decode()


def unseal_bytes(master: bytes, cipher: bytes, bound_to: UUID) -> bytes:
    """Return the content of a stored licence file."""
    return sealing.open_sealed(_cipher_key(master), cipher, bound_to=bound_to.bytes)


def seal_query(master: bytes, query: str, bound_to: UUID) -> bytes:
    """Seal the query of a generator's address, in which user and password stand."""
    return sealing.seal(_subkey(master, "product-key/generator"), query.encode(), bound_to=bound_to.bytes)


def open_query(master: bytes, cipher: bytes, bound_to: UUID) -> str:
    """Return the query of a generator's address."""
    key = _subkey(master, "product-key/generator")
    return sealing.open_sealed(key, cipher, bound_to=bound_to.bytes).decode()


def _sealed(master: bytes, content: bytes, bound_to: UUID) -> bytes:
    return sealing.seal(_cipher_key(master), content, bound_to=bound_to.bytes)


def _cipher_key(master: bytes) -> bytes:
    return _subkey(master, "product-key/cipher")


def _subkey(master: bytes, label: str) -> bytes:
    if not master:
        raise NoMasterSecret("ABACA_STORE_MASTER_KEY_FILE names no secret.")
    return sealing.subkey(master, label)
