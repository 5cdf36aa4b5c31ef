import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.invoices.credits import CreditAboveInvoice, CreditOfNothing, part_of
from abaca.store.tax.totals import keep_gross


def test_the_last_credit_note_takes_the_remaining_net_and_the_remaining_tax():
    """I5: of 116.81 + 22.19, three credits of 10.13 carry 1.92 each; the rest carries 16.43 and not 16.42."""
    net, tax = 11681, 2219
    for _n in range(3):
        part = part_of(left_net=net, left_tax=tax, rate=1900, net=1013)
        assert part == (1013, 192)
        net, tax = net - part[0], tax - part[1]
    assert part_of(left_net=net, left_tax=tax, rate=1900, net=8642) == (8642, 1643)
    assert part_of(left_net=net, left_tax=tax, rate=1900) == (8642, 1643)


@pytest.mark.parametrize(
    ("gross", "part"), [(2000, (1681, 319)), (5293, (4448, 845)), (13900, (11681, 2219)), (13899, (11680, 2219))]
)
def test_a_gross_sum_is_split_at_the_rate_of_the_invoice(gross, part):
    assert part_of(left_net=11681, left_tax=2219, rate=1900, gross=gross) == part


@pytest.mark.parametrize("sums", [{"net": 11682}, {"gross": 13901}])
def test_more_than_is_left_is_refused(sums):
    with pytest.raises(CreditAboveInvoice):
        part_of(left_net=11681, left_tax=2219, rate=1900, **sums)


@pytest.mark.parametrize("sums", [{"net": 0}, {"gross": 0}, {"gross": -1}])
def test_nothing_cannot_be_taken_back(sums):
    with pytest.raises(CreditOfNothing):
        part_of(left_net=11681, left_tax=2219, rate=1900, **sums)


@given(
    gross=st.integers(1, 10**7),
    rate=st.sampled_from([0, 810, 1900, 2550]),
    wishes=st.lists(st.tuples(st.sampled_from(["net", "gross"]), st.integers(1, 10**6)), max_size=8),
)
def test_any_row_of_credits_ends_at_nothing(gross, rate, wishes):
    totals = keep_gross(gross, rate)
    net, tax = totals.net, totals.tax
    for basis, wish in wishes:
        most = net if basis == "net" else net + tax
        if not most:
            break
        part = part_of(left_net=net, left_tax=tax, rate=rate, **{basis: min(wish, most)})
        assert min(part) >= 0
        if basis == "gross":
            assert sum(part) == min(wish, most)
        net, tax = net - part[0], tax - part[1]
        assert min(net, tax) >= 0
    last = part_of(left_net=net, left_tax=tax, rate=rate)
    assert (net - last[0], tax - last[1]) == (0, 0)
