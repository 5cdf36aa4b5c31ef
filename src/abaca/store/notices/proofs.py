"""Whether a notice arrived in time, so that the charge that it announces may follow by itself (N3, N5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from abaca.kernel.schedule import local_day


@dataclass(frozen=True)
class Delivery:
    """What became of one letter that gave a notice."""

    address: str
    queued_at: datetime
    accepted_at: datetime | None  # by the receiving server
    bounced_at: datetime | None
    words: str = ""  # what the other side said
    failed: bool = False  # nobody took it, and it is not tried again

    @property
    def stands(self) -> bool:
        """Tell whether it was accepted, and did not come back."""
        return self.accepted_at is not None and self.bounced_at is None

    @property
    def is_lost(self) -> bool:
        """Tell whether it is known not to have arrived; one that waits to leave is neither lost nor does it stand."""
        return self.failed or self.bounced_at is not None


def arrived(deliveries: Iterable[Delivery], *, opens_on: date, closes_on: date, zone: str) -> bool:
    """Tell whether one of the letters was accepted within the window, and did not come back."""
    return any(
        opens_on <= local_day(one.accepted_at, zone) <= closes_on
        for one in deliveries
        if one.accepted_at is not None and one.stands
    )


def confirmed_by_act(resumed_at: datetime | None, *, opens_on: date, zone: str) -> bool:
    """Tell whether the customer himself turned the renewal on when the window was already open."""
    return resumed_at is not None and local_day(resumed_at, zone) >= opens_on
