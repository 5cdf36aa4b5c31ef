"""A customer gives an order back: a page that says what happens, and one button."""

import html

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Refund
from tests.portal.desk import ALICE, CAREFUL, buys, logged_in, transfer_arrives
from tests.store.payments.paid import IBAN


def words(response) -> str:
    return html.unescape(response.content.decode()).replace("\xa0", " ")


def page(order) -> str:
    return f"/account/orders/{order.number}/give-back/"


def test_an_order_is_given_back_with_one_button_and_no_reason(shop):
    order = buys(ALICE)
    drain_all(at=present())
    client = logged_in(ALICE)
    order_page = f"/account/orders/{order.number}/"
    assert page(order) in words(client.get(order_page))
    assert "You can give this order back until 16 March 2026, without a reason." in words(client.get(order_page))
    assert "Send each product key" in words(client.get(order_page))
    assert "EUR 79.00" in words(client.get(page(order)))
    assert rehearsal_company().balance("EUR").refunded == 0  # looking changes nothing

    done = words(client.post(page(order), follow=True))
    assert "You get EUR 79.00 back. A letter confirms it." in done
    assert "EUR 79.00: sent back the way you have paid" in done
    assert "Ended on 2 March 2026: the order was given back." in done
    assert page(order) not in done
    assert "Send each product key" not in done  # there is none left that could be entered
    assert rehearsal_company().balance("EUR").refunded == 7900
    assert "has gone back already" in words(client.get(page(order)))
    client.post(page(order))
    assert Refund.objects.count() == 1


def test_who_paid_by_transfer_names_the_account(shop):
    order = buys(CAREFUL)
    transfer_arrives(order)
    client = logged_in(CAREFUL)
    missing = client.post(page(order), {"iban": ""})
    assert (missing.status_code, "Please tell us the account" in words(missing)) == (422, True)
    wrong = client.post(page(order), {"iban": "CH00 1"})
    assert (wrong.status_code, "This is no account number" in words(wrong)) == (400, True)
    done = words(client.post(page(order), {"iban": IBAN}, follow=True))
    assert "EUR 79.00: will be transferred to your account" in done


def test_after_14_days_the_button_is_gone(shop, clock):
    order = buys(ALICE)
    drain_all(at=present())
    clock.travel_to("2026-03-17")
    client = logged_in(ALICE)
    assert page(order) not in words(client.get(f"/account/orders/{order.number}/"))
    assert "ended on 16 March 2026" in words(client.get(page(order)))
    client.post(page(order))
    assert not Refund.objects.exists()


def test_nobody_gives_back_what_somebody_else_has_bought(shop):
    order = buys(ALICE)
    buys(CAREFUL)
    assert logged_in(CAREFUL).get(page(order)).status_code == 404
