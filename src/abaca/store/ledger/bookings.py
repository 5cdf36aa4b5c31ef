"""A booking: sums on accounts that together are zero, with the papers that they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

Sums = Sequence[tuple[str, int]] | Mapping[str, int]


class Unbalanced(ValueError):
    """Say that debit and credit differ: a mistake in the program, and nothing that a person could mend."""


@dataclass(frozen=True, slots=True)
class About:
    """What every entry carries (billing.md, L1); other rooms are known by their refs only."""

    on: date
    currency: str
    document: str = ""  # the number of an invoice or a credit note
    order: str = ""
    customer: str = ""
    subscription: str = ""
    term: int = 0

    def dated(self, on: date) -> "About":
        return replace(self, on=on)


@dataclass(frozen=True, slots=True)
class Booking:
    """Postings in minor units, debit positive and credit negative; their sum is zero."""

    cause: str
    about: About
    postings: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        if sum(amount for _account, amount in self.postings):
            raise Unbalanced(f"{self.cause} of {self.about.document or self.about.order}: {self.postings}")

    def __bool__(self) -> bool:
        """Tell whether there is anything to post: a sale for nothing moves no money."""
        return bool(self.postings)


def booking(cause: str, about: About, *, debit: Sums, credit: Sums) -> Booking:
    """Put a booking together from what is given and what is taken; sums of zero are left out."""
    given = [(account, amount) for account, amount in _pairs(debit) if amount]
    taken = [(account, -amount) for account, amount in _pairs(credit) if amount]
    return Booking(cause, about, (*given, *taken))


def _pairs(sums: Sums) -> Sequence[tuple[str, int]]:
    return list(sums.items()) if isinstance(sums, Mapping) else sums


def balances(bookings: Sequence[Booking]) -> dict[str, int]:
    """Return the sum of each account over some bookings, accounts that come out even left out."""
    sums: dict[str, int] = {}
    for one in bookings:
        for account, amount in one.postings:
            sums[account] = sums.get(account, 0) + amount
    return {account: amount for account, amount in sums.items() if amount}
