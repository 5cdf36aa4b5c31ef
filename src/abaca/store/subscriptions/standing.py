"""How a subscription stands at an instant: derived from facts, never stored."""

from datetime import date, timedelta
from enum import StrEnum


class Standing(StrEnum):
    RENEWS = "renews"  # paid, and goes on by itself
    ENDING = "ending"  # paid, and ends on its day
    AWAITING_TRANSFER = "awaiting_transfer"  # the renewal invoice is out, the term still runs
    PAST_DUE = "past_due"  # the term is over, the money is not there, grace runs
    SUSPENDED = "suspended"  # grace is over, the money may still come
    ENDED = "ended"  # nothing more will come of it


def standing(
    *, ended: bool, auto_renew: bool, renewal_open: bool, by_transfer: bool, ends_on: date, grace_days: int, today: date
) -> Standing:
    """Return how a subscription stands on a local day."""
    if ended:
        return Standing.ENDED
    if today < ends_on:
        if not auto_renew:
            return Standing.ENDING
        return Standing.AWAITING_TRANSFER if renewal_open and by_transfer else Standing.RENEWS
    if not auto_renew:
        return Standing.ENDED
    return Standing.PAST_DUE if today < ends_on + timedelta(days=grace_days) else Standing.SUSPENDED
