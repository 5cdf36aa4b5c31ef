from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.tax.totals import Totals, keep_gross


@pytest.mark.parametrize(
    ("gross", "rate", "totals"),
    [
        (13900, 1900, Totals(11681, 2219, 13900)),
        (3899, 1900, Totals(3276, 623, 3899)),  # no exact net: 32.76 x 19 % is 6.22 (billing.md, X2)
        (11390, 810, Totals(10537, 853, 11390)),
        (7900, 0, Totals(7900, 0, 7900)),
        (0, 810, Totals(0, 0, 0)),
    ],
)
def test_the_advertised_price_is_what_is_paid(gross, rate, totals):
    assert keep_gross(gross, rate) == totals


@given(gross=st.integers(0, 10**12), rate=st.integers(0, 3000))
def test_tax_differs_from_the_exact_one_by_less_than_a_unit(gross, rate):
    totals = keep_gross(gross, rate)
    assert totals.net + totals.tax == totals.gross == gross
    assert abs(totals.tax - Fraction(gross * rate, 10_000 + rate)) <= Fraction(1, 2)
