"""Whether an answer that has travelled would satisfy a client, and if not, what on the way has spoilt it."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .signing import Target, digest, signed_text

SIGNATURE = re.compile(r'signature="([^"]+)"')
FAULTS = {
    "unsigned": "The answer carries no signature: something on the way has removed it, or answered in our place.",
    "compressed": "The answer was compressed on the way; switch compression off for /v1/.",
    "body": "The body was changed on the way.",
    "dates": "The answer has no Date header or several; the proxy must hand ours on (nginx: proxy_pass_header Date).",
    "date": "The proxy has replaced the Date header; it must hand ours on (nginx: proxy_pass_header Date).",
    "host": "The proxy rewrites Host; hand it on, or set ABACA_LICENSING_PUBLIC_HOST to the public one.",
}


def fault(
    target: Target, headers: Mapping[str, str], body: bytes, *, dates: int, public_keys: Iterable[bytes]
) -> str | None:
    """Return the name of what is wrong with an answer, None if nothing is. The header names are in lower case."""
    found = SIGNATURE.search(headers.get("keygen-signature", ""))
    if found is None:
        return "unsigned"
    if headers.get("content-encoding"):
        return "compressed"
    if headers.get("digest") != digest(body):
        return "body"
    if dates != 1:
        return "dates"
    if headers.get("date") != headers.get("keygen-date"):
        return "date"
    text = signed_text(target, headers["date"], headers["digest"])
    return None if any(_fits(key, found.group(1), text) for key in public_keys) else "host"


def _fits(public_key: bytes, signature: str, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(signature), text)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
