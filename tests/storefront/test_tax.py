"""What a buyer sees of his tax: it follows his country, postcode, company and VAT number while he types."""

import pytest

from abaca.store.orders.models import Order
from abaca.store.tax.models import Registration, VatCheck

from .counter import CHECKOUT, card, filled, hidden, text_of

TOKEN = "t" * 43
COMPANY = {"company": "Huber OG", "country": "AT", "postcode": "1010"}
GERMAN_CARD = card("4000 0027 6000 0016")


def updated(client, **typed):
    form = {"seats": "1", "currency": "EUR", "token": TOKEN, **typed, "update": "1"}
    return client.post(CHECKOUT, form)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"country": "IT"}, ["Of this, VAT 22 %", "Pay EUR 79.00"]),
        ({"country": "IT", "postcode": "I-23041"}, ["No VAT", "Pay EUR 79.00"]),
        ({"country": "ES", "postcode": "35001"}, ["this place in Spain lies outside the area"]),
        ({"country": "AT", "postcode": "6691"}, ["VAT 19 %"]),
        (COMPANY, ["VAT 20 %", "EUR 65.83", "EUR 13.17", "Pay EUR 79.00"]),
        ({**COMPANY, "vat_id": "ATU11111116"}, ["No VAT, reverse charge", "Pay EUR 65.83", "is confirmed"]),
        ({**COMPANY, "vat_id": "u 1111 1116"}, ["No VAT, reverse charge"]),
        ({**COMPANY, "vat_id": "ATU22222226"}, ["The register does not know this VAT number", "Pay EUR 79.00"]),
        ({**COMPANY, "vat_id": "ATU66666663"}, ["does not answer at the moment", "Pay EUR 79.00"]),
        ({**COMPANY, "vat_id": "ATU11111117"}, ["This VAT number is mistyped", "Pay EUR 79.00"]),
        ({"country": "US", "company": "Smith Inc."}, ["No VAT, export", "Pay EUR 79.00"]),
        ({"country": "DE", "postcode": "78266", "vat_id": "DE111111117"}, ["VAT 8.1 %"]),
    ],
)
def test_the_summary_follows_what_the_tax_depends_on(shop, client, typed, said):
    page = updated(client, **typed)
    for words in said:
        assert words in text_of(page)


def test_the_register_is_asked_once_for_a_form(shop, client):
    for _time in range(3):
        updated(client, **COMPANY, vat_id="ATU11111116")
        updated(client, **COMPANY, vat_id="ATU66666663")
    assert sorted(VatCheck.objects.values_list("vat_id", "tries")) == [("ATU11111116", 1), ("ATU66666663", 1)]


def test_without_the_token_of_a_form_nobody_is_asked(shop, client):
    updated(client, **COMPANY, vat_id="ATU11111116", token="x")
    assert not VatCheck.objects.exists()


def test_what_was_shown_is_what_is_bought(shop, client):
    bought = client.post(CHECKOUT, filled(client, **COMPANY, vat_id="ATU11111116"), follow=True)
    [order] = Order.objects.all()
    assert "Your product key is here" in text_of(bought)
    assert (order.gross, order.tax_category, order.vat_id) == (6583, "AE", "ATU11111116")


def test_mistyped_digits_are_told_beside_the_field_and_buy_nothing(shop, client):
    page = client.post(CHECKOUT, filled(client, **COMPANY, vat_id="ATU11111117"))
    assert page.status_code == 422
    assert "This VAT number is mistyped" in text_of(page)
    assert 'value="ATU11111117"' in page.content.decode()
    assert not Order.objects.exists()


def test_a_closed_market_is_told_and_buys_nothing(shop, client):
    Registration.objects.all().delete()
    assert "We cannot sell to this country yet" in text_of(updated(client, country="DE"))
    page = client.post(CHECKOUT, filled(client))
    assert page.status_code == 409
    assert not Order.objects.exists()


def test_a_card_from_elsewhere_asks_where_the_buyer_lives(shop, client):
    form = filled(client, country="IT", **GERMAN_CARD)
    asked = client.post(CHECKOUT, form)
    assert asked.status_code == 409
    assert "You wrote Italy, but your card points to Germany." in text_of(asked)
    assert 'name="country_confirmed"' in asked.content.decode()
    assert not Order.objects.exists()

    bought = client.post(CHECKOUT, {**form, **hidden(asked), "country_confirmed": "on"}, follow=True)
    assert "Your product key is here" in text_of(bought)
    assert [sign["kind"] for sign in Order.objects.get().evidence] == ["billing", "card", "declared"]


def test_nobody_is_asked_without_need(shop, client):
    assert 'name="country_confirmed"' not in client.get(CHECKOUT).content.decode()
    client.post(CHECKOUT, filled(client, **GERMAN_CARD))
    assert [sign["kind"] for sign in Order.objects.get().evidence] == ["billing", "card"]


@pytest.mark.parametrize(
    ("header", "sent", "kinds"),
    [
        ("CF-IPCountry", "DE", ["billing", "network"]),
        ("CF-IPCountry", "XX", ["billing"]),  # it does not know
        ("", "DE", ["billing"]),  # nobody was named who may write it
    ],
)
def test_a_server_before_the_shop_may_tell_the_country_of_a_connection(shop, client, settings, header, sent, kinds):
    settings.COUNTRY_HEADER = header
    client.post(CHECKOUT, filled(client), headers={"CF-IPCountry": sent})
    assert [sign["kind"] for sign in Order.objects.get().evidence] == kinds
