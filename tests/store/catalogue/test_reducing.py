import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.catalogue.reducing import Discount, Tier, part_of, tier_for, written_code

SUMS = st.integers(0, 10**12)
TEN, FIFTY = Tier(10, percent=1000), Tier(50, percent=2000)
IN_CHF = Tier(10, percent=1200, currency="CHF")
OWN_PRICE = Tier(20, unit=6000, currency="EUR", basis="gross")


@pytest.mark.parametrize(
    ("seats", "currency", "basis", "counts"),
    [
        (9, "EUR", "gross", None),
        (10, "EUR", "gross", TEN),
        (19, "EUR", "net", TEN),
        (20, "EUR", "gross", OWN_PRICE),
        (20, "EUR", "net", TEN),  # the price of its own is one with tax
        (20, "CHF", "gross", IN_CHF),
        (49, "CHF", "net", IN_CHF),
        (50, "CHF", "gross", FIFTY),
    ],
)
def test_the_highest_tier_that_is_reached_counts(seats, currency, basis, counts):
    assert tier_for([FIFTY, OWN_PRICE, TEN, IN_CHF], seats=seats, currency=currency, basis=basis) == counts


@pytest.mark.parametrize(
    ("tier", "unit", "seats", "off"),
    [
        (TEN, 7900, 12, 9480),
        (Tier(2, percent=333), 995, 3, 99),  # 99.4 of 2985
        (Tier(2, percent=5000), 5, 1, 3),  # a half goes away from zero
        (Tier(2, percent=0), 7900, 5, 0),
        (OWN_PRICE, 7900, 20, 38000),
        (OWN_PRICE, 5500, 20, 0),  # who pays less already does not pay more
    ],
)
def test_a_tier_takes_a_part_or_the_difference_to_its_price(tier, unit, seats, off):
    assert tier.off(unit, seats) == off


@pytest.mark.parametrize(
    ("discount", "amount", "off"),
    [
        (Discount("A", percent=2000), 7900, 1580),
        (Discount("A", percent=10000), 7900, 7900),
        (Discount("A", percent=1250), 100, 13),  # 12.5 cents become 13
        (Discount("A", amount=1000, currency="EUR"), 7900, 1000),
        (Discount("A", amount=1000, currency="EUR"), 700, 700),
        (Discount("A", amount=1000, currency="EUR"), 0, 0),
    ],
)
def test_a_discount_takes_a_part_or_a_sum(discount, amount, off):
    assert discount.off(amount) == off


@given(amount=SUMS, percent=st.integers(0, 10_000), fixed=st.integers(1, 10**12))
def test_a_discount_never_takes_more_than_there_is_and_never_gives_anything(amount, percent, fixed):
    for discount in (Discount("A", percent=percent), Discount("A", amount=fixed, currency="EUR")):
        assert 0 <= discount.off(amount) <= amount


@given(amount=SUMS, percent=st.integers(0, 10_000))
def test_a_part_and_its_rest_are_rounded_to_the_nearest(amount, percent):
    assert abs(part_of(amount, percent) * 10_000 - amount * percent) <= 5_000


@given(unit=st.integers(0, 10**9), seats=st.integers(2, 500), percent=st.integers(0, 10_000), own=st.integers(0, 10**9))
def test_a_tier_never_takes_more_than_the_line(unit, seats, percent, own):
    for tier in (Tier(2, percent=percent), Tier(2, unit=own, currency="EUR", basis="gross")):
        assert 0 <= tier.off(unit, seats) <= unit * seats


@pytest.mark.parametrize(("terms", "later"), [(1, []), (3, [2, 1]), (None, [None, None, None])])
def test_a_promise_is_used_up_term_by_term(terms, later):
    left, seen = Discount("A", percent=100, terms=terms).later, []
    while left and len(seen) < 3:
        seen.append(left.terms)
        left = left.later
    assert seen == later


@pytest.mark.parametrize(
    "discount", [Discount("A", percent=500, terms=None), Discount("B", amount=5, currency="CHF", terms=2)]
)
def test_a_promise_that_was_kept_is_read_as_it_was_made(discount):
    assert Discount.kept(discount.facts) == discount


@pytest.mark.parametrize(
    ("typed", "kept"), [("spring-26", "SPRING-26"), (" Sp ring\t26\n", "SPRING26"), ("", ""), ("a" * 99, "A" * 41)]
)
def test_a_code_is_the_same_however_it_is_typed(typed, kept):
    assert written_code(typed) == kept
