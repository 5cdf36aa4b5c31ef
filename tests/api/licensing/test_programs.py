"""What a vendor's program lives through."""

import pytest

from abaca.licensing.feed_import.actions import take_in
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.journal.models import Entry
from abaca.messaging.models import Letter
from tests.api.licensing.program import NONCE, Program
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db


def test_a_program_redeems_activates_validates_and_releases(program, store):
    sold = store.sells()
    program.signs_in("alice@example.org")

    redeemed = program.post("redeem", product_key=sold.text)
    assert redeemed.status_code == 201
    assert redeemed.json()["term"] == {"plan": "professional", "begins": "2026-03-02", "ends": "2027-03-02"}

    activated = program.asks("activate", name="Studio", platform="Debian 12")
    assert activated.status_code == 201
    assert activated.json()["licence"]["devices"] == {"used": 1, "limit": 5}
    assert program.asks("activate", name="Studio").status_code == 200

    verdict = program.asks("validate", product_key=sold.text, token="").json()
    assert (verdict["op"], verdict["valid"], verdict["code"], verdict["nonce"]) == ("validate", True, "ok", NONCE)
    assert verdict["licence"] == activated.json()["licence"]
    assert program.asks("validate").json()["code"] == "ok"

    device = activated.json()["device"]["id"]
    released = program.post("deactivate", device=device, product_key=sold.text, token="")
    assert released.json()["licence"]["devices"] == {"used": 0, "limit": 5}
    assert program.asks("validate", product_key=sold.text, token="").json()["code"] == "device_not_active"


def test_a_licence_looks_as_the_specification_says(program, store):
    sold, next_year = store.sells(), store.sells("advanced")
    program.signs_in("alice@example.org")
    program.post("redeem", product_key=sold.text)
    program.post("redeem", product_key=next_year.text)
    licence = program.get("licences").json()["licences"][0]
    assert licence | {"id": ""} == {
        "id": "",
        "product": "musa-accounting",
        "plan": "professional",
        "standing": "active",
        "begins": "2026-03-02",
        "ends": "2027-03-02",
        "access_until": "2027-03-15T23:00:00.000Z",
        "entitlements": ["EXPORT"],
        "devices": {"used": 0, "limit": 5},
        "next": {"plan": "advanced", "begins": "2027-03-02", "ends": "2028-03-02"},
        "notice": None,
    }
    assert program.asks("activate").json()["licence"]["next"] == licence["next"]
    assert program.asks("validate").json()["licence"] == licence | {"devices": {"used": 1, "limit": 5}}


def test_a_program_shows_what_waits_to_be_seen_to_until_it_is_over(program, store):
    sold, other = store.sells(), store.sells()
    pull(at=NOON)
    place = {"code": "renewal_waits", "url": "https://shop.example/account/orders/26-000002/"}
    store.tells("product_key.noticed", {"ref": sold.ref, **place})
    pull(at=NOON)  # nobody has redeemed it yet: there is no program
    program.signs_in("alice@example.org")
    program.post("redeem", product_key=sold.text)
    assert program.asks("activate").json()["licence"]["notice"] is None

    told = [store.tells("product_key.noticed", {"ref": sold.ref, **place})]
    for _twice in range(2):
        pull(at=NOON)
        by_token, by_key = (
            program.asks("validate", **how).json() for how in ({}, {"product_key": sold.text, "token": ""})
        )
        assert (
            by_token["licence"]["notice"]
            == by_key["licence"]["notice"]
            == {
                **place,
                "sentence": "The renewal of this licence waits for a confirmation by whoever bought it.",
            }
        )
        assert by_key["valid"] is True
        take_in(told, at=NOON)

    store.tells("product_key.noticed", {"ref": sold.ref, "code": "of_a_newer_store", "url": "https://shop.example/"})
    pull(at=NOON)
    assert program.asks("validate").json()["licence"]["notice"] is None  # it is kept, and not shown

    store.tells("product_key.noticed", {"ref": sold.ref, "code": None, "url": None})
    store.tells("product_key.noticed", {"ref": other.ref, **place})
    pull(at=NOON)
    take_in(told, at=NOON)  # an old document that comes once more
    assert program.asks("validate").json()["licence"]["notice"] is None
    assert program.get("licences").json()["licences"][0]["notice"] is None
    words = Entry.objects.filter(what__startswith="licence.notice").values_list("what", flat=True)
    assert list(words) == ["licence.notice_shown", "licence.notice_shown", "licence.notice_over"]


def test_why_a_date_is_what_it_is_can_be_asked(program, store):
    sold = store.sells()
    program.signs_in("alice@example.org")
    licence = program.post("redeem", product_key=sold.text).json()["licence"]["id"]
    whole = program.get(f"licences/{licence}").json()
    assert whole["terms"] == [{"plan": "professional", "begins": "2026-03-02", "ends": "2027-03-02"}]
    assert [(entry["kind"], entry["cause"]) for entry in whole["entries"]] == [("grant", sold.ref)]
    assert whole["product_keys"][0]["hint"] == f"…{sold.text[-5:]}"


def test_who_has_a_licence_is_active_after_signing_in_without_any_key(program, store):
    redeems(make_account("alice@example.org"), store.sells())
    answer = program.signs_in("Alice@Example.org", product=program.product, name="Laptop").json()
    assert answer["account"] == {"email": "alice@example.org"}
    assert answer["licence"]["standing"] == "active"
    assert answer["activation"]["device"]["name"] == "Laptop"


def test_a_refused_activation_does_not_spoil_the_sign_in(program, store):
    store.describes("small", devices=0)
    redeems(make_account("alice@example.org"), store.sells("small"))
    answer = program.signs_in("alice@example.org")
    assert answer.status_code == 200
    assert answer.json()["activation"]["error"]["code"] == "device_limit"


def test_a_new_account_has_no_licence_yet(program, store):
    answer = program.signs_in("new@example.org").json()
    assert (answer["licence"], answer["activation"]) == (None, None)


def test_with_a_token_an_unredeemed_key_is_redeemed_by_activating(program, store):
    sold = store.sells()
    program.signs_in("alice@example.org", product="")
    assert program.asks("activate", product_key=sold.text).status_code == 201
    assert program.asks("activate", product_key=sold.text, token="").json()["already"]


def test_a_full_licence_lists_its_devices_and_lets_one_be_replaced(client, store):
    store.describes("pair", devices=2)
    sold = store.sells("pair")
    redeems(make_account(), sold)
    one, two, three = (Program(client, fingerprint=letter * 64) for letter in "abc")
    one.asks("activate", product_key=sold.text, name="One")
    two.asks("activate", product_key=sold.text, name="Two")

    refused = three.asks("activate", product_key=sold.text)
    assert refused.status_code == 409
    error = refused.json()["error"]
    assert [device["name"] for device in error["detail"]["devices"]] == ["One", "Two"]

    first = error["detail"]["devices"][0]["id"]
    replaced = three.asks("activate", product_key=sold.text, replace_device=first)
    assert (replaced.status_code, replaced.json()["replaced"]) == (201, first)
    [letter] = Letter.objects.filter(kind="device_released")
    assert (letter.context["device"], letter.context["places"]) == ("One", {"used": 2, "of": 2})
    assert one.asks("validate", product_key=sold.text).json()["code"] == "device_not_active"


def test_last_years_key_stays_a_name_of_the_licence(program, store):
    alice, first, second = make_account(), store.sells(), store.sells()
    redeems(alice, first)
    redeems(alice, second)
    assert program.asks("activate", product_key=second.text).status_code == 201
    assert program.asks("validate", product_key=first.text.lower().replace("-", " ")).json()["valid"]


def test_signing_out_ends_the_token(program, store):
    program.signs_in("alice@example.org", product="")
    assert program.post("sign-out").status_code == 200
    assert program.get("licences").json()["error"]["code"] == "token_invalid"


def test_a_token_is_of_no_use_on_another_machine(program, store, client):
    program.signs_in("alice@example.org", product="")
    thief = Program(client, fingerprint="0" * 64, token=program.token)
    for path in ("activate", "validate"):
        answer = thief.asks(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token_invalid")


def test_releasing_a_device_ends_its_token(program, store):
    redeems(make_account("alice@example.org"), store.sells())
    program.signs_in("alice@example.org")
    program.asks("deactivate")
    assert program.asks("validate").json()["error"]["code"] == "token_invalid"
