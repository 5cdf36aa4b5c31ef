"""The buyer whose program says Free makes a bridge code on his order."""

import re
from datetime import timedelta

import pytest

from abaca.licensing.devices.models import BridgeCode
from abaca.licensing.journal.models import Entry
from abaca.licensing.licences.models import Plan
from abaca.store.product_keys.models import ProductKey
from abaca.store.subscriptions.models import Subscription
from tests.conftest import NOON
from tests.portal import desk
from tests.portal.desk import ALICE, BOB, CAREFUL
from tests.portal.licence.test_pages import words

pytestmark = pytest.mark.usefixtures("shop")
ASKED = "My program says “Free” though I paid"


def address(order) -> str:
    return f"/account/orders/{order.number}/"


def code_on(response) -> str:
    found = re.search(r'data-copy="(\w{4}-\w{4}-\w{4})"', response.content.decode())
    assert found, "The page shows no code."
    return found[1]


def test_a_running_order_gives_a_code_though_the_feed_has_not_told_of_it_yet():
    order, alice = desk.buys(ALICE), desk.logged_in(ALICE)
    assert not Plan.objects.exists()
    assert ASKED in words(alice.get(address(order)))

    page = alice.post(address(order) + "bridge-code/")

    assert "Bridge code for Musa Accounting Professional" in words(page)
    assert "Valid until 4 March 2026, 12:00" in words(page)
    assert "no-store" in page.headers["Cache-Control"]
    kept = BridgeCode.objects.get()
    assert (kept.counts_for, kept.plan.code) == (Subscription.objects.get().ref, "professional")
    made = Entry.objects.get(what="bridge_code.made")
    assert (made.about, made.by) == (kept.counts_for, desk.customer(ALICE).ref)
    again = alice.get(address(order))
    assert code_on(page) not in again.content.decode()
    assert "The next one can be made on 31 May 2026." in words(again)


def test_a_second_one_is_refused_also_for_the_next_term(letters, clock):
    order, alice = desk.buys(ALICE), desk.logged_in(ALICE)
    clock.travel_to(NOON + timedelta(days=330))
    alice.post(address(order) + "bridge-code/")
    clock.travel_to("2027-03-03")
    renewal = desk.customer(ALICE).orders.first()
    page = words(alice.post(address(renewal) + "bridge-code/", follow=True))
    assert "A bridge code was made here in the last 90 days." in page
    assert BridgeCode.objects.count() == 1


def test_only_the_order_whose_days_are_running_gives_one(letters, clock):
    first, alice = desk.buys(ALICE), desk.logged_in(ALICE)
    clock.travel_to("2027-03-03")
    renewal = desk.customer(ALICE).orders.first()
    assert ASKED not in words(alice.get(address(first)))
    assert ASKED in words(alice.get(address(renewal)))
    page = words(alice.post(address(first) + "bridge-code/", follow=True))
    assert "The term of this order is not running today." in page
    assert not BridgeCode.objects.exists()


def test_what_is_not_paid_or_was_taken_back_gives_none():
    unpaid = desk.buys(CAREFUL)
    assert ASKED not in words(desk.logged_in(CAREFUL).get(address(unpaid)))

    taken_back = desk.buys(ALICE)
    ProductKey.objects.update(withdrawn_on=NOON.date())
    assert ASKED not in words(desk.logged_in(ALICE).get(address(taken_back)))
    desk.logged_in(ALICE).post(address(taken_back) + "bridge-code/")
    assert not BridgeCode.objects.exists()


def test_a_foreign_order_is_no_order():
    order = desk.buys(ALICE)
    desk.buys(BOB)
    assert desk.logged_in(BOB).post(address(order) + "bridge-code/").status_code == 404
    assert not BridgeCode.objects.exists()


def test_a_plan_that_licensing_cannot_learn_of_is_said_in_words(settings):
    settings.FEED_SOURCE = "tests.licensing.rehearsed_store.unreachable"
    order = desk.buys(ALICE)
    page = words(desk.logged_in(ALICE).post(address(order) + "bridge-code/", follow=True))
    assert "We cannot make a bridge code for this plan yet." in page
