"""Spec 5.1: the payer whose program says Free helps himself with a bridge code."""

import re
from datetime import timedelta

from django.test import Client

from abaca.access.models import User
from tests.makers.shop import ALICE, Buyer
from tests.stories.test_activation import ask, redeem_on_the_page


def client_of(person) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=person.email))
    return client


def code_made_on(order_page: str, client: Client) -> str:
    page = client.post(f"{order_page}bridge-code/").content.decode()
    found = re.search(r'data-copy="(\w{4}-\w{4}-\w{4})"', page)
    assert found, "No code was made."
    return found[1]


def test_5_1_seven_days_for_who_paid_and_whose_program_says_free(shop, clock, client):
    order = shop.sells(to=ALICE).order
    alice = client_of(ALICE)
    code = code_made_on(f"/account/orders/{order.number}/", alice)

    answer = ask(client, "bridge", bridge_code=code, fingerprint="a" * 64)
    assert answer.status_code == 200
    assert answer.json()["lease"]["expires"] == "2026-03-09T11:00:00.000Z"
    assert (
        ask(client, "bridge", bridge_code=code, fingerprint="b" * 64).json()["error"]["code"] == "bridge_code_unknown"
    )


def test_5_1_it_helps_when_all_places_are_taken_and_takes_none(shop, clock, letters, client):
    whole = shop.sells(to=ALICE)
    key = whole.keys[0].text
    redeem_on_the_page(client, letters, clock, key)
    for number in range(5):
        assert ask(client, "activate", product_key=key, fingerprint=str(number) * 64).status_code == 201
    full = ask(client, "activate", product_key=key, fingerprint="9" * 64)
    assert full.json()["error"]["code"] == "device_limit"

    code = code_made_on(f"/account/orders/{whole.order.number}/", client_of(ALICE))
    assert ask(client, "bridge", bridge_code=code, fingerprint="9" * 64).status_code == 200
    verdict = ask(client, "validate", product_key=key, fingerprint="0" * 64).json()
    assert (verdict["code"], verdict["licence"]["devices"]["used"]) == ("ok", 5)


def test_5_1_a_code_that_was_forgotten_dies_and_the_next_comes_after_ninety_days(shop, clock, client):
    number = shop.sells(to=ALICE).order.number
    alice = client_of(ALICE)
    code = code_made_on(f"/account/orders/{number}/", alice)
    made = clock.now
    clock.travel_to(made + timedelta(hours=48))
    assert ask(client, "bridge", bridge_code=code, fingerprint="a" * 64).status_code == 404
    assert "bridge-code/" not in alice.get(f"/account/orders/{number}/").content.decode()

    clock.travel_to(made + timedelta(days=91))
    fresh = code_made_on(f"/account/orders/{number}/", alice)
    assert ask(client, "bridge", bridge_code=fresh, fingerprint="a" * 64).status_code == 200
    assert len(Buyer(ALICE).orders) == 1


def test_5_1_the_program_user_makes_one_on_his_own_page(shop, clock, letters, client):
    redeem_on_the_page(client, letters, clock, shop.sells(to=ALICE).keys[0].text)
    found = re.search(r'action="(/licence/[0-9a-f-]+/)bridge-code/"', client.get("/licence/").content.decode())
    code = code_made_on(found[1], client)
    assert ask(client, "bridge", bridge_code=code, fingerprint="a" * 64).status_code == 200
    assert User.objects.filter(email="petra@studio.example").count() == 0  # no customer, and none became of it
