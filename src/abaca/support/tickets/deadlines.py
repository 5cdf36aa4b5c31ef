"""By when somebody is to be answered: so many hours later, of those in which the house works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from abaca.kernel.schedule import local_day, local_instant

A_DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True)
class Hours:
    """When the house works: on which days of the week (Monday is 1), from which full hour to which."""

    days: frozenset[int]
    opens: int
    closes: int
    zone: str

    def __post_init__(self) -> None:
        """Refuse a house that never works: a deadline in it would never come."""
        if not self.days or not self.days <= set(range(1, WEEK + 1)):
            raise ValueError("the days of work are numbers from 1, Monday, to 7, Sunday, and at least one")
        if not 0 <= self.opens < self.closes <= 23:
            raise ValueError("the hours of work are full hours from 0 to 23, and the day opens before it closes")


def answer_by(since: datetime, hours: int, house: Hours) -> datetime:
    """Return the instant at which `hours` hours of work have passed since a mail came.

    A mail that comes at night counts from the next morning of work. A day on which the clock is changed has an hour
    of work more or less only if the house works at that hour.
    """
    left = timedelta(hours=hours)
    for opens, closes in _days_of_work(since, house):
        begins = max(since.astimezone(UTC), opens)
        if begins >= closes:
            continue
        if begins + left <= closes:
            return begins + left
        left -= closes - begins
    raise AssertionError("a house that works on some day of the week works again")


def _days_of_work(since: datetime, house: Hours) -> Iterator[tuple[datetime, datetime]]:
    """Yield the opening and the closing of each day of work from the day of an instant on."""
    day: date = local_day(since, house.zone)
    while True:
        if day.isoweekday() in house.days:
            yield local_instant(day, house.opens, house.zone), local_instant(day, house.closes, house.zone)
        day += A_DAY


def days_read(text: str) -> frozenset[int]:
    """Return the days of the week that a setting such as “1-5” or “1,3,5” names; Monday is 1."""
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        days |= set(range(int(first), int(last) + 1)) if dash else {int(first)}
    return frozenset(days)
