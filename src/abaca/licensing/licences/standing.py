"""How a licence stands at an instant, and until when it may be used."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from abaca.kernel.schedule import local_instant

from .states import OnExpiry, Standing


@dataclass(frozen=True, slots=True)
class Ground:
    """What a standing rests on: the latest term that has begun."""

    suspended: bool
    zone: str
    ends: date | None
    ends_at: datetime | None
    voided: bool
    grace_days: int
    on_expiry: str


def standing(ground: Ground, at: datetime) -> Standing:
    """Tell how a licence with such a term stands."""
    if ground.suspended:
        return Standing.SUSPENDED
    if ground.ends_at is None or at < ground.ends_at:
        return Standing.ACTIVE
    if ground.voided:
        return Standing.EXPIRED  # who has the money back keeps nothing
    if at < end_of_grace(ground):
        return Standing.GRACE
    return Standing.MAINTAINED if ground.on_expiry == OnExpiry.MAINTAIN else Standing.EXPIRED


def access_until(ground: Ground) -> datetime | None:
    """Return the instant from which on the plan can no longer be used; None if there is no such instant."""
    if ground.ends_at is None:
        return None
    if ground.voided:
        return ground.ends_at
    return None if ground.on_expiry == OnExpiry.MAINTAIN else end_of_grace(ground)


def end_of_grace(ground: Ground) -> datetime:
    """Return the first instant after the days of grace."""
    if ground.ends is None:
        raise ValueError("what never ends has no grace")
    return local_instant(ground.ends + timedelta(days=ground.grace_days), 0, ground.zone)
