"""When the net of a term is earned: day by day, posted at the end of each month and of the term."""

from datetime import date, timedelta

from abaca.kernel.money import share
from abaca.kernel.terms import Term

DAY = timedelta(days=1)


def unearned(net: int, term: Term, on: date) -> int:
    """Return what is still to be earned when the day `on` begins, in minor units.

    It is the unused amount of the term (billing.md, U3), which the room of the subscriptions computes for the customer;
    that room stands above this one, and a test holds the two together.
    """
    return share(net, term.days_left(on), term.days)


def next_release(term: Term, *, after: date) -> date | None:
    """Return the next day on which something is to be posted as earned: the first of a month, or the end of the term.

    What is posted then was earned up to the evening before. A term that has not begun earns nothing; after its end
    there is nothing left.
    """
    since = max(after, term.begins)
    if since >= term.ends:
        return None
    return min(first_of_next_month(since), term.ends)


def first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + 4 * DAY).replace(day=1)


def evening_before(release: date) -> date:
    """Return the day whose evening a release stands for: the last of the month, or the last day of use."""
    return release - DAY
