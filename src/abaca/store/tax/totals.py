"""Net, tax and gross of a document: one rounding for each rate."""

from dataclasses import dataclass
from fractions import Fraction

from abaca.kernel.money import round_half_away


@dataclass(frozen=True)
class Totals:
    """Sums in minor units; gross is always net and tax together."""

    net: int
    tax: int
    gross: int


def keep_gross(gross: int, rate: int) -> Totals:
    """Take the tax out of an advertised price, so that just this price is paid (billing.md, X1).

    `rate` is in hundredths of a per cent.
    """
    net = net_of(gross, rate)
    return Totals(net, gross - net, gross)


def from_net(net: int, rate: int) -> Totals:
    """Put the tax on a net sum, rounded once (billing.md, X1)."""
    tax = round_half_away(Fraction(net * rate, 10_000))
    return Totals(net, tax, net + tax)


def net_of(gross: int, rate: int) -> int:
    """Return what is left of a price when its tax is taken out."""
    return round_half_away(Fraction(gross * 10_000, 10_000 + rate))
