"""What the next term of a subscription costs: its own unit price, less what many seats and its code take off."""

from collections.abc import Sequence
from dataclasses import dataclass

from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.orders.pricing import Bargain, Less, totals_of


@dataclass(frozen=True)
class NextPrice:
    """What is taken off, and what is left to pay with its tax, in minor units."""

    reductions: tuple[Less, ...]
    gross: int


def next_price(
    unit: int,
    seats: int,
    *,
    currency: str,
    basis: str,
    tiers: Sequence[Tier],
    discount: Discount | None,
    rate: int,
) -> NextPrice:
    """Return the price of a next term; `rate` is the tax that is expected on its first day, hundredths of a per cent.

    The advertised gross sum stays whatever the rate is (billing.md, R4); to a net sum the tax comes on top.
    """
    reductions = Bargain(tuple(tiers), discount).reductions(unit, seats, currency=currency, basis=basis)
    return NextPrice(reductions, totals_of(unit, seats, reductions, basis=basis, rate=rate).gross)
