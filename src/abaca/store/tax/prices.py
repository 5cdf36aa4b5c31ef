"""What a seat costs: consumers pay the advertised price, businesses a net price and the tax on it (billing.md, M6).

Sums are minor units, rates hundredths of a per cent; the basis is gross (tax is in the price) or net (it comes on top).
"""

from typing import NamedTuple

from .totals import from_net, net_of

GROSS, NET = "gross", "net"


class SeatPrice(NamedTuple):
    unit: int
    basis: str


def seat_price(gross: int, net: int | None, *, business: bool, rate: int) -> SeatPrice:
    """Return the price of a seat for a buyer; `rate` is the standard rate of his place.

    Where no net price is listed, the tax of the place is taken out of the gross price once.
    """
    if not business:
        return SeatPrice(gross, GROSS)
    return SeatPrice(net_of(gross, rate) if net is None else net, NET)


def in_basis_of(unit: int, basis: str, *, business: bool, rate: int) -> SeatPrice:
    """Return an agreed price of a seat for a buyer who has become, or is no longer, a business since."""
    if business and basis == GROSS:
        return SeatPrice(net_of(unit, rate), NET)
    if not business and basis == NET:
        return SeatPrice(from_net(unit, rate).gross, GROSS)
    return SeatPrice(unit, basis)
