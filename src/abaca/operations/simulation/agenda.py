"""What people are going to do, in order of time; the shop lives on between their acts."""

import heapq
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from abaca.dispatch.jobs import travel
from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal

Act = Callable[[datetime], object]
HOURS = (12, 20)  # people act twice a day, which leaves the shop's clock fewer stops to make


class Agenda:
    """Acts wait here until the shop's clock reaches them; a refusal is an answer, and is counted."""

    def __init__(self) -> None:
        self.refusals: Counter[str] = Counter()
        self._acts: list[tuple[datetime, int, Act]] = []
        self._written = 0

    def add(self, at: datetime, act: Act) -> None:
        """Write down that somebody will do something, at the next hour at which people act."""
        self._written += 1
        heapq.heappush(self._acts, (_next_hour(at), self._written, act))

    def live(self, until: datetime) -> None:
        """Do everything in its order, with all that falls due on the way, and end at `until`."""
        now = present()
        while self._acts and self._acts[0][0] <= until:
            at, _number, act = heapq.heappop(self._acts)
            if at > now:
                travel(at)
                now = at
            try:
                act(now)
            except Refusal as refusal:
                self.refusals[refusal.code] += 1
        travel(until)


def _next_hour(at: datetime) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    later = [instant for hour in HOURS if (instant := midnight + timedelta(hours=hour)) >= at]
    return later[0] if later else midnight + timedelta(days=1, hours=HOURS[0])
