"""U8: an upgrade is given back; no order of going over and back returns more than was paid."""

from datetime import date

import pytest

from abaca.kernel.money import Money
from abaca.store.catalogue.models import Plan, Price
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.feed.actions import News, tell
from abaca.store.invoices.models import Invoice
from abaca.store.workflows import (
    going_back,
    jobs,
    refunds,
    renewal,
    upgrade,
    withdrawal,
)
from tests.makers.shop import ALICE, Buyer
from tests.makers.upgrades import all_is_well, gives_back, goes_over, in_use, papers, redeems, refunded, running


def test_u8_given_back_the_old_plan_has_its_old_end_again(shop, clock, letters):
    bought = shop.sells(to=ALICE)
    licence = redeems(bought.keys[0].text)
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE)
    with pytest.raises(refunds.WentOver):  # what was not used of it has paid for the upgrade
        refunds.refund(bought.order, refunds.Wish(refunds.Extent.WHOLE), at=clock.now, by="x")
    clock.travel_to("2026-12-02")
    gives_back(order)
    assert refunded(order) == [13649]
    assert papers(ALICE) == [("invoice", 6475, 1425), ("invoice", 11188, 2461), ("refund", 11188, 2461)]
    assert in_use(licence) == [("professional", date(2026, 3, 2), date(2027, 3, 2))]
    old = running(ALICE)
    assert (old.plan.code, old.ends_on) == ("professional", date(2027, 3, 2))
    assert "runs again until 2 March 2027" in letters.to(ALICE).last.text
    all_is_well(shop)

    with pytest.raises(refunds.NotRefundable):
        gives_back(order)
    with pytest.raises(going_back.AlreadyGivenBack):
        going_back.undo_upgrade(order, at=clock.now, by="x")
    clock.travel_to("2027-03-03")  # and it renews as before
    assert shop.charges()[-1] == Money(7900, "EUR")
    all_is_well(shop)


def test_u8_after_fourteen_days_it_is_too_late(shop, clock, letters):
    shop.sells(to=ALICE)
    order = goes_over(ALICE)
    clock.travel_to("2026-03-17")
    with pytest.raises(withdrawal.WithdrawalOver):
        gives_back(order)


def test_twice_a_day_upgraded_and_given_back_returns_no_more_than_was_paid(shop, clock, letters):
    licence = redeems(shop.sells(to=ALICE).keys[0].text)
    clock.travel_to("2026-11-18")
    paid = []
    for _time in range(2):
        order = goes_over(ALICE)
        paid.append(order.due)
        gives_back(order)
        assert refunded(order) == [order.due]
        assert in_use(licence) == [("professional", date(2026, 3, 2), date(2027, 3, 2))]
    assert paid == [13649, 13649]
    assert sum(i.left.amount for i in Invoice.objects.filter(kind="invoice")) == 7900
    all_is_well(shop)


def test_what_went_on_since_is_given_back_from_its_end(shop, clock, letters):
    shop.sells(to=ALICE)
    order = goes_over(ALICE)
    with pytest.raises(going_back.NotUpgraded):
        going_back.undo_upgrade(Buyer(ALICE).orders[0].order, at=clock.now, by="x")
    clock.travel_to("2027-02-20")
    [planned] = renewal.plan_next([running(ALICE)], at=clock.now, by="x")
    jobs.pay(planned.line.order, ALICE.means(clock.now), at=clock.now, by="x")
    with pytest.raises(going_back.WentOn):
        refunds.refund(order, refunds.Wish(refunds.Extent.WHOLE), at=clock.now, by="x")


def test_an_upgrade_of_an_upgrade_counts_what_both_invoices_paid(shop, clock, letters):
    shop.sells(to=ALICE)
    advanced = plan_for_sale("advanced")
    top = Plan.objects.create(product=advanced.product, code="top", name="Top", position=9)
    Price.objects.create(plan=top, currency="EUR", amount=40000, valid_from=date(2026, 1, 1))
    advanced.upgrades_to = top
    advanced.save()
    terms = {
        "name": "Top",
        "devices": 5,
        "grace_days": 14,
        "lease_days": 30,
        "entitlements": [],
        "on_expiry": "restrict",
    }
    place = {"product": "musa-accounting", "product_name": "Musa Accounting", "plan": "top"}
    tell([News("plan.described", place | terms)], at=clock.now)
    goes_over(ALICE)
    old = running(ALICE)
    assert upgrade.quote(old, top, at=clock.now).price.credit == 13033  # of two invoices, on the same day
    order = jobs.upgrade(old, top, ALICE.means(clock.now), shown=24100, at=clock.now, by="x")
    assert order.state == "paid"
    assert sum(net for _kind, net, _tax in papers(ALICE)) == 32787  # the price of the largest plan, without tax
    all_is_well(shop)
