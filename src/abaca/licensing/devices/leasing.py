"""What a lease says, and until when: the permission that a device can check without a network."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from abaca.licensing.keyring.signatures import base64url

SHORTEST = timedelta(hours=1)
MOST_AN_HOUR = 30


def end_of_lease(*, lease_days: int, ttl: int | None, access_until: datetime | None, at: datetime) -> datetime:
    """Return when a lease ends: never later than the plan allows or the licence may be used."""
    length = timedelta(days=lease_days)
    if ttl is not None:
        length = min(length, max(SHORTEST, timedelta(seconds=ttl)))
    ends = (at + length).replace(microsecond=0)
    return min(ends, access_until) if access_until else ends


def short_fingerprint(fingerprint: str) -> str:
    """Return as much of a fingerprint as a lease has room for."""
    return base64url(hashlib.sha256(fingerprint.encode()).digest()[:16])


def payload(
    *,
    licence: str,
    product: str,
    plan: str,
    fingerprint: str,
    nonce: str,
    issued: datetime,
    expires: datetime,
    entitlements: Iterable[str],
) -> bytes:
    """Write the compact lease; the order of its members is part of the format."""
    members = {
        "v": 1,
        "l": licence,
        "p": product,
        "pl": plan,
        "f": short_fingerprint(fingerprint),
        "n": nonce,
        "i": int(issued.timestamp()),
        "x": int(expires.timestamp()),
        "e": sorted(entitlements),
    }
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode()
