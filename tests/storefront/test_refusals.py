import re

import pytest
from django.test import Client

from abaca.store.workflows.checkout import MOST_SEATS

from .counter import CHECKOUT, card, error_beside, filled, hidden, text_of, traces

SEATS = f"Please order between 1 and {MOST_SEATS} seats. For more, write to us."
NOTHING_WRITTEN = {"Order": 0, "Customer": 0, "User": 0, "PaymentMethod": 0, "Attempt": 0, "Letter": 0}


def _without_journal(counts):
    return {name: count for name, count in counts.items() if name != "Entry"}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("seats", "0", SEATS),
        ("seats", "501", SEATS),
        ("seats", "-1", SEATS),
        ("seats", "abc", SEATS),
        ("seats", "1.5", SEATS),
        ("seats", "", SEATS),
        ("seats", "9" * 5000, SEATS),
        ("currency", "JPY", "This plan has no price in JPY. Please choose another currency."),
        ("currency", "", "This plan has no price in . Please choose another currency."),
        ("email", "", "Please fill in your e-mail address."),
        ("email", "nina", "“nina” is not a complete e-mail address. It looks like name@company.example."),
        ("email", "n" * 300 + "@example.com", "Please use at most 254 characters; these are 312."),
        ("name", "", "Please fill in the name."),
        ("name", "   ", "Please fill in the name."),
        ("name", "N" * 121, "Please use at most 120 characters; these are 121."),
        ("company", "N" * 100_000, "Please use at most 120 characters; these are 100000."),
        ("street", "", "Please fill in the street."),
        ("postcode", "5" * 21, "Please use at most 20 characters; these are 21."),
        ("city", "", "Please fill in the city."),
        ("city", "K\x00ln", "Null characters are not allowed."),
        ("country", "", "Please choose a country from the list."),
        ("country", "XX", "Please choose a country from the list."),
        ("consent", "", "Please agree to the renewal before you buy."),
        ("means", "gold", "Please choose how to pay."),
        ("means", "", "Please choose how to pay."),
        ("number", "", "Please fill in the card number."),
        ("number", "4" * 500, "Please use at most 40 characters; these are 500."),
        ("cvc", "", "Please fill in the security code."),
        ("expiry", "", "Please write month and year as they stand on the card, such as 09/29."),
        ("expiry", "soon", "Please write month and year as they stand on the card, such as 09/29."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(shop, client, field, typed, said):
    before = traces()

    page = client.post(CHECKOUT, {**filled(client), field: typed})

    assert page.status_code == 422
    assert error_beside(page, field if field != "means" else "means").endswith(said)
    assert traces() == before
    assert _without_journal(before) == NOTHING_WRITTEN


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (card("4242 4242 4242 4241"), "number", "This card number is mistyped. Please compare it with the card."),
        (
            card("4012 8888 8888 1881"),
            "number",
            "This shop is a rehearsal and takes the published test cards only. Your number was not stored.",
        ),
        ({"expiry": "02/26"}, "expiry", "This card has expired, or its expiry date is mistyped."),
        ({"expiry": "13/29"}, "expiry", "This card has expired, or its expiry date is mistyped."),
        ({"cvc": "12"}, "cvc", "The security code has three digits. It stands on the back of the card."),
        ({"means": "wallet", "login": "nobody"}, "login", "The wallet knows nobody by this e-mail address."),
        ({"means": "wallet", "login": ""}, "login", "Please fill in the e-mail address of your wallet."),
    ],
)
def test_what_the_payment_company_refuses_is_said_beside_its_field(shop, client, typed, field, said):
    before = traces()

    page = client.post(CHECKOUT, filled(client, **typed))

    assert 400 <= page.status_code <= 422
    assert error_beside(page, field) == said
    assert traces() == before


def test_what_was_typed_stays_except_number_and_security_code(shop, client):
    page = client.post(CHECKOUT, filled(client, city="", number="4242424242424242", cvc="987")).content.decode()

    for kept in ('value="nina@example.com"', 'value="Nina Weber"', 'value="09/29"', '<option value="DE" selected>'):
        assert kept in page
    assert "4242424242424242" not in page
    assert re.findall(r"\b987\b", page) == []  # by itself: within a random token it means nothing


@pytest.mark.parametrize(
    ("tampered", "status", "said"),
    [
        ({"shown_total": "1"}, 409, "The price is now EUR 79.00."),
        ({"shown_total": "15800"}, 409, "The price is now EUR 79.00."),
        ({"seats": "2"}, 409, "The price is now EUR 158.00."),
        ({"currency": "CHF", "seats": "5"}, 409, "The price is now CHF 395.00."),
        ({"shown_day": "2029-01-01"}, 409, "The renewal date is another one now."),
        ({"shown_day": ""}, 409, "The renewal date is another one now."),
        ({"shown_total": ""}, 422, "This form did not arrive whole."),
        ({"shown_total": "-7900"}, 422, "This form did not arrive whole."),
        ({"shown_total": "9" * 4000}, 422, "This form did not arrive whole."),
        ({"token": ""}, 422, "This form did not arrive whole."),
        ({"token": "short"}, 422, "This form did not arrive whole."),
        ({"token": "t" * 4000}, 422, "This form did not arrive whole."),
    ],
)
def test_nothing_is_bought_that_was_not_shown(shop, client, tampered, status, said):
    before = traces()

    page = client.post(CHECKOUT, {**filled(client), **tampered})

    assert page.status_code == status
    assert said in text_of(page)
    assert traces() == before


def test_the_page_that_tells_of_another_price_can_be_sent_again(shop, client):
    form = filled(client)
    told = client.post(CHECKOUT, {**form, "seats": "2"})

    assert hidden(told)["token"] == form["token"]
    assert client.post(CHECKOUT, {**form, "seats": "2", **hidden(told)}).url.startswith("/order/")


def test_a_delivery_address_that_is_another_one_is_asked_for_in_full(shop, client):
    page = client.post(CHECKOUT, filled(client, same_delivery=None))

    assert page.status_code == 422
    said = [error_beside(page, f"delivery_{part}") for part in ("name", "street", "city", "country")]
    assert said == [
        "Please fill in the name.",
        "Please fill in the street.",
        "Please fill in the city.",
        "Please choose a country from the list.",
    ]


@pytest.mark.parametrize("plan", ["platinum", "free", "professional-2"])
def test_what_is_not_for_sale_has_no_checkout(shop, client, plan):
    for page in (client.get(f"/checkout/{plan}/"), client.post(f"/checkout/{plan}/", {"seats": "1"})):
        assert page.status_code == 404
        assert f"There is no plan “{plan}” for sale." in text_of(page)


def test_an_empty_form_tells_all_that_is_missing_at_once(shop, client):
    page = client.post(CHECKOUT, {})

    assert page.status_code == 422
    assert page.content.decode().count('class="error"') >= 8


@pytest.mark.parametrize("verb", ["put", "delete", "patch"])
def test_other_verbs_are_not_understood(shop, client, verb):
    assert getattr(client, verb)(CHECKOUT).status_code == 405


def test_a_form_from_elsewhere_is_refused(shop):
    assert Client(enforce_csrf_checks=True).post(CHECKOUT, {}).status_code == 403
