"""What a product key leads to at an instant, as programs that speak other protocols are shown it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from abaca.licensing.licences.states import OnExpiry, Standing

EXPIRING = timedelta(days=3)
SILENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ProductFacts:
    id: int
    uuid: UUID
    code: str
    name: str
    created_at: datetime
    keygen: bool
    lemonsqueezy: bool
    require_product_scope: bool
    require_fingerprint_scope: bool
    license_files: bool


@dataclass(frozen=True, slots=True)
class PlanFacts:
    id: int
    uuid: UUID
    code: str
    name: str
    devices: int | None
    on_expiry: str
    lease_days: int
    created_at: datetime
    seconds: int | None  # how long a term of it lasts, where a product key says so


@dataclass(frozen=True, slots=True)
class Subject:
    """A product key or a licence at an instant; without a licence it shows what redeeming today would give."""

    product: ProductFacts
    plan: PlanFacts
    presented: str  # as the client wrote it, to the letter
    key_id: int | None
    licence_id: int | None
    uuid: UUID  # of the licence, or the one that is reserved for it
    aliases: frozenset[str]  # what a client may call the licence besides
    created_at: datetime
    banned: bool
    suspended: bool
    standing: Standing
    expires_at: datetime | None
    access_until: datetime | None
    entitlements: Sequence[str]
    devices_used: int
    matched: Sequence[int]  # the devices in use among the fingerprints that were asked for, by their row
    seen_at: datetime | None  # when the one of them that was silent longest was heard of
    validated_at: datetime | None
    checked_out_at: datetime | None
    account: UUID
    kid: str | None

    @property
    def redeemed(self) -> bool:
        return self.licence_id is not None

    @property
    def name(self) -> str:
        return f"{self.product.name} {self.plan.name}"

    def is_called(self, word: str) -> bool:
        """Tell whether a client means this licence."""
        return word.lower() == str(self.uuid) or word in self.aliases

    def status(self, at: datetime) -> str:
        """Return how the licence stands, in the six words of the Keygen protocol."""
        if self.banned:
            return "BANNED"
        if self.suspended:
            return "SUSPENDED"
        if self.standing in {Standing.EXPIRED, Standing.MAINTAINED}:
            return "EXPIRED"
        if self.standing == Standing.GRACE or (self.expires_at is not None and self.expires_at <= at + EXPIRING):
            return "EXPIRING"
        heard_of = max(self.validated_at or self.created_at, self.created_at)
        return "ACTIVE" if self.redeemed and heard_of > at - SILENT else "INACTIVE"


@dataclass(frozen=True, slots=True)
class Machine:
    """A device in the words of the Keygen protocol."""

    uuid: UUID
    fingerprint: str
    name: str
    platform: str
    hostname: str
    cores: int | None
    memory: int | None
    disk: int | None
    metadata: dict[str, Any]
    heartbeat_at: datetime | None
    checked_out_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Feature:
    """An entitlement by its uuid."""

    uuid: UUID
    code: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Included:
    """What a file or an answer carries along besides its subject."""

    names: Sequence[str] = ()
    features: Sequence[Feature] = field(default_factory=tuple)


def is_maintained(plan: PlanFacts) -> bool:
    return plan.on_expiry == OnExpiry.MAINTAIN
