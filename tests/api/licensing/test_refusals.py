"""How the API says no: one table of codes, and nothing that a stranger could learn from it."""

import json
from datetime import timedelta

import pytest

from abaca.licensing.feed_import.jobs import pull
from tests.api.licensing.program import NONCE, Program, code_for
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db
UNKNOWN = "A0123-45678-9ABCD-EFGHJ-KM583"


def said(response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


@pytest.mark.parametrize(
    ("path", "members", "status", "code"),
    [
        ("validate", {"product_key": UNKNOWN, "nonce": None}, 400, "invalid_request"),
        ("validate", {"product_key": UNKNOWN, "nonce": "short"}, 400, "invalid_request"),
        ("validate", {"product_key": UNKNOWN, "product": None}, 400, "invalid_request"),
        ("validate", {"product_key": UNKNOWN, "fingerprint": ""}, 400, "invalid_request"),
        ("validate", {"product_key": UNKNOWN, "entitlements": "EXPORT"}, 400, "invalid_request"),
        ("validate", {"product_key": UNKNOWN, "fingerprint": "f" * 4097}, 413, "too_large"),
        ("validate", {"product_key": UNKNOWN, "product": "nothing"}, 404, "product_unknown"),
        ("validate", {"product_key": "RT2GZ-SKYPD-8W86G-9K64N-Y6M2V"}, 422, "product_key_mistyped"),
        ("validate", {}, 401, "token_missing"),
        ("activate", {}, 401, "token_missing"),
        ("activate", {"product_key": UNKNOWN}, 404, "product_key_unknown"),
        ("activate", {"product_key": UNKNOWN, "product": "nothing"}, 404, "product_unknown"),
        ("activate", {"product_key": UNKNOWN, "replace_device": "that one"}, 400, "invalid_request"),
        ("redeem", {"product_key": UNKNOWN}, 401, "token_missing"),
        ("sign-in", {"email": "nobody at home"}, 400, "invalid_request"),
        ("sign-in/confirm", {"challenge": "x", "code": "123456"}, 410, "code_expired"),
        ("sign-out", {}, 401, "token_missing"),
        ("nowhere", {}, 404, "not_found"),
    ],
)
def test_the_table_of_refusals(program, store, path, members, status, code):
    assert said(program.asks(path, **members)) == (status, code)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"product":"\\u0000"}', b"\xff\xfe", b"[" * 60000])
def test_what_cannot_be_read_is_refused(program, store, body):
    assert said(program.post("validate", body)) == (400, "invalid_request")


def test_a_giant_body_is_refused(program, store):
    assert said(program.post("validate", b'{"a":"' + b"x" * 70_000 + b'"}')) == (413, "too_large")


def test_a_call_by_the_wrong_method_is_refused(client, db):
    assert said(client.get("/api/licensing/v1/validate")) == (400, "invalid_request")


def test_a_mistyped_key_comes_back_with_its_diagnosis(program, store):
    error = program.asks("activate", product_key="RT2GZ-SKYPD-8W86G-9K64N-Y6M2V").json()["error"]
    assert error["detail"]["diagnosis"] == {
        "kind": "one_wrong",
        "position": 12,
        "group": 3,
        "typed": "W",
        "expected": "J",
        "suggestion": "RT2GZ-SKYPD-8J86G-9K64N-Y6M2V",
    }


def test_checking_a_key_asks_no_table_about_it(program, store):
    assert program.post("product-keys/check", product_key=UNKNOWN).json()["diagnosis"] == {"kind": "ok"}
    assert program.post("product-keys/check", product_key="").json()["diagnosis"] == {"kind": "empty"}


def test_void_and_unknown_keys_get_the_same_answer(program, store):
    sold = store.sells()
    store.withdraws(sold, "2026-03-02")
    pull(at=NOON)
    answers = [program.asks("activate", product_key=text) for text in (sold.text, UNKNOWN)]
    bodies = [answer.json() | {"request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]
    assert bodies[0]["error"]["detail"] == {"feed_checked": True}


def test_a_key_that_nobody_redeemed_needs_a_sign_in(program, store):
    sold = store.sells()
    assert said(program.asks("activate", product_key=sold.text)) == (409, "product_key_not_redeemed")
    assert program.asks("validate", product_key=sold.text).json()["code"] == "product_key_not_redeemed"


def test_a_key_of_another_product_is_told_apart(program, store):
    sold = store.sells()
    redeems(make_account(), sold)
    store.product = "musa-invoices"
    store.describes("solo")
    pull(at=NOON)
    program.product = "musa-invoices"
    assert said(program.asks("activate", product_key=sold.text)) == (409, "product_mismatch")
    verdict = program.asks("validate", product_key=sold.text).json()
    assert (verdict["valid"], verdict["code"], verdict["licence"]) == (False, "product_mismatch", None)


def test_the_language_of_the_message_is_the_readers_but_the_code_is_stable(client, store):
    sent = json.dumps({"product": "musa-accounting", "product_key": UNKNOWN, "fingerprint": "f"}).encode()
    said_in = {
        language: client.post(
            "/api/licensing/v1/activate", sent, content_type="application/json", headers={"Accept-Language": language}
        ).json()["error"]["code"]
        for language in ("en", "de", "fr")
    }
    assert set(said_in.values()) == {"product_key_unknown"}


def test_a_blocked_network_is_refused_for_every_key_but_not_for_a_device_in_use(client, store):
    sold, fresh = store.sells(), store.sells()
    redeems(make_account(), sold)
    old, new = Program(client), Program(client, fingerprint="0" * 64)
    old.asks("activate", product_key=sold.text)
    for _try in range(10):
        assert new.asks("validate", product_key=UNKNOWN).json()["code"] == "product_key_unknown"
    for path, text in [
        ("validate", UNKNOWN),
        ("validate", sold.text),
        ("activate", sold.text),
        ("activate", fresh.text),
    ]:
        answer = new.asks(path, product_key=text)
        assert said(answer) == (429, "rate_limited")
        assert answer.headers["Retry-After"] == "60"
    assert old.asks("validate", product_key=sold.text).json()["valid"]
    assert old.asks("activate", product_key=sold.text).status_code == 200


def test_codes_are_guessed_five_times_and_no_more(program, store):
    challenge = program.asks("sign-in", email="alice@example.org").json()["challenge"]
    right = code_for("alice@example.org")
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    tries = [program.asks("sign-in/confirm", challenge=challenge, code=wrong) for _try in range(5)]
    assert [said(each) for each in tries] == [(401, "code_wrong")] * 5
    assert [each.json()["error"]["detail"]["tries_left"] for each in tries] == [4, 3, 2, 1, 0]
    assert said(program.asks("sign-in/confirm", challenge=challenge, code=right)) == (410, "code_expired")


def test_a_new_code_ends_the_old_one(program, store):
    first = program.asks("sign-in", email="alice@example.org").json()["challenge"]
    old = code_for("alice@example.org")
    program.asks("sign-in", email="Alice@EXAMPLE.org")
    assert said(program.asks("sign-in/confirm", challenge=first, code=old)) == (410, "code_expired")


def test_a_code_of_another_device_is_refused(program, store, client):
    challenge = program.asks("sign-in", email="alice@example.org").json()["challenge"]
    thief = Program(client, fingerprint="0" * 64)
    code = code_for("alice@example.org")
    assert said(thief.asks("sign-in/confirm", challenge=challenge, code=code)) == (401, "code_wrong")


def test_a_code_is_valid_for_ten_minutes(program, store, clock):
    challenge = program.asks("sign-in", email="alice@example.org").json()["challenge"]
    clock.travel_to(NOON + timedelta(minutes=10))
    code = code_for("alice@example.org")
    assert said(program.asks("sign-in/confirm", challenge=challenge, code=code)) == (410, "code_expired")


def test_known_and_unknown_addresses_get_the_same_answer(program, store):
    make_account("alice@example.org")
    answers = [program.asks("sign-in", email=email) for email in ("alice@example.org", "nobody@example.org")]
    assert [(answer.status_code, sorted(answer.json())) for answer in answers] == [
        (202, ["challenge", "expires_in", "nonce", "op", "resend_after", "ts"])
    ] * 2


def test_the_fourth_code_for_an_address_has_to_wait(program, store):
    answers = [program.asks("sign-in", email="alice@example.org") for _try in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]
    assert answers[-1].headers["Retry-After"] == "900"


def test_a_network_gets_twenty_codes_an_hour(program, store):
    answers = [program.asks("sign-in", email=f"user{number}@example.org") for number in range(21)]
    assert [answer.status_code for answer in answers] == [202] * 20 + [429]


def test_nobody_reaches_the_licence_of_somebody_else(program, store):
    licence = redeems(make_account("bob@example.org"), store.sells()).licence
    program.signs_in("alice@example.org")
    assert said(program.get(f"licences/{licence.uuid}")) == (404, "licence_none")


def test_no_answer_to_a_key_names_a_person(program, store):
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    for path in ("activate", "validate", "deactivate"):
        assert "@" not in program.asks(path, product_key=sold.text).content.decode()


def test_an_entitlement_that_the_plan_lacks_is_missed(program, store):
    sold = store.sells()
    redeems(make_account(), sold)
    program.asks("activate", product_key=sold.text)
    verdict = program.asks("validate", product_key=sold.text, entitlements=["EXPORT", "MULTI_CURRENCY"]).json()
    assert (verdict["valid"], verdict["code"]) == (False, "entitlement_missing")


@pytest.mark.parametrize(("days", "valid", "code"), [(364, True, "ok"), (366, True, "grace"), (379, False, "expired")])
def test_a_licence_ends_by_the_clock_alone(program, store, clock, days, valid, code):
    sold = store.sells()
    redeems(make_account(), sold)
    program.asks("activate", product_key=sold.text)
    clock.travel_to(NOON + timedelta(days=days))
    verdict = program.asks("validate", product_key=sold.text).json()
    assert (verdict["valid"], verdict["code"]) == (valid, code)


def test_a_smaller_plan_names_the_devices_that_are_too_many(program, store, client):
    sold = store.sells()
    redeems(make_account(), sold)
    for letter in "abc":
        Program(client, fingerprint=letter * 64).asks("activate", product_key=sold.text, name=letter)
    store.describes("professional", devices=2)
    pull(at=NOON)
    verdict = Program(client, fingerprint="a" * 64).asks("validate", product_key=sold.text).json()
    assert (verdict["valid"], verdict["code"]) == (False, "too_many_devices")
    assert [device["name"] for device in verdict["devices"]] == ["a", "b", "c"]


def test_a_nonce_comes_back(program, store):
    assert program.asks("sign-in", email="alice@example.org").json()["nonce"] == NONCE
