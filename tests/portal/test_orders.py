"""All past orders, and behind each number all its details (S15, S16)."""

from dataclasses import replace

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.messaging.models import Letter
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import text_of
from tests.portal import desk
from tests.portal.desk import ALICE, BOB, CAREFUL, DECLINED

pytestmark = pytest.mark.usefixtures("shop")


def page(person, path):
    return desk.logged_in(person).get(f"/account/{path}").content.decode()


def test_the_overview_shows_every_order_with_its_number_day_content_state_and_sum():
    first, second = desk.buys(ALICE), desk.buys(ALICE, "advanced", seats=3)

    shown = page(ALICE, "orders/")

    assert f'href="/account/orders/{first.number}/">{first.number}' in shown
    assert f'href="/account/orders/{second.number}/">{second.number}' in shown
    assert "2 Mar 2026" in shown
    assert "Musa Accounting Advanced, 3 seats" in shown
    assert "Paid" in shown


def test_an_order_shows_its_product_keys_invoice_payment_subscription_and_history():
    order = desk.buys(ALICE, seats=3)

    shown = page(ALICE, f"orders/{order.number}/")

    for key in ProductKey.objects.filter(line__order=order):
        assert f'data-copy="{text_of(key)}"' in shown
    assert f'href="/account/invoices/{order.invoices.get().number}/"' in shown
    assert "Visa ending 4242, EUR\xa0237.00: paid" in shown
    assert "Active until 2 March 2027. Renews automatically on that day for EUR\xa0237.00" in shown
    assert "under an e-mail address of their own" in shown
    assert "You placed the order" in shown
    assert shown.count("button primary") == 1


def test_it_says_what_the_customer_will_be_told_and_when():
    order = desk.buys(replace(ALICE, card_until=(12, 2026)))

    shown = page(ALICE, f"orders/{order.number}/")

    assert "23 January 2027" in shown
    assert "Letter: the card expires before the renewal" in shown
    assert "cannot be switched off" in shown


def test_each_letter_has_its_reason_and_the_charge_and_the_receipt_follow():
    marie = replace(ALICE, email="marie@example.com", country="FR", city="Lyon", postcode="69003")
    order = desk.buys(marie)

    shown = page(marie, f"orders/{order.number}/").partition("What we will write to you, and when")[2]

    assert "Because your term is a year and you live in France." in shown
    assert "If this letter does not reach you in time, nothing is charged before you confirm it." in shown
    assert shown.index("19 January 2027") < shown.index("Because your term is a year and you pay by card.")
    assert shown.index("are charged to Visa ending 4242") < shown.index("how to give the renewal back within 14 days")
    assert "These letters go to marie@example.com." in shown


def test_a_renewal_that_waits_for_a_word_asks_for_it_and_for_nothing_else(letters, clock):
    marie = replace(ALICE, email="marie@example.com", country="FR", city="Lyon", postcode="69003")
    desk.buys(marie)
    drain_all(at=present())
    clock.travel_to("2027-01-20")
    Letter.objects.filter(kind="renewal_boxed").update(bounced_at=clock.now)
    drain_all(at=present())
    clock.travel_to("2027-03-02")

    shown = page(marie, "")

    assert "Please confirm that Musa Accounting Professional goes on" in shown
    assert 'href="/confirm/' in shown
    assert "did not go through" not in shown


def test_n6_a_consumer_in_germany_is_told_after_the_first_renewal_that_a_month_is_enough(letters, clock):
    order = desk.buys(replace(BOB, language="en"))
    assert "with a month’s notice" not in page(BOB, f"orders/{order.number}/")

    clock.travel_to("2027-03-03")
    shown = page(BOB, f"orders/{order.number}/")
    assert "with a month’s notice" in shown
    assert "Write to support@musa.example." in shown


def test_a_transfer_payer_is_told_when_his_invoice_comes(letters, clock):
    order = desk.buys(CAREFUL)
    desk.transfer_arrives(order)

    shown = page(CAREFUL, f"orders/{order.number}/")

    assert "31 January 2027" in shown
    assert "Letter: the invoice with the payment details" in shown
    assert "by bank transfer" in shown


def test_an_order_that_waits_for_a_transfer_shows_where_to_send_it():
    order = desk.buys(CAREFUL)

    shown = page(CAREFUL, f"orders/{order.number}/")

    assert "CH93 0076 2011 6238 5295 7" in shown
    assert "RF" in shown
    assert "Your product key" not in shown


def test_a_declined_payment_is_said_in_words():
    order = desk.buys(DECLINED)

    shown = page(DECLINED, f"orders/{order.number}/")

    assert "Visa ending 9995, EUR\xa079.00: declined: not enough money on it" in shown
    assert "The payment was declined: not enough money on it" in shown
    french = {"headers": {"accept-language": "fr"}}
    address = f"/account/orders/{order.number}/"
    assert "79,00\xa0EUR\xa0: " in desk.logged_in(DECLINED).get(address, **french).content.decode()


def test_after_the_renewal_both_orders_speak_of_the_running_subscription(letters, clock):
    desk.buys(ALICE)
    clock.travel_to("2027-03-03")
    second, first = desk.customer(ALICE).orders.all()

    assert "The subscription was renewed" in page(ALICE, f"orders/{second.number}/")
    assert "Active until 2 March 2028." in page(ALICE, f"orders/{first.number}/")
    assert "We wrote to you: the subscription renews" in page(ALICE, f"orders/{second.number}/")


@pytest.mark.parametrize("path", ["", "cancel/"])
@pytest.mark.parametrize("number", ["foreign", "MS-999999", "nonsense"])
def test_a_foreign_order_is_no_order(path, number):
    desk.buys(ALICE)
    foreign = desk.buys(BOB)
    number = foreign.number if number == "foreign" else number

    answer = desk.logged_in(ALICE).get(f"/account/orders/{number}/{path}")

    assert answer.status_code == 404
    assert "There is no such order in your account." in answer.content.decode()
