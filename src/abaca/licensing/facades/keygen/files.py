"""Licence files and machine files: a signed, perhaps encrypted document that a program can check without a network.

Format: Keygen's cryptographic licence files, with Ed25519 only. Encrypt, then sign; a reader verifies, then decrypts.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Kind = Literal["license", "machine"]
PLAIN = "base64+ed25519"
ENCRYPTED = "aes-256-gcm+ed25519"
LINE = 60
NONCE, TAG = 12, 16


def write(private: Ed25519PrivateKey, kind: Kind, document: Mapping[str, Any], *, secret: str | None) -> str:
    """Return the text of a file; with a secret only who knows it can read the document."""
    plain = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    enc = _encrypted(plain, secret) if secret is not None else _b64(plain)
    sig = _b64(private.sign(f"{kind}/{enc}".encode()))
    body = json.dumps({"enc": enc, "sig": sig, "alg": algorithm(secret)}).encode()
    whole = _b64(body)
    lines = "\n".join(whole[start : start + LINE] for start in range(0, len(whole), LINE))
    words = f"{kind.upper()} FILE"
    return f"-----BEGIN {words}-----\n{lines}\n-----END {words}-----\n"


def algorithm(secret: str | None) -> str:
    """Return the name of what was done to a document that is sealed with this secret, or with none."""
    return PLAIN if secret is None else ENCRYPTED


def _encrypted(plain: bytes, secret: str) -> str:
    nonce = secrets.token_bytes(NONCE)
    whole = AESGCM(hashlib.sha256(secret.encode()).digest()).encrypt(nonce, plain, None)
    return ".".join(map(_b64, (whole[:-TAG], nonce, whole[-TAG:])))


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
