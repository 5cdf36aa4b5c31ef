"""When a generator that failed is asked again, and when a person has to look."""

from datetime import datetime, timedelta

IN_HAND = timedelta(minutes=5)  # longer than any call may take: who asked and has not answered by then is dead
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
MOST_TRIES = len(PAUSES) + 1  # those count too whose answer was lost


def next_try(tries: int, *, at: datetime) -> datetime | None:
    """Return when to ask again after so many tries; None hands the errand to a person."""
    return at + PAUSES[tries - 1] if tries <= len(PAUSES) else None
