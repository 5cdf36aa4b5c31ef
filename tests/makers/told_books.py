"""The books as a story reads them: what was booked since the last look, in the words of the table."""

from abaca.dispatch.queries import present
from abaca.store.ledger.bookings import Booking
from abaca.store.ledger.queries import journal, trial_balance
from abaca.store.ledger.written import Written

SHORT = (("Assets:", ""), ("Liabilities:", ""), ("Expenses:", ""))


def short(account: str) -> str:
    for long, instead in SHORT:
        account = account.replace(long, instead)
    return account


def side(postings: list[tuple[str, int]]) -> str:
    return ", ".join(f"{short(account)} {amount // 100}.{amount % 100:02}" for account, amount in postings)


def line(one: Booking) -> str:
    """Return a booking as the table of the specification writes it: cause: debit | credit."""
    debit = side([p for p in one.postings if p[1] > 0])
    credit = side([(account, -amount) for account, amount in one.postings if amount < 0])
    return f"{one.cause}: {debit} | {credit}"


class Books:
    """Looks into the books again and again."""

    def __init__(self) -> None:
        self.seen = 0

    def fresh(self, *causes: str) -> list[Written]:
        """Return what was booked since the last look, of some causes only where they are named."""
        found = sorted((one for one in journal() if one.number > self.seen), key=lambda one: one.number)
        self.seen = max([self.seen, *(one.number for one in found)])
        return [one for one in found if not causes or one.booking.cause in causes]

    def were(self, *lines: str, but: tuple[str, ...] = ("recognition", "payout")) -> None:
        """Say what was booked since the last look; what comes by itself with the days may be left out."""
        assert [line(one.booking) for one in self.fresh() if one.booking.cause not in but] == list(lines)

    def left(self, account: str, currency: str = "EUR") -> int:
        return sum(b.left for b in trial_balance() if (b.account, b.currency) == (account, currency))

    def today(self) -> str:
        return present().date().isoformat()
