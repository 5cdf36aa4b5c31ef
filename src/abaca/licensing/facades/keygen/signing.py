"""What is signed of an answer, and in which headers the signature travels.

Format: the draft "Signing HTTP Messages" as Keygen uses it. Some clients read `Date` and `Digest`, some the pair with
the prefix, so both are sent.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked, as the client wrote it."""

    method: str
    path: str  # raw, with the query if there was one
    host: str  # as the client sent it, with the port where it is not the usual one


def digest(body: bytes) -> str:
    return f"sha-256={base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


def signed_text(target: Target, date: str, body_digest: str) -> bytes:
    """Return the four lines that are signed."""
    lines = (
        f"(request-target): {target.method.lower()} {target.path}",
        f"host: {target.host}",
        f"date: {date}",
        f"digest: {body_digest}",
    )
    return "\n".join(lines).encode()


def headers(private: Ed25519PrivateKey, account: UUID, target: Target, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers that prove an answer."""
    date, body_digest = http_date(at), digest(body)
    signature = base64.b64encode(private.sign(signed_text(target, date, body_digest))).decode()
    return {
        "Date": date,
        "Keygen-Date": date,
        "Digest": body_digest,
        "Keygen-Digest": body_digest,
        "Keygen-Signature": (
            f'keyid="{account}", algorithm="ed25519", signature="{signature}", '
            'headers="(request-target) host date digest"'
        ),
    }


def segment(identifier: str) -> str:
    """Write an identifier into a path as clients do."""
    return quote(identifier, safe="-._~")
