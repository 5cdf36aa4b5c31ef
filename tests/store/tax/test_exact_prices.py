import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.tax.exact_prices import inexact_at, is_exact, nearest_exact
from abaca.store.tax.totals import from_net


@pytest.mark.parametrize(
    ("gross", "rate", "near"),
    [
        (3899, 1900, (3898, 3900)),
        (3898, 1900, (3898, 3898)),
        (13900, 1900, (13900, 13900)),
        (7900, 0, (7900, 7900)),
        (0, 810, (0, 0)),
        (1, 2550, (1, 1)),
        (2, 2700, (1, 3)),
    ],
)
def test_the_nearest_exact_prices(gross, rate, near):
    assert nearest_exact(gross, rate) == near
    assert is_exact(gross, rate) == (near == (gross, gross))


@given(gross=st.integers(0, 10**7), rate=st.sampled_from([0, 770, 810, 1600, 1900, 2200, 2550, 2700]))
def test_an_exact_price_is_one_that_some_net_price_leads_to(gross, rate):
    roughly = gross * 10_000 // (10_000 + rate)
    reached = {from_net(net, rate).gross for net in range(roughly - 5, roughly + 6)}
    assert is_exact(gross, rate) == (gross in reached)
    assert nearest_exact(gross, rate) == (
        max(price for price in reached if price <= gross),
        min(price for price in reached if price >= gross),
    )


def test_the_editor_is_told_where_a_price_is_not_exact():
    assert inexact_at(3899, {"CH": 810, "DE": 1900}) == {"DE": (3898, 3900)}
