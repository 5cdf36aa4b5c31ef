"""What a server signs, written by hand after the specification: leases, machine files, answers.

No client is imported, so that a client cannot agree with its own mistakes.
"""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

OURS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
PRODUCT = "musa-accounting"
PRODUCT_KEY = "RT2GZ-SKYPD-8J86G-9K64N-Y6M2V"
FINGERPRINT = "198e9fe586114844f6a4eaca5069b41a7ed43fb5a2df84892b69826d64573e39"
LICENCE = "0d1f6a52-7c0e-4a9b-9a52-3c1f4f0e7b21"
DAY = 86_400
ISSUED = 1_798_761_600  # 1 January 2027, 00:00 UTC
EXPIRES = ISSUED + 30 * DAY
NONCE = "AAECAwQFBgcICQoLDA0ODw"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def bare(data: bytes) -> str:
    return base64url(data).rstrip("=")


def standard(data: bytes) -> str:
    return base64.b64encode(data).decode()


def dense(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def changed(text: str, at: int) -> str:
    """Exchange one character of a text for another of the same alphabet."""
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


# --- what a server signs --------------------------------------------------------------------------------------------


def payload(**other: Any) -> dict[str, Any]:
    print_of = bare(hashlib.sha256(FINGERPRINT.encode()).digest()[:16])
    members = {"v": 1, "l": LICENCE, "p": PRODUCT, "pl": "professional", "f": print_of, "n": NONCE}
    return {**members, "i": ISSUED, "x": EXPIRES, "e": ["EXPORT", "MULTI_CURRENCY"], **other}


def compact(says: bytes | None = None, *, by: Ed25519PrivateKey = OURS, prefix: str = "key/", **other: Any) -> str:
    data = prefix + base64url(says if says is not None else dense(payload(**other)))
    return f"{data}.{base64url(by.sign(data.encode()))}"


def document(**meta: Any) -> dict[str, Any]:
    times = {"issued": "2027-01-01T00:00:00.000Z", "expiry": "2027-01-30T12:00:00.000Z", "ttl": 2_592_000}
    return {
        "data": {
            "id": "b6a1f2de-0a55-4c1c-8d5e-7f3b7a1f9c10",
            "type": "machines",
            "attributes": {"fingerprint": FINGERPRINT, "name": "Studio"},
            "relationships": {"license": {"data": {"type": "licenses", "id": LICENCE}}},
        },
        "included": [
            {"id": "p", "type": "products", "attributes": {"name": "Musa Accounting", "code": PRODUCT}},
            {"id": "l", "type": "policies", "attributes": {"name": "professional"}},
            {"id": "e", "type": "entitlements", "attributes": {"name": "Export", "code": "EXPORT"}},
        ],
        "meta": {**times, **meta},
    }


def enc_of(holds: Any, secret: str | None) -> str:
    text = dense(holds)
    if secret is None:
        return standard(text)
    iv = hashlib.sha256(text).digest()[:12]  # a server draws it; here it must be the same each time
    sealed = AESGCM(hashlib.sha256(secret.encode()).digest()).encrypt(iv, text, None)
    return ".".join(standard(part) for part in (sealed[:-16], iv, sealed[-16:]))


def file(
    holds: Any,
    *,
    secret: str | None = None,
    kind: str = "machine",
    signed_as: str = "",
    label: str = "",
    enc: str = "",
    alg: str = "",
    by: Ed25519PrivateKey = OURS,
) -> str:
    """Write a file as the specification says, or with one thing wrong."""
    enc = enc or enc_of(holds, secret)
    sig = standard(by.sign(f"{signed_as or kind}/{enc}".encode()))
    alg = alg or ("base64+ed25519" if secret is None else "aes-256-gcm+ed25519")
    return around(standard(dense({"enc": enc, "sig": sig, "alg": alg})), label or kind)


def around(text: str, label: str) -> str:
    lines = "\n".join(text[start : start + 60] for start in range(0, len(text), 60))
    return f"-----BEGIN {label.upper()} FILE-----\n{lines}\n-----END {label.upper()} FILE-----\n"


def header(request: str, answer: str, *, by: Ed25519PrivateKey = OURS, kid: str = "", prefix: str = "response/") -> str:
    halves = [bare(hashlib.sha256(body.encode()).digest()) for body in (request, answer)]
    return f"v1;kid={kid or kid_of(by)};sig={bare(by.sign((prefix + '.'.join(halves)).encode()))}"


def public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def kid_of(private: Ed25519PrivateKey) -> str:
    return hashlib.sha256(public(private)).hexdigest()[:8]


def licence(**other: Any) -> dict[str, Any]:
    members = {"id": LICENCE, "standing": "active", "ends": "2027-03-01", "access_until": "2027-03-14T23:00:00.000Z"}
    return {**members, "next": None, **other}
