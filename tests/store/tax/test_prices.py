import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.tax.prices import SeatPrice, in_basis_of, seat_price


@pytest.mark.parametrize(
    ("net", "business", "rate", "price"),
    [
        (None, False, 1900, SeatPrice(7900, "gross")),
        (6500, False, 1900, SeatPrice(7900, "gross")),
        (None, True, 1900, SeatPrice(6639, "net")),  # taken out of the gross price once (M6)
        (6500, True, 1900, SeatPrice(6500, "net")),
        (None, True, 0, SeatPrice(7900, "net")),
    ],
)
def test_a_business_pays_a_net_price(net, business, rate, price):
    assert seat_price(7900, net, business=business, rate=rate) == price


@pytest.mark.parametrize(
    ("agreed", "business", "price"),
    [
        ((7900, "gross"), False, (7900, "gross")),
        ((7900, "gross"), True, (6639, "net")),
        ((6639, "net"), True, (6639, "net")),
        ((6639, "net"), False, (7900, "gross")),
    ],
)
def test_an_agreed_price_follows_its_buyer_into_business_and_out_of_it(agreed, business, price):
    assert in_basis_of(*agreed, business=business, rate=1900) == SeatPrice(*price)


@given(unit=st.integers(0, 10**8), rate=st.sampled_from([0, 810, 1900, 2550, 2700]))
def test_there_and_back_loses_at_most_a_unit(unit, rate):
    net = in_basis_of(unit, "gross", business=True, rate=rate)
    assert abs(in_basis_of(*net, business=False, rate=rate).unit - unit) <= 1
