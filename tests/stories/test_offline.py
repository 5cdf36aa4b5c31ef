"""Spec 13: a computer that never sees a network is activated by telephone or stick."""

import re
from html import unescape

import pytest

from abaca.licensing.devices.leasing import short_fingerprint
from abaca.licensing.devices.offline import OfflineRequest, write
from tests.api.licensing.test_leases import opened
from tests.makers.shop import ALICE
from tests.stories.test_activation import ask, redeem_on_the_page

FINGERPRINT, NONCE = "c" * 64, "carried-by-hand-01"


def request_of(key: str = "") -> str:
    """Write what the program on the computer shows as QR code."""
    return write(OfflineRequest("musa-accounting", FINGERPRINT, NONCE, key.replace("-", ""), "Workshop"))


def lease_on(page: str) -> str:
    found = re.search(r"<code>(key/[^<]+)</code>", page)
    assert found, "The page shows no lease."
    return unescape(found[1])


def accepts(compact: str) -> bool:
    """Check what came back as the program does: its signature, its fingerprint and its nonce."""
    told = opened(compact)
    return (told["p"], told["n"], told["f"]) == ("musa-accounting", NONCE, short_fingerprint(FINGERPRINT))


@pytest.fixture
def key(shop, clock, letters, client) -> str:
    text = shop.sells(to=ALICE).keys[0].text
    redeem_on_the_page(client, letters, clock, text)
    return text


def test_13_the_request_comes_by_telephone_and_the_lease_goes_back_as_picture_and_text(key, client):
    client.post("/activate/offline/", {"request": request_of(key)})
    page = client.post("/activate/offline/check/", follow=True).content.decode()
    assert "data:image/svg+xml" in page
    assert accepts(lease_on(page))


def test_13_a_program_on_another_computer_can_carry_it_too(key, client):
    body = ask(client, "offline", request=request_of(key)).json()
    assert (body["op"], body["device"]["name"], body["already"]) == ("offline", "Workshop", False)
    assert accepts(body["lease"]["compact"])


def test_13_a_new_request_prolongs_the_lease_and_counts_no_second_device(key, client, clock):
    ask(client, "offline", request=request_of(key))
    clock.travel_to("2026-03-25")
    body = ask(client, "offline", request=request_of(key)).json()
    assert (body["already"], body["licence"]["devices"]["used"]) == (True, 1)
    assert body["lease"]["expires"][:10] == "2026-04-24"


def test_13_the_seat_is_free_at_once_on_the_users_declaration_and_counts_as_a_release(key, client):
    device = ask(client, "offline", request=request_of(key)).json()["device"]["id"]
    page = client.get("/licence/").content.decode()
    assert "May go on without a network until 1 April 2026" in page
    client.post(f"/licence/devices/{device}/release/")
    for number in range(5):
        assert ask(client, "activate", product_key=key, fingerprint=str(number) * 64).status_code == 201
