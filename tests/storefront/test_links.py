from datetime import timedelta

import pytest

from abaca.access.links import sign
from abaca.dispatch.queries import present
from abaca.messaging.models import Letter
from abaca.storefront.ways import cancel_page, order_page, pay_page
from tests.makers.shop import ALICE, BOB, Buyer, card

from .counter import text_of


def method_page(subscription):
    return f"/method/{sign('method', subscription.ref, days=30, at=present())}/"


@pytest.fixture
def alice(shop):
    shop.sells(to=ALICE)
    return Buyer(ALICE)


@pytest.mark.parametrize("page", ["order", "pay", "method", "cancel"])
@pytest.mark.parametrize("token", ["x", "x:y:z", "%00", "a" * 3000])
def test_a_broken_link_is_not_found(shop, client, page, token):
    assert client.get(f"/{page}/{token}/").status_code == 404


@pytest.mark.parametrize("page", ["order", "pay", "method", "cancel"])
def test_a_link_opens_its_own_page_only(alice, client, page):
    ref = alice.subscription.ref if page in ("method", "cancel") else alice.orders[0].order.ref
    for purpose in {"order", "pay", "method", "cancel"} - {page}:
        token = sign(purpose, ref, days=30, at=present())
        answer = client.get(f"/{page}/{token}/")
        assert answer.status_code == 404
        assert "This link is not complete." in text_of(answer)


@pytest.mark.parametrize("page", ["order", "pay", "method", "cancel"])
def test_an_old_link_says_so_and_does_nothing(alice, client, page):
    ref = alice.subscription.ref if page in ("method", "cancel") else alice.orders[0].order.ref
    token = sign(page, ref, days=30, at=present() - timedelta(days=31))
    for answer in (client.get(f"/{page}/{token}/"), client.post(f"/{page}/{token}/", {"wish": "cancel"})):
        assert answer.status_code in (405, 410)
    assert alice.subscription.auto_renew


def test_the_page_with_the_key_stays_with_its_reader(alice, client):
    page = client.get(order_page(alice.orders[0].order, at=present()))

    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "strict-origin"
    assert 'href="/activate/"' in page.content.decode()


def test_the_renewal_is_cancelled_by_the_button_and_not_by_the_look(alice, client):
    page = cancel_page(alice.subscription, at=present())
    before = Letter.objects.count()

    assert "stays active until 2 March 2027" in text_of(client.get(page))
    assert alice.subscription.auto_renew

    done = client.post(page, {"wish": "cancel"}, follow=True)
    assert not alice.subscription.auto_renew
    assert "The renewal is cancelled" in text_of(done)
    assert "Resume the renewal" in text_of(done)

    client.post(page, {"wish": "cancel"})
    assert Letter.objects.count() == before + 1

    client.post(page, {"wish": "resume"})
    assert alice.subscription.auto_renew
    assert Letter.objects.count() == before + 2


@pytest.mark.parametrize("wish", [{}, {"wish": ""}, {"wish": "delete"}])
def test_a_wish_that_is_none_changes_nothing(alice, client, wish):
    client.post(cancel_page(alice.subscription, at=present()), wish)

    assert alice.subscription.auto_renew


def test_a_new_method_is_saved_without_a_charge(alice, client, shop):
    page = method_page(alice.subscription)
    charged = shop.charges()

    done = client.post(
        page, {"means": "card", "number": "5555555555554444", "expiry": "1/30", "cvc": "123"}, follow=True
    )

    assert "with Mastercard ending 4444" in text_of(done)
    assert shop.charges() == charged


def test_a_new_method_that_is_refused_leaves_the_old_one(alice, client):
    before = alice.subscription.method_ref
    page = client.post(
        method_page(alice.subscription), {"means": "card", "number": "4242", "expiry": "1/30", "cvc": "123"}
    )

    assert 400 <= page.status_code <= 422
    assert "This card number is mistyped." in text_of(page)
    assert alice.subscription.method_ref == before


def test_a_failed_renewal_is_mended_in_one_page(shop, client, clock):
    dan = card(ALICE, "hard_renewals")
    shop.sells(to=dan)
    buyer = Buyer(dan)
    clock.travel_to("2027-03-03")
    owed = buyer.orders[-1].order
    page = pay_page(owed, at=present())

    first = text_of(client.get(page))
    assert "The account behind this card is closed." in first
    assert "Pay EUR 79.00" in first

    form = {"means": "card", "number": "4242424242424242", "expiry": "09/29", "cvc": "123"}
    assert client.post(page, form).url.startswith("/order/")
    assert client.post(page, form).url.startswith("/order/")
    assert len(shop.charges(owed)) == 1
    assert "This order is already paid" in text_of(client.get(page))
    assert "with Visa ending 4242" in text_of(client.get(method_page(buyer.subscription)))


def test_who_chose_a_transfer_reads_the_details_and_may_still_pay_by_card(shop, client):
    whole = shop.sells(to=BOB)
    page = client.get(order_page(whole.order, at=present()))

    said = text_of(page)
    assert whole.reference in said
    assert "CH93 0076 2011 6238 5295 7" in said
    assert "data-copy" in page.content.decode()

    form = {"means": "card", "number": "4242424242424242", "expiry": "09/29", "cvc": "123"}
    paid = client.post(pay_page(whole.order, at=present()), form, follow=True)
    assert "Your product key is here" in text_of(paid)


def test_an_order_that_was_given_up_cannot_be_paid(shop, client, clock):
    whole = shop.sells(to=BOB)
    clock.travel_to("2026-03-20")

    assert "This order was given up" in text_of(client.get(pay_page(whole.order, at=present())))
    assert "This order was given up" in text_of(client.get(order_page(whole.order, at=present())))
    client.post(pay_page(whole.order, at=present()), {"means": "transfer"})
    assert shop.look_at(whole.order).order.state == "lapsed"


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_page_behind_a_link_is_there_in_every_language(alice, client, language):
    order, subscription = alice.orders[0].order, alice.subscription
    at = present()
    for page in (
        order_page(order, at=at),
        pay_page(order, at=at),
        cancel_page(subscription, at=at),
        method_page(subscription),
    ):
        assert client.get(page, headers={"accept-language": language}).status_code == 200
