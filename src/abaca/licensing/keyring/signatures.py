"""What is signed, and how a signature is written; beginnings keep the kinds of text apart."""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_half(private: Ed25519PrivateKey) -> bytes:
    return raw(private.public_key())


def raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def kid_of(public_key: bytes) -> str:
    """Return the short name of a key."""
    return hashlib.sha256(public_key).hexdigest()[:8]


def answer_text(request_body: bytes, answer_body: bytes) -> bytes:
    """Return what is signed of an answer: that it answers this very request."""
    halves = (base64url(hashlib.sha256(body).digest()) for body in (request_body, answer_body))
    return ("response/" + ".".join(halves)).encode()


def answer_signature(private: Ed25519PrivateKey, kid: str, request_body: bytes, answer_body: bytes) -> str:
    """Return the value of the header Abaca-Signature."""
    signature = private.sign(answer_text(request_body, answer_body))
    return f"v1;kid={kid};sig={base64url(signature)}"


def compact(private: Ed25519PrivateKey, payload: bytes) -> str:
    """Sign a payload in the form that fits into a QR code: `key/`, payload, signature."""
    data = "key/" + base64.urlsafe_b64encode(payload).decode()
    return f"{data}.{base64.urlsafe_b64encode(private.sign(data.encode())).decode()}"
