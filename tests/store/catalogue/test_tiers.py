from datetime import date, timedelta

import pytest

from abaca.kernel.money import Money
from abaca.store.catalogue.actions import (
    DayIsOver,
    PriceOutOfRange,
    PriceThere,
    TierOutOfRange,
    set_price,
    set_tier,
)
from abaca.store.catalogue.queries import net_price_of, plan_for_sale, price_of, shop_window, tier_rows, tiers_on
from abaca.store.catalogue.reducing import Tier
from abaca.store.journal.models import Entry
from tests.conftest import NOON
from tests.makers.statements import statements_of

TODAY = date(2026, 3, 2)
LATER = TODAY + timedelta(days=30)
SAM = {"today": TODAY, "at": NOON, "by": "sam"}


def tiers(on=TODAY, plan="professional"):
    plan = plan_for_sale(plan)
    return tiers_on(tier_rows([plan.pk]), plan.pk, on=on)


def put(tier, on=TODAY, plan="professional"):
    set_tier(plan_for_sale(plan), tier, valid_from=on, **SAM)


def test_a_tier_counts_from_its_day_on_and_is_ended_by_one_of_nothing(shop):
    put(Tier(10, percent=1000))
    put(Tier(10, percent=0), on=LATER)

    assert tiers() == [Tier(10, percent=1000)]
    assert tiers(TODAY - timedelta(days=1)) == []
    assert tiers(LATER) == [Tier(10, percent=0)]
    assert tiers(plan="advanced") == []


def test_a_part_takes_the_place_of_prices_and_the_other_way_round(shop):
    gross, net = (Tier(10, unit=6000 - n, currency="EUR", basis=basis) for n, basis in enumerate(("gross", "net")))
    part = Tier(10, percent=2000, currency="EUR")
    put(gross)
    put(net)
    put(part, on=LATER)
    put(gross, on=LATER + timedelta(days=1))

    assert tiers() == [gross, net]
    assert tiers(LATER) == [part]
    assert tiers(LATER + timedelta(days=1)) == [gross]


@pytest.mark.parametrize(
    ("tier", "on", "refusal"),
    [
        (Tier(10, percent=1000), TODAY - timedelta(days=1), DayIsOver),
        (Tier(1, percent=1000), TODAY, TierOutOfRange),
        (Tier(10, percent=10001), TODAY, TierOutOfRange),
        (Tier(10, unit=-1, currency="EUR", basis="net"), TODAY, TierOutOfRange),
        (Tier(20, percent=1000), TODAY, PriceThere),
    ],
)
def test_what_is_no_tier_is_refused(shop, tier, on, refusal):
    put(Tier(20, percent=500))
    with pytest.raises(refusal):
        put(tier, on=on)
    assert Entry.objects.filter(what="catalogue.tier_set").count() == 1


def test_a_new_price_counts_from_its_day_on_for_its_basis_only(shop):
    plan = plan_for_sale("professional")
    set_price(plan, Money(7000, "EUR"), basis="net", valid_from=LATER, **SAM)

    assert net_price_of(plan, "EUR", on=LATER) == Money(7000, "EUR")
    assert net_price_of(plan, "EUR", on=LATER - timedelta(days=1)) is None
    assert price_of(plan, "EUR", on=LATER) == Money(7900, "EUR")
    assert Entry.objects.get(what="catalogue.price_set").facts["price"] == "EUR 70.00"


@pytest.mark.parametrize(
    ("amount", "on", "refusal"),
    [(7000, TODAY - timedelta(days=1), DayIsOver), (-1, TODAY, PriceOutOfRange), (7000, LATER, PriceThere)],
)
def test_what_is_no_price_is_refused(shop, amount, on, refusal):
    plan = plan_for_sale("professional")
    set_price(plan, Money(6900, "EUR"), basis="gross", valid_from=LATER, **SAM)
    with pytest.raises(refusal):
        set_price(plan, Money(amount, "EUR"), basis="gross", valid_from=on, **SAM)


def test_the_shop_window_shows_the_tiers_of_its_currency(shop):
    put(Tier(10, percent=1000))
    put(Tier(20, percent=2000, currency="CHF"))
    put(Tier(30, unit=5000, currency="EUR", basis="net"))
    window = shop_window(language="en", currency="EUR", on=TODAY)

    assert {s.plan.code: s.tiers for s in window.plans} == {
        "free": [],
        "professional": [Tier(10, percent=1000)],
        "advanced": [],
    }


def test_the_tiers_of_many_plans_are_one_statement(shop):
    put(Tier(10, percent=1000))
    one = statements_of(lambda: tier_rows([plan_for_sale("professional").pk]))
    put(Tier(10, percent=1000), plan="advanced")
    assert statements_of(lambda: tier_rows([1, 2, 3])) == one - 1  # plan_for_sale is the other
