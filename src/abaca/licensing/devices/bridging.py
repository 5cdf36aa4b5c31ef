"""How long a bridge code is valid, how long its lease holds, and how often one can be made."""

from datetime import datetime, timedelta

VALID_FOR = timedelta(hours=48)
LEASE_FOR = timedelta(days=7)
ONCE_IN = timedelta(days=90)


def next_at(made: datetime | None, at: datetime) -> datetime | None:
    """Return when the next code can be made after the last one; None if it can be made now."""
    if made is None or made + ONCE_IN <= at:
        return None
    return made + ONCE_IN
