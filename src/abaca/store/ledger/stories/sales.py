"""Selling, and earning day by day what was sold."""

from collections.abc import Sequence
from dataclasses import dataclass

from abaca.store.ledger.accounts import RECEIVABLE, deferred, income, tax
from abaca.store.ledger.bookings import About, Booking, booking


@dataclass(frozen=True, slots=True)
class TaxShare:
    """The tax of one rate on a document; the rate is in hundredths of a per cent."""

    country: str
    rate: int
    amount: int

    @property
    def account(self) -> str:
        return tax(self.country, self.rate)


@dataclass(frozen=True, slots=True)
class Sold:
    """What an invoice is made of: the net of each plan, and the tax of each rate."""

    nets: Sequence[tuple[str, int]]
    taxes: Sequence[TaxShare] = ()

    @property
    def net(self) -> int:
        return sum(net for _plan, net in self.nets)

    @property
    def tax(self) -> int:
        return sum(share.amount for share in self.taxes)

    @property
    def gross(self) -> int:
        return self.net + self.tax


def sale(about: About, sold: Sold) -> Booking:
    """Row 1: an invoice is issued. Nothing of its net is earned yet."""
    return booking(
        "sale",
        about,
        debit=[(RECEIVABLE, sold.gross)],
        credit=[
            *((deferred(plan), net) for plan, net in sold.nets),
            *((share.account, share.amount) for share in sold.taxes),
        ],
    )


def recognition(about: About, plan: str, amount: int) -> Booking:
    """Row 4: a part of a term has been used up, and is earned."""
    return booking("recognition", about, debit=[(deferred(plan), amount)], credit=[(income(plan), amount)])
