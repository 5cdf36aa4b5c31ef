"""The compact lease, held against the worked example of the specification."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abaca.licensing.devices.leasing import end_of_lease, payload
from abaca.licensing.keyring.signatures import answer_signature, answer_text, compact, kid_of, public_half

SEED = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FINGERPRINT = "198e9fe586114844f6a4eaca5069b41a7ed43fb5a2df84892b69826d64573e39"
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
PAYLOAD = (
    '{"v":1,"l":"0d1f6a52-7c0e-4a9b-9a52-3c1f4f0e7b21","p":"musa-accounting","pl":"professional",'
    '"f":"BXwBF3pbxuRwNTMQx54zCw","n":"AAECAwQFBgcICQoLDA0ODw","i":1798761600,"x":1801353600,'
    '"e":["EXPORT","MULTI_CURRENCY"]}'
)
SIGNATURE = "nDCpfFAxXGQW9eDqgiLe_eePi0YoTP5uFVmdyY5PMVxZ2MGAjQwKNSys8RJVHMDZWkJhJgDU22Cc3dqo7XYYDA=="
REQUEST = (
    '{"product":"musa-accounting","product_key":"RT2GZ-SKYPD-8J86G-9K64N-Y6M2V",'
    f'"fingerprint":"{FINGERPRINT}","nonce":"AAECAwQFBgcICQoLDA0ODw"}}'
)
ANSWER = '{"op":"validate","valid":true,"code":"ok"}'


def test_the_worked_example_of_a_lease():
    text = payload(
        licence="0d1f6a52-7c0e-4a9b-9a52-3c1f4f0e7b21",
        product="musa-accounting",
        plan="professional",
        fingerprint=FINGERPRINT,
        nonce="AAECAwQFBgcICQoLDA0ODw",
        issued=NEW_YEAR,
        expires=NEW_YEAR + timedelta(days=30),
        entitlements=["MULTI_CURRENCY", "EXPORT"],
    )
    lease = compact(SEED, text)
    assert text.decode() == PAYLOAD
    assert lease.startswith("key/eyJ2IjoxLCJs")
    assert lease.endswith(SIGNATURE)
    assert len(lease) == 377


def test_the_worked_example_of_a_signed_answer():
    assert kid_of(public_half(SEED)) == "56475aa7"
    signed = "response/2HCiFpiRqxiI4oSq19ni9XFidtB7u0y3CpTJNwR-Kf0.b-SOy24I1xY_xRYpe7iwpy_Bc89GFO7zqDlAp3mYVfU"
    assert answer_text(REQUEST.encode(), ANSWER.encode()).decode() == signed
    signature = "J7_RyuOiiA_k46qAOWpXoWOjGngYrFOaK_FxIAwoPgdkIZO_1U2L9_PKp7zO5yXLCZzJyNLyyPtPpn0VNOIxBw"
    header = answer_signature(SEED, "56475aa7", REQUEST.encode(), ANSWER.encode())
    assert header == f"v1;kid=56475aa7;sig={signature}"


@pytest.mark.parametrize(
    ("ttl", "access_days", "days"),
    [
        (None, None, 30),
        (None, 10, 10),
        (None, 40, 30),
        (86_400, None, 1),
        (90 * 86_400, None, 30),
        (86_400, 0.5, 0.5),
    ],
)
def test_a_lease_ends_with_the_first_of_its_bounds(ttl, access_days, days):
    until = NEW_YEAR + timedelta(days=access_days) if access_days else None
    assert end_of_lease(lease_days=30, ttl=ttl, access_until=until, at=NEW_YEAR) == NEW_YEAR + timedelta(days=days)
