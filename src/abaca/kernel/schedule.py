"""Local days and hours against instants."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

SECOND = timedelta(seconds=1)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_exists(zone: str) -> bool:
    return zone in _zones()


def local_day(at: datetime, zone: str) -> date:
    """Return the day that the calendar on the wall shows."""
    return at.astimezone(ZoneInfo(zone)).date()


def oldest_kept(on: date, years: int) -> date:
    """Return from which day on things are still kept on the day `on`: so many years after the end of their own year."""
    return date(max(on.year - years, 1), 1, 1)


@lru_cache(maxsize=4096)
def local_instant(day: date, hour: int, zone: str) -> datetime:
    """Return the instant at which the local clock first shows the full hour.

    If the clock leaps over that hour, it is the first instant after the leap.
    """
    place = ZoneInfo(zone)
    wall = datetime.combine(day, time(hour), tzinfo=place)
    instant = wall.astimezone(UTC)
    if instant.astimezone(place).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return _leap_between(wall.replace(fold=1).astimezone(UTC), instant, place)


def _leap_between(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """Halve the way between two instants until the change of the offset is found to the second."""
    old_offset = before.astimezone(place).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // (2 * SECOND) * SECOND
        if middle.astimezone(place).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after
