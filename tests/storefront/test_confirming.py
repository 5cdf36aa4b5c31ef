"""The page on which a renewal is confirmed that waits for its customer's word."""

from dataclasses import replace

import pytest
from django.test import Client

from abaca.access import links
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.kernel.money import Money
from abaca.messaging.models import Letter
from abaca.store.notices.actions import PAY_LINK
from abaca.store.payments.models import PaymentMethod
from abaca.store.workflows import holding
from abaca.store.workflows.refunds import Extent, To, Wish, refund
from tests.makers.shop import ALICE, CHARLIE, Buyer, Shop

MARIE = replace(ALICE, email="marie@example.com", country="FR", city="Lyon", postcode="69003")
PRICE = Money(7900, "EUR")


@pytest.fixture
def shop(db: None, letters) -> Shop:
    return Shop()


def held(shop, clock, person=MARIE, *, credit: int = 0) -> Buyer:
    """Return somebody whose renewal waits for a word, since the letter about it came back."""
    sold = shop.sells(to=person)
    if credit:
        refund(sold.order, Wish(Extent.GOODWILL, credit, to=To.CREDIT), at=present(), by="sam")
    clock.travel_to("2027-01-20")
    Letter.objects.filter(kind="renewal_boxed").update(bounced_at=clock.now)
    drain_all(at=present())
    clock.travel_to("2027-03-02T12:00")
    return Buyer(person)


def page_of(buyer: Buyer) -> str:
    return f"/confirm/{links.sign(PAY_LINK, buyer.orders[1].order.ref, days=9, at=present())}/"


def test_it_says_what_goes_on_with_what_it_is_paid_and_what_happens_otherwise(shop, clock):
    said = Client().get(page_of(held(shop, clock))).content.decode()
    assert "It was to renew on 2 March 2027." in said
    assert "If you confirm, we charge EUR\xa079.00 to Visa ending 4242 now." in said
    assert "If you do nothing, nothing is charged" in said
    assert "Cancel the renewal" in said


def test_a_wallet_is_named_too(shop, clock):
    charlie = replace(CHARLIE, email="full.charlie@example.com", language="en")
    said = Client().get(page_of(held(shop, clock, charlie))).content.decode()
    assert "Rehearsal Wallet" in said


def test_pressed_twice_it_charges_once(shop, clock):
    marie = held(shop, clock)
    page = page_of(marie)
    assert Client().post(page).status_code == 302
    assert Client().post(page).status_code == 302
    drain_all(at=present())
    assert shop.charges() == [PRICE, PRICE]


def test_where_the_credit_balance_pays_for_all_nothing_is_charged_and_nothing_goes_on_by_itself(shop, clock):
    marie = held(shop, clock, credit=7900)
    assert marie.orders[1].order.state == "placed"
    page = page_of(marie)
    assert "Your credit balance pays for it; nothing is charged." in Client().get(page).content.decode()
    Client().post(page)
    assert marie.orders[1].order.state == "paid"
    assert shop.charges() == [PRICE]


def test_where_the_method_is_gone_the_page_leads_to_another_way_to_pay(shop, clock):
    marie = held(shop, clock)
    PaymentMethod.objects.update(removed_at=clock.now)
    answer = Client().post(page_of(marie), follow=True)
    assert "The payment method of this subscription is gone." in answer.content.decode()
    assert answer.redirect_chain[0][0].startswith("/pay/")
    assert shop.charges() == [PRICE]


def test_what_does_not_wait_is_shown_as_it_stands(shop, clock):
    shop.sells(to=ALICE)
    clock.travel_to("2027-03-03")
    alice = Buyer(ALICE)
    assert Client().get(page_of(alice)).headers["Location"].startswith("/order/")
    with pytest.raises(holding.NothingToConfirm):
        holding.confirm(alice.orders[1].order, at=clock.now, by=alice.customer.ref)


def test_a_forged_link_is_refused(db):
    assert Client().get("/confirm/nonsense/").status_code in {400, 403, 404}
