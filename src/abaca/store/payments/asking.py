"""When a provider is asked again about an attempt or a refund that has not come to its end."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from .states import AttemptState

# billing.md, section 6, row "verifying"
UNKNOWN_AFTER = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))
PENDING_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
ACTION_AFTER = (timedelta(hours=1), timedelta(days=1))

DROP_AFTER = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))  # a method is never given up

_AFTER: Mapping[str, tuple[timedelta, ...]] = {  # refunds speak of unknown and pending in the same words
    AttemptState.UNKNOWN: UNKNOWN_AFTER,
    AttemptState.PENDING: PENDING_AFTER,
    AttemptState.ACTION: ACTION_AFTER,
}


def next_question(state: StrEnum, asked: int, at: datetime) -> datetime | None:
    """Return when to ask, after so many questions; None where the state is an end."""
    waits = _AFTER.get(state)
    return at + waits[min(asked, len(waits) - 1)] if waits else None


def next_dropping(asked: int, at: datetime) -> datetime:
    """Return when a provider is told again to drop a method, after it was told so many times."""
    return at + DROP_AFTER[min(asked, len(DROP_AFTER) - 1)]


def waits_over(state: StrEnum, waited: timedelta) -> int:
    """Return how many of the waits of a state lie behind an attempt that left so long ago."""
    return sum(waited >= wait for wait in _AFTER.get(state, ()))
