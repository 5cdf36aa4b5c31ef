"""The six-digit code: how it is drawn, kept, and how often it may be asked for."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from abaca.kernel.sealing import digest

DIGITS = 6
VALID_FOR = timedelta(minutes=10)
RESEND_AFTER = timedelta(minutes=1)
MOST_TRIES = 5

PER_ADDRESS = ((3, timedelta(minutes=15)), (10, timedelta(days=1)))
PER_NETWORK = ((20, timedelta(hours=1)),)
LONGEST_MEMORY = timedelta(days=1)

Limits = tuple[tuple[int, timedelta], ...]


def draw() -> str:
    """Draw a code, uniformly; leading zeros stay."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def plain(typed: str) -> str:
    """Return the code without the blanks that people type between its halves."""
    return "".join(typed.split())


def kept(key: bytes, *, challenge: str, folded_email: str, fingerprint_hash: bytes, code: str) -> bytes:
    """Return the digest by which a code is recognised, for this challenge, address and device only."""
    return digest(key, f"{challenge}\n{folded_email}\n{fingerprint_hash.hex()}\n{code}")


def wait_for(sent: Sequence[datetime], limits: Limits, at: datetime) -> timedelta | None:
    """Return how long somebody has to wait who was sent codes at these instants; None if not at all."""
    waits = [wait for most, span in limits if (wait := _wait(sent, most, span, at)) is not None]
    return max(waits, default=None)


def _wait(sent: Sequence[datetime], most: int, span: timedelta, at: datetime) -> timedelta | None:
    recent = sorted(instant for instant in sent if instant > at - span)
    return recent[-most] + span - at if len(recent) >= most else None
