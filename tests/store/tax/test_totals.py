from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.tax.totals import Totals, from_net, from_net_lines, keep_gross, keep_gross_lines, net_of


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


@pytest.mark.parametrize(
    ("net", "rate", "totals"),
    [
        (8235, 1900, Totals(8235, 1565, 9800)),  # 15.6465
        (26698, 810, Totals(26698, 2163, 28861)),  # the upgrade of example B
        (50, 2500, Totals(50, 13, 63)),  # half a cent goes away from zero (M3)
        (-50, 2500, Totals(-50, -13, -63)),
        (21027, 0, Totals(21027, 0, 21027)),
    ],
)
def test_tax_is_put_on_a_net_sum(net, rate, totals):
    assert from_net(net, rate) == totals


def test_the_tax_of_a_rate_is_rounded_once_and_not_per_line():
    document = from_net_lines([(2745, 1900)] * 3)
    assert document.rates == ((1900, Totals(8235, 1565, 9800)),)  # three times 5.22 would be 15.66
    assert document.line_nets == (2745, 2745, 2745)


def test_a_credit_line_lowers_the_base_of_its_rate():
    document = from_net_lines([(29787, 810), (-3089, 810)])
    assert document.whole == Totals(26698, 2163, 28861)
    assert document.line_nets == (29787, -3089)


def test_rates_are_kept_apart_and_the_lines_add_up():
    document = keep_gross_lines([(3310, 1900), (3310, 700), (2005, 1900)])
    assert document.rates == ((700, Totals(3093, 217, 3310)), (1900, Totals(4466, 849, 5315)))
    assert document.line_nets == (2781, 3093, 1685)
    assert document.whole == Totals(7559, 1066, 8625)


def test_a_credit_line_cannot_be_kept_gross():
    with pytest.raises(ValueError, match="from net"):
        keep_gross_lines([(3310, 1900), (-100, 1900)])


def test_a_document_without_lines_is_nothing():
    assert keep_gross_lines([]).whole == from_net_lines([]).whole == Totals(0, 0, 0)


RATE = st.sampled_from([0, 700, 770, 810, 1900, 2100, 2550, 2700])
NOT_NEGATIVE = st.lists(st.tuples(st.integers(0, 10**9), RATE), max_size=12)


@given(lines=NOT_NEGATIVE)
def test_kept_gross_is_what_was_advertised_and_its_lines_add_up(lines):
    document = keep_gross_lines(lines)
    assert document.whole.gross == sum(gross for gross, _rate in lines)
    for rate, totals in document.rates:
        mine = [(net, gross) for net, (gross, its) in zip(document.line_nets, lines, strict=True) if its == rate]
        assert sum(net for net, _gross in mine) == totals.net
        assert all(0 <= net <= gross for net, gross in mine)
        assert totals.net + totals.tax == totals.gross
        assert abs(totals.tax - from_net(totals.net, rate).tax) <= 1  # X2


@given(lines=st.lists(st.tuples(st.integers(-(10**9), 10**9), RATE), max_size=12))
def test_from_net_rounds_each_rate_once(lines):
    document = from_net_lines(lines)
    assert document.whole.net == sum(net for net, _rate in lines)
    exact = sum((Fraction(net * rate, 10_000) for net, rate in lines), Fraction(0))
    assert abs(document.whole.tax - exact) <= Fraction(len(document.rates), 2)


@given(net=st.integers(0, 10**12), rate=RATE)
def test_what_was_made_from_net_leads_back_to_it(net, rate):
    assert net_of(from_net(net, rate).gross, rate) == net
