"""S35 and U1 to U9: somebody wants the larger plan; nothing changes before the money is there, and then everything."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.kernel.money import Money
from abaca.licensing.accounts.actions import open_account
from abaca.licensing.feed_import.models import Waiting
from abaca.licensing.workflows import invariants as licensing_invariants
from abaca.licensing.workflows.redemption import redeem
from abaca.messaging.models import Letter
from abaca.store.catalogue.models import Plan, Price
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.customers.actions import change_address
from abaca.store.feed.actions import News, tell
from abaca.store.invoices.models import Invoice
from abaca.store.journal.models import Entry
from abaca.store.ledger.queries import credit_of
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_ref
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Refund
from abaca.store.payments.references import transfer_reference
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import text_of
from abaca.store.subscriptions.models import Subscription, Term, Upgrade
from abaca.store.workflows import (
    cancellation,
    going_back,
    invariants,
    jobs,
    paying,
    refunds,
    renewal,
    upgrade,
    withdrawal,
)
from abaca.store.workflows.offers import UpgradeUnderWay, withdraw_offers
from tests.makers.orders import last_entry
from tests.makers.shop import ALICE, BOB, DORA, Buyer, Shop, card

ANNA = "anna@firm.example"


def redeems(text: str, email: str = ANNA):
    account = open_account(email=email, language="en", at=present(), by="a test")
    return redeem(text, account=account, at=present(), by=account.ref).licence


def in_use(licence) -> list[tuple[str, date, date]]:
    return [(t.plan.code, t.begins, t.ends) for t in licence.terms.order_by("begins")]


def all_is_well(shop: Shop) -> None:
    drain_all(at=present())
    assert invariants.check_all(at=present()) == []
    assert licensing_invariants.check_all(shop.feed()) == []
    assert not Waiting.objects.exists()


def running(person) -> Subscription:
    rows = Subscription.objects.select_related("customer", "plan__product")
    return rows.get(customer=Buyer(person).customer, state="active")


def price_today(person):
    return upgrade.quote(running(person), plan_for_sale("advanced"), at=present()).price


def goes_over(person, means=None) -> Order:
    old, plan = running(person), plan_for_sale("advanced")
    offer = upgrade.offer_of(old, plan, at=present())
    shown = offer.order.due if isinstance(offer, Upgrade) else offer.price.to_pay
    order = jobs.upgrade(old, plan, means or person.means(present()), shown=shown, at=present(), by=old.customer.ref)
    drain_all(at=present())
    return order_by_ref(order.ref)


def arrives(order: Order, *, on: date | None = None, amount: int | None = None) -> None:
    """Let a transfer come with a value date, and be read today."""
    reference = transfer_reference(order.number)
    rehearsal_company().bank.book(
        reference, amount or order.due, order.currency, on or present().date(), "somebody", present()
    )
    drain_all(at=present())


def gives_back(order: Order) -> None:
    """Use the right to give something back without a reason."""
    jobs.withdraw(order_by_ref(order.ref), at=present(), by=order.customer.ref)
    drain_all(at=present())


def refunded(order: Order) -> list[int]:
    return list(Refund.objects.filter(payment__order=order, state="succeeded").values_list("amount", flat=True))


def papers(person) -> list[tuple[str, int, int]]:
    rows = Invoice.objects.filter(customer=Buyer(person).customer).order_by("pk")
    return [(i.kind if not i.cause else i.cause, i.net, i.tax) for i in rows]


def costs(plan: str, amount: int) -> None:
    Price.objects.filter(plan__code=plan).update(amount=amount)


# --- S35 -------------------------------------------------------------------------------------------------------------


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
    assert Entry.objects.get(what="upgrade.surplus").facts["sum"] == "CHF 29.00"
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


# --- U7: the price stands for some days ------------------------------------------------------------------------------


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
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == ["order_confirmed"] * 2


# --- U8 --------------------------------------------------------------------------------------------------------------


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


# --- U9 and refusals -------------------------------------------------------------------------------------------------


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
