"""Leases: the signed permission that a computer can check without a network, in either of its two forms."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .files import Document, open_file
from .signing import NotGenuine, Pinned, base64url

FUTURE = timedelta(minutes=5)
COMPACT = "key/"


@dataclass(frozen=True)
class Lease:
    """What a genuine lease says; `nonce` is None where the form has none."""

    licence: str
    product: str
    plan: str
    entitlements: tuple[str, ...]
    issued: datetime
    expires: datetime | None
    nonce: str | None = None

    @property
    def is_bridge(self) -> bool:
        return not self.licence

    def has_ended(self, at: datetime) -> bool:
        return self.expires is not None and at >= self.expires


@dataclass(frozen=True)
class Reader:
    """What it takes to read a lease: the pinned keys, the product, and this computer."""

    pinned: Pinned
    product: str
    fingerprint: str

    def read(self, text: str, *, at: datetime | None = None, product_key: str | None = None) -> Lease:
        """Check a lease of either form; `at` refuses one from the future, None leaves out that question."""
        text = text.strip()
        lease = self._compact(text) if text.startswith(COMPACT) else self._machine_file(text, product_key)
        if lease.product != self.product:
            raise NotGenuine("product")
        if at is not None and lease.issued > at + FUTURE:
            raise NotGenuine("from_the_future")
        return lease

    def _compact(self, text: str) -> Lease:
        says = _members(self.pinned.opened(text))
        if says["f"] != short_fingerprint(self.fingerprint):
            raise NotGenuine("fingerprint")
        return Lease(
            licence=says["l"],
            product=says["p"],
            plan=says["pl"],
            entitlements=tuple(says["e"]),
            issued=datetime.fromtimestamp(says["i"], UTC),
            expires=datetime.fromtimestamp(says["x"], UTC),
            nonce=says["n"],
        )

    def _machine_file(self, text: str, product_key: str | None) -> Lease:
        secrets = [spelling + self.fingerprint for spelling in spellings(product_key)]
        document = open_file("machine", text, self.pinned, secrets)
        if document.data.get("type") not in {"machines", "machine"}:
            raise NotGenuine("kind")
        if document.attributes.get("fingerprint") != self.fingerprint:
            raise NotGenuine("fingerprint")
        # a machine file need not name the product: the fingerprint, a keyed hash of the product's code, does
        return Lease(
            licence=document.related("license"),
            product=_first(document, "products", "code") or self.product,
            plan=_first(document, "policies", "code") or _first(document, "policies", "name"),
            entitlements=tuple(sorted(document.included_values("entitlements", "code"))),
            issued=document.issued,
            expires=document.expiry,
        )


def short_fingerprint(fingerprint: str) -> str:
    """Return as much of a fingerprint as a compact lease has room for."""
    return base64url(hashlib.sha256(fingerprint.encode()).digest()[:16])


def spellings(product_key: str | None) -> list[str]:
    """Return how a product key may have been written when it was presented: as kept, bare, in groups."""
    if not product_key:
        return []
    bare = product_key.replace("-", "")
    grouped = "-".join(bare[start : start + 5] for start in range(0, len(bare), 5))
    return list(dict.fromkeys([product_key, bare, grouped]))


def _first(document: Document, kind: str, attribute: str) -> str:
    return next(iter(document.included_values(kind, attribute)), "")


def _members(payload: bytes) -> dict[str, Any]:
    """Read the payload of a compact lease; a member of the wrong kind is refused here, once."""
    try:
        says = json.loads(payload)
    except ValueError as broken:
        raise NotGenuine("malformed") from broken
    texts = ("l", "p", "pl", "f", "n")
    whole = (
        isinstance(says, dict)
        and says.get("v") == 1
        and all(isinstance(says.get(name), str) for name in texts)
        and all(type(says.get(name)) is int and 0 <= says[name] < 1 << 37 for name in ("i", "x"))
        and isinstance(says.get("e"), list)
        and all(isinstance(each, str) for each in says["e"])
    )
    if not whole:
        raise NotGenuine("malformed")
    members: dict[str, Any] = says
    return members
