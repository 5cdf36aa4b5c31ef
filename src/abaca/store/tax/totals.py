"""Net, tax and gross of a document: one rounding for each rate (billing.md, X1).

A rate is in hundredths of a per cent, every sum in minor units. Two methods exist and a document follows one of them:
*from net*, for businesses and wherever a credit line stands on the document, and *keep gross*, where every line is an
advertised price with its tax.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from abaca.kernel.money import round_half_away, split

WHOLE = 10_000  # hundredths of a per cent


@dataclass(frozen=True)
class Totals:
    """Sums in minor units; gross is always net and tax together."""

    net: int
    tax: int
    gross: int


@dataclass(frozen=True)
class DocumentTotals:
    """The sums of a document: of each rate in rising order, of all, and the net of each line in the lines' order."""

    rates: tuple[tuple[int, Totals], ...]
    line_nets: tuple[int, ...]

    @property
    def whole(self) -> Totals:
        parts = [totals for _rate, totals in self.rates]
        return Totals(sum(t.net for t in parts), sum(t.tax for t in parts), sum(t.gross for t in parts))


def net_of(gross: int, rate: int) -> int:
    """Take the tax out of a gross sum, and round what is left."""
    return round_half_away(Fraction(gross * WHOLE, WHOLE + rate))


def tax_on(net: int, rate: int) -> int:
    """Return the tax on a net sum, rounded."""
    return round_half_away(Fraction(net * rate, WHOLE))


def keep_gross(gross: int, rate: int) -> Totals:
    """Take the tax out of an advertised price, so that just this price is paid (X1)."""
    net = net_of(gross, rate)
    return Totals(net, gross - net, gross)


def from_net(net: int, rate: int) -> Totals:
    """Put the tax on a net sum (X1)."""
    tax = tax_on(net, rate)
    return Totals(net, tax, net + tax)


def from_net_lines(lines: Sequence[tuple[int, int]]) -> DocumentTotals:
    """Add up lines of (net, rate); a credit line is negative. The tax of a rate is rounded once, not per line."""
    nets = _by_rate(lines)
    return DocumentTotals(
        tuple((rate, from_net(sum(parts), rate)) for rate, parts in nets), tuple(net for net, _rate in lines)
    )


def keep_gross_lines(lines: Sequence[tuple[int, int]]) -> DocumentTotals:
    """Add up lines of (gross, rate), all of them advertised prices after their discounts.

    The net of a rate is split over its lines by the largest remainder, so that the lines add up. A negative line is
    refused: a document with a credit line is made from net (X1).
    """
    if any(gross < 0 for gross, _rate in lines):
        raise ValueError("a document with a credit line is made from net")
    totals = [(rate, keep_gross(sum(parts), rate), parts) for rate, parts in _by_rate(lines)]
    nets = {rate: iter(split(of.net, parts)) for rate, of, parts in totals}
    line_nets = tuple(next(nets[rate]) for _gross, rate in lines)
    return DocumentTotals(tuple((rate, of) for rate, of, _parts in totals), line_nets)


def _by_rate(lines: Iterable[tuple[int, int]]) -> list[tuple[int, list[int]]]:
    """Return the sums of the lines of each rate, in the order of the lines, by rising rate."""
    found: dict[int, list[int]] = {}
    for amount, rate in lines:
        found.setdefault(rate, []).append(amount)
    return sorted(found.items())
