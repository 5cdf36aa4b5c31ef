"""U9: the staff answers a mail with the price of a larger plan."""

import html

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.messaging.models import Letter
from abaca.store.orders.models import Order
from tests.makers.shop import ALICE, Buyer
from tests.makers.visits import link_in


def words(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def alice(shop) -> Buyer:
    shop.sells(to=ALICE)
    return Buyer(ALICE)


def test_the_letter_goes_out_after_a_look_and_its_link_is_paid_without_a_log_in(desk, sam, alice, letters, client):
    address = f"/console/subscriptions/{alice.subscription.ref}/upgrade/"
    assert address in words(desk.get(f"/console/customers/{alice.customer.ref}/"))
    assert "Unused part of Musa Accounting Professional" in words(desk.get(address))
    assert not Order.objects.filter(kind="upgrade").exists()  # looking changes nothing

    answer = desk.post(address, follow=True)
    order = Order.objects.get(kind="upgrade")
    assert f"The letter with order {order.number} is on its way" in words(answer)
    drain_all(at=present())
    path = link_in(letters, ALICE.email, "pay")
    assert "80.01" in words(client.get(path))
    client.post(path, {"means": "card", "number": "5555555555554444", "expiry": "12/31", "cvc": "123"})
    order.refresh_from_db()
    assert order.state == "paid"
    said = words(desk.get(f"/console/customers/{alice.customer.ref}/"))
    assert "Went over into Musa Accounting Advanced on 2 March 2026." in said
    assert "A larger plan was priced at EUR" in said


def test_what_cannot_be_upgraded_says_why(desk, sam, shop):
    shop.sells("advanced", to=ALICE)
    ref = Buyer(ALICE).subscription.ref
    answer = desk.get(f"/console/subscriptions/{ref}/upgrade/", follow=True)
    assert "From this plan there is no way to that one" in words(answer)
    assert "Offer an upgrade" not in words(desk.get(f"/console/customers/{Buyer(ALICE).customer.ref}/"))
    assert not Letter.objects.filter(kind="upgrade_offer").exists()
