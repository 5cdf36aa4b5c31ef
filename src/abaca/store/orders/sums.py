"""What an order comes to, and which part of its net each line carries."""

from collections.abc import Sequence
from fractions import Fraction


def total_of(amount: int, reductions: Sequence[int]) -> int:
    """Return the sum of a line less its reductions, in minor units; more than the sum cannot be taken away."""
    total = amount - sum(reductions)
    if total < 0 or min(reductions, default=0) < 0:
        raise ValueError(f"{list(reductions)} cannot be taken from {amount}")
    return total


def net_shares(net: int, amounts: Sequence[int], *, rate: int) -> list[int]:
    """Return the net of each line, so that they add up to the net of the whole (billing.md, M4).

    `amounts` are the signed sums of the lines; `rate` is the tax that they contain, in hundredths of a per cent, and 0
    where they are net already. What is left over goes to the largest remainders, ties to the first line.
    """
    exact = [Fraction(amount * 10_000, 10_000 + rate) for amount in amounts]
    shares = [share.numerator // share.denominator for share in exact]
    left_over = net - sum(shares)
    by_remainder = sorted(range(len(exact)), key=lambda n: shares[n] - exact[n])  # stable: ties keep their order
    for line in by_remainder[:left_over]:
        shares[line] += 1
    return shares
