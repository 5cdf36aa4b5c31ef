"""What the next term of a subscription costs: its own unit price, less what many seats and its code take off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.orders.pricing import Bargain, Less, totals_of
from abaca.store.orders.states import ReductionKind
from abaca.store.tax.prices import SeatPrice, in_basis_of


@dataclass(frozen=True)
class Place:
    """How a customer will be taxed: his rate, and the standard rate of his place; hundredths of a per cent."""

    business: bool
    rate: int
    rate_there: int

    def in_basis(self, unit: int, basis: str) -> SeatPrice:
        """Return an agreed price of a seat for a customer who may have become, or be no longer, a business since."""
        return in_basis_of(unit, basis, business=self.business, rate=self.rate_there)


@dataclass(frozen=True)
class NextPrice:
    """What is taken off, and what is left to pay with its tax, in minor units."""

    reductions: tuple[Less, ...]
    gross: int


def kept_tiers(reductions: Iterable[Mapping[str, Any]], currency: str, basis: str, place: Place) -> list[Tier]:
    """Return the tier that a subscription was promised, in the basis in which its customer now reckons."""
    found = []
    for less in reductions:
        facts = less["facts"]
        if less["kind"] == ReductionKind.VOLUME and facts.get("unit") is not None:
            own = place.in_basis(facts["unit"], basis)
            found.append(Tier(facts["from_seats"], None, own.unit, currency, own.basis))
        elif less["kind"] == ReductionKind.VOLUME:
            found.append(Tier(facts["from_seats"], facts["percent"]))
    return found


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
