"""What the pages of the console show, and what they never show."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.licensing.accounts.actions import open_account
from abaca.licensing.workflows.redemption import redeem
from abaca.store.journal.models import Entry
from abaca.store.payments.actions import StatementEntry, book_transfers
from abaca.store.payments.models import Attempt
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, Buyer, card


def page_of(desk, person, **asked):
    return desk.get(f"/console/customers/{Buyer(person).customer.ref}/", asked)


def words(response):
    return html.unescape(response.content.decode())


def test_the_page_of_a_customer_shows_what_he_has(shop, desk):
    sold = shop.sells(to=ALICE, seats=3)
    said = words(page_of(desk, ALICE))
    assert (
        "Active until 2 March 2027. Renews automatically on that day for EUR\xa0237.00 with Visa ending 4242." in said
    )
    assert "Next: on 2 March 2027, 06:00 the next term is charged." in said
    assert [number in said for number in (sold.order.number, sold.papers[0].number)] == [True, True]
    assert [key.hint in said for key in sold.keys] == [True, True, True]


def test_no_product_key_stands_in_a_page_before_it_is_asked_for(shop, desk):
    sold = shop.sells(to=ALICE, seats=3)
    pages = [page_of(desk, ALICE), desk.get("/console/")]
    assert [key.text in words(page) for page in pages for key in sold.keys] == [False] * 6


def test_a_product_key_is_shown_by_a_post_and_written_down(shop, desk, sam):
    [first, second] = shop.sells(to=ALICE, seats=2).keys
    address = f"/console/product-keys/{first.ref}/show/"
    assert desk.get(address).status_code == 405

    shown = desk.post(address)
    assert (first.text in words(shown), second.text in words(shown)) == (True, False)
    assert "no-store" in shown["Cache-Control"]
    assert Entry.objects.filter(what="product_key.shown", by=sam.ref, facts__key=first.ref).count() == 1
    assert "Product key" in words(page_of(desk, ALICE, show="staff"))


def test_a_visit_is_written_down_once_an_hour(shop, desk, sam, clock):
    shop.sells(to=ALICE)
    page_of(desk, ALICE)
    page_of(desk, ALICE)
    assert Entry.objects.filter(what="customer.viewed", by=sam.ref).count() == 1
    clock.travel_to("2026-03-02T13:01")
    page_of(desk, ALICE)
    assert Entry.objects.filter(what="customer.viewed", by=sam.ref).count() == 2
    assert Buyer(ALICE).whole.history[0].what != "customer.viewed"  # his own history does not show it


def test_a_page_costs_the_same_for_one_order_and_for_three(shop, desk):
    counts = []
    for _order in range(3):
        shop.sells(to=ALICE)
        page_of(desk, ALICE)  # the visit is written down, the session is known
        with CaptureQueriesContext(connection) as asked:
            page_of(desk, ALICE)
        counts.append(len(asked))
    assert counts[0] == counts[2]


@pytest.mark.parametrize(
    ("show", "there", "gone"),
    [
        ("money", "Order MS-", "Product key …"),
        ("licence", "made for seat 1", "placed for"),
        ("letters", "letter to alice@example.com", "placed for"),
        ("staff", "This page was looked at", "placed for"),
    ],
)
def test_the_timeline_is_filtered_by_a_link(shop, desk, show, there, gone):
    shop.sells(to=ALICE)
    page_of(desk, ALICE)
    timeline = words(page_of(desk, ALICE, show=show)).partition('id="timeline"')[2]
    assert (there in timeline, gone in timeline) == (True, False)


def test_planned_notices_stand_on_the_page(shop, desk):
    shop.sells(to=ALICE)
    said = words(page_of(desk, ALICE))
    assert "Renewal notice about a month ahead" in said
    assert "23 January 2027" in said


def test_a_renewal_past_due_is_said_with_its_reason(shop, desk, clock):
    shop.sells(to=card(ALICE, "hard_renewals"))
    clock.travel_to("2027-03-04")
    said = words(page_of(desk, ALICE))
    assert "The term ended on 2 March 2027 and EUR\xa079.00 has not come." in said
    assert "Attempt 1: declined (the account is closed)" in said
    assert "Without another: over on 1 April 2027." in said
    assert "Renewals past due" in words(desk.get("/console/"))


def test_what_licensing_knows_stands_on_the_page(shop, desk):
    sold = shop.sells(to=ALICE)
    holder = open_account(email="carla@example.net", language="en", at=NOON, by="a test")
    licence = redeem(sold.keys[0].text, account=holder, at=NOON, by=holder.ref).licence
    said = words(page_of(desk, ALICE))
    assert [word in said for word in ("c…@example.net", licence.ref, "Redeemed")] == [True, True, True]
    assert ("The licence got a term from" in said, "carla@" in said) == (True, False)


def test_every_entry_of_a_long_life_has_its_words(shop, desk, clock):
    shop.sells(to=card(ALICE, "soft_first_renewal"))
    alice = Buyer(ALICE)
    clock.travel_to("2027-03-10")
    alice.cancels()
    alice.resumes()
    alice.cancels()
    clock.travel_to("2028-03-05")
    assert sorted({entry.what for entry in alice.whole.history if entry.what in words(page_of(desk, ALICE))}) == []


def test_nothing_needs_anybody_on_a_good_day(shop, desk):
    assert "Nothing needs anybody" in words(desk.get("/console/"))


def test_home_shows_a_transfer_without_an_order(shop, desk):
    stray = StatementEntry(7, "Rechnung", 7900, "EUR", NOON.date(), "Unbekannt & Söhne", None)
    book_transfers([stray], at=NOON, by="the bank")
    said = words(desk.get("/console/"))
    assert ("1 thing needs somebody" in said, "Unbekannt & Söhne" in said) == (True, True)


def test_money_for_an_order_that_was_given_up_is_the_customers_credit(shop, desk, clock):
    sold = shop.sells(to=BOB)
    clock.travel_to("2026-03-20")
    shop.books(sold.order)
    assert "Nothing needs anybody" in words(desk.get("/console/"))
    said = words(page_of(desk, BOB))
    assert ("Credit balance" in said, "paid too much or too late" in said) == (True, True)


def test_home_shows_money_in_another_currency_than_its_order(shop, desk):
    sold = shop.sells(to=BOB)
    entry = StatementEntry(7, "RF", 7900, "CHF", NOON.date(), "Bob", sold.order.pk)
    book_transfers([entry], at=NOON, by="the bank")
    said = words(desk.get("/console/"))
    assert ("1 thing needs somebody" in said, "for an order in another currency:" in said) == (True, True)
    assert "Transfers in another currency than their order" in words(page_of(desk, BOB))


@pytest.mark.parametrize(("hours", "waits"), [(25, True), (23, False)])
def test_home_shows_a_charge_without_an_answer_after_a_day(shop, desk, hours, waits):
    shop.sells(to=ALICE)
    Attempt.objects.update(state="unknown", sent_at=NOON - timedelta(hours=hours), next_at=NOON)
    assert ("Charges without an answer for over a day" in words(desk.get("/console/"))) == waits


def test_home_costs_the_same_for_one_order_and_for_three(shop, desk):
    counts = []
    for _order in range(3):
        shop.sells(to=BOB)
        desk.get("/console/")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/console/")
        counts.append(len(asked))
    assert counts[0] == counts[2]
    assert counts[0] <= 21  # the second step, the piles of the page, one each, the tickets and the audit log
