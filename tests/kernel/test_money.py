from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.money import MixedCurrencies, Money, UnknownCurrency, exponent, round_half_away, share, split

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("CHF", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("BHD", 3), ("UGX", 0), ("HUF", 2)],
)
def test_the_exponent_is_that_of_the_standard(currency, digits):
    assert exponent(currency) == digits


@pytest.mark.parametrize("currency", ["XYZ", "eur", "", "EURO"])
def test_an_unknown_currency_is_refused(currency):
    with pytest.raises(UnknownCurrency):
        Money(100, currency)


@pytest.mark.parametrize("amount", [1.0, True, "1", Fraction(1)])
def test_an_amount_is_a_whole_number(amount):
    with pytest.raises(TypeError):
        Money(amount, "EUR")


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(7900, "EUR"), "EUR 79.00"),
        (Money(5, "EUR"), "EUR 0.05"),
        (Money(-5, "EUR"), "EUR -0.05"),
        (Money(79, "JPY"), "JPY 79"),
        (Money(-79, "JPY"), "JPY -79"),
        (Money(79, "KWD"), "KWD 0.079"),
    ],
)
def test_money_prints_with_the_decimals_of_its_currency(money, text):
    assert str(money) == text


def test_like_is_added_to_like():
    assert Money(100, "EUR") + Money(19, "EUR") == Money(119, "EUR")
    assert Money(100, "EUR") - Money(119, "EUR") == Money(-19, "EUR")
    assert Money(100, "EUR") * 3 == 3 * Money(100, "EUR") == Money(300, "EUR")
    assert -Money(100, "EUR") == Money(-100, "EUR")


def test_money_compares_by_its_amount():
    assert Money(1, "EUR") < Money(2, "EUR") <= Money(2, "EUR")
    assert Money(2, "EUR") > Money(1, "EUR") >= Money(1, "EUR")
    assert Money(1, "EUR") != Money(1, "CHF")
    assert not Money(0, "EUR")
    assert Money(-1, "EUR")


@pytest.mark.parametrize(
    "deed",
    [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b],
    ids=["add", "subtract", "less", "at least"],
)
def test_currencies_never_mix(deed):
    with pytest.raises(MixedCurrencies) as refused:
        deed(Money(7900, "EUR"), Money(1, "CHF"))
    assert str(refused.value) == "EUR 79.00 and CHF 0.01 are sums in different currencies."


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(25, 2), 13),
        (Fraction(-25, 2), -13),
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(5, 2), 3),
        (Fraction(249, 100), 2),
        (Fraction(-249, 100), -2),
        (Fraction(7), 7),
        (Fraction(0), 0),
    ],
)
def test_a_half_goes_away_from_zero(value, rounded):
    assert round_half_away(value) == rounded


@given(st.fractions())
def test_rounding_moves_by_half_a_unit_at_most(value):
    assert abs(round_half_away(value) - value) <= Fraction(1, 2)
    assert round_half_away(-value) == -round_half_away(value)


@pytest.mark.parametrize(
    ("whole", "part", "of", "result"),
    [
        (11800, 238, 366, 7673),
        (10537, 107, 365, 3089),
        (11681, 139, 365, 4448),
        (11800, 366, 366, 11800),
        (11800, 1, 366, 32),
        (11800, 0, 366, 0),
        (-11800, 238, 366, -7673),
        (25, 1, 2, 13),
        (-25, 1, 2, -13),
    ],
)
def test_the_worked_examples_of_shares(whole, part, of, result):
    assert share(whole, part, of) == result


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        (1000, [3310, 3310, 2005], [384, 384, 232]),
        (-1000, [3310, 3310, 2005], [-384, -384, -232]),
        (1, [1, 1, 1], [1, 0, 0]),
        (2, [1, 1, 1], [1, 1, 0]),
        (100, [0, 1, 0], [0, 100, 0]),
        (100, [1, 2], [33, 67]),
        (0, [1, 2], [0, 0]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
    ],
)
def test_a_split_goes_by_the_largest_remainder(whole, weights, parts):
    assert split(whole, weights) == parts


@pytest.mark.parametrize(("whole", "weights"), [(1, []), (1, [0, 0]), (10, [1, -1]), (10, [3, -1])])
def test_nothing_can_be_split_over_nothing(whole, weights):
    with pytest.raises(ValueError, match="cannot split"):
        split(whole, weights)


@given(AMOUNTS, WEIGHTS)
def test_the_parts_of_a_split_add_up_and_are_fair(whole, weights):
    parts = split(whole, weights)

    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert part * whole >= 0
        assert abs(part - Fraction(whole * weight, sum(weights))) < 1
