import re
from datetime import date

import pytest

from abaca.access.models import User
from abaca.dispatch.queries import present as shop_time
from abaca.store.customers.models import Address, Consent
from abaca.store.newsletters.models import Declaration
from abaca.store.orders.models import Order
from abaca.store.payments.models import Attempt
from abaca.storefront.ways import order_page
from tests.makers.shop import BOB

from .counter import CHECKOUT, card, filled, hidden, text_of


def test_who_fills_in_the_form_has_his_product_key_on_the_next_page(shop, client):
    bought = client.post(CHECKOUT, filled(client, seats="2"), follow=True)

    [order] = Order.objects.all()
    assert bought.redirect_chain[0][0].startswith("/order/")
    assert order.state == "paid"
    for key in shop.look_at(order).keys:
        assert f'data-copy="{key.text}"' in bought.content.decode()
    assert (
        "Active until 2 March 2027. Renews automatically on that day for EUR 158.00 with Visa ending 4242."
        in text_of(bought)
    )


def test_what_was_agreed_to_is_kept_in_the_words_that_were_shown(shop, client):
    shown = client.post(CHECKOUT, {**filled(client, seats="2"), "update": "1"})
    client.post(CHECKOUT, filled(client, seats="2"))

    [consent] = Consent.objects.all()
    words = consent.wording.replace("\xa0", " ")
    assert words == "Musa Accounting Professional renews on 2 March 2027 for EUR 158.00 unless you cancel before."
    assert words in text_of(shown)


def test_who_pays_by_transfer_agrees_to_a_term_that_begins_with_his_money(shop, client):
    client.post(CHECKOUT, filled(client, means="transfer"))

    [consent] = Consent.objects.all()
    assert "begins when your money arrives" in consent.wording


def test_the_newsletter_is_free_to_refuse_and_comes_unticked(shop, client):
    page = client.get(CHECKOUT).content.decode()
    assert 'name="newsletter"' in page
    assert page.count("checked") == 2  # the same delivery address, and the card

    client.post(CHECKOUT, filled(client))
    assert not Declaration.objects.exists()


def test_who_ticks_the_box_agrees_to_its_very_words(shop, client):
    client.post(CHECKOUT, filled(client, newsletter="on"))
    [line] = Declaration.objects.all()
    assert (line.saying, line.version, line.language) == ("consented", "checkout consent 1", "en")
    assert line.wording == "Send me news about the program from time to time. I can stop this by one click."
    assert line.about == Order.objects.get().ref


@pytest.mark.parametrize(("ticked", "saying"), [({}, "told"), ({"no_newsletter": "on"}, "objected")])
def test_where_the_law_allows_it_a_buyer_is_told_and_may_object_at_once(shop, client, settings, ticked, saying):
    settings.NEWSLETTER_TO_CUSTOMERS = True
    shown = text_of(client.post(CHECKOUT, {"country": "DE", "update": "1"}))
    assert "You can object at any time" in shown
    assert "Send me news about" not in shown

    client.post(CHECKOUT, filled(client, told_of_newsletter="on", **ticked))
    [line] = Declaration.objects.all()
    assert (line.saying, line.version) == (saying, "checkout notice 1")
    assert "similar programs" in line.wording


@pytest.mark.parametrize("country", ["", "PL", "US"])
def test_elsewhere_a_buyer_is_asked(shop, client, settings, country):
    settings.NEWSLETTER_TO_CUSTOMERS = True
    page = client.post(CHECKOUT, {"country": country, "update": "1"}).content.decode()
    assert 'name="newsletter"' in page
    assert "told_of_newsletter" not in page


def test_a_tick_stays_when_the_summary_is_asked_for(shop, client):
    page = client.post(CHECKOUT, {"country": "DE", "newsletter": "on", "update": "1"}).content.decode()
    assert re.search(r'<input type="checkbox" name="newsletter"[^>]* checked>', page)


@pytest.mark.parametrize(
    ("country", "renews_on"),
    [("DE", date(2027, 3, 2)), ("NZ", date(2027, 3, 3)), ("US", date(2027, 3, 2)), ("", date(2027, 3, 2))],
)
def test_the_day_of_the_renewal_is_a_day_where_the_buyer_lives(shop, client, country, renews_on):
    page = client.post(CHECKOUT, {"seats": "1", "currency": "EUR", "country": country, "update": "1"})

    assert hidden(page)["shown_day"] == renews_on.isoformat()


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("CH", "Of this, VAT 8.1 % CHF 11.84"),
        ("LI", "Of this, VAT 8.1 % CHF 11.84"),
        ("DE", "Of this, VAT 19 % CHF 25.23"),
        ("US", "No VAT, export CHF 0.00"),
    ],
)
def test_the_summary_explains_the_tax(shop, client, country, said):
    page = client.post(CHECKOUT, {"seats": "2", "currency": "CHF", "country": country, "update": "1"})

    assert page.status_code == 200
    assert said in text_of(page)
    assert "Pay CHF 158.00" in text_of(page)
    assert not Order.objects.exists()


def test_the_summary_can_be_updated_with_an_unfinished_form_and_keeps_what_was_typed(shop, client):
    page = client.post(CHECKOUT, {"seats": "3", "currency": "USD", "email": "nina@", "token": "t" * 43, "update": "1"})

    said = page.content.decode()
    assert page.status_code == 200
    assert 'value="nina@"' in said
    assert 'class="error"' not in said
    assert hidden(page)["token"] == "t" * 43


def test_a_double_click_buys_once(shop, client):
    form = filled(client)

    first, second = client.post(CHECKOUT, form), client.post(CHECKOUT, form)

    assert Order.objects.count() == Attempt.objects.count() == 1
    assert first.url.split("/")[1] == second.url.split("/")[1] == "order"


def test_who_comes_back_a_day_later_with_the_same_form_finds_his_order(shop, client, clock):
    form = filled(client)
    client.post(CHECKOUT, form)
    clock.travel_to("2026-03-03")

    again = client.post(CHECKOUT, {**form, "seats": "9", "number": ""}, follow=True)

    assert Order.objects.count() == 1
    assert "Your product key is here" in text_of(again)


def test_two_forms_are_two_orders(shop, client):
    client.post(CHECKOUT, filled(client))
    client.post(CHECKOUT, filled(client))

    assert Order.objects.count() == 2


def test_the_delivery_address_may_be_another_one(shop, client):
    other = {"name": "Otto Weber", "street": "Ring 4", "postcode": "1010", "city": "Wien", "country": "AT"}
    form = filled(client, same_delivery=None, **{f"delivery_{part}": value for part, value in other.items()})

    client.post(CHECKOUT, form)

    [order] = Order.objects.all()
    assert order.delivery == {**other, "company": "", "vat_id": ""}
    assert order.billing["city"] == "Köln"
    assert Address.objects.get(kind="delivery").city == "Wien"


def test_the_language_of_the_visitor_goes_into_the_order(shop, client):
    client.post("/language/setlang/", {"language": "fr"})
    client.post(CHECKOUT, filled(client))

    [order] = Order.objects.all()
    assert (order.language, order.customer.language) == ("fr", "fr")


@pytest.mark.parametrize(
    ("typed", "leads_to", "said"),
    [
        (card("4000002760003184"), "/rehearsal/3-d-secure/", ""),
        (card("4000000000009995"), "/pay/", "not enough money"),
        (card("4000000000009987"), "/pay/", "does not accept this card any more"),
        (card("4000000000000069"), "/pay/", "This card has expired"),
        (card("4000000000000077"), "/order/", "Your bank has not answered yet"),
        (card("4000000000001042"), "/order/", "Your bank has not answered yet"),
        ({"means": "wallet", "login": "nina@example.com"}, "/order/", "Your product key is here"),
        ({"means": "wallet", "login": "empty@example.com"}, "/pay/", "not enough money"),
        ({"means": "transfer"}, "/order/", "Please transfer EUR 79.00"),
    ],
)
def test_what_the_bank_says_decides_about_the_next_page(shop, client, typed, leads_to, said):
    bought = client.post(CHECKOUT, filled(client, **typed))

    assert bought.url.startswith(leads_to)
    if said:
        assert said in text_of(client.get(bought.url))


@pytest.mark.parametrize(
    ("answer", "leads_to", "said"),
    [
        ("confirm", "/order/", "Your product key is here"),
        ("refuse", "/pay/", "The payment was not confirmed with your bank."),
    ],
)
def test_who_comes_back_from_his_bank_reads_what_became_of_it(shop, client, answer, leads_to, said):
    asked = client.post(CHECKOUT, filled(client, **card("4000002760003184")))

    back = client.post(asked.url, {"answer": answer}, follow=True)

    assert back.redirect_chain[-1][0].startswith(leads_to)
    assert said in text_of(back)


def test_who_comes_back_without_an_answer_is_shown_the_way_to_his_bank(shop, client):
    form = filled(client, **card("4000002760003184"))
    asked = client.post(CHECKOUT, form)
    own_page = order_page(Order.objects.get(), at=shop_time())

    back = client.get(f"{own_page}back/", follow=True)

    assert "Your bank waits for you" in text_of(back)
    assert f'href="{asked.url}"' in back.content.decode()
    assert client.post(CHECKOUT, form).url == asked.url


def test_looking_again_asks_the_bank_until_it_has_answered(shop, client, clock):
    bought = client.post(CHECKOUT, filled(client, **card("4000000000000077")))
    assert "Your bank has not answered yet" in text_of(client.get(f"{bought.url}back/", follow=True))

    clock.travel_to("2026-03-02T15:00")

    assert "Your product key is here" in text_of(client.get(f"{bought.url}back/", follow=True))


def test_who_is_logged_in_finds_what_he_told_before_filled_in_with_his_tax(shop, client):
    shop.sells(to=BOB)
    client.force_login(User.objects.get(email=BOB.email))

    page = client.get(CHECKOUT)

    form = page.context["form"]
    assert {name: form[name].value() for name in ("email", "name", "street", "postcode", "city", "country")} == {
        "email": BOB.email,
        "name": BOB.name,
        "street": BOB.street,
        "postcode": BOB.postcode,
        "city": BOB.city,
        "country": "AT",
    }
    assert "VAT 20 %" in text_of(page)


def test_a_guest_finds_an_empty_form(shop, client):
    assert [field.value() for field in client.get(CHECKOUT).context["form"] if field.name == "email"] == [None]


def test_who_tries_many_cards_for_one_address_is_stopped_and_told_so(shop, client):
    for _try in range(20):
        client.post(CHECKOUT, filled(client, **card("4000 0000 0000 0002")))
    refused = client.post(CHECKOUT, filled(client, **card("4000 0000 0000 0002")))
    assert refused.status_code == 429
    assert "Please wait" in text_of(refused)
