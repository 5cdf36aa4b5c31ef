"""The second step of the demo's staff: a published secret, and the code that their telephones show.

It opens a rehearsal and nothing else: the secrets of real staff are made by their own telephones.
"""

import hmac
import struct
from base64 import b32decode
from hashlib import sha1

SECRET = "ABACAREHEARSAL23ABACAREHEARSAL23"  # noqa: S105 - published, as the demo's passwords are
PERIOD = 30  # seconds for which a telephone shows a code
SPREAD = (0, 1, -1)  # the present code, the next one and the one before: all three are taken


def codes_at(seconds: int) -> list[str]:
    """Return the codes that are taken at an instant of the unix clock, the present one first (RFC 6238)."""
    counter = seconds // PERIOD
    return [_code(counter + step) for step in SPREAD]


def seconds_left(seconds: int) -> int:
    """Return for how many seconds the telephone still shows the present code."""
    return PERIOD - seconds % PERIOD


def _code(counter: int) -> str:
    digest = hmac.new(b32decode(SECRET), struct.pack(">Q", counter), sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
