import argparse
from datetime import date

import pytest
from tests.conftest import NOON

from abaca.dispatch.models import Present
from abaca.operations.commands.sell import answer, describe
from abaca.operations.filling import open_shop
from abaca.store.orders.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_open_shop() -> None:
    open_shop(valid_from=date(2026, 1, 1), at=NOON)


def sell(*words: str) -> dict:
    parser = argparse.ArgumentParser()
    describe(parser)
    return answer(parser.parse_args(words))


def test_a_script_buys_two_seats_and_reads_its_product_keys():
    told = sell("--seats", "2", "--currency", "chf", "--email", "robot@example.com")
    order = Order.objects.get()
    keys = told.pop("product_keys")
    assert told == {
        "order": order.number,
        "ref": order.ref,
        "state": "paid",
        "total": {"amount": 15800, "currency": "CHF"},
        "invoice": "MS26-000001",
    }
    assert [len(key) for key in keys] == [29, 29]
    assert order.email == "robot@example.com"


def test_a_declined_card_leaves_an_order_without_a_product_key():
    told = sell("--card", "4000000000009987")
    assert (told["state"], told["invoice"], told["product_keys"]) == ("placed", None, [])


def test_the_same_token_sells_once():
    assert sell("--token", "night build") == sell("--token", "night build")
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--plan", "platinum"], "plan_not_for_sale"),
        (["--seats", "0"], "seats_out_of_range"),
        (["--currency", "XYZ"], "no_price_in_currency"),
        (["--card", "4111111111111112"], "card_number_wrong"),
        (["--country", "ZZ"], "country_unknown"),
        (["--email", "nobody"], "email_broken"),
    ],
)
def test_a_refusal_has_its_code_and_its_sentence(words, code):
    told = sell(*words)
    assert told["error"]["code"] == code
    assert told["error"]["sentence"].endswith((".", "?"))
    assert not Order.objects.exists()


def test_a_shop_without_a_clock_of_its_own_is_in_earnest_and_sells_nothing_here():
    Present.objects.all().delete()
    assert sell()["error"]["code"] == "no_rehearsal"
    assert not Order.objects.exists()
