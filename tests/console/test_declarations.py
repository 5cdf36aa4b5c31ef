"""What was declared without a log-in and waits for somebody, at the desk."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain_all
from abaca.store.correspondence.models import Declaration
from abaca.store.journal.models import Entry
from tests.makers.shop import ALICE, Buyer
from tests.stories.test_cancel_anywhere import STRANGER, declare, words


def declared(clock, contract, email=STRANGER, **typed) -> Declaration:
    declare(Client(), contract, email, **typed)
    drain_all(at=clock.now)
    return Declaration.objects.latest("id")


def test_what_waits_stands_on_the_first_page_and_can_be_carried_out(shop, desk, clock, letters):
    one = declared(clock, shop.sells(to=ALICE).order.number)
    assert "Cancelled or withdrawn without a log-in, and waiting" in words(desk.get("/console/"))
    page = words(desk.get(f"/console/declarations/{one.ref}/"))
    assert "another address is registered" in page
    assert "Cancel the renewal of Musa Accounting Professional on 2 March 2027" in page

    desk.post(f"/console/declarations/{one.ref}/carry-out/", {"chosen": Buyer(ALICE).subscription.ref})

    one.refresh_from_db()
    assert one.state == "done"
    assert not Buyer(ALICE).subscription.auto_renew
    assert "on the page without a log-in" not in words(desk.get("/console/"))
    again = desk.post(f"/console/declarations/{one.ref}/carry-out/", {"chosen": "x"}, follow=True)
    assert "settled already" in words(again)


def test_it_is_settled_with_a_note_and_not_without(shop, desk, sam, clock, letters):
    one = declared(clock, "my Musa programme")
    desk.post(f"/console/declarations/{one.ref}/close/", {"note": " "})
    one.refresh_from_db()
    assert one.state == "with_staff"

    desk.post(f"/console/declarations/{one.ref}/close/", {"note": "A customer of another shop; told him so."})
    one.refresh_from_db()
    assert (one.state, one.settled_by) == ("closed", sam.ref)
    assert Entry.objects.filter(what="declaration.closed", by=sam.ref).count() == 1
    assert "another shop" in words(desk.get(f"/console/declarations/{one.ref}/"))


def test_a_withdrawal_that_waits_is_carried_out_with_its_own_day(shop, desk, clock, letters):
    sold = shop.sells(to=ALICE).order
    clock.travel_to("2026-03-16")
    one = declared(clock, sold.number, path="/withdraw/")
    clock.travel_to("2026-03-20")
    assert f"What comes back: EUR 79.00 ({sold.number})" in words(desk.get(f"/console/declarations/{one.ref}/"))
    desk.post(f"/console/declarations/{one.ref}/carry-out/", {"chosen": sold.ref})
    assert Buyer(ALICE).standing == "ended"


def test_the_list_asks_as_often_for_three_as_for_one(shop, desk, clock, letters):
    counts = []
    for times in (1, 2):
        for _time in range(times):
            declared(clock, "my Musa programme")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/console/declarations/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_nobody_else_sees_them(shop, client):
    assert client.get("/console/declarations/").status_code == 302


def test_the_history_of_a_customer_says_by_which_way_he_cancelled(shop, desk, clock, letters):
    declared(clock, shop.sells(to=ALICE).order.number, ALICE.email)
    page = words(desk.get(f"/console/customers/{Buyer(ALICE).customer.ref}/"))
    assert "The cancellation of the public page was carried out" in page
    assert "on the page without a log-in" in page
