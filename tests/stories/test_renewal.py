"""S18 to S26: what happens by itself around the end of a term."""

from dataclasses import replace
from datetime import date

import pytest

from abaca.kernel.money import Money
from abaca.store.ledger.queries import credit_of
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from tests.makers.shop import ALICE, BOB, CHARLIE, Buyer, card

PRICE = Money(7900, "EUR")


def test_s18_s24_a_subscription_renews_by_default_on_its_expiry_date(shop, clock, letters):
    first = shop.sells(to=ALICE)
    alice = Buyer(ALICE)
    assert (alice.ends, alice.subscription.auto_renew) == (date(2027, 3, 2), True)

    clock.travel_to("2027-03-01")
    assert shop.charges() == [PRICE]

    clock.travel_to("2027-03-02")
    assert shop.charges() == [PRICE, PRICE]
    assert alice.ends == date(2028, 3, 2)
    assert [o.order.kind for o in alice.orders] == ["first", "renewal"]
    assert alice.orders[0].order.pk == first.order.pk


def test_s19_a_reminder_comes_about_a_month_before_and_another_shortly_before(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-01-22")
    assert letters.to(ALICE).subjects[1:] == []

    clock.travel_to("2027-01-24")
    assert len(letters.to(ALICE)) == 2
    assert "2 March 2027" in letters.to(ALICE).last.subject
    assert "EUR\xa079.00" in letters.to(ALICE).last.text

    clock.travel_to("2027-02-19")
    assert len(letters.to(ALICE)) == 3
    assert "4242" in letters.to(ALICE).last.text


def test_s20_s25_the_same_card_is_charged_and_only_the_money_brings_a_new_key(shop, clock, letters):
    shop.sells(to=card(ALICE, "soft_first_renewal"))
    alice = Buyer(ALICE)

    clock.travel_to("2027-03-02")
    assert len(alice.product_keys) == 1
    assert alice.standing == "past_due"
    assert "/pay/" in letters.to(ALICE).last.text

    clock.travel_to("2027-03-04T12:00")
    assert len(alice.product_keys) == 2
    assert alice.ends == date(2028, 3, 2)
    assert alice.product_keys[1] in letters.to(ALICE).last.text
    first, renewal = alice.orders
    assert [a.method.token for a in renewal.attempts] == [first.attempts[0].method.token] * 2


def test_s21_a_card_that_expires_before_the_renewal_is_asked_about_three_times(shop, clock, letters):
    shop.sells(to=card(ALICE, "ok", until=(1, 2027)))
    clock.travel_to("2027-03-01")
    subjects = letters.to(ALICE).subjects
    assert len([s for s in subjects if "card" in s.lower()]) == 3

    clock.travel_to("2027-03-02")
    assert Buyer(ALICE).standing == "past_due"
    assert shop.charges() == [PRICE]


def test_s22_a_wallet_without_funds_leads_to_a_letter_and_is_asked_again(shop, clock, letters):
    charlie = replace(CHARLIE, email="empty.charlie@example.com", language="en")  # a wallet that begins empty
    company = rehearsal_company()
    company.top_up(charlie.email, 7900, "EUR", clock.now)
    shop.sells(to=charlie)

    clock.travel_to("2027-02-20")
    assert "enough money" in letters.to(charlie).last.text

    clock.travel_to("2027-03-03")
    assert Buyer(charlie).standing == "past_due"
    assert shop.charges() == [PRICE]

    company.top_up(charlie.email, 7900, "EUR", clock.now)
    clock.travel_to("2027-03-05")
    assert shop.charges() == [PRICE, PRICE]
    assert Buyer(charlie).ends == date(2028, 3, 2)


def test_s23_who_pays_by_transfer_gets_the_details_a_month_ahead_and_his_key_with_the_money(shop, clock, letters):
    placed = shop.sells(to=BOB)
    assert placed.keys == []
    assert placed.reference in letters.to(BOB).last.text

    clock.travel_to("2026-03-06")
    shop.books(placed.order)
    bob = Buyer(BOB)
    assert len(bob.product_keys) == 1
    assert bob.ends == date(2027, 3, 6)

    clock.travel_to("2027-02-05")
    renewal = bob.orders[1]
    assert bob.standing == "awaiting_transfer"
    assert [p.kind for p in renewal.papers] == ["invoice"]
    assert renewal.reference in letters.to(BOB).last.text

    clock.travel_to("2027-03-01")
    shop.books(renewal.order)
    assert bob.ends == date(2028, 3, 6)
    assert len(bob.product_keys) == 2


def test_money_that_never_comes_ends_the_subscription_after_thirty_days_and_credits_the_invoice(shop, clock, letters):
    placed = shop.sells(to=BOB)
    shop.books(placed.order)
    bob = Buyer(BOB)

    clock.travel_to("2027-03-17")
    assert bob.standing == "suspended"
    clock.travel_to("2027-04-02")
    assert bob.standing == "ended"
    assert [p.kind for p in bob.orders[1].papers] == ["invoice", "credit_note"]
    assert bob.orders[1].order.state == "lapsed"
    assert len(bob.product_keys) == 1


def test_r5_money_that_comes_after_the_end_is_the_customers_and_a_letter_offers_a_new_order(shop, clock, letters):
    placed = shop.sells(to=replace(BOB, language="en"))
    shop.books(placed.order)
    bob = Buyer(BOB)
    clock.travel_to("2027-04-02")
    renewal = bob.orders[1].order
    assert bob.standing == "ended"
    before = len(letters.to(BOB))
    shop.books(renewal)

    letter = letters.to(BOB).last
    assert len(letters.to(BOB)) == before + 1
    assert letter.subject == f"EUR 79.00 came for order {renewal.number}, which was over already"
    assert "/checkout/professional/" in letter.text
    assert credit_of(bob.customer.ref, "EUR") == renewal.gross
    assert len(bob.product_keys) == 1


def test_a_short_transfer_waits_for_the_rest(shop, clock, letters):
    placed = shop.sells(to=BOB)
    shop.books(placed.order, 7000)
    assert shop.look_at(placed.order).order.state == "placed"
    assert "EUR\xa09.00" in letters.to(BOB).last.text or "9,00\xa0EUR" in letters.to(BOB).last.text

    shop.books(placed.order, 900)
    assert shop.look_at(placed.order).order.state == "paid"


def test_a_hard_no_is_not_asked_again_and_the_subscription_ends(shop, clock, letters):
    shop.sells(to=card(ALICE, "hard_renewals"))
    alice = Buyer(ALICE)
    clock.travel_to("2027-04-02")
    assert len(alice.orders[1].attempts) == 1
    assert alice.standing == "ended"
    assert shop.charges() == [PRICE]


def test_a_soft_no_is_asked_five_times_and_never_again(shop, clock, letters):
    shop.sells(to=card(ALICE, "soft_renewals"))
    alice = Buyer(ALICE)
    clock.travel_to("2027-06-01")
    days = [a.made_at.date().isoformat() for a in alice.orders[1].attempts]
    assert days == ["2027-03-02", "2027-03-04", "2027-03-09", "2027-03-15", "2027-03-23"]
    assert alice.standing == "ended"


@pytest.mark.parametrize("behaviour", ["timeout_after_renewal", "timeout_before_renewal", "told_twice", "processing"])
def test_no_answer_is_no_answer_and_never_a_second_charge(shop, clock, letters, behaviour):
    shop.sells(to=card(ALICE, behaviour))
    clock.travel_to("2027-03-05")
    alice = Buyer(ALICE)
    assert alice.ends == date(2028, 3, 2)
    assert shop.charges() == [PRICE, PRICE]
    assert len(alice.product_keys) == 2


def test_a_leap_day_stays_the_anchor(shop, clock, letters):
    clock.travel_to("2028-02-29")
    shop.sells(to=ALICE)
    alice = Buyer(ALICE)
    ends = [alice.ends]
    for day in ("2029-03-01", "2030-03-01", "2031-03-01"):
        clock.travel_to(day)
        ends.append(alice.ends)
    assert ends == [date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29)]
