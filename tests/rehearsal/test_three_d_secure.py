import pytest

from abaca.dispatch.queries import present
from abaca.rehearsal.three_d_secure import way_back
from abaca.store.orders.models import Order
from abaca.store.orders.states import OrderState
from abaca.store.payments.models import Attempt
from abaca.store.workflows.jobs import come_back
from tests.makers.shop import ALICE, card


@pytest.fixture
def attempt(shop) -> Attempt:
    """A payment for which the bank wants to hear its customer."""
    order = shop.sells(to=card(ALICE, "sca")).order
    return Attempt.objects.get(order=order)


def state_after_coming_back(attempt: Attempt) -> str:
    order = Order.objects.get(pk=attempt.order_id)
    return come_back(order, at=present()).state


def test_the_bank_shows_sum_shop_and_card(client, attempt):
    page = client.get(attempt.redirect_url).content.decode().replace("\xa0", " ")
    assert "EUR 79.00" in page
    assert "Musa Software AG" in page
    assert "Visa ending 3184" in page
    assert "Time machine" not in page


def test_who_confirms_has_paid_and_returns_to_the_shop(client, attempt):
    response = client.post(attempt.redirect_url, {"answer": "confirm"})
    assert response.status_code == 302
    assert response.url.startswith("/order/")
    assert response.url.endswith("/back/")
    assert state_after_coming_back(attempt) == OrderState.PAID


def test_who_refuses_pays_nothing_and_returns_as_well(client, shop, attempt):
    response = client.post(attempt.redirect_url, {"answer": "refuse"})
    assert response.url.startswith("/order/")
    assert state_after_coming_back(attempt) == OrderState.PLACED
    attempt.refresh_from_db()
    assert (attempt.state, attempt.decline_code) == ("declined", "authentication_failed")
    assert shop.charges() == []


def test_only_the_first_word_counts(client, shop, attempt):
    client.post(attempt.redirect_url, {"answer": "refuse"})
    client.post(attempt.redirect_url, {"answer": "confirm"})
    assert state_after_coming_back(attempt) == OrderState.PLACED
    page = client.get(attempt.redirect_url).content.decode()
    assert "This question is closed" in page
    assert "Confirm the payment" not in page


@pytest.mark.parametrize("form", [{}, {"answer": ""}, {"answer": "perhaps"}])
def test_no_answer_is_no_answer(client, attempt, form):
    assert client.post(attempt.redirect_url, form).status_code == 422
    assert state_after_coming_back(attempt) == OrderState.PLACED


@pytest.mark.parametrize("ref", ["ch_unknown", "..", "' or 1=1 --"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_charge_is_not_found(client, db, ref, method):
    assert getattr(client, method)(f"/rehearsal/3-d-secure/{ref}").status_code == 404


def test_a_charge_that_asked_nobody_has_no_page(client, shop):
    order = shop.sells(to=ALICE).order
    ref = Attempt.objects.get(order=order).provider_ref
    assert client.get(f"/rehearsal/3-d-secure/{ref}").status_code == 404


@pytest.mark.parametrize(
    ("named", "followed"),
    [
        ("http://localhost:8000/order/abc/back/", "/order/abc/back/"),
        ("/order/abc/back/?a=1#top", "/order/abc/back/?a=1"),
        ("https://evil.example/order/", "/"),
        ("//evil.example/", "/"),
        ("http://localhost:8000//evil.example/", "/"),
        ("http://localhost:8000/\\evil.example/", "/"),
        ("http://localhost:8000/\t/evil.example/", "/"),
        ("https://localhost:8000/order/", "/"),
        ("http:/order/", "/"),
        ("http://localhost:8000@evil.example/", "/"),
        ("http://localhost:9999/order/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
        ("order", "/"),
        ("", "/"),
    ],
)
def test_only_ways_back_into_this_shop_are_followed(named, followed):
    assert way_back(named) == followed
