"""S35 and U1 to U6, U9: somebody wants the larger plan, and has it when the money is there."""

from datetime import date

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.kernel.money import Money
from abaca.store.catalogue.actions import set_tier
from abaca.store.catalogue.models import Price
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.catalogue.reducing import Tier
from abaca.store.customers.actions import change_address
from abaca.store.invoices.models import Invoice
from abaca.store.journal.models import Entry
from abaca.store.ledger.models import Deferral
from abaca.store.ledger.queries import credit_of
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import text_of
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.workflows import (
    cancellation,
    jobs,
    refunds,
    renewal,
    upgrade,
)
from tests.makers.orders import last_entry
from tests.makers.shop import ALICE, DORA, Buyer, card
from tests.makers.upgrades import (
    all_is_well,
    costs,
    gives_back,
    goes_over,
    in_use,
    papers,
    price_today,
    redeems,
    refunded,
    running,
)


def test_s35_the_activated_program_sees_advanced_without_a_new_key(shop, clock, letters):
    bought = shop.sells(to=ALICE)
    licence = redeems(bought.keys[0].text)
    clock.travel_to("2026-11-18")
    since = last_entry()

    order = goes_over(ALICE)
    assert (order.state, order.net, order.gross) == ("paid", 13033 - 1845, 13649)
    assert in_use(licence) == [
        ("professional", date(2026, 3, 2), date(2026, 11, 18)),
        ("advanced", date(2026, 11, 18), date(2027, 11, 18)),
    ]
    assert list(Entry.objects.filter(pk__gt=since, whose=Buyer(ALICE).customer.ref).values_list("what", flat=True)) == [
        "order.placed",
        "upgrade.offered",
        "method.saved",
        "attempt.opened",
        "attempt.succeeded",
        "order.paid",
        "subscription.ended",
        "term.stopped",
        "subscription.begun",
        "product_key.minted",
        "product_key.withdrawn",
        "invoice.issued",
    ]
    assert [n["kind"] for n in shop.feed()[-1:]] == ["product_key.issued"]
    body = shop.feed()[-1]["body"]
    assert (body["replaces"], body["from"]) == (bought.keys[0].ref, "2026-11-18")
    told = letters.to(ALICE).last
    assert told.subject == "Musa Accounting Advanced has begun: here is your new product key"
    assert "nobody has to enter anything" in told.text
    all_is_well(shop)

    clock.travel_to("2027-11-18")  # the renewal comes at the price of the new plan, and finds the licence
    assert shop.charges() == [Money(7900, "EUR"), Money(13649, "EUR"), Money(15900, "EUR")]
    redeems(Buyer(ALICE).product_keys[-1])
    assert in_use(licence)[-1] == ("advanced", date(2027, 11, 18), date(2028, 11, 18))
    all_is_well(shop)


def test_s35_a_key_that_was_never_entered_is_entered_instead_of_the_old_one(shop, clock, letters):
    old = shop.sells(to=ALICE).keys[0]
    clock.travel_to("2026-11-18")
    goes_over(ALICE)
    with pytest.raises(Exception, match="do not know this product key"):
        redeems(old.text)
    assert in_use(redeems(Buyer(ALICE).product_keys[-1])) == [("advanced", date(2026, 11, 18), date(2027, 11, 18))]
    all_is_well(shop)


@pytest.mark.parametrize(
    ("when", "due"),
    [("2026-03-02", 8001), ("2026-03-02T23:30", 8001), ("2026-08-31", 11940), ("2027-03-01", 15878)],
)
def test_u3_u4_the_first_day_the_middle_and_the_last_day(shop, clock, letters, when, due):
    licence = redeems(shop.sells(to=ALICE).keys[0].text)
    clock.travel_to(when)
    order = goes_over(ALICE)
    assert order.due == due
    assert running(ALICE).ends_on == date(order.starts_on.year + 1, order.starts_on.month, order.starts_on.day)
    assert in_use(licence)[-1][0] == "advanced"
    all_is_well(shop)


def test_u6_a_swiss_consumer_pays_one_invoice_from_net(shop, clock, letters):
    shop.sells(to=DORA, currency="CHF")
    clock.travel_to("2026-11-18")
    goes_over(DORA)
    unused = 2082  # 73.08 x 104/365
    assert papers(DORA) == [("invoice", 7308, 592), ("invoice", 14709 - unused, 1023)]
    printed = Invoice.objects.latest("pk").document
    assert [(line["kind"], line["net"]) for line in printed["lines"]] == [("plan", 14709), ("unused", -unused)]
    facts = printed["lines"][1]["facts"]
    assert (facts["paid"], facts["days_left"], facts["days"], facts["on"]) == (7308, 104, 365, "2026-11-18")
    assert facts["invoice"] == Invoice.objects.earliest("pk").number
    assert running(DORA).renewal_price == Money(15900, "CHF")
    all_is_well(shop)


def test_u6_who_moved_gets_a_credit_note_at_the_old_rate_and_a_full_invoice_at_the_new_one(shop, clock, letters):
    shop.sells(to=DORA, currency="CHF")
    customer = Buyer(DORA).customer
    change_address(customer, "billing", ALICE.address(), at=clock.now, by="x")
    clock.travel_to("2026-11-18")
    order = goes_over(DORA)
    assert papers(DORA) == [("invoice", 7308, 592), ("invoice", 13033, 2867), ("upgrade", 2082, 169)]
    assert (order.credit_used, order.due) == (2251, 13649)
    assert shop.charges(order) == [Money(13649, "CHF")]
    all_is_well(shop)

    gives_back(order)
    assert refunded(order) == [13649]
    assert papers(DORA)[3:] == [("refund", 13033, 2867), ("correction", 5226, 423), ("invoice", 7308, 592)]
    assert "136.49" in letters.to(DORA).last.text
    assert price_today(DORA).credit == 2082
    all_is_well(shop)


def test_u5_what_is_worth_more_than_the_new_plan_comes_back(shop, clock, letters):
    shop.sells(to=DORA, currency="CHF")
    costs("advanced", 5000)
    order = goes_over(DORA)
    assert (order.gross, order.due) == (0, 0)
    assert papers(DORA) == [("invoice", 7308, 592), ("invoice", 0, 0), ("upgrade", 2683, 217)]
    assert credit_of(Buyer(DORA).customer.ref, "CHF") == 2900
    assert "There was nothing to pay" in letters.to(DORA).last.text
    all_is_well(shop)

    with pytest.raises(refunds.NothingLeft):  # nothing was paid for it
        gives_back(order)


def test_three_seats_keep_their_people(shop, clock, letters):
    bought = shop.sells(to=ALICE, seats=3)
    licences = [redeems(key.text, f"p{n}@firm.example") for n, key in enumerate(bought.keys[:2])]
    clock.travel_to("2026-11-18")
    order = goes_over(ALICE)
    assert order.due == 40948
    keys = list(ProductKey.objects.filter(line__order=order))
    assert [key.replaces for key in keys] == [key.ref for key in bought.keys]
    assert [in_use(licence)[-1][0] for licence in licences] == ["advanced", "advanced"]
    assert in_use(redeems(text_of(keys[2]), "p2@firm.example"))[0][0] == "advanced"
    all_is_well(shop)


def test_u3_a_term_that_was_paid_early_counts_in_full_and_its_key_is_withdrawn(shop, clock, letters):
    first = shop.sells(to=ALICE)
    licence = redeems(first.keys[0].text)
    clock.travel_to("2027-02-01")
    [planned] = renewal.plan_next([running(ALICE)], at=clock.now, by="x")
    jobs.pay(planned.line.order, ALICE.means(clock.now), at=clock.now, by="x")
    drain_all(at=clock.now)
    second = Buyer(ALICE).orders[1]
    redeems(second.keys[0].text)
    assert price_today(ALICE).credit == 514 + 6475

    order = goes_over(ALICE)
    assert order.due == 7374
    assert in_use(licence) == [
        ("professional", date(2026, 3, 2), date(2027, 2, 1)),
        ("advanced", date(2027, 2, 1), date(2028, 2, 1)),
    ]
    assert [s.state for s in Subscription.objects.order_by("pk")] == ["ended", "active"]
    all_is_well(shop)

    gives_back(order)
    assert running(ALICE).ends_on == date(2028, 3, 2)
    assert in_use(licence) == [
        ("professional", date(2026, 3, 2), date(2027, 3, 2)),
        ("professional", date(2027, 3, 2), date(2028, 3, 2)),
    ]
    all_is_well(shop)


def test_u9_a_mail_is_answered_with_the_price_and_the_link(shop, clock, letters, client):
    shop.sells(to=ALICE)
    clock.travel_to("2026-11-18")
    order = upgrade.offer_by_letter(running(ALICE), plan_for_sale("advanced"), at=clock.now, by="usr_sam")
    drain_all(at=clock.now)
    told = letters.to(ALICE).last
    assert "104 of 365 days" in told.text
    assert "136.49" in told.text
    assert upgrade.offer_by_letter(running(ALICE), plan_for_sale("advanced"), at=clock.now, by="usr_sam").pk == order.pk


def test_what_cannot_be_upgraded_is_refused_with_a_sentence(shop, clock, letters):
    shop.sells(to=ALICE)
    professional, advanced = plan_for_sale("professional"), plan_for_sale("advanced")
    with pytest.raises(upgrade.NoUpgrade):
        upgrade.quote(running(ALICE), professional, at=clock.now)
    with pytest.raises(upgrade.PriceChanged):
        upgrade.order_upgrade(running(ALICE), advanced, shown=1, at=clock.now, by="x")
    Price.objects.filter(plan=professional).delete()
    cancelled = cancellation.cancel(running(ALICE), at=clock.now, by="x")
    clock.travel_to("2027-03-03")
    cancelled.refresh_from_db()
    with pytest.raises(upgrade.SubscriptionOver):
        upgrade.quote(cancelled, advanced, at=clock.now)


def test_who_has_not_paid_the_term_pays_it_first(shop, clock, letters):
    shop.sells(to=card(ALICE, "hard_renewals"))
    clock.travel_to("2027-03-05")
    with pytest.raises(upgrade.TermUnpaid):
        upgrade.quote(running(ALICE), plan_for_sale("advanced"), at=clock.now)
    assert Term.objects.filter(state="paid").count() == 1


def test_u3_a_term_whose_money_went_back_as_goodwill_is_worth_nothing_and_ends_in_the_books(shop, clock, letters):
    bought = shop.sells(to=ALICE)
    refunds.refund(bought.order, refunds.Wish(refunds.Extent.GOODWILL, amount=7900), at=clock.now, by="sam")
    clock.travel_to("2026-11-18")
    assert price_today(ALICE).credit == 0
    order = goes_over(ALICE)
    assert order.due == 15900
    assert [row.stopped_on for row in Deferral.objects.order_by("pk")] == [date(2026, 11, 18), None]
    all_is_well(shop)

    gives_back(order)  # what was given as goodwill stays given, and the old plan runs again
    assert running(ALICE).ends_on == date(2027, 3, 2)
    all_is_well(shop)


def test_many_seats_move_at_their_volume_price(shop, clock, letters):
    shop.sells(to=ALICE, seats=3)
    clock.travel_to("2026-11-18")
    tier, today = Tier(from_seats=3, percent=1000), date(2026, 11, 18)
    set_tier(plan_for_sale("advanced"), tier, valid_from=today, today=today, at=clock.now, by="x")
    order = goes_over(ALICE)
    assert order.net == 3 * 13033 - 3910 - 5535
    assert [line["kind"] for line in Invoice.objects.latest("pk").document["lines"]] == ["plan", "volume", "unused"]
    assert running(ALICE).renewal_price == Money(42930, "EUR")
    all_is_well(shop)
