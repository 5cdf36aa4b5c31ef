import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.orders.sums import net_shares, total_of
from abaca.store.tax.totals import from_net, keep_gross


@pytest.mark.parametrize(
    ("amount", "reductions", "total"), [(7900, [], 7900), (23700, [2370, 1000], 20330), (7900, [7900], 0)]
)
def test_reductions_are_taken_from_the_line(amount, reductions, total):
    assert total_of(amount, reductions) == total


@pytest.mark.parametrize("reductions", [[7901], [8000, -100]])
def test_more_than_everything_cannot_be_taken_away(reductions):
    with pytest.raises(ValueError, match="cannot be taken"):
        total_of(7900, reductions)


@pytest.mark.parametrize(
    ("gross", "less", "rate", "nets"),
    [
        (13400, 2010, 810, [12396, -1859]),  # 113.90 = 105.37 + 8.53
        (13900, 0, 1900, [11681, 0]),
        (13900, 13900, 1900, [11681, -11681]),
    ],
)
def test_every_line_carries_its_net(gross, less, rate, nets):
    assert net_shares(keep_gross(gross - less, rate).net, [gross, -less], rate=rate) == nets


@given(
    amount=st.integers(0, 10**9),
    parts=st.lists(st.integers(0, 100), max_size=4),
    rate=st.sampled_from([0, 810, 1900, 2200, 2550]),
    keeps=st.booleans(),
)
def test_the_nets_of_the_lines_add_up_to_the_net_of_the_order(amount, parts, rate, keeps):
    less = [amount * part // 500 for part in parts]
    wanted = total_of(amount, less)
    net = (keep_gross if keeps else from_net)(wanted, rate).net
    shares = net_shares(net, [amount, *(-each for each in less)], rate=rate if keeps else 0)
    assert sum(shares) == net
    assert shares[0] >= 0
    assert max(shares[1:], default=0) <= 0
