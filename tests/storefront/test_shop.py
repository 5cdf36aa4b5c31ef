import pytest

from .counter import text_of


def test_the_plans_stand_side_by_side_with_what_each_can_do(shop, client):
    page = client.get("/")

    said = text_of(page)
    assert page.status_code == 200
    assert [said.count(words) for words in ("Buy Professional", "Buy Advanced")] == [1, 1]
    assert "EUR 79.00" in said
    assert "What happens after buying" in said
    assert 'href="#free"' in page.content.decode()


def test_the_currency_is_remembered_from_the_shop_to_the_checkout(shop, client):
    assert "CHF 79.00" in text_of(client.get("/?currency=chf"))
    assert "CHF 79.00" in text_of(client.get("/"))
    assert "Pay CHF 79.00" in text_of(client.get("/checkout/professional/"))


@pytest.mark.parametrize("currency", ["XXX", "", "' or 1=1", "€", "JPY"])
def test_a_currency_without_prices_leaves_the_usual_one(shop, client, currency):
    page = client.get("/", {"currency": currency})

    assert page.status_code == 200
    assert "EUR 79.00" in text_of(page)


def test_a_look_at_the_shop_takes_seven_statements(shop, client, settings, django_assert_num_queries):
    settings.REHEARSAL = False  # without the bar of the time machine
    client.get("/")

    with django_assert_num_queries(7):
        client.get("/")


@pytest.mark.parametrize(
    ("language", "of_the_page"), [("en", "en"), ("de-CH", "de"), ("fr", "fr"), ("it", "it"), ("pl", "en")]
)
@pytest.mark.parametrize("address", ["/", "/checkout/professional/"])
def test_pages_are_there_in_every_language(shop, client, address, language, of_the_page):
    page = client.get(address, headers={"accept-language": language})

    assert page.status_code == 200
    assert f'<html lang="{of_the_page}"' in page.content.decode()


def test_the_list_of_countries_speaks_the_language_of_the_visitor(shop, client):
    page = client.get("/checkout/professional/", headers={"accept-language": "de"}).content.decode()

    assert '<option value="AT">Österreich</option>' in page
    assert page.index("Österreich") < page.index("Oman") + 200
    assert page.index("Ägypten") < page.index("Belgien")
