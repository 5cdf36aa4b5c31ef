"""What is kept for some days, and then destroyed; what is still needed then is looked at again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from .earliest import Earliest, First


@dataclass(frozen=True)
class Keeping:
    """Rows that are kept for some days since an instant of theirs, or else until their `needed_until`.

    The rows are described as in `First`; how many days are kept is asked anew each time.
    """

    rows: Callable[[], QuerySet[Any]]
    since: str
    days: Callable[[], int]

    def over_time(self, at: datetime, most: int) -> list[int]:
        """Return the ids of rows that were kept long enough, the oldest first."""
        old = self.rows().filter(**{f"{self.since}__lte": at - timedelta(days=self.days())})
        old = old.filter(Q(needed_until=None) | Q(needed_until__lte=at))
        return list(old.order_by(self.since).values_list("pk", flat=True)[:most])

    @property
    def next_over_time(self) -> Earliest:
        """When the oldest row was kept long enough, or one is looked at again."""
        return Earliest(
            First(
                lambda: self.rows().filter(needed_until=None),
                self.since,
                lambda first: first + timedelta(days=self.days()),
            ),
            First(self.rows, "needed_until"),
        )
