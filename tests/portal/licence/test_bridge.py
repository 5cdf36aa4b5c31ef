"""A holder whose program says Free makes a bridge code."""

import re
from datetime import timedelta

import pytest

from abaca.kernel.bridge_codes import read
from abaca.licensing.devices.models import BridgeCode
from abaca.licensing.licences.models import Licence
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems
from tests.portal.licence.test_pages import signs_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(client, store):
    redeems(make_account("bob@example.org"), store.sells())
    signs_in(client, "bob@example.org")
    return Licence.objects.get()


def code_on(response) -> str:
    found = re.search(r'data-copy="([^"]+)"', response.content.decode())
    assert found, "The page shows no code."
    return found[1]


def test_the_code_is_shown_once_with_its_end_and_what_to_do(client, bob):
    assert "My program says “Free” though I paid" in words(client.get("/licence/"))
    page = client.post(f"/licence/{bob.uuid}/bridge-code/")
    assert (page.status_code, read(code_on(page)).kind) == (200, "ok")
    assert "no-store" in page.headers["Cache-Control"]
    assert "Bridge code for Musa Accounting Professional" in words(page)
    assert "Valid until 4 March 2026, 12:00" in words(page)
    assert BridgeCode.objects.get().counts_for == bob.ref

    again = client.get("/licence/")
    assert code_on(page) not in again.content.decode()
    assert "the next one can be made on 31 May 2026" in words(again)
    assert "Make a bridge code" not in words(again).replace("Make a bridge code and enter it", "")


def test_a_second_one_is_refused_in_words(client, bob):
    client.post(f"/licence/{bob.uuid}/bridge-code/")
    page = client.post(f"/licence/{bob.uuid}/bridge-code/", follow=True)
    assert "A bridge code was made here in the last 90 days." in words(page)
    assert BridgeCode.objects.count() == 1


def test_the_code_stands_in_no_address_and_no_session(client, bob):
    code = code_on(client.post(f"/licence/{bob.uuid}/bridge-code/"))
    kept = str(dict(client.session.items()))
    assert code not in kept
    assert code.replace("-", "") not in kept
    assert client.get(f"/licence/{bob.uuid}/bridge-code/").status_code == 405


def test_a_licence_of_somebody_else_gives_none(client, store, bob):
    other = redeems(make_account("alice@example.org"), store.sells()).licence
    page = client.post(f"/licence/{other.uuid}/bridge-code/", follow=True)
    assert "This account has no licence of the product." in words(page)
    assert not BridgeCode.objects.exists()


def test_a_licence_that_has_ended_offers_none_and_gives_none(client, bob, clock):
    clock.travel_to(NOON + timedelta(days=500))
    assert "My program says “Free”" not in words(client.get("/licence/"))
    page = client.post(f"/licence/{bob.uuid}/bridge-code/", follow=True)
    assert "This licence has ended." in words(page)


def test_a_stranger_is_asked_to_sign_in(client, store):
    licence = redeems(make_account("bob@example.org"), store.sells()).licence
    answer = client.post(f"/licence/{licence.uuid}/bridge-code/")
    assert answer.headers["Location"] == "/licence/sign-in/"
    assert not BridgeCode.objects.exists()
