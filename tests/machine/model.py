"""What the shop has promised, reckoned as naively as possible and by other code than the shop's.

The model knows nothing of orders, attempts or the ledger: it counts paid years from the day of the purchase. Where an
answer of a provider may take its time, it says from when a renewal *may* be paid and from when it *must* be.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
CHARGE_HOUR = 6

# how long a renewal may take with a card of this behaviour; None: its money never comes
RENEWS_WITHIN: dict[str, timedelta | None] = {
    "ok": timedelta(0),
    "told_twice": timedelta(0),
    "sca_first": timedelta(0),
    "timeout_after_renewal": timedelta(days=1),
    "timeout_before_renewal": timedelta(days=1),
    "soft_first_renewal": timedelta(days=3),
    "refund_waits": timedelta(0),
    "refund_fails": timedelta(0),
    "refund_timeout_after": timedelta(0),
    "soft_renewals": None,
    "hard_renewals": None,
    "transfer": None,  # it comes when somebody sends it, which the machine says itself
}


def anniversary(anchor: date, years: int) -> date:
    """Return the same day so many years later; 29 February is the 28th in common years."""
    try:
        return anchor.replace(year=anchor.year + years)
    except ValueError:
        return date(anchor.year + years, 2, 28)


@dataclass
class Promise:
    """A subscription as its buyer understands it."""

    email: str
    anchor: date
    zone: ZoneInfo
    price: int
    behaviour: str
    least: int = 1  # terms that are certainly paid
    most: int = 1  # terms that may be paid by now
    auto: bool = True
    over: bool = False
    final: bool = False  # money of a term went back: what still runs is the last
    stopped_on: date | None = None
    came: int = 0  # of the transfer for the next term

    @property
    def is_certain(self) -> bool:
        return self.least == self.most

    @property
    def runs(self) -> bool:
        return not self.over and self.is_certain

    def ends(self, terms: int) -> date:
        return anniversary(self.anchor, terms)

    def possible_ends(self) -> list[date]:
        if self.stopped_on is not None:
            return [self.stopped_on]
        return [self.ends(terms) for terms in range(self.least, self.most + 1)]

    def charge_at(self, terms: int) -> datetime:
        end = self.ends(terms)
        return datetime(end.year, end.month, end.day, CHARGE_HOUR, tzinfo=self.zone)

    def catch_up(self, now: datetime) -> None:
        """Let the years pass."""
        within = RENEWS_WITHIN[self.behaviour]
        while not self.over:
            due = self.charge_at(self.least)
            if not self.auto:
                self.over = self.is_certain and now >= due
                return
            if within is None:
                self.over = now >= due + 30 * DAY
                return
            if now < due + within:
                break
            self.pay()
        while within is not None and not self.over and now >= self.charge_at(self.most):
            self.most += 1

    def pay(self) -> None:
        self.least += 1
        self.most = max(self.most, self.least)

    def awaits_transfer(self, now: datetime) -> bool:
        """Tell whether the renewal invoice of a transfer payer is out."""
        due = self.charge_at(self.least)
        return not self.over and self.auto and now >= due - 30 * DAY

    def send(self, amount: int) -> None:
        """Let money come for the next term; what is too much is not for this model to keep."""
        self.came += amount
        if self.came >= self.price:
            self.pay()
            self.came = 0

    def give_back_the_latest(self, today: date) -> None:
        """Take the money of the latest term back: what was paid before it still runs to its end."""
        begins = self.ends(self.least - 1)
        if today >= self.ends(self.least):
            return  # its days are over: the money alone goes back
        self.final, self.came = True, 0
        if today < begins:  # it was paid early
            self.auto, self.stopped_on = False, begins
            self.least = self.most = self.least - 1
        else:
            self.over, self.stopped_on = True, today
