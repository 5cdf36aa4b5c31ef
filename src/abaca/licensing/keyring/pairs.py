"""The forms in which a private Ed25519 key comes and goes: PEM, a seed in hexadecimal, a seed with its public half."""

import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

from .signatures import public_half

HEX = re.compile(r"[0-9a-fA-F]+\Z")
SEED = 32


class NotASigningKey(Refusal):
    code = "not_a_signing_key"
    sentence = _(
        "This is no private Ed25519 key. Wanted is PKCS8 in PEM without a password, or 32 bytes (the seed) or 64 bytes"
        " (seed and public key) in hexadecimal."
    )


class HalvesDiffer(Refusal):
    code = "halves_differ"
    sentence = _("The public half in this file does not belong to its private half.")


def read_private(text: str) -> Ed25519PrivateKey:
    """Read a private key in any of the forms."""
    text = text.strip()
    if text.startswith("-----"):
        return _from_pem(text)
    if not HEX.match(text) or len(text) not in {2 * SEED, 4 * SEED}:
        raise NotASigningKey
    whole = bytes.fromhex(text)
    private = Ed25519PrivateKey.from_private_bytes(whole[:SEED])
    if whole[SEED:] and whole[SEED:] != public_half(private):
        raise HalvesDiffer
    return private


def as_hex(private: Ed25519PrivateKey) -> str:
    """Write the seed in hexadecimal."""
    return private.private_bytes_raw().hex() + "\n"


def as_pem(private: Ed25519PrivateKey) -> str:
    """Write the key as PKCS8, which every library reads."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _from_pem(text: str) -> Ed25519PrivateKey:
    try:
        private = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as unreadable:
        raise NotASigningKey from unreadable
    if not isinstance(private, Ed25519PrivateKey):
        raise NotASigningKey
    return private
