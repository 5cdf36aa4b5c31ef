import pytest
from django.contrib.messages import get_messages

from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.gateways.rehearsal.cards import published_numbers
from tests.makers.shop import CHARLIE

WALLETS = "/rehearsal/wallets/"


def balances() -> dict[tuple[str, str], int]:
    return {(wallet.login, wallet.currency): wallet.balance for wallet in rehearsal_company().wallets()}


def test_every_published_number_can_be_copied_and_says_what_it_does(client, db):
    page = client.get("/rehearsal/cards/").content.decode()
    for row in published_numbers():
        assert row.grouped in page
        assert f'data-copy="{row.number}"' in page
        assert str(row.sentence) in page


def test_the_cards_name_an_expiry_that_is_still_to_come(client, db):
    assert "03/2029" in client.get("/rehearsal/cards/").content.decode()


def test_wallets_show_what_is_left(client, shop):
    assert "No wallet has paid here yet." in client.get(WALLETS).content.decode()
    shop.sells(to=CHARLIE)
    page = client.get(WALLETS).content.decode().replace("\xa0", " ")
    assert "charlie@example.com" in page
    assert "EUR 999,921.00" in page


def test_money_is_put_into_an_empty_wallet(client, db):
    response = client.post(WALLETS, {"login": "Empty@example.com", "amount": "100", "currency": "EUR"})
    assert (response.status_code, response.url) == (302, WALLETS)
    assert balances() == {("empty@example.com", "EUR"): 10000}
    assert "EUR\xa0100.00 was put" in str(next(iter(get_messages(response.wsgi_request))))


@pytest.mark.parametrize(
    "form",
    [{"login": "nobody"}, {"login": ""}, {"amount": "-1"}, {"amount": "1.005"}, {"currency": "XXX"}, {"amount": ""}],
)
def test_bad_input_puts_nothing_in(client, db, form):
    response = client.post(WALLETS, {"login": "empty@example.com", "amount": "1", "currency": "EUR"} | form)
    assert response.status_code == 422
    assert balances() == {}
