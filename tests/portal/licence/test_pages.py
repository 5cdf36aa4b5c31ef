"""What a holder does on the pages."""

import re

import pytest
from django.test import Client

from abaca.licensing.accounts.queries import find
from abaca.licensing.devices.actions import activate
from abaca.licensing.devices.models import Device
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.licences.models import Licence
from abaca.messaging.models import Letter
from tests.api.licensing.program import code_for
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db


def words(response) -> str:
    """Return the page as it is read, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def signs_in(client: Client, email: str):
    client.post("/licence/sign-in/", {"email": email})
    return client.post("/licence/code/", {"code": code_for(email)}, follow=True)


def test_a_holder_walks_from_the_key_to_the_licence(client, store):
    sold = store.sells()
    typed = client.post("/activate/", {"product_key": f"Your key: {sold.text.lower()}, thank you"})
    assert typed.headers["Location"] == "/licence/sign-in/"
    assert f"…{sold.text[-5:]}" in words(client.get("/licence/sign-in/"))

    sent = client.post("/licence/sign-in/", {"email": "bob@example.org"}, follow=True)
    assert "bob@example.org" in words(sent)

    page = words(client.post("/licence/code/", {"code": code_for("bob@example.org")}, follow=True))
    assert "Your product key is redeemed" in page
    assert "Musa Accounting Professional" in page
    assert "Active until 2 March 2027 ." in page
    assert f"The product key …{sold.text[-5:]} added 1 year of Professional." in page
    assert sold.text not in page


def test_who_is_signed_in_is_asked_before_a_key_is_redeemed(client, store):
    signs_in(client, "bob@example.org")
    typed = client.post("/activate/", {"product_key": store.sells().text}, follow=True)
    assert "It will be added to the licence of bob@example.org" in words(typed)
    assert not Licence.objects.exists()
    assert "Active until 2 March 2027 ." in words(client.post("/activate/redeem/", follow=True))


def test_a_mistyped_key_is_shown_with_its_correction_and_stays_as_typed(client, store):
    page = client.post("/activate/", {"product_key": "RT2GZ-SKYPD-8W86G-9K64N-Y6M2V"})
    assert page.status_code == 422
    assert "Character 12, in group 3: you typed W; did you mean J?" in words(page)
    assert 'value="RT2GZ-SKYPD-8W86G-9K64N-Y6M2V"' in page.content.decode()
    assert 'value="RT2GZ-SKYPD-8J86G-9K64N-Y6M2V"' in page.content.decode()
    assert "Use RT2GZ-SKYPD-8J86G-9K64N-Y6M2V" in words(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Please enter the product key from your delivery letter."),
        ("---", "Please enter the product key from your delivery letter."),
        ("48G7Z-WYRD6-Z1RV0-WHE6M-113C1", "Characters 1 and 2, in group 1, seem to have changed places."),
        ("RT2GZ-SKYPD", "A product key has 25 characters; here are 10."),
        ("RT2GZ-SKYPD-8U86G-9K64N-Y6M2V", "Character 12: U never stands in a product key."),
        ("RT2GZ-SKYPD-8W86G-9K64N-Y6M22", "More than one character differs from a product key."),
        ("x" * 1990, "A product key has 25 characters; here are 1990."),
    ],
)
def test_what_is_wrong_with_a_key_is_said_in_words(client, db, typed, sentence):
    page = client.post("/activate/", {"product_key": typed})
    assert (page.status_code, sentence in words(page)) == (422, True)


def test_an_unknown_key_is_said_to_be_unknown(client, store):
    page = client.post("/activate/", {"product_key": "A0123-45678-9ABCD-EFGHJ-KM583"})
    assert page.status_code == 404
    assert "We do not know this product key." in words(page)


def test_a_key_of_somebody_else_is_refused_in_words(client, store):
    sold = store.sells()
    redeems(make_account("alice@example.org"), sold)
    client.post("/activate/", {"product_key": sold.text})
    page = signs_in(client, "bob@example.org")
    assert page.status_code == 409
    assert "redeemed by somebody else" in words(page)
    assert "alice" not in page.content.decode()


def test_a_wrong_code_can_be_tried_again_and_the_sixth_try_is_over(client, store):
    client.post("/licence/sign-in/", {"email": "bob@example.org"})
    right = code_for("bob@example.org")
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    tries = [client.post("/licence/code/", {"code": wrong}) for _try in range(5)]
    assert [page.status_code for page in tries] == [422] * 5
    assert "You can try 4 more times." in words(tries[0])
    over = client.post("/licence/code/", {"code": right})
    assert over.status_code == 410
    assert "no longer valid" in words(over)
    assert find("bob@example.org") is None


def test_a_code_works_only_in_the_browser_that_asked_for_it(client, store):
    client.post("/licence/sign-in/", {"email": "bob@example.org"})
    thief = Client()
    thief.post("/licence/sign-in/", {"email": "mallory@example.org"})
    session = thief.session
    session["licence_sign_in"] = client.session["licence_sign_in"]
    session.save()
    assert thief.post("/licence/code/", {"code": code_for("bob@example.org")}).status_code == 422


def test_a_broken_address_is_refused_beside_its_field(client, db):
    page = client.post("/licence/sign-in/", {"email": "bob at home"})
    assert (page.status_code, "Please write the address in full" in words(page)) == (422, True)


def test_the_fourth_code_in_a_quarter_of_an_hour_has_to_wait(client, db):
    answers = [client.post("/licence/sign-in/", {"email": "bob@example.org"}) for _try in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "in 15 minutes" in words(answers[-1])


def test_a_device_is_released_by_its_holder(client, store):
    licence = redeems(make_account("bob@example.org"), store.sells()).licence
    activate(licence.pk, fingerprint="f" * 64, name="Studio", platform="Debian 12", at=NOON, by="a test")
    page = signs_in(client, "bob@example.org")
    assert "Devices: 1 of 5" in words(page)
    device = Device.objects.get()
    released = client.post(f"/licence/devices/{device.uuid}/release/", follow=True)
    assert "“Studio” is released." in words(released)
    assert "Devices: 0 of 5" in words(released)

    client.post(f"/licence/devices/{device.uuid}/release/")
    [letter] = Letter.objects.filter(kind="device_released")  # once, and to the holder
    assert letter.context["device"] == "Studio"
    assert letter.context["places"] == {"used": 0, "of": 5}


def test_a_device_of_somebody_else_cannot_be_released(client, store):
    licence = redeems(make_account("alice@example.org"), store.sells()).licence
    device = activate(licence.pk, fingerprint="f" * 64, name="Studio", at=NOON, by="a test").device
    signs_in(client, "bob@example.org")
    client.post(f"/licence/devices/{device.uuid}/release/")
    device.refresh_from_db()
    assert device.deactivated_at is None


def test_the_pages_lead_to_the_account_of_the_payer(client, db):
    for address in ("/activate/", "/licence/sign-in/"):
        assert 'href="/account/"' in client.get(address).content.decode()


def test_without_a_sign_in_the_licence_page_asks_for_one(client, db):
    assert client.get("/licence/").headers["Location"] == "/licence/sign-in/"
    assert client.get("/licence/code/").headers["Location"] == "/licence/sign-in/"
    assert client.get("/activate/redeem/").headers["Location"] == "/activate/"


def test_signing_out_ends_the_session(client, store):
    signs_in(client, "bob@example.org")
    client.post("/licence/sign-out/")
    assert client.get("/licence/").status_code == 302


def test_the_session_holds_no_key_and_no_code(client, store):
    sold = store.sells()
    client.post("/activate/", {"product_key": sold.text})
    client.post("/licence/sign-in/", {"email": "bob@example.org"})
    told = str(dict(client.session.items()))
    assert sold.text not in told
    assert code_for("bob@example.org") not in told


def test_a_key_of_any_form_is_redeemed_on_the_page_and_no_check_of_ours_misleads(client, store):
    store.sells(text="musa 2026/0007-XL", form="foreign")
    pull(at=NOON)
    asked = client.get("/activate/").content.decode()
    assert ("key_field.js" in asked, "25 characters. You can" in asked) == (False, False)
    signs_in(client, "bob@example.org")
    client.post("/activate/", {"product_key": " musa  2026/0007-XL "}, follow=True)
    assert "Active until 2 March 2027 ." in words(client.post("/activate/redeem/", follow=True))
    assert client.post("/activate/", {"product_key": "musa 2026/0008-XL"}).status_code == 422
