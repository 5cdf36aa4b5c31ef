"""Sub-keys, keyed digests, and sealed bytes that open only where they belong."""

import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class CannotOpen(Exception):
    """Tell that a seal is broken, or that it was made with another key or for another place."""


def subkey(master: bytes, label: str) -> bytes:
    """Derive the key for one purpose from the master secret."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label.encode()).derive(master)


def digest(key: bytes, text: str) -> bytes:
    """Return 32 bytes by which the text can be found again, but not read."""
    keyed = _keyed(key).copy()
    keyed.update(text.encode())
    return keyed.digest()


@lru_cache(maxsize=64)
def _keyed(key: bytes) -> hmac.HMAC:
    """Begin a digest; programs ask for thousands of them with the same key."""
    return hmac.new(key, digestmod="sha256")


def seal(key: bytes, plain: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt for one place, for example a row, named by `bound_to`."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def open_sealed(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Decrypt what was sealed for this place."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)
    except (InvalidTag, ValueError) as broken:
        raise CannotOpen("the seal does not open with this key in this place") from broken


def same(a: str | bytes, b: str | bytes) -> bool:
    """Compare two secrets in a time that tells nothing about them."""
    return hmac.compare_digest(_as_bytes(a), _as_bytes(b))


def _as_bytes(secret: str | bytes) -> bytes:
    return secret.encode() if isinstance(secret, str) else secret
