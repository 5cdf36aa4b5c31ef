"""The start page: how each subscription stands in a line, and on top only what needs the customer."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.access.actions import appoint, open_way_in
from abaca.dispatch.queries import present
from tests.portal import desk
from tests.portal.desk import ALICE, CAREFUL, DECLINED

pytestmark = pytest.mark.usefixtures("shop")


def home(person):
    return desk.logged_in(person).get("/account/").content.decode()


def test_a_running_subscription_stands_in_one_line_and_nothing_shouts():
    desk.buys(ALICE)

    page = home(ALICE)

    assert "Renews automatically on that day for EUR\xa079.00 with Visa ending 4242." in page
    assert 'class="notice' not in page


def test_a_card_that_dies_before_the_renewal_asks_for_another():
    desk.buys(replace(ALICE, card_until=(12, 2026)))

    page = home(ALICE)

    assert "expires before the renewal" in page
    assert "/account/data/method/" in page


def test_a_declined_payment_offers_to_pay():
    desk.buys(DECLINED)

    page = home(DECLINED)

    assert "The payment of EUR\xa079.00 did not go through" in page
    assert 'href="/pay/' in page


def test_a_transfer_is_awaited_with_its_reference():
    order = desk.buys(CAREFUL)

    page = home(CAREFUL)

    assert "We await your transfer of EUR\xa079.00" in page
    assert f"/account/orders/{order.number}/" in page


def test_the_bank_wants_a_confirmation():
    desk.buys(replace(ALICE, pays="4000002760003184"))

    assert "Confirm at the bank" in home(ALICE)


def test_after_a_failed_renewal_it_says_until_when_the_program_works(clock):
    desk.buys(replace(ALICE, pays="4000000000001026"))
    clock.travel_to("2027-03-03")

    page = home(ALICE)

    assert "the program works until 16 March 2027" in page
    assert 'href="/pay/' in page


@pytest.mark.parametrize("path", ["/account/", "/account/orders/"])
def test_three_orders_take_as_many_statements_as_one(path):
    def statements(person):
        client = desk.logged_in(person)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    many = replace(ALICE, email="many@firm.example")
    desk.buys(ALICE)
    for plan in ("professional", "advanced", "professional"):
        desk.buys(many, plan, seats=2)

    assert statements(many) == statements(ALICE)


def test_who_never_bought_gets_a_friendly_page():
    open_way_in("new@new.example", language="en", at=present())

    page = home(replace(ALICE, email="new@new.example"))

    assert "Nothing bought yet" in page
    assert "console" not in page


def test_staff_are_shown_to_the_console():
    appoint("sam@musa.example", at=present())

    assert 'href="/console/"' in home(replace(ALICE, email="sam@musa.example"))


def test_pages_with_product_keys_are_kept_by_nobody():
    desk.buys(ALICE)

    assert "no-store" in desk.logged_in(ALICE).get("/account/").headers["Cache-Control"]
