"""Bookings as tests of the books want them."""

from dataclasses import replace
from datetime import date, datetime

from abaca.kernel.terms import Term
from abaca.store.ledger import actions
from abaca.store.ledger.actions import Deferment
from abaca.store.ledger.bookings import About
from abaca.store.ledger.models import Deferral
from abaca.store.ledger.stories import Sold, TaxShare, capture, sale

YEAR = Term(date(2026, 6, 30), date(2027, 6, 30))  # the term of example C
NET, TAX, GROSS = 11681, 2219, 13900
ABOUT = About(date(2026, 6, 30), "EUR", "MS26-000001", "ord_1", "cus_1", "sub_1", 1)


def about(number: int = 1, **changes: object) -> About:
    """Return what entries of the nth customer carry."""
    named = About(
        ABOUT.on,
        "EUR",
        f"MS26-{number:06}",
        f"ord_{number}",
        f"cus_{number}",
        f"sub_{number}",
        1,
    )
    return replace(named, **changes)


def sell(*abouts: About, plan: str = "professional", days: Term = YEAR, paid: bool = True, at: datetime) -> None:
    """Sell a term of 139.00 with 19 per cent of tax to somebody, and take the money."""
    sold = Sold([(plan, NET)], [TaxShare("DE", 1900, TAX)])
    bookings = [sale(one, sold) for one in abouts]
    if paid:
        bookings += [capture(one, GROSS, fee=220) for one in abouts]
    actions.book(bookings, at=at, by="the house")
    actions.defer([Deferment(one, plan, NET, days, one.on if paid else None) for one in abouts])


def deferral(number: int = 1) -> Deferral:
    return Deferral.objects.get(document=f"MS26-{number:06}")
