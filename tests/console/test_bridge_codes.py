"""Staff makes a bridge code for a customer on the telephone."""

import re

import pytest

from abaca.licensing.devices.models import BridgeCode
from abaca.licensing.journal.models import Entry
from tests.makers.shop import ALICE, Buyer

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(shop) -> str:
    shop.sells(to=ALICE)
    return f"/console/customers/{Buyer(ALICE).customer.ref}/"


def test_a_code_is_made_shown_once_and_stands_in_the_timeline_without_its_text(desk, sam, page):
    assert "The program says “Free” though the customer paid" in desk.get(page).content.decode()
    number = Buyer(ALICE).orders[0].order.number

    shown = desk.post(f"{page}orders/{number}/bridge-code/").content.decode()

    code = re.search(r'data-copy="(\w{4}-\w{4}-\w{4})"', shown)[1]
    assert Entry.objects.get(what="bridge_code.made").by == sam.ref
    again = desk.get(page).content.decode()
    assert "A bridge code was made" in again
    assert "again on 31 May 2026" in again
    assert code not in again

    desk.post(f"{page}orders/{number}/bridge-code/")
    assert BridgeCode.objects.count() == 1


def test_a_customer_cannot_make_one_there(client, shop, page):
    number = Buyer(ALICE).orders[0].order.number
    assert client.post(f"{page}orders/{number}/bridge-code/").status_code == 302
    assert not BridgeCode.objects.exists()


def test_an_order_whose_days_are_over_gives_none(desk, clock, page):
    clock.travel_to("2027-03-03")
    first, renewal = Buyer(ALICE).orders
    shown = desk.get(page).content.decode()
    assert f"orders/{renewal.order.number}/bridge-code/" in shown
    assert f"orders/{first.order.number}/bridge-code/" not in shown
    desk.post(f"{page}orders/{first.order.number}/bridge-code/")
    assert not BridgeCode.objects.exists()
