"""Logging in: by a code that comes by letter, by password, with a second step; nobody learns who has an account."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.test import Client

from abaca.access.actions import set_password
from abaca.access.models import User
from abaca.messaging.letters import render
from abaca.messaging.models import Letter, Urgency
from tests.portal import desk
from tests.portal.desk import ALICE, BOB

pytestmark = pytest.mark.usefixtures("shop")
PASSWORD = "three quiet words"


@pytest.mark.parametrize("path", ["", "orders/", "orders/MS-100001/", "data/", "data/email/", "2fa/"])
def test_a_stranger_is_asked_to_log_in_and_comes_back(path):
    answer = Client().get(f"/account/{path}")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/account/login/?next=/account/{path}"


def test_both_ways_stand_on_one_page_the_code_first():
    page = Client().get("/account/login/").content.decode()

    assert 0 < page.index("Send me a code") < page.index("Log in with the password")


def test_a_code_comes_by_letter_and_lets_its_owner_in():
    desk.buys(BOB)
    client = Client()

    asked = client.post("/account/login/code/", {"email": BOB.email, "next": "/account/orders/"}, follow=True)
    letter = desk.last_letter("access/login_code")
    entered = client.post(
        asked.redirect_chain[-1][0],
        {"code": desk.secret(letter, "code"), "action": "verify", "next": "/account/orders/"},
    )

    assert (letter.to_address, letter.language, letter.urgency) == (BOB.email, "de", Urgency.SECRETS)
    assert letter.whose == User.objects.get(email=BOB.email).ref
    assert desk.secret(letter, "code") not in str(letter.context)
    assert entered.headers["Location"] == "/account/orders/"
    assert client.get("/account/orders/").status_code == 200


def test_two_codes_of_one_instant_are_two_letters():
    desk.buys(ALICE)

    for _turn in range(2):
        Client().post("/account/login/code/", {"email": ALICE.email})

    assert Letter.objects.filter(template="access/login_code").count() == 2


def test_a_wrong_code_is_told_beside_its_field():
    desk.buys(ALICE)
    client = Client()
    client.post("/account/login/code/", {"email": ALICE.email})

    answer = client.post("/account/login/code/confirm/", {"code": "WRONG1"})

    assert "This is not the code." in answer.content.decode()


def test_a_stranger_sees_the_same_page_and_gets_no_letter():
    answer = Client().post("/account/login/code/", {"email": "nobody@nowhere.example"}, follow=True)

    assert answer.redirect_chain[-1][0] == "/account/login/code/confirm/"
    assert not Letter.objects.exists()


def test_a_password_lets_its_owner_in():
    desk.buys(ALICE)
    set_password(ALICE.email, PASSWORD)

    answer = Client().post("/account/login/", {"login": ALICE.email, "password": PASSWORD, "next": "/account/data/"})

    assert answer.headers["Location"] == "/account/data/"


def test_a_wrong_password_is_said_kindly_and_soon_not_tried_any_more():
    desk.buys(ALICE)
    set_password(ALICE.email, PASSWORD)
    client = Client()

    pages = [client.post("/account/login/", {"login": ALICE.email, "password": "wrong"}) for _turn in range(6)]

    assert "do not belong together" in pages[0].content.decode()
    assert "tried too often" in pages[5].content.decode()


def test_a_first_password_is_set_and_told():
    desk.buys(ALICE)
    client = desk.logged_in(ALICE)

    answer = client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})

    assert answer.headers["Location"] == "/account/data/"
    assert User.objects.get(email=ALICE.email).check_password(PASSWORD)
    assert desk.last_letter("access/log_in_changed").context["what"] == "password_set"


def test_a_forgotten_password_is_replaced_through_a_letter():
    desk.buys(ALICE)
    set_password(ALICE.email, PASSWORD)
    client = Client()

    client.post("/account/password/reset/", {"email": ALICE.email})
    link = desk.secret(desk.last_letter("access/password_reset"), "link")
    form = client.get(link.removeprefix(settings.PUBLIC_URL), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "four other quiet words", "password2": "four other quiet words"})

    assert link.startswith(settings.PUBLIC_URL)
    assert User.objects.get(email=ALICE.email).check_password("four other quiet words")
    used = Client().get(link.removeprefix(settings.PUBLIC_URL))
    assert "This link is used up" in used.content.decode()


def test_a_foreign_host_header_does_not_lead_the_link_astray():
    desk.buys(ALICE)

    Client(headers={"host": "127.0.0.1"}).post("/account/password/reset/", {"email": ALICE.email})

    assert desk.secret(desk.last_letter("access/password_reset"), "link").startswith(settings.PUBLIC_URL)


def test_the_second_step_is_set_up_asked_for_and_replaced_by_a_recovery_code(django_capture_on_commit_callbacks):
    desk.buys(ALICE)
    set_password(ALICE.email, PASSWORD)
    client = Client()
    client.post("/account/login/", {"login": ALICE.email, "password": PASSWORD})

    asked = client.get("/account/2fa/totp/activate/").headers["Location"]
    page = client.post(asked, {"password": PASSWORD}, follow=True).content.decode()
    [secret] = re.findall(r'<code class="key-inline">(\w+)</code>', page)
    counter = next(iter(yield_hotp_counters_from_time()))
    with django_capture_on_commit_callbacks(execute=True):
        turned_on = client.post("/account/2fa/totp/activate/", {"code": f"{hotp_value(secret, counter):06}"})

    assert turned_on.headers["Location"] == "/account/2fa/recovery-codes/"
    assert desk.last_letter("access/log_in_changed").context["what"] in {"second_step_on", "recovery_codes"}
    codes = re.findall(r"<li>(\w{8})</li>", client.get("/account/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10

    stranger = Client()
    stopped = stranger.post("/account/login/", {"login": ALICE.email, "password": PASSWORD})
    assert stopped.headers["Location"].startswith("/account/2fa/authenticate/")
    assert stranger.get("/account/").status_code == 302
    assert "The second step" in stranger.get("/account/2fa/authenticate/").content.decode()
    stranger.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert stranger.get("/account/").status_code == 200


def test_pages_of_the_second_step_render():
    desk.buys(ALICE)
    client = desk.logged_in(ALICE)
    user = User.objects.get(email=ALICE.email)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)

    assert "10 are left" in client.get("/account/2fa/").content.decode()
    assert client.get("/account/2fa/totp/deactivate/").status_code == 302  # first it asks whether it is you
    assert "Is it you?" in client.get("/account/2fa/reauthenticate/").content.decode()


@pytest.mark.parametrize("path", ["password/reset/", "password/reset/done/", "signup/", "inactive/", "login/code/"])
def test_pages_before_the_log_in_render(path):
    assert Client().get(f"/account/{path}").status_code == 200


def test_nobody_registers_here():
    Client().post("/account/signup/", {"email": "new@new.example", "password1": PASSWORD, "password2": PASSWORD})

    assert not User.objects.filter(email="new@new.example").exists()


def test_allauths_own_page_for_addresses_is_not_reached():
    desk.buys(ALICE)

    page = desk.logged_in(ALICE).get("/account/email/").content.decode()

    assert "Send the confirmation letter" in page


def test_logging_out_takes_a_click():
    desk.buys(ALICE)
    client = desk.logged_in(ALICE)

    assert client.get("/account/logout/").status_code == 200
    assert client.get("/account/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("language", ["en", "fr", "de"])
@pytest.mark.parametrize(
    ("name", "facts", "secrets"),
    [
        ("login_code", {"minutes": 10}, {"code": "K7PX4M"}),
        ("password_reset", {}, {"link": "http://localhost:8000/account/password/reset/key/1-abc/"}),
        ("log_in_changed", {"what": "second_step_off", "asked_at": {"instant": "2026-03-02T12:00:00+01:00"}}, {}),
    ],
)
def test_the_letters_about_the_log_in_render(name, facts, secrets, language):
    letter = render(f"access/{name}", language, {"email": "alice@firm.example", **facts}, secrets)

    assert letter.subject
    assert all(value in letter.text and value in letter.html for value in secrets.values())
