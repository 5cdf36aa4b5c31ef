"""A licence as programs and people are shown it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Next:
    """The term that follows the current one."""

    plan: str
    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A licence at an instant."""

    uuid: UUID
    product: str
    plan: str | None
    standing: str
    begins: date | None
    ends: date | None
    access_until: datetime | None
    entitlements: Sequence[str]
    devices_used: int
    devices_limit: int | None
    next: Next | None
