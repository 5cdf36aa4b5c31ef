"""A larger plan is looked at and taken up in one page (S35)."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.store.orders.models import Order
from abaca.store.subscriptions.models import Subscription, Upgrade
from tests.portal import desk
from tests.portal.desk import ALICE, CAREFUL, DECLINED

pytestmark = pytest.mark.usefixtures("shop")
NEW_CARD = {"means": "card", "number": "5555555555554444", "expiry": "12/31", "cvc": "123"}


def words(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def answered(client, number: str, answer: dict[str, str], *, follow: bool = False):
    """Look at the page of the larger plan, and answer its form."""
    path = f"/account/orders/{number}/upgrade/"
    shown = re.search(r'name="shown" value="(\d+)"', client.get(path).content.decode())
    assert shown
    return client.post(path, {"shown": shown[1], **answer}, follow=follow)


def upgraded(person, answer: dict[str, str]):
    """Buy the smaller plan and move to the larger one; return the client and what came."""
    number = desk.buys(person).number
    client = desk.logged_in(person)
    return client, answered(client, number, answer)


def saved(person) -> dict[str, str]:
    return {"means": Subscription.objects.get(customer=desk.customer(person)).method_ref}


def test_the_order_leads_to_the_larger_plan_and_a_look_changes_nothing():
    order = desk.buys(ALICE, seats=3)
    client = desk.logged_in(ALICE)
    assert (
        f'href="/account/orders/{order.number}/upgrade/"'
        in client.get(f"/account/orders/{order.number}/").content.decode()
    )

    said = words(client.get(f"/account/orders/{order.number}/upgrade/"))
    assert "Unused part of Musa Accounting Professional" in said
    assert "365 of 365 days are unused on 2 March 2026" in said
    assert "This price stands until 16 March 2026" in said
    assert (Order.objects.count(), Upgrade.objects.count()) == (1, 0)


def test_the_saved_card_pays_and_both_orders_say_what_became_of_them():
    number = desk.buys(ALICE).number
    client = desk.logged_in(ALICE)
    came = answered(client, number, saved(ALICE), follow=True)
    new = Order.objects.get(kind="upgrade")
    assert came.redirect_chain == [(f"/account/orders/{new.number}/", 302)]
    said = words(came)
    assert "Musa Accounting Advanced has begun. A letter confirms it." in said
    assert "nobody has to enter anything" in said

    old = words(client.get(f"/account/orders/{number}/"))
    assert "Went over into Musa Accounting Advanced on 2 March 2026." in old
    assert "Move to Advanced" not in old
    assert client.get(f"/account/orders/{number}/upgrade/").status_code == 409
    assert "Went over into Musa Accounting Advanced" in words(client.get("/account/"))


def test_a_declined_card_leads_to_another_way_to_pay():
    _client, came = upgraded(ALICE, NEW_CARD | {"number": DECLINED.pays})
    assert came.url.startswith("/pay/")
    order = Order.objects.get(kind="upgrade")
    page = words(_client.get(came.url))
    assert "takes the place of Musa Accounting Professional" in page
    assert "Unused part of Musa Accounting Professional" in page
    assert _client.post(came.url, NEW_CARD).status_code == 302
    order.refresh_from_db()
    assert order.state == "paid"
    assert "Where its product key is in use" in words(_client.get(_client.post(came.url, NEW_CARD).url))


def test_by_transfer_the_details_are_on_the_page_of_the_order_and_the_old_one_leads_there():
    client, came = upgraded(ALICE, {"means": "transfer"})
    order = Order.objects.get(kind="upgrade")
    assert came.url == f"/account/orders/{order.number}/"
    assert "We await your transfer" in words(client.get(came.url))
    first = Order.objects.get(kind="first")
    assert "The change to Musa Accounting Advanced waits for your transfer" in words(
        client.get(f"/account/orders/{first.number}/")
    )
    drain_all(at=present())


def test_another_price_than_was_shown_is_shown_again_before_anything_is_paid():
    _client, came = upgraded(ALICE, {"shown": "1", **NEW_CARD})
    assert came.status_code == 409
    assert "The price is now EUR " in words(came)
    assert not Upgrade.objects.exists()


def test_what_cannot_be_read_is_asked_for_again():
    _client, came = upgraded(ALICE, {"means": "card", "number": "", "expiry": "x", "cvc": ""})
    assert came.status_code == 422
    assert not Upgrade.objects.exists()


def test_a_plan_without_a_larger_one_and_a_foreign_order_are_refused():
    order = desk.buys(ALICE, "advanced")
    client = desk.logged_in(ALICE)
    assert client.get(f"/account/orders/{order.number}/upgrade/").status_code == 409
    assert "Move to" not in words(client.get(f"/account/orders/{order.number}/"))
    desk.buys(CAREFUL)
    assert desk.logged_in(CAREFUL).get(f"/account/orders/{order.number}/upgrade/").status_code == 404
    unpaid = Order.objects.get(customer=desk.customer(CAREFUL))
    assert desk.logged_in(CAREFUL).get(f"/account/orders/{unpaid.number}/upgrade/").status_code == 404


def test_giving_the_larger_plan_back_says_that_the_old_one_runs_again():
    client, came = upgraded(ALICE, NEW_CARD)
    path = f"{came.url}give-back/"
    assert "Musa Accounting Professional runs again to the end that it had." in words(client.get(path))
    assert client.post(path, {"give_back": "yes"}).status_code == 302
    active = Subscription.objects.get(state="active")
    assert active.plan.code == "professional"


def test_the_number_of_statements_does_not_grow_with_the_upgrades():
    client, _came = upgraded(ALICE, NEW_CARD)
    with CaptureQueriesContext(connection) as one:
        client.get("/account/")
    for _time in range(2):
        answered(client, desk.buys(ALICE).number, NEW_CARD)
    with CaptureQueriesContext(connection) as three:
        client.get("/account/")
    assert len(three) == len(one)
