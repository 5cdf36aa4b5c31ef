"""How a product key lies in the store: found by a keyed digest, read only with the master secret."""

from typing import NamedTuple
from uuid import UUID

from abaca.kernel import product_keys, sealing


class Minted(NamedTuple):
    lookup: bytes
    cipher: bytes
    hint: str


def mint(master: bytes, bound_to: UUID) -> Minted:
    """Draw a new product key and return what may be stored of it."""
    printed = product_keys.mint()
    symbols = printed.replace("-", "")
    return Minted(
        lookup_of(master, symbols),
        sealing.seal(_cipher_key(master), printed.encode(), bound_to=bound_to.bytes),
        product_keys.hint(symbols),
    )


class NoMasterSecret(RuntimeError):
    """Nothing may be sealed with an empty secret: everybody could open it."""


def lookup_of(master: bytes, symbols: str) -> bytes:
    """Return the digest by which a key of 25 symbols is found."""
    return sealing.digest(_subkey(master, "product-key/lookup"), symbols)


def unseal(master: bytes, cipher: bytes, bound_to: UUID) -> str:
    """Return the printed form of a stored key."""
    return sealing.open_sealed(_cipher_key(master), cipher, bound_to=bound_to.bytes).decode()


def _cipher_key(master: bytes) -> bytes:
    return _subkey(master, "product-key/cipher")


def _subkey(master: bytes, label: str) -> bytes:
    if not master:
        raise NoMasterSecret("ABACA_STORE_MASTER_KEY_FILE names no secret.")
    return sealing.subkey(master, label)
