"""The scan finds what is there: otherwise its silence would prove nothing."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abaca.licensing.keyring.pairs import as_hex, as_pem
from tests.licensing.security.scan import forms_of, forms_of_private_key, forms_of_product_key, found, stands_alone

PRINTED = "RT2GZ-SKYPD-8J86G-9K64N-Y6M2V"
BARE = PRINTED.replace("-", "")
CODED = BARE.encode()


@pytest.mark.parametrize(
    "leak", [PRINTED, BARE, PRINTED.lower(), BARE.lower(), CODED.hex(), base64.b64encode(CODED).decode()]
)
def test_a_product_key_is_seen_in_every_form(leak):
    assert found(forms_of_product_key(PRINTED), f"4711\t{leak}\tissued")


@pytest.mark.parametrize("leak", [as_hex, as_pem, lambda private: repr(private.private_bytes_raw())])
def test_a_private_key_is_seen_in_every_form(leak):
    private = Ed25519PrivateKey.generate()
    assert found(forms_of_private_key(private), leak(private).replace("\n", ""))


def test_what_is_not_there_is_not_seen():
    assert found(forms_of_product_key(PRINTED) | forms_of("abt_token"), "…Y6M2V abt_ 52543247") == []


@pytest.mark.parametrize(("text", "seen"), [("code 012345.", True), ("a012345", False), ("2012345", False)])
def test_six_digits_count_where_they_stand_alone(text, seen):
    assert stands_alone("012345", text) == seen
