"""U8: an upgrade is given back; no order of going over and back returns more than was paid."""

from datetime import date

import pytest

from abaca.kernel.money import Money
from abaca.store.catalogue.models import Plan, Price
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.feed.actions import News, tell
from abaca.store.invoices.models import Invoice
from abaca.store.ledger.queries import credit_of
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.workflows import (
    going_back,
    jobs,
    refunds,
    renewal,
    upgrade,
    withdrawal,
)
from abaca.store.workflows.bookkeeping import book_credit_paid_out
from abaca.store.workflows.refunds import Extent
from tests.makers.shop import ALICE, BOB, Buyer, card
from tests.makers.upgrades import (
    all_is_well,
    gives_back,
    goes_over,
    in_use,
    papers,
    redeems,
    refunded,
    running,
)


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


@pytest.mark.parametrize("extent", [Extent.UNUSED, Extent.SEATS, Extent.GOODWILL])
def test_a_part_of_an_upgrade_goes_back_like_that_of_any_order(shop, clock, letters, extent):
    """159.00 for each of two seats, half of the old term unused; the larger plan is used for 59 days of 365."""
    shop.sells(to=ALICE, seats=2)
    clock.travel_to("2026-08-31")
    order = goes_over(ALICE)
    assert (order.net, order.tax) == (26066 - 6493, 4306)  # 129.50 x 183/365 = 64.927
    clock.travel_to("2026-10-29")
    amounts = {Extent.UNUSED: 16409 + 3610, Extent.SEATS: 9787 + 2153, Extent.GOODWILL: 1000}  # 195.73 x 306/365 …
    wish = refunds.Wish(extent, amount=1000, seats=(2,) if extent == Extent.SEATS else ())
    refunds.refund(order, wish, at=clock.now, by="sam")
    all_is_well(shop)
    assert refunded(order) == [amounts[extent]]
    assert Buyer(ALICE).standing == ("ended" if extent == Extent.UNUSED else "renews")


def test_its_unused_days_on_the_first_day_are_all_of_it_and_the_old_plan_runs_again(shop, clock, letters):
    licence = redeems(shop.sells(to=ALICE).keys[0].text)
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE)
    refunds.refund(order, refunds.Wish(Extent.UNUSED), at=clock.now, by="sam")
    all_is_well(shop)
    assert refunded(order) == [13649]
    assert in_use(licence) == [("professional", date(2026, 3, 2), date(2027, 3, 2))]


def surplus_is_given(shop, clock) -> Order:
    """Pay the next term of the old plan while the money for the upgrade is on its way: that term becomes credit."""
    shop.books(shop.sells(to=BOB).order)
    clock.travel_to("2027-02-10")
    renewal_ = Buyer(BOB).orders[-1].order
    order = goes_over(BOB, card(BOB, "told_late").means(clock.now))
    shop.books(renewal_)
    clock.travel_to("2027-02-12")
    assert credit_of(Buyer(BOB).customer.ref, "EUR") == 7900
    all_is_well(shop)
    return order_by_ref(order.ref)


@pytest.mark.parametrize(("spent", "back"), [(0, 15467), (2000, 13467), (7900, 7567)])
def test_what_was_spent_of_a_surplus_is_kept_from_the_money(shop, clock, letters, spent, back):
    """Of twice 79.00 and 154.67 that were paid the two terms of the old plan are left, and what was spent."""
    order = surplus_is_given(shop, clock)
    assert order.due == 15467  # 132.50 - 3.61, with 20 per cent
    if spent:
        book_credit_paid_out(order.customer.ref, spent, "EUR", at=clock.now, by="sam")
    wish = refunds.Wish(Extent.WHOLE)
    assert refunds.quote(order, wish, at=clock.now).to_method == back
    refunds.refund(order, wish, at=clock.now, by="sam")
    all_is_well(shop)
    assert refunded(order) == [back]
    assert credit_of(order.customer.ref, "EUR") == 0
    assert running(BOB).ends_on == date(2028, 3, 2)
    assert sum(i.left.amount for i in Invoice.objects.filter(kind="invoice")) == 15800
