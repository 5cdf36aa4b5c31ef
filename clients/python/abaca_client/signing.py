"""Which signatures count: those of the public keys that were pinned when the program was built, and no others."""

import base64
import binascii
import hashlib
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SENTENCES = {
    "malformed": "This is not a lease or a machine file.",
    "kind": "This is a file of another kind.",
    "algorithm": "This file names an algorithm that is not allowed.",
    "signature": "The signature is not genuine.",
    "secret": "The file cannot be opened with this product key on this computer.",
    "product": "This was made for another product.",
    "fingerprint": "This was made for another computer.",
    "from_the_future": "This was made in the future; the clock of this computer seems to be behind.",
    "nonce": "This belongs to no request of this computer.",
    "ended": "This has ended already.",
}


class NotGenuine(Exception):
    """A text from outside is not what it should be; `code` says in which way."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code])
        self.code = code


class Pinned:
    """The public keys that the vendor wrote into his program; nothing that was fetched is ever added."""

    def __init__(self, public_keys: Iterable[str]) -> None:
        raw = [bytes.fromhex(each) for each in public_keys]
        if not raw:
            raise ValueError("A client needs at least one pinned public key.")
        self._by_kid = {kid_of(each): Ed25519PublicKey.from_public_bytes(each) for each in raw}

    def check(self, text: bytes, signature: bytes, *, kid: str | None = None) -> None:
        """Refuse a text that none of the keys has signed; `kid` names the one that must have."""
        named = [self._by_kid.get(kid)] if kid is not None else list(self._by_kid.values())
        if not any(key is not None and _verifies(key, text, signature) for key in named):
            raise NotGenuine("signature")

    def check_answer(self, header: str, request_body: bytes, answer_body: bytes) -> None:
        """Refuse an answer whose Abaca-Signature is not for this very request and this very answer."""
        parts = header.split(";")
        if len(parts) != 3 or parts[0] != "v1" or not parts[1].startswith("kid=") or not parts[2].startswith("sig="):
            raise NotGenuine("signature")
        halves = (base64url(hashlib.sha256(body).digest()) for body in (request_body, answer_body))
        text = "response/" + ".".join(halves)
        self.check(text.encode(), from_base64url(parts[2][4:], "signature"), kid=parts[1][4:])

    def opened(self, text: str) -> bytes:
        """Return what a signed text of the form `key/payload.signature` says."""
        data, dot, signature = text.partition(".")
        if not data.startswith("key/") or not dot or not text.isascii():
            raise NotGenuine("malformed")
        self.check(data.encode(), from_padded_base64url(signature, "signature"))
        return from_padded_base64url(data.removeprefix("key/"))


def kid_of(public_key: bytes) -> str:
    """Return the short name of a key."""
    return hashlib.sha256(public_key).hexdigest()[:8]


def _verifies(key: Ed25519PublicKey, text: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, text)
    except InvalidSignature:
        return False
    return True


# --- base64, read strictly: two spellings of one text would be two texts with one signature --------------------------


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64(text: str, code: str = "malformed") -> bytes:
    """Read standard base64 with its padding, in its one right spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise NotGenuine(code) from broken
    if base64.b64encode(data).decode() != text:
        raise NotGenuine(code)
    return data


def from_padded_base64url(text: str, code: str = "malformed") -> bytes:
    if "+" in text or "/" in text:
        raise NotGenuine(code)
    return from_base64(text.replace("-", "+").replace("_", "/"), code)


def from_base64url(text: str, code: str = "malformed") -> bytes:
    if "=" in text:
        raise NotGenuine(code)
    return from_padded_base64url(text + "=" * (-len(text) % 4), code)
