"""S1 to S4, S8, S9, S18: somebody buys in the international shop."""

import json
import re

from abaca.dispatch.jobs import drain_all
from abaca.licensing.product_keys.models import ProductKey
from abaca.store.customers.models import Consent, Customer
from abaca.store.orders.models import Order
from tests.makers.shop import ALICE, BOB, DORA, Buyer
from tests.makers.visits import filled


def test_s1_s8_a_purchase_makes_the_customers_account_by_itself(shop, clock, letters, client):
    assert not Customer.objects.exists()

    answer = client.post("/checkout/professional/", filled(client, ALICE), follow=True)

    assert answer.status_code == 200
    alice = Buyer(ALICE)
    assert (alice.customer.name, alice.customer.user_ref[:4]) == ("Alice Rossi", "usr_")
    assert [o.order.state for o in alice.orders] == ["paid"]


def test_s2_the_shop_shows_every_plan_in_every_currency_and_language(shop, client):
    for currency, price in (("EUR", "EUR\xa079.00"), ("CHF", "CHF\xa079.00"), ("USD", "USD\xa089.00")):
        assert price in client.get("/", {"currency": currency}).content.decode().replace("&nbsp;", "\xa0")
    for language, words in (("fr", "Pour les entreprises"), ("de", "Für Unternehmen"), ("en", "For companies")):
        assert words in client.get("/", headers={"accept-language": language}).content.decode()


def test_s3_the_account_keeps_the_billing_data_and_of_the_card_only_its_face(shop, clock, letters, client):
    client.post("/checkout/professional/", filled(client, ALICE))
    [method] = Buyer(ALICE).whole.methods
    assert (method.brand, method.last4, method.exp_month, method.exp_year) == ("Visa", "4242", 12, 2031)
    assert "4242424242424242" not in json.dumps(method.__dict__, default=str)
    assert Buyer(ALICE).whole.addresses["billing"].street == "Via Garibaldi 3"


def test_s4_the_buyer_gets_his_product_key_on_the_page_and_by_letter(shop, clock, letters, client):
    page = client.post("/checkout/professional/", filled(client, ALICE), follow=True).content.decode()
    drain_all(at=clock.now)

    [key] = Buyer(ALICE).product_keys
    assert key in page
    delivery, welcome = letters.to(ALICE, welcome=True)
    assert key in delivery.text
    assert key.replace("-", "") in re.sub(r"<[^>]*>|[\s-]", "", delivery.html)
    assert Buyer(ALICE).orders[0].papers[0].number in delivery.text
    assert (welcome.subject, ALICE.email in welcome.text) == ("Your account with Musa Software", True)


def test_s9_the_sale_is_imported_into_the_vendors_own_database(shop, clock, letters, client):
    client.post("/checkout/professional/", filled(client, ALICE, seats="3"))
    drain_all(at=clock.now)
    assert {k.state for k in ProductKey.objects.all()} == {"issued"}
    assert ProductKey.objects.count() == 3

    drain_all(at=clock.now)
    assert ProductKey.objects.count() == 3


def test_s18_the_renewal_and_the_consent_to_it_are_written_in_the_buyers_words(shop, clock, letters, client):
    client.post("/checkout/professional/", filled(client, ALICE))
    [consent] = Consent.objects.filter(kind="renewal")
    assert "2 March 2027" in consent.wording
    assert "79.00" in consent.wording
    assert Buyer(ALICE).subscription.auto_renew


def test_a_reload_and_a_second_click_lead_to_the_same_order(shop, clock, letters, client):
    form = filled(client, ALICE)
    first = client.post("/checkout/professional/", form)
    second = client.post("/checkout/professional/", form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Order.objects.count() == 1
    assert len(shop.charges()) == 1


def test_a_price_that_was_tampered_with_buys_nothing(shop, client):
    form = {**filled(client, ALICE), "shown_total": "1"}
    answer = client.post("/checkout/professional/", form)
    assert answer.status_code == 409
    assert not Order.objects.exists()
    assert not Customer.objects.exists()


def test_a_swiss_buyer_pays_the_same_price_with_tax_inside(shop, clock, letters, client):
    client.post("/checkout/professional/", filled(client, DORA, currency="CHF"))
    [paper] = Buyer(DORA).orders[0].papers
    assert (paper.net, paper.tax, paper.gross) == (7308, 592, 7900)
    assert paper.number == "MS26-000001"


def test_who_pays_by_transfer_sees_what_to_send_and_gets_his_key_with_the_money(shop, clock, letters, client):
    page = client.post("/checkout/professional/", filled(client, BOB, means="transfer"), follow=True).content.decode()
    [order] = Buyer(BOB).orders
    assert order.reference in page
    assert order.keys == []

    shop.books(order.order)
    [order] = Buyer(BOB).orders
    assert [order.keys[0].text in letter.text for letter in letters.to(BOB)].count(True) == 1
