from datetime import timedelta

import pytest
from django.contrib.messages import get_messages

from abaca.dispatch.queries import present
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.references import transfer_reference
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB

BANK = "/rehearsal/bank/"


@pytest.fixture
def order(shop) -> Order:
    """An order over EUR 79.00 that waits for its transfer."""
    return shop.sells(to=BOB).order


def said(response) -> list[str]:
    return [str(message).replace("\xa0", " ") for message in get_messages(response.wsgi_request)]


def booked() -> list[tuple[str, int, str]]:
    return [(e.reference, e.amount, e.currency) for e in rehearsal_company().bank.statement_after(0, 100)]


def pays(client, order, amount, *, currency="EUR", reference=None, payer="Bob Huber"):
    reference = transfer_reference(order.number) if reference is None else reference
    form = {"reference": reference, "amount": amount, "currency": currency, "payer": payer}
    return client.post(BANK, form)


def test_an_empty_desk_says_how_transfers_come(client, db):
    page = client.get(BANK).content.decode()
    assert "The shop awaits no transfer" in page
    assert "Nothing was booked yet." in page


def test_the_desk_shows_what_is_awaited(client, order):
    page = client.get(BANK).content.decode().replace("\xa0", " ")
    assert order.number in page
    assert "Bob Huber" in page
    assert "EUR 79.00" in page


def test_booking_a_transfer_settles_its_order_at_once(client, order, letters, clock):
    response = client.post(f"{BANK}{order.number}/")
    assert (response.status_code, response.url) == (302, BANK)
    assert said(response) == [f"Paid order {order.number}."]
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    [entry] = rehearsal_company().bank.statement_after(0, 10)
    assert (entry.amount, entry.payer, entry.value_date) == (7900, "Bob Huber", NOON.date())

    clock.travel_to(present() + timedelta(minutes=1))
    assert "Produkt" in letters.to(BOB).last.subject or "key" in letters.to(BOB).last.subject


def test_a_transfer_is_booked_once(client, order):
    client.post(f"{BANK}{order.number}/")
    again = client.post(f"{BANK}{order.number}/")
    assert again.status_code == 409
    assert f"No transfer is awaited for order {order.number}" in again.content.decode()
    assert len(booked()) == 1


def test_an_order_paid_by_card_awaits_no_transfer(client, shop):
    paid = shop.sells(to=ALICE).order
    assert client.post(f"{BANK}{paid.number}/").status_code == 409
    assert booked() == []


@pytest.mark.parametrize("number", ["MS-999999", "x", "MS-1", "0"])
def test_an_unknown_order_is_not_found(client, db, number):
    assert client.post(f"{BANK}{number}/").status_code == 404


def test_an_order_cannot_be_booked_by_looking_at_it(client, order):
    assert client.get(f"{BANK}{order.number}/").status_code == 405


def test_too_little_leaves_the_rest_to_be_booked(client, order):
    assert said(pays(client, order, "50,00")) == [f"Part of order {order.number}; EUR 29.00 is still missing."]
    assert said(client.post(f"{BANK}{order.number}/"))[-1] == f"Paid order {order.number}."
    assert [amount for _reference, amount, _currency in booked()] == [5000, 2900]
    assert [entry.words for entry in client.get(BANK).context["entries"]] == [
        f"Paid order {order.number}.",
        f"Part of the payment of order {order.number}.",
    ]


@pytest.mark.parametrize(
    ("payment", "fate"),
    [
        ({"amount": "80"}, "Paid order {number}; EUR 1.00 too much came."),
        ({"amount": "79", "currency": "CHF"}, "Order {number} is in EUR. The payment waits for the staff."),
        ({"amount": "79", "reference": "RF00 1"}, "No order bears this reference. The payment waits for the staff."),
        ({"amount": "79", "reference": ""}, "No order bears this reference. The payment waits for the staff."),
    ],
)
def test_the_shop_says_what_it_makes_of_a_payment(client, order, payment, fate):
    assert said(pays(client, order, **payment)) == [fate.format(number=order.number)]


def test_money_that_comes_after_the_order_was_paid_waits_for_the_staff(client, order):
    client.post(f"{BANK}{order.number}/")
    response = pays(client, order, "79.00")
    assert said(response)[-1] == f"Order {order.number} was paid before. The payment waits for the staff."


def test_money_that_comes_too_late_waits_for_the_staff(client, order, clock):
    clock.travel_to(NOON + timedelta(days=20))
    response = pays(client, order, "79.00")
    assert said(response)[-1] == f"Order {order.number} had lapsed. The payment waits for the staff."


def test_what_the_shop_has_not_read_yet_stands_on_the_statement_too(client, order):
    rehearsal_company().bank.book("RF00", 100, "EUR", NOON.date(), "somebody", NOON)
    [entry] = client.get(BANK).context["entries"]
    assert entry.words == "Booked; the shop has not read it yet."


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"amount": "abc"}, "Please write the sum in figures, such as 79.00."),
        ({"amount": "79.005"}, "EUR has 2 decimals at most."),
        ({"amount": "0"}, "Please write a sum above zero."),
        ({"amount": ""}, "This field is required."),
        ({"payer": ""}, "This field is required."),
        ({"payer": "x" * 141}, "at most 140 characters"),
        ({"reference": "x" * 141}, "at most 140 characters"),
        ({"currency": "XXX"}, "Select a valid choice."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_books_nothing(client, db, form, sentence):
    good = {"reference": "RF18", "amount": "79.00", "currency": "EUR", "payer": "Bob"}
    response = client.post(BANK, good | form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert booked() == []


def test_the_desk_asks_as_little_of_the_database_for_many_as_for_one(client, shop, django_assert_max_num_queries):
    for n in range(3):
        shop.sells(to=BOB, token=f"token-{n}")
    with django_assert_max_num_queries(10):
        client.get(BANK)
