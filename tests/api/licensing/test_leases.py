import base64
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from abaca.licensing.journal.models import Entry
from abaca.licensing.keyring.models import SigningKey
from tests.api.licensing.program import NONCE, Program
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db


@pytest.fixture
def active(program, store) -> Program:
    """A program that is active through its key."""
    redeems(make_account("alice@example.org"), store.sells())
    program.signs_in("alice@example.org")
    return program


def opened(compact: str) -> dict:
    """Check a lease as a program does, with the pinned key, and return what it says."""
    data, _dot, signature = compact.partition(".")
    public = Ed25519PublicKey.from_public_bytes(bytes(SigningKey.objects.get(state="current").public_key))
    public.verify(base64.urlsafe_b64decode(signature), data.encode())
    return json.loads(base64.urlsafe_b64decode(data.removeprefix("key/")))


def test_an_activation_brings_a_lease_of_thirty_days(active):
    answer = active.asks("activate").json()
    told = opened(answer["lease"]["compact"])
    assert (told["p"], told["pl"], told["n"], told["e"]) == ("musa-accounting", "professional", NONCE, ["EXPORT"])
    assert told["x"] - told["i"] == 30 * 86_400
    assert answer["lease"]["expires"] == answer["device"]["lease_expires_at"] == "2026-04-01T11:00:00.000Z"
    assert "@" not in str(told)


def test_a_lease_can_be_left_out(active):
    assert active.asks("activate", lease=False).json()["lease"] is None


def test_a_lease_never_outlives_the_licence(active, clock):
    for days in (170, 340, 370):  # a token lives on by being used
        clock.travel_to(NOON + timedelta(days=days))
        assert active.asks("validate").json()["valid"]
    told = opened(active.asks("lease").json()["lease"]["compact"])
    assert told["x"] - told["i"] < 9 * 86_400
    clock.travel_to(NOON + timedelta(days=380))
    assert active.asks("lease").json()["error"]["code"] == "licence_expired"


def test_a_shorter_lease_may_be_asked_for(active):
    told = opened(active.asks("lease", ttl=3600).json()["lease"]["compact"])
    assert told["x"] - told["i"] == 3600
    assert active.asks("lease", ttl=10).status_code == 400


def test_a_device_that_is_not_active_gets_no_lease(active, client, store):
    sold = store.sells()
    redeems(make_account(), sold)
    stranger = Program(client, fingerprint="0" * 64)
    answer = stranger.asks("lease", product_key=sold.text)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "device_not_active")


def test_thirty_leases_an_hour_are_enough(active):
    answers = [active.asks("lease") for _lease in range(30)]
    assert [answer.status_code for answer in answers] == [200] * 29 + [429]
    assert Entry.objects.filter(what="lease.issued").count() == 30  # with the one of the activation
