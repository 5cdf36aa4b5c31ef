"""How many devices may be in use, and how often they may change."""

from collections.abc import Sequence
from datetime import datetime, timedelta

DAY = timedelta(days=1)
THIRTY_DAYS = timedelta(days=30)


def is_full(in_use: int, limit: int | None) -> bool:
    """Tell whether no further device fits."""
    return limit is not None and in_use >= limit


def is_too_many(in_use: int, limit: int | None) -> bool:
    return limit is not None and in_use > limit


def wait(done: Sequence[datetime], most: int | None, span: timedelta, at: datetime) -> timedelta | None:
    """Return how long to wait until one more fits into the allowance; None if it fits now."""
    recent = sorted(instant for instant in done if instant > at - span)
    if most is None or len(recent) < most:
        return None
    return (recent[-most] if most else at) + span - at
