"""Whether a signature of a mail was made with the private half of a key (RFC 6376, RFC 8463).

dkimpy takes the mail and the field apart, checks the tags, and says what was signed; `cryptography` checks the
signature, since dkimpy computes in plain Python and knows Ed25519 only with a library that we do not have. Key sizes
and kinds are looked at here: what is too short, or of another kind than the signature claims, is no key.
"""

import binascii
import re
from base64 import b64decode
from hashlib import sha256
from hmac import compare_digest

import dkim
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from dkim.canonicalization import CanonicalizationPolicy

from abaca.messaging.canonical import relaxed_body, without_last_lines

Tags = dict[bytes, bytes]
SHORTEST_RSA, LONGEST_RSA = 1024, 8192  # bits; RFC 8301 asks for 1024 to 4096 of whoever checks
BLANK = re.compile(rb"\s+")
KINDS = {b"rsa-sha256": b"rsa", b"ed25519-sha256": b"ed25519"}


class UnusableKey(ValueError):
    """Say that no signature of this kind can be checked with this key."""


class TextChanged(ValueError):
    """Say that the text is not the one that was signed."""


def fits(raw: bytes, number: int, key: Tags) -> bool:
    """Tell whether the signature of this number, counted from above, fits the mail and the key that is published.

    Raises `UnusableKey` or `TextChanged`, and what dkimpy says of a malformed field or mail. A signature that covers
    only a beginning of the text (`l=`) never fits.
    """
    mail = dkim.DKIM(raw)
    found = mail.verify_headerprep(number)
    if not found:
        return False
    tags, names, fields = found
    public = _public(key, tags[b"a"])
    forms = CanonicalizationPolicy.from_c_value(tags.get(b"c"))
    body = relaxed_body(mail.body) if forms.body_algorithm.name == b"relaxed" else without_last_lines(mail.body)
    if b"l" in tags or not compare_digest(sha256(body).digest(), _decoded(tags[b"bh"])):
        raise TextChanged
    covered = _Covered()
    twice = [*names, b"from"]  # one sender more than was signed would make it another mail
    dkim.hash_headers(covered, forms, forms.canonicalize_headers(mail.headers), twice, fields[number], tags)
    return _is_by(public, _decoded(tags[b"b"]), bytes(covered.whole))


class _Covered:
    """Take what dkimpy would hash."""

    def __init__(self) -> None:
        self.whole = bytearray()

    def update(self, more: bytes) -> None:
        self.whole += more


def _public(key: Tags, algorithm: bytes) -> RSAPublicKey | Ed25519PublicKey:
    """Return the key of a record in the DNS, if signatures of this kind by mail can be checked with it."""
    kind, services = key.get(b"k", b"rsa"), re.split(rb"[:\s]+", key.get(b"s", b"*"))
    if kind != KINDS.get(algorithm) or not {b"*", b"email"} & set(services):
        raise UnusableKey
    published = _decoded(key[b"p"])
    try:
        public = Ed25519PublicKey.from_public_bytes(published) if kind == b"ed25519" else load_der_public_key(published)
    except Exception as reason:  # whatever a stranger's key makes the library stumble over, it is none
        raise UnusableKey from reason
    if isinstance(public, Ed25519PublicKey):
        return public
    if not isinstance(public, RSAPublicKey) or not SHORTEST_RSA <= public.key_size <= LONGEST_RSA:
        raise UnusableKey
    return public


def _is_by(public: RSAPublicKey | Ed25519PublicKey, signature: bytes, covered: bytes) -> bool:
    try:
        if isinstance(public, RSAPublicKey):
            public.verify(signature, covered, PKCS1v15(), SHA256())
        else:
            public.verify(signature, sha256(covered).digest())
    except InvalidSignature:
        return False
    return True


def _decoded(text: bytes) -> bytes:
    try:
        return b64decode(BLANK.sub(b"", text), validate=True)
    except binascii.Error:
        return b""
