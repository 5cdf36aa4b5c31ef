"""A booking as it stands in the books; what renderers of exports and pages are given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .bookings import Booking


@dataclass(frozen=True, slots=True)
class Written:
    """A booking with the number under which it stands in the books."""

    number: int
    booking: Booking


@dataclass(frozen=True, slots=True)
class Pair:
    """One amount from one account to another, as programs want it that know no longer bookings."""

    written: Written
    debit: str
    credit: str
    amount: int


def pairs(written: Sequence[Written]) -> list[Pair]:
    """Take bookings apart into debit, credit and a positive amount; every account keeps its sums of both sides.

    Debits are met by credits in the order in which they stand: of a sale the net comes before the tax.
    """
    return [Pair(one, *move) for one in written for move in _moves(one.booking.postings)]


def _moves(postings: Sequence[tuple[str, int]]) -> Iterator[tuple[str, str, int]]:
    credits_ = iter([(account, -amount) for account, amount in postings if amount < 0])
    credit, open_credit = "", 0
    for debit, amount in postings:
        open_debit = max(0, amount)
        while open_debit:
            if not open_credit:
                credit, open_credit = next(credits_)
            move = min(open_debit, open_credit)
            yield debit, credit, move
            open_debit, open_credit = open_debit - move, open_credit - move
