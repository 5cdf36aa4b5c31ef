"""S5, S6, S7, S10, S13, S26: the vendor's account of the one who uses the program."""

import json

from abaca.dispatch.jobs import drain_all
from abaca.licensing.product_keys.models import ProductKey
from abaca.operations.cast import sell
from tests.makers.shop import ALICE, Buyer
from tests.makers.visits import code_for

API = "/api/licensing/v1/"
NONCE = "AAECAwQFBgcICQoLDA0ODw"
USER = "petra@studio.example"  # who works with the program; Alice pays


def ask(client, call, token="", **members):
    """Ask the licensing API as a program does."""
    body = {"product": "musa-accounting", "nonce": NONCE, **members}
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.post(API + call, json.dumps(body), content_type="application/json", headers=headers)


def redeem_on_the_page(client, letters, clock, key, email=USER):
    client.post("/activate/", {"product_key": key})
    client.post("/licence/sign-in/", {"email": email})
    drain_all(at=clock.now)
    return client.post("/licence/code/", {"code": code_for(letters, email)}, follow=True)


def test_s5_s7_s10_a_key_is_redeemed_under_another_e_mail_than_the_payers(shop, clock, letters, client):
    key = shop.sells(to=ALICE).keys[0].text
    assert ask(client, "validate", product_key=key, fingerprint="a" * 64).json()["code"] == "product_key_not_redeemed"

    page = redeem_on_the_page(client, letters, clock, key).content.decode()

    assert "2 March 2027" in page
    activated = ask(client, "activate", product_key=key, fingerprint="a" * 64, name="Studio")
    assert activated.status_code == 201
    verdict = ask(client, "validate", product_key=key, fingerprint="a" * 64).json()
    assert (verdict["valid"], verdict["code"], verdict["licence"]["plan"]) == (True, "ok", "professional")
    assert ALICE.email not in json.dumps(verdict)


def test_s6_normally_nobody_logs_in_the_program_does_it_all(shop, clock, letters, client):
    key = shop.sells(to=ALICE).keys[0].text
    challenge = ask(client, "sign-in", email=USER, fingerprint="b" * 64).json()["challenge"]
    drain_all(at=clock.now)
    signed_in = ask(
        client, "sign-in/confirm", challenge=challenge, code=code_for(letters, USER), fingerprint="b" * 64
    ).json()
    done = ask(client, "activate", token=signed_in["token"], product_key=key, fingerprint="b" * 64)
    assert done.status_code == 201
    assert done.json()["licence"]["ends"] == "2027-03-02"


def test_s13_the_vendors_pages_lead_to_the_payers_account(shop, client):
    assert 'href="/account/' in client.get("/activate/").content.decode()


def test_s26_the_new_key_must_be_activated_and_loses_no_day(shop, clock, letters, client):
    key = shop.sells(to=ALICE).keys[0].text
    redeem_on_the_page(client, letters, clock, key)
    ask(client, "activate", product_key=key, fingerprint="a" * 64)

    clock.travel_to("2027-03-05")
    verdict = ask(client, "validate", product_key=key, fingerprint="a" * 64).json()
    assert (verdict["code"], verdict["licence"]["ends"]) == ("grace", "2027-03-02")

    new_key = Buyer(ALICE).product_keys[1]
    page = redeem_on_the_page(client, letters, clock, new_key).content.decode()
    assert "5 March 2028" in page  # redeemed late: the term begins on the day of its redemption
    verdict = ask(client, "validate", product_key=key, fingerprint="a" * 64).json()
    assert (verdict["code"], verdict["valid"]) == ("ok", True)


def test_a_key_redeemed_early_is_added_to_the_running_term(shop, clock, letters, client):
    first, second = (key.text for key in shop.sells(to=ALICE, seats=2).keys)
    redeem_on_the_page(client, letters, clock, first)
    page = redeem_on_the_page(client, letters, clock, second).content.decode()
    assert "2 March 2028" in page


def test_a_mistyped_key_is_told_which_character(shop, client):
    key = shop.sells(to=ALICE).keys[0].text
    wrong = key[:7] + ("2" if key[7] != "2" else "3") + key[8:]
    page = client.post("/activate/", {"product_key": wrong})
    assert page.status_code == 422
    assert key in page.content.decode()  # the suggestion, as a button

    answer = ask(client, "product-keys/check", product_key=wrong).json()
    assert (answer["diagnosis"]["kind"], answer["diagnosis"]["position"]) == ("one_wrong", 7)


def test_five_devices_and_no_sixth(shop, clock, letters, client):
    key = shop.sells(to=ALICE).keys[0].text
    redeem_on_the_page(client, letters, clock, key)
    answers = [ask(client, "activate", product_key=key, fingerprint=str(n) * 64).status_code for n in range(6)]
    assert answers == [201] * 5 + [409]

    assert ask(client, "deactivate", product_key=key, fingerprint="0" * 64).status_code == 200
    assert ask(client, "activate", product_key=key, fingerprint="9" * 64).status_code == 201


def test_a_key_that_the_feed_has_not_yet_brought_works_at_the_first_try(shop, clock, letters, client):

    order = sell(ALICE, "professional", at=clock.now)
    assert not ProductKey.objects.exists()
    answer = client.post("/activate/", {"product_key": shop.look_at(order).keys[0].text})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/licence/sign-in/")


def test_text_that_no_database_could_keep_is_refused_in_words(shop, client):
    for member in ('"\\ud800"', '"a\\u0000b"'):
        body = f'{{"product": "musa-accounting", "product_key": {member}}}'
        answer = client.post(API + "product-keys/check", body, content_type="application/json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")
