"""Cancelling takes two clicks, resuming as few; a look changes nothing (S27, S28)."""

from dataclasses import replace

import pytest

from abaca.messaging.models import Letter
from abaca.store.subscriptions.models import Subscription
from tests.portal import desk
from tests.portal.desk import ALICE, BOB, DECLINED

pytestmark = pytest.mark.usefixtures("shop")


def address(order):
    return f"/account/orders/{order.number}/cancel/"


def renews():
    return Subscription.objects.get().auto_renew


def test_the_order_leads_to_the_page_and_the_page_says_what_stays_and_what_stops():
    order = desk.buys(ALICE)
    client = desk.logged_in(ALICE)

    assert (
        f'href="{address(order)}">Cancel the renewal' in client.get(f"/account/orders/{order.number}/").content.decode()
    )
    page = client.get(address(order)).content.decode()

    assert "Your subscription stays active until 2 March 2027." in page
    assert "EUR\xa079.00 will not be charged on 2 March 2027" in page
    assert renews()


def test_one_click_cancels_and_a_letter_confirms_it():
    order = desk.buys(ALICE)
    client = desk.logged_in(ALICE)

    answer = client.post(address(order), {"decision": "cancel"}, follow=True)

    assert not renews()
    assert "The renewal is cancelled" in answer.content.decode()
    assert desk.last_letter("store_notices/renewal_cancelled").to_address == ALICE.email
    assert "It ends on that day, and nothing more will be charged." in client.get("/account/").content.decode()


def test_a_double_click_cancels_once():
    order = desk.buys(ALICE)
    client = desk.logged_in(ALICE)

    for _turn in range(2):
        client.post(address(order), {"decision": "cancel"})

    assert Letter.objects.filter(template="store_notices/renewal_cancelled").count() == 1


def test_it_is_resumed_as_easily():
    order = desk.buys(ALICE)
    client = desk.logged_in(ALICE)
    client.post(address(order), {"decision": "cancel"})

    client.post(address(order), {"decision": "resume"})

    assert renews()
    assert desk.last_letter("store_notices/renewal_resumed")
    history = client.get(f"/account/orders/{order.number}/").content.decode()
    assert history.index("The renewal was resumed") < history.index("The renewal was cancelled")


@pytest.mark.parametrize("sent", [{}, {"decision": "something"}])
def test_a_form_without_a_decision_changes_nothing(sent):
    order = desk.buys(ALICE)

    assert desk.logged_in(ALICE).post(address(order), sent).status_code == 200
    assert renews()


def test_nobody_cancels_for_somebody_else():
    order = desk.buys(ALICE)
    desk.buys(BOB)

    assert desk.logged_in(BOB).post(address(order), {"decision": "cancel"}).status_code == 404
    assert Subscription.objects.get(customer__email=ALICE.email).auto_renew


def test_an_order_without_a_subscription_has_nothing_to_cancel():
    order = desk.buys(DECLINED)

    assert desk.logged_in(DECLINED).get(address(order)).status_code == 404


def test_what_has_ended_says_so_and_cannot_be_resumed(letters, clock):
    order = desk.buys(ALICE)
    client = desk.logged_in(ALICE)
    client.post(address(order), {"decision": "cancel"})
    clock.travel_to("2027-03-03")

    assert "The subscription has ended" in client.get(address(order)).content.decode()
    assert client.post(address(order), {"decision": "resume"}).status_code == 409


def test_cancelling_what_is_unpaid_says_that_it_ends_at_once_and_ends_it(letters, clock):
    order = desk.buys(replace(ALICE, pays="4000000000001026"))
    clock.travel_to("2027-03-03")
    client = desk.logged_in(ALICE)

    assert "When you cancel, it ends at once." in client.get(address(order)).content.decode()
    client.post(address(order), {"decision": "cancel"})

    assert "The subscription has ended" in client.get(address(order)).content.decode()
    assert f'href="/account/orders/{order.number}/">Details' in client.get("/account/").content.decode()
