"""A stolen signing key signs no more from the moment it is revoked, and no lease is lost by a rotation."""

import base64
import json
from datetime import UTC, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from abaca.licensing.keyring import actions
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.keyring.queries import signer
from abaca.licensing.workflows.rotation import rotate
from tests.api.licensing.program import Program
from tests.conftest import NOON as NOON_IN_LUGANO
from tests.licensing.makers import make_account, redeems

pytestmark = pytest.mark.django_db
NOON = NOON_IN_LUGANO.astimezone(UTC)


@pytest.fixture
def program(client, store) -> Program:
    """A program that is active."""
    redeems(make_account("alice@example.org"), store.sells())
    program = Program(client)
    program.signs_in("alice@example.org")
    program.asks("activate")
    return program


def ring(program: Program) -> dict[str, dict[str, Any]]:
    return {key["kid"]: key for key in program.get("keys.json").json()["keys"]}


def signed_by(answer: Any) -> str:
    return answer.headers["Abaca-Signature"].split(";")[1].removeprefix("kid=")


def opened(compact: str, pinned: list[str]) -> dict[str, Any]:
    """Check a lease against the keys that a program pins, and return what it says."""
    data, _dot, signature = compact.partition(".")
    for public in pinned:
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
                base64.urlsafe_b64decode(signature), data.encode()
            )
        except Exception:  # noqa: BLE001, S112 - another of the pinned keys may have signed it
            continue
        return json.loads(base64.urlsafe_b64decode(data.removeprefix("key/")))
    raise AssertionError("no pinned key has signed this lease")


def test_keys_json_tells_each_key_with_its_state_through_a_whole_rotation(program, clock):
    (current,) = ring(program)
    coming = actions.make(at=NOON, by="a test")
    states = {kid: key["state"] for kid, key in ring(program).items()}
    assert states == {current: "current", coming: "next"}
    assert set(ring(program)[coming]) == {"kid", "public_key", "state", "since"}

    clock.travel_to(NOON + timedelta(days=30))
    rotate(at=clock.now, by="a test")
    told = ring(program)
    assert {kid: key["state"] for kid, key in told.items()} == {current: "old", coming: "current"}
    assert told[coming]["since"] == "2026-04-01T11:00:00.000Z"

    actions.revoke(current, at=clock.now, by="a test")
    assert set(ring(program)) == {coming}


def test_every_answer_is_signed_by_the_new_key_at_once_and_old_leases_hold_to_their_end(program):
    lease = program.asks("lease").json()["lease"]["compact"]
    old, coming = signed_by(program.asks("validate")), actions.make(at=NOON, by="a test")
    pinned = [key["public_key"] for key in ring(program).values()]
    rotate(hurry=True, at=NOON, by="a test")
    assert {signed_by(program.asks(path)) for path in ("validate", "activate", "lease")} == {coming}
    assert opened(lease, pinned)["x"] == int((NOON + timedelta(days=30)).timestamp())
    fresh = program.asks("lease").json()["lease"]["compact"]
    assert opened(fresh, pinned) == opened(lease, pinned)
    assert ring(program)[old]["state"] == "old"


@pytest.mark.parametrize("path", ["validate", "activate", "lease", "licences"])
def test_a_rotation_in_another_process_is_seen_by_the_next_answer(program, path):
    """What another process does reaches this one through the database alone."""

    def call() -> str:
        return signed_by(program.get(path) if path == "licences" else program.asks(path))

    before = call()
    coming = actions.make(at=NOON, by="a test")
    signer(coming)  # both keys are open here
    SigningKey.objects.filter(kid=before).update(state="old")
    SigningKey.objects.filter(kid=coming).update(state="current")
    assert call() == coming
    SigningKey.objects.filter(kid=coming).update(state="revoked", sealed=b"")
    SigningKey.objects.filter(kid=before).update(state="current")
    assert call() == before


def test_after_a_theft_nothing_is_signed_with_the_stolen_key(program):
    stolen = signed_by(program.asks("validate"))
    fresh = actions.revoke(stolen, at=NOON, by="a test")
    answers = [program.asks(path) for path in ("validate", "activate", "lease")]
    assert {signed_by(answer) for answer in answers} == {fresh}
    assert stolen not in ring(program)
    assert bytes(SigningKey.objects.get(kid=stolen).sealed) == b""
    public = [bytes(SigningKey.objects.get(kid=stolen).public_key).hex()]
    with pytest.raises(AssertionError, match="no pinned key"):
        opened(answers[2].json()["lease"]["compact"], public)
