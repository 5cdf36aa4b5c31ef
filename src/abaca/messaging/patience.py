"""How long we go on trying to hand in a letter."""

from datetime import datetime, timedelta

IN_HAND = timedelta(minutes=2)  # so long may a worker hold a letter before another takes it over
FIRST_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
LATER_WAITS = timedelta(hours=6)
PATIENCE = timedelta(days=3)
LEAST_TRIES = len(FIRST_WAITS) + 1  # where nobody sent for days, the days alone say nothing about the recipient


def next_try(attempts: int, *, since: datetime, at: datetime) -> datetime | None:
    """Return when to try again after so many attempts, or None when the patience has run out.

    `since` is when the letter was first put off, and not when it was written: it may have waited for a worker.
    """
    wait = FIRST_WAITS[attempts - 1] if attempts <= len(FIRST_WAITS) else LATER_WAITS
    return at + wait if attempts < LEAST_TRIES or at + wait <= since + PATIENCE else None
