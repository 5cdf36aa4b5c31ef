"""When a provider is asked again about an attempt that has not come to its end."""

from datetime import datetime, timedelta

from .states import AttemptState

# billing.md, section 6, row "verifying"
UNKNOWN_AFTER = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))
PENDING_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
ACTION_AFTER = (timedelta(hours=1), timedelta(days=1))

_AFTER = {
    AttemptState.UNKNOWN: UNKNOWN_AFTER,
    AttemptState.PENDING: PENDING_AFTER,
    AttemptState.ACTION: ACTION_AFTER,
}


def next_question(state: AttemptState, asked: int, at: datetime) -> datetime | None:
    """Return when to ask, after so many questions; None where the state is an end."""
    waits = _AFTER.get(state)
    return at + waits[min(asked, len(waits) - 1)] if waits else None


def waits_over(state: AttemptState, waited: timedelta) -> int:
    """Return how many of the waits of a state lie behind an attempt that left so long ago."""
    return sum(waited >= wait for wait in _AFTER.get(state, ()))
