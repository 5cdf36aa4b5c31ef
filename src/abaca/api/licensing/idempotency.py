"""The header Idempotency-Key: a write that is made again gets the answer that it got before, and changes nothing.

Kept is what was answered to somebody who had a standing: not 5xx and 429, which say "try again", and not the refusals
below, which changed nothing, so that the call is simply looked at again and no stranger can fill our table.
"""

import re
from datetime import datetime
from typing import Any, Protocol

from django.http import HttpRequest

from abaca.kernel.product_keys import read
from abaca.licensing.answers.queries import Write, recognised

from .errors import InvalidRequest

HEADER = "Idempotency-Key"
META = "HTTP_IDEMPOTENCY_KEY"
KEY = re.compile(r"[\x21-\x7e]{1,128}\Z")
READS = frozenset({"validate", "product-keys/check", "unknown"})  # among what is posted; they ignore the header
NOT_KEPT = frozenset({400, 401, 404, 413, 422, 429})
REPLAYED = {"Idempotent-Replay": "true"}


class Asked(Protocol):
    """What is looked at in a call."""

    @property
    def request(self) -> HttpRequest: ...
    @property
    def op(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def raw(self) -> bytes: ...
    @property
    def body(self) -> dict[str, Any]: ...
    @property
    def bearer(self) -> str | None: ...
    @property
    def network(self) -> str: ...


def write_of(asked: Asked) -> Write | None:
    """Return how a write is recognised if it is made again; none if nobody wants that."""
    if asked.op in READS or asked.request.method != "POST":
        return None
    key = asked.request.META.get(META)
    if key is None:
        return None
    if not KEY.match(key):
        raise InvalidRequest(member=HEADER)
    return recognised(subject=_subject(asked), path=asked.op, key=key, body=asked.raw)


def is_kept(status: int) -> bool:
    return status < 500 and status not in NOT_KEPT


def _subject(asked: Asked) -> str:
    """Return who asks: by token, product key in any spelling, challenge of a sign-in, else a device somewhere."""
    if asked.bearer is not None or _text(asked, "product_key"):
        key = _text(asked, "product_key")
        return f"holder\n{asked.bearer or ''}\n{read(key).symbols or key}"
    if challenge := _text(asked, "challenge"):
        return f"challenge\n{challenge}"
    return f"network\n{asked.network}\n{_text(asked, 'fingerprint')}"


def _text(asked: Asked, member: str) -> str:
    value = asked.body.get(member)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
