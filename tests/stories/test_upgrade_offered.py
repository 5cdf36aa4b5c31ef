"""U7: the price of the larger plan stands for some days; nothing changes before the money is there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from abaca.kernel.money import Money
from abaca.messaging.models import Letter
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.ledger.queries import credit_of
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.workflows import (
    jobs,
    paying,
    renewal,
    upgrade,
)
from abaca.store.workflows.offers import UpgradeUnderWay, withdraw_offers
from tests.makers.orders import last_entry
from tests.makers.shop import ALICE, BOB, Buyer, card
from tests.makers.upgrades import all_is_well, arrives, goes_over, in_use, papers, redeems, running


def test_u7_looking_writes_nothing_and_asked_for_twice_it_is_the_same(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2026-11-18")
    before = last_entry()
    plan = plan_for_sale("advanced")
    upgrade.quote(running(ALICE), plan, at=clock.now)
    assert (last_entry(), Order.objects.count()) == (before, 1)

    first = upgrade.order_upgrade(running(ALICE), plan, at=clock.now, by="x")
    clock.travel_to("2026-11-25")
    assert upgrade.order_upgrade(running(ALICE), plan, at=clock.now, by="x").pk == first.pk
    assert first.lapses_at == clock.now + timedelta(days=7)

    clock.travel_to("2026-12-03")  # it has lapsed, and the next one has its own price
    assert order_by_ref(first.ref).state == "lapsed"
    second = upgrade.order_upgrade(running(ALICE), plan, at=clock.now, by="x")
    assert (second.starts_on, second.due > first.due) == (date(2026, 12, 3), True)
    all_is_well(shop)


def test_u7_the_price_ends_at_the_latest_with_the_old_term(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-02-25")
    order = upgrade.order_upgrade(running(ALICE), plan_for_sale("advanced"), at=clock.now, by="x")
    assert order.lapses_at == datetime(2027, 3, 2, tzinfo=ZoneInfo("Europe/Rome"))
    clock.travel_to("2027-03-03")
    assert order_by_ref(order.ref).state == "lapsed"
    assert len(shop.charges()) == 2  # it was renewed as it was
    all_is_well(shop)


def test_u7_by_transfer_the_invoice_comes_first_and_nothing_changes_before_the_money(shop, clock, letters):
    licence = redeems(shop.sells(to=ALICE).keys[0].text)
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE, jobs.BankTransfer())
    assert (order.state, papers(ALICE)) == ("placed", [("invoice", 6475, 1425), ("invoice", 11188, 2461)])
    assert "136.49" in letters.to(ALICE).last.text
    assert "2 December 2026" in letters.to(ALICE).last.text
    assert len(in_use(licence)) == 1
    all_is_well(shop)

    clock.travel_to("2026-11-30")
    arrives(order)
    assert in_use(licence)[-1] == ("advanced", date(2026, 11, 18), date(2027, 11, 18))
    assert (running(ALICE).method_kind, running(ALICE).plan.code) == ("card", "advanced")  # as it was renewed before
    all_is_well(shop)


def test_u7_the_value_date_counts_and_not_the_day_of_the_booking(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE, jobs.BankTransfer())
    clock.travel_to("2026-12-04")
    arrives(order, on=date(2026, 12, 2))
    assert order_by_ref(order.ref).state == "paid"
    all_is_well(shop)


@pytest.mark.parametrize("read_on", ["2026-12-05", "2026-12-20"])
def test_u7_money_that_comes_later_brings_a_new_price(shop, clock, letters, read_on):
    shop.sells(to=ALICE)
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE, jobs.BankTransfer())
    clock.travel_to(read_on)
    arrives(order, on=date(2026, 12, 3))
    assert order_by_ref(order.ref).state == "lapsed"
    assert credit_of(Buyer(ALICE).customer.ref, "EUR") == 13649
    fresh = Order.objects.filter(kind="upgrade").latest("pk")
    assert (fresh.state, fresh.starts_on) == ("placed", date.fromisoformat(read_on))
    assert "The money is yours" in letters.to(ALICE).last.text
    assert running(ALICE).plan.code == "professional"
    all_is_well(shop)


def test_a_declined_card_changes_nothing_and_another_way_pays_the_same_price(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE, card(ALICE, "soft").means(clock.now))
    assert (order.state, running(ALICE).plan.code) == ("placed", "professional")
    clock.travel_to("2026-11-20")
    order = jobs.pay(order, ALICE.means(clock.now), at=clock.now, by="x")
    assert (order.state, order.starts_on, order.due) == ("paid", date(2026, 11, 18), 13649)
    all_is_well(shop)


def test_u7_facts_that_change_withdraw_what_was_offered(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-02-01")
    order = upgrade.order_upgrade(running(ALICE), plan_for_sale("advanced"), at=clock.now, by="x")
    [planned] = renewal.plan_next([running(ALICE)], at=clock.now, by="x")
    jobs.pay(planned.line.order, ALICE.means(clock.now), at=clock.now, by="x")
    assert order_by_ref(order.ref).state == "lapsed"
    with pytest.raises(paying.OrderNotOpen):
        jobs.pay(order, ALICE.means(clock.now), at=clock.now, by="x")
    all_is_well(shop)


def test_while_the_money_is_asked_for_nothing_else_is_charged_or_taken_away(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-01T22:00")
    order = goes_over(ALICE, card(ALICE, "told_late").means(clock.now))
    assert order.state == "placed"
    with pytest.raises(UpgradeUnderWay):
        withdraw_offers([running(ALICE).pk], at=clock.now, by="x")
    with pytest.raises(UpgradeUnderWay):
        upgrade.order_upgrade(running(ALICE), plan_for_sale("advanced"), at=clock.now, by="x")
    clock.travel_to("2027-03-03")
    assert order_by_ref(order.ref).state == "paid"
    assert shop.charges() == [Money(7900, "EUR"), Money(15878, "EUR")]
    all_is_well(shop)


def test_a_renewal_that_waits_for_its_transfer_is_given_up_by_the_upgrade(shop, clock, letters):
    shop.books(shop.sells(to=BOB).order)
    clock.travel_to("2027-02-10")
    assert Buyer(BOB).standing == "awaiting_transfer"
    goes_over(BOB, ALICE.means(clock.now))
    assert [o.order.state for o in Buyer(BOB).orders] == ["paid", "lapsed", "paid"]
    assert [p.kind for p in Buyer(BOB).orders[1].papers] == ["invoice", "credit_note"]
    assert (running(BOB).method_kind, running(BOB).auto_renew) == ("card", True)
    all_is_well(shop)


def test_who_had_cancelled_is_not_renewed_by_an_upgrade(shop, clock, letters):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2026-11-18")
    goes_over(ALICE)
    assert not running(ALICE).auto_renew
    clock.travel_to("2027-11-20")
    assert len(shop.charges()) == 2
    all_is_well(shop)


def test_no_letter_of_the_old_plan_comes_after_the_upgrade(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2026-11-18")
    goes_over(ALICE)
    clock.travel_to("2027-03-10")
    assert (
        list(Letter.objects.exclude(kind="welcome").order_by("pk").values_list("kind", flat=True))
        == ["order_confirmed"] * 2
    )
