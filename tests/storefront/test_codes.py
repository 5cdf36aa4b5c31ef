"""A code at the checkout, as a visitor meets it."""

from datetime import date

import pytest

from abaca.store.catalogue.actions import Promise, make_coupon, set_tier
from abaca.store.catalogue.models import WrongCode
from abaca.store.catalogue.queries import MOST_WRONG_CODES, plan_for_sale
from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.orders.models import Order
from tests.conftest import NOON
from tests.storefront.counter import CHECKOUT, error_beside, filled, text_of

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def bargains(shop):
    make_coupon(Promise(Discount("SPRING", percent=2000), valid_from=TODAY, in_total=1), at=NOON, by="sam")
    make_coupon(Promise(Discount("FRANCS", amount=500, currency="CHF"), valid_from=TODAY), at=NOON, by="sam")
    plan = plan_for_sale("professional")
    set_tier(plan, Tier(10, percent=1000), valid_from=TODAY, today=TODAY, at=NOON, by="sam")


def test_the_summary_shows_tier_and_code_line_by_line_and_the_renewal_without_the_code(client):
    page = client.post(CHECKOUT, filled(client, seats="12", coupon=" spring ") | {"update": "1"})
    shown = text_of(page)
    assert page.status_code == 200
    for line in (
        "Volume price from 10 seats -EUR 94.80",
        "EUR 948.00 × 10 %",
        "Code SPRING, for one term -EUR 170.64",
        "To pay EUR 682.56",
        "for EUR 853.20, unless you cancel before",
    ):
        assert line in shown


def test_a_code_is_bought_with(client):
    answer = client.post(CHECKOUT, filled(client, coupon="SPRING"))
    assert answer.status_code == 302
    order = Order.objects.get()
    assert (order.state, order.gross) == ("paid", 6320)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("WINTER", "We do not know the code “WINTER”."), ("FRANCS", "This code is for orders in CHF.")],
)
def test_a_code_that_cannot_be_used_is_told_beside_its_field_and_buys_nothing(client, typed, words):
    form = filled(client, coupon=typed)
    for page in (client.post(CHECKOUT, form | {"update": "1"}), client.post(CHECKOUT, form)):
        assert page.status_code in (409, 422)
        assert words in error_beside(page, "coupon")
    assert not Order.objects.exists()


def test_who_guesses_codes_is_asked_to_wait_and_may_buy_without(client):
    form = filled(client) | {"update": "1"}
    for n in range(MOST_WRONG_CODES):
        client.post(CHECKOUT, form | {"coupon": f"GUESS{n}"})
    assert WrongCode.objects.count() == MOST_WRONG_CODES
    assert "Too many codes" in error_beside(client.post(CHECKOUT, form | {"coupon": "SPRING"}), "coupon")
    assert client.post(CHECKOUT, filled(client)).status_code == 302


def test_the_plans_say_what_many_seats_cost(client):
    assert "from 10 seats 10 % less" in text_of(client.get("/"))
