"""A reader of everything that Abaca signs, written from the formats alone: nothing of the product is used here.

It verifies, then decrypts, then reads; it knows two algorithms and one key at a time.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALGORITHMS = ("base64+ed25519", "aes-256-gcm+ed25519")
FIVE_MINUTES = timedelta(minutes=5)


class NotGenuine(Exception):
    """What was read was not signed by that key as what it claims to be."""


def verify(public_key: str, signature: bytes, text: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, text)
    except InvalidSignature:
        raise NotGenuine("signature") from None


def unpacked(text: str, kind: str) -> dict[str, str]:
    """Take a file out of its paper."""
    head, foot = (f"-----{edge} {kind.upper()} FILE-----" for edge in ("BEGIN", "END"))
    lines = text.strip().splitlines()
    if lines[0] != head or lines[-1] != foot:
        raise NotGenuine("paper")
    members: dict[str, str] = json.loads(decoded("".join(lines[1:-1])))
    return members


def decoded(text: str, *, url: bool = False) -> bytes:
    try:
        data = base64.b64decode(text, altchars=b"-_" if url else None, validate=True)
    except ValueError:
        raise NotGenuine("base64") from None
    encoded = base64.urlsafe_b64encode(data) if url else base64.b64encode(data)
    if encoded.decode() != text:
        raise NotGenuine("base64 in another writing")
    return data


def read_file(text: str, kind: str, public_key: str, secret: str | None) -> dict[str, Any]:
    """Read a licence file or a machine file."""
    return read_members(unpacked(text, kind), kind, public_key, secret)


def read_members(members: dict[str, str], kind: str, public_key: str, secret: str | None) -> dict[str, Any]:
    if members["alg"] not in ALGORITHMS:
        raise NotGenuine("algorithm")
    verify(public_key, decoded(members["sig"]), f"{kind}/{members['enc']}".encode())
    return opened(members, secret)


def opened(members: dict[str, str], secret: str | None) -> dict[str, Any]:
    """Decrypt a file; on its own this proves nothing."""
    if members["alg"] == "base64+ed25519":
        plain = decoded(members["enc"])
    else:
        cipher, nonce, tag = map(decoded, members["enc"].split("."))
        try:
            plain = AESGCM(hashlib.sha256((secret or "").encode()).digest()).decrypt(nonce, cipher + tag, None)
        except InvalidTag:
            raise NotGenuine("secret") from None
    document: dict[str, Any] = json.loads(plain)
    return document


def is_current(document: dict[str, Any], at: datetime) -> bool:
    """Tell whether a file holds at an instant, by the dates inside it."""
    issued = datetime.fromisoformat(document["meta"]["issued"])
    expiry = document["meta"]["expiry"]
    return issued <= at + FIVE_MINUTES and (expiry is None or at < datetime.fromisoformat(expiry))


def read_signed_key(text: str, public_key: str) -> dict[str, Any]:
    """Read a compact lease, which is written like a signed key."""
    data, dot, signature = text.rpartition(".")
    if not dot or not data.startswith("key/"):
        raise NotGenuine("form")
    verify(public_key, decoded(signature, url=True), data.encode())
    payload: dict[str, Any] = json.loads(decoded(data.removeprefix("key/"), url=True))
    return payload


def read_native(header: str, sent: bytes, answer: bytes, public_key: str) -> dict[str, Any]:
    """Read an answer of the native API to this very request."""
    version, kid, sig = header.split(";")
    if version != "v1" or kid != f"kid={hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:8]}":
        raise NotGenuine("header")
    signature = base64.urlsafe_b64decode(sig.removeprefix("sig=") + "==")
    verify(public_key, signature, native_text(sent, answer))
    said: dict[str, Any] = json.loads(answer)
    return said


def native_text(sent: bytes, answer: bytes) -> bytes:
    halves = [base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=") for body in (sent, answer)]
    return b"response/" + b".".join(halves)


@dataclass(frozen=True)
class Message:
    """A signed HTTP message as it came."""

    method: str
    target: str
    host: str
    headers: dict[str, str]
    body: bytes


def text_of(message: Message) -> bytes:
    lines = [
        f"(request-target): {message.method.lower()} {message.target}",
        f"host: {message.host}",
        f"date: {message.headers['Date']}",
        f"digest: {message.headers['Digest']}",
    ]
    return "\n".join(lines).encode()


def parameters_of(message: Message) -> dict[str, str]:
    pairs = (part.partition("=") for part in message.headers["Keygen-Signature"].split(", "))
    return {name: value.strip('"') for name, _equals, value in pairs}


def read_message(message: Message, public_key: str, *, at: datetime | None = None) -> bytes:
    """Read a signed HTTP message; without an instant the 5-minute rule is switched off."""
    told = parameters_of(message)
    if told["algorithm"] != "ed25519" or told["headers"] != "(request-target) host date digest":
        raise NotGenuine("algorithm")
    digest = base64.b64encode(hashlib.sha256(message.body).digest()).decode()
    if message.headers["Digest"] != f"sha-256={digest}":
        raise NotGenuine("digest")
    verify(public_key, decoded(told["signature"]), text_of(message))
    if at is not None and abs(at - parsedate_to_datetime(message.headers["Date"])) > FIVE_MINUTES:
        raise NotGenuine("date")
    return message.body
