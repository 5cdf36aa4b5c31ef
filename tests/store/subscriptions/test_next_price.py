from dataclasses import replace
from datetime import timedelta

import pytest

from abaca.store.catalogue.actions import set_tier
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.orders.actions import place
from abaca.store.orders.pricing import Less
from abaca.store.orders.states import ReductionKind
from abaca.store.subscriptions.actions import reprice
from abaca.store.subscriptions.next_price import Place
from abaca.store.subscriptions.queries import subscription_by_ref
from abaca.store.workflows.renewal import plan_next
from abaca.store.workflows.settlement import settle
from tests.conftest import NOON
from tests.makers.orders import agreement, make_customer, make_person
from tests.makers.statements import statements_of

HERE = Place(business=False, rate=0, rate_there=0)
SWISS_BUSINESS = Place(business=True, rate=810, rate_there=810)
OTHER = Place(business=True, rate=1900, rate_there=1900)


def sold(seats=1, **coupon):
    """Sell seats with a code; return the subscription and what the code took off."""
    [line] = place([replace(agreement(make_customer(make_person(), at=NOON), seats=seats), **coupon)], at=NOON, by="x")
    [term] = settle([line.order_id], at=NOON, by="the house")
    return subscription_by_ref(term.subscription.ref)


def code(terms, amount=1580):
    discount = Discount("SPRING", percent=2000, terms=terms)
    return {"reductions": (Less(ReductionKind.COUPON, amount, "SPRING", discount.facts),)}


@pytest.mark.parametrize(("terms", "prices"), [(1, [7900, 7900]), (2, [6320, 7900]), (None, [6320, 6320])])
def test_a_code_is_kept_for_as_many_terms_as_it_promises(shop, terms, prices):
    subscription = sold(**code(terms))
    renewed = extended(subscription)
    assert [subscription.renewal_price.amount, renewed.renewal_price.amount] == prices


def extended(subscription):
    [planned] = plan_next([subscription], at=NOON, by="the house")
    assert planned.line.order.gross == subscription.next_gross
    settle([planned.line.order_id], at=NOON, by="the house")
    return subscription_by_ref(subscription.ref)


def test_a_tier_counts_for_the_next_term_as_it_was_when_this_one_began(shop):
    plan = plan_for_sale("professional")
    set_tier(plan, Tier(3, percent=1000), valid_from=NOON.date(), today=NOON.date(), at=NOON, by="sam")
    few, many = sold(seats=2), sold(seats=3)
    later = NOON + timedelta(days=30)
    set_tier(plan, Tier(3, percent=0), valid_from=later.date(), today=NOON.date(), at=NOON, by="sam")

    assert [few.next_gross, many.next_gross] == [15800, 21330]
    assert reprice([few, many], {few.pk: HERE, many.pk: HERE}, with_tiers=False, at=later) == []
    [moved] = reprice([few, many], {few.pk: HERE, many.pk: HERE}, with_tiers=True, at=later)
    assert (moved, subscription_by_ref(many.ref).next_gross) == (many, 23700)


def test_tax_comes_on_top_of_a_net_price_and_is_part_of_a_gross_one(shop):
    gross, net = sold(), sold(basis="net")
    places = {gross.pk: Place(business=False, rate=810, rate_there=810), net.pk: SWISS_BUSINESS}
    assert [s.pk for s in reprice([gross, net], places, with_tiers=False, at=NOON)] == [net.pk]
    assert [gross.next_gross, net.next_gross] == [7900, 8540]


@pytest.mark.parametrize(
    ("tier", "gross"),
    [(Tier(2, percent=1000), [14220, 14219]), (Tier(2, unit=7000, currency="EUR", basis="gross"), [14000, 13999])],
)
def test_a_consumer_who_becomes_a_business_keeps_his_price_without_the_tax(shop, tier, gross):
    plan = plan_for_sale("professional")
    set_tier(plan, tier, valid_from=NOON.date(), today=NOON.date(), at=NOON, by="sam")
    subscription = sold(seats=2)
    before = subscription.next_gross
    reprice([subscription], {subscription.pk: SWISS_BUSINESS}, with_tiers=False, at=NOON)

    assert (subscription.unit, subscription.basis) == (7308, "net")
    assert [before, subscription.next_gross] == gross


def test_prices_of_many_subscriptions_take_the_same_statements(shop):
    rows = [sold(basis="net") for _n in range(3)]
    one = statements_of(lambda: reprice(rows[:1], {rows[0].pk: SWISS_BUSINESS}, with_tiers=True, at=NOON))
    assert (
        statements_of(lambda: reprice(rows, dict.fromkeys([s.pk for s in rows], OTHER), with_tiers=True, at=NOON))
        == one
    )
