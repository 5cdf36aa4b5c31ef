"""Gross prices that split into a net price and its exact tax, and their neighbours (billing.md, X2).

38.99 at 19 % does not: 32.76 carries 6.22 and 32.77 carries 6.23, so no net price leads to it. Such a price may be
sold; the catalogue editor shows it with the nearest ones that have a net price.
"""

from .totals import from_net, net_of


def is_exact(gross: int, rate: int) -> bool:
    """Tell whether some net price and its rounded tax make up this gross price.

    If one does, it is the rounded quotient: it lies closer to gross / (1 + rate) than half a unit.
    """
    return from_net(net_of(gross, rate), rate).gross == gross


def nearest_exact(gross: int, rate: int) -> tuple[int, int]:
    """Return the nearest exact prices below and above; an exact price is both itself."""
    net = net_of(gross, rate)
    near = [from_net(candidate, rate).gross for candidate in (net - 1, net, net + 1)]
    return max(price for price in near if price <= gross), min(price for price in near if price >= gross)


def inexact_at(gross: int, rates: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Return the places where a price has no exact net, each with the nearest exact prices, in their order."""
    return {place: nearest_exact(gross, rate) for place, rate in rates.items() if not is_exact(gross, rate)}
