"""Licence files and machine files: verified first, then decrypted, in exactly two algorithms."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .signing import NotGenuine, Pinned, from_base64

Kind = Literal["license", "machine"]
PLAIN = "base64+ed25519"
ENCRYPTED = "aes-256-gcm+ed25519"


@dataclass(frozen=True)
class Document:
    """What a genuine file holds. The expiry is the one in the file, never reckoned from a time to live."""

    data: dict[str, Any]
    included: list[dict[str, Any]]
    issued: datetime
    expiry: datetime | None

    @property
    def attributes(self) -> dict[str, Any]:
        return _object(self.data.get("attributes", {}))

    def has_ended(self, at: datetime) -> bool:
        return self.expiry is not None and at >= self.expiry

    def related(self, name: str) -> str:
        """Return the id of what stands in a relation to the subject of the file."""
        found = _object(_object(_object(self.data.get("relationships") or {}).get(name) or {}).get("data") or {})
        return str(found.get("id", ""))

    def included_values(self, kind: str, attribute: str) -> list[str]:
        rows = [_object(each.get("attributes", {})) for each in self.included if each.get("type") == kind]
        return [row[attribute] for row in rows if isinstance(row.get(attribute), str)]


def open_file(kind: Kind, text: str, pinned: Pinned, secrets: Iterable[str] = ()) -> Document:
    """Check a file and open it; the secrets are tried in turn where it is encrypted."""
    certificate = _json(from_base64(_body(kind, text)))
    enc, sig, alg = (certificate.get(name) for name in ("enc", "sig", "alg"))
    if not isinstance(enc, str) or not isinstance(sig, str):
        raise NotGenuine("malformed")
    if alg not in (PLAIN, ENCRYPTED):
        raise NotGenuine("algorithm")
    pinned.check(f"{kind}/{enc}".encode(), from_base64(sig, "signature"))
    return _document(from_base64(enc) if alg == PLAIN else _decrypted(enc, secrets))


def _body(kind: Kind, text: str) -> str:
    label = f"{kind.upper()} FILE"
    begins, ends = f"-----BEGIN {label}-----", f"-----END {label}-----"
    text = text.strip()
    if not text.startswith("-----BEGIN "):
        raise NotGenuine("malformed")
    if not text.startswith(begins) or not text.endswith(ends):
        raise NotGenuine("kind")
    return "".join(text[len(begins) : -len(ends)].split())


def _decrypted(enc: str, secrets: Iterable[str]) -> bytes:
    parts = [from_base64(part) for part in enc.split(".")]
    if len(parts) != 3 or len(parts[1]) != 12 or len(parts[2]) != 16:
        raise NotGenuine("malformed")
    for secret in secrets:
        try:
            return AESGCM(hashlib.sha256(secret.encode()).digest()).decrypt(parts[1], parts[0] + parts[2], None)
        except InvalidTag:
            continue
    raise NotGenuine("secret")


def _document(payload: bytes) -> Document:
    whole = _json(payload)
    meta, included = _object(whole.get("meta")), whole.get("included") or []
    if not isinstance(included, list):
        raise NotGenuine("malformed")
    return Document(
        data=_object(whole.get("data")),
        included=[_object(each) for each in included],
        issued=instant(meta.get("issued")),
        expiry=instant(meta["expiry"]) if meta.get("expiry") is not None else None,
    )


def instant(text: object) -> datetime:
    """Read an instant of a signed text, which always names its zone."""
    try:
        read = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError as broken:
        raise NotGenuine("malformed") from broken
    if read is None or read.tzinfo is None:
        raise NotGenuine("malformed")
    return read


def _json(payload: bytes) -> dict[str, Any]:
    try:
        return _object(json.loads(payload))
    except (ValueError, RecursionError) as broken:
        raise NotGenuine("malformed") from broken


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotGenuine("malformed")
    return value
