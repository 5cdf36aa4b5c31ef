"""How far a press of a button moves the shop's clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from abaca.kernel.schedule import local_day, local_instant
from abaca.kernel.terms import add_months

NOON = 12
MONTHS = {"month": 1, "year": 12}


def step_on(step: str, zone: str, *, at: datetime) -> datetime | None:
    """Return the instant a day, a month or a year later by the wall clock, or None for another word."""
    local = at.astimezone(ZoneInfo(zone))
    if step == "day":
        return _by_the_wall_clock(local.date() + timedelta(days=1), local.time(), zone)
    if step in MONTHS:
        return _by_the_wall_clock(add_months(local.date(), MONTHS[step]), local.time(), zone)
    return None


def on_the_day(day: date, zone: str, *, at: datetime) -> datetime | None:
    """Return the noon of a day, or the instant itself where that is over today; None for a day that is past."""
    if day < local_day(at, zone):
        return None
    return max(at, local_instant(day, NOON, zone))


def _by_the_wall_clock(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)
