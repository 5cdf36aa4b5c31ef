"""Counters of unknown product keys are removed when no limit looks at them any more."""

from datetime import datetime

from abaca.dispatch.due_work import DueWork
from abaca.dispatch.earliest import Earliest, First

from .actions import forget_counts
from .models import UnknownKeyCount
from .queries import COUNTS_LAST


def due(at: datetime, most: int) -> list[int]:
    """Return old counters; the table holds an hour of them, and needs no index for that."""
    rows = UnknownKeyCount.objects.filter(minute__lte=at - COUNTS_LAST).order_by("minute")
    return list(rows.values_list("pk", flat=True)[:most])


# When the oldest count is to be forgotten.
next_at = Earliest(First(UnknownKeyCount.objects.all, "minute", lambda minute: minute + COUNTS_LAST))


def remove(ids: list[int], *, at: datetime) -> None:
    forget_counts(ids, at=at)


COUNTS = DueWork(name="licensing.old_counts", due=due, next_at=next_at, do=remove, batch=1000)
