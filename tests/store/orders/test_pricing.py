import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.orders.pricing import Bargain, Less, totals_of
from abaca.store.orders.states import ReductionKind
from abaca.store.orders.sums import net_shares
from abaca.store.tax.totals import Totals

VOLUME, COUPON = ReductionKind.VOLUME, ReductionKind.COUPON
TEN = Tier(10, percent=1000)
FIFTH = Discount("SPRING", percent=2000)
TENNER = Discount("TENNER", amount=1000, currency="EUR")


@pytest.mark.parametrize(
    ("seats", "tiers", "discount", "taken"),
    [
        (9, [TEN], None, []),
        (12, [TEN], None, [(VOLUME, 9480)]),
        (1, [], FIFTH, [(COUPON, 1580)]),
        (12, [TEN], FIFTH, [(VOLUME, 9480), (COUPON, 17064)]),  # a fifth of what the volume price left
        (12, [TEN], TENNER, [(VOLUME, 9480), (COUPON, 1000)]),
        (10, [Tier(10, percent=10000)], FIFTH, [(VOLUME, 79000)]),
        (1, [], Discount("GIFT", percent=10000), [(COUPON, 7900)]),
        (1, [], Discount("MORE", amount=99999, currency="EUR"), [(COUPON, 7900)]),
    ],
)
def test_the_code_counts_after_the_volume_price(seats, tiers, discount, taken):
    found = Bargain(tuple(tiers), discount).reductions(7900, seats, currency="EUR", basis="gross")
    assert [(less.kind, less.amount) for less in found] == taken


def test_a_reduction_says_from_what_it_was_computed():
    volume, coupon = Bargain((TEN,), FIFTH).reductions(7900, 12, currency="EUR", basis="gross")
    assert volume.facts == {"from_seats": 10, "percent": 1000, "of": 94800}
    assert coupon.description == "SPRING"
    assert coupon.facts == {"code": "SPRING", "percent": 2000, "terms": 1, "of": 85320}
    assert [Less.read(less.kept) for less in (volume, coupon)] == [volume, coupon]


@pytest.mark.parametrize(
    ("basis", "rate", "totals"),
    [("gross", 810, Totals(5846, 474, 6320)), ("net", 810, Totals(6320, 512, 6832)), ("net", 0, Totals(6320, 0, 6320))],
)
def test_what_is_taken_off_is_not_taxed(basis, rate, totals):
    assert totals_of(7900, 1, [Less(COUPON, 1580)], basis=basis, rate=rate) == totals


PRICES = st.integers(0, 10**8)
TIERS = st.lists(st.builds(Tier, st.integers(2, 100), percent=st.integers(0, 10_000)), max_size=4).map(tuple)
DISCOUNTS = st.one_of(
    st.none(),
    st.builds(Discount, st.just("A"), percent=st.integers(1, 10_000)),
    st.builds(Discount, st.just("A"), amount=st.integers(1, 10**9), currency=st.just("EUR")),
)


@given(
    unit=PRICES,
    seats=st.integers(1, 500),
    tiers=TIERS,
    discount=DISCOUNTS,
    basis=st.sampled_from(["gross", "net"]),
    rate=st.integers(0, 2700),
)
def test_no_price_falls_below_nothing_and_its_parts_add_up(*, unit, seats, tiers, discount, basis, rate):
    reductions = Bargain(tiers, discount).reductions(unit, seats, currency="EUR", basis=basis)
    totals = totals_of(unit, seats, reductions, basis=basis, rate=rate)

    taken = sum(less.amount for less in reductions)
    assert all(less.amount > 0 for less in reductions)
    assert (totals.gross if basis == "gross" else totals.net) == unit * seats - taken >= 0
    assert totals.net + totals.tax == totals.gross
    amounts = [unit * seats, *(-less.amount for less in reductions)]
    assert sum(net_shares(totals.net, amounts, rate=rate if basis == "gross" else 0)) == totals.net
