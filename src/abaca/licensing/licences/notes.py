"""When the journal has to speak of the end of a licence: some days before it, and when it has come."""

from datetime import date, datetime, timedelta

from abaca.kernel.schedule import local_instant

AHEAD = timedelta(days=30)


def next_note(ends: date | None, zone: str, expiring_for: date | None, expired_for: date | None) -> datetime | None:
    """Return the instant of the next note; about each end the journal speaks twice, and about none never."""
    if ends is None or expired_for == ends:
        return None
    if expiring_for == ends:
        return local_instant(ends, 0, zone)
    return local_instant(ends - AHEAD, 0, zone)
