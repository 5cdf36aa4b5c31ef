"""In which forms a private key comes and goes."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from abaca.licensing.keyring.hosts import plain_host
from abaca.licensing.keyring.pairs import HalvesDiffer, NotASigningKey, as_hex, as_pem, read_private
from abaca.licensing.keyring.signatures import kid_of, public_half

SEED = bytes(range(32)).hex()  # the seed of the specification
PUBLIC = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"


@pytest.mark.parametrize("text", [SEED, SEED.upper(), f"  {SEED}\n", SEED + PUBLIC])
def test_a_seed_is_read_in_hexadecimal_with_and_without_its_public_half(text):
    private = read_private(text)
    assert public_half(private).hex() == PUBLIC
    assert kid_of(public_half(private)) == "56475aa7"


@pytest.mark.parametrize("written", [as_hex, as_pem])
def test_what_is_written_can_be_read(written):
    private = Ed25519PrivateKey.generate()
    assert read_private(written(private)).private_bytes_raw() == private.private_bytes_raw()


def test_halves_that_do_not_belong_together_are_refused():
    with pytest.raises(HalvesDiffer):
        read_private(SEED + "00" * 32)


def pem(private, encryption) -> str:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        SEED[:-2],
        SEED + PUBLIC[:-2],
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        pem(generate_private_key(SECP256R1()), NoEncryption()),
        pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"a password")),
    ],
    ids=["empty", "word", "short", "between", "broken PEM", "another curve", "with a password"],
)
def test_anything_else_is_no_signing_key(text):
    with pytest.raises(NotASigningKey):
        read_private(text)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("License.Example", "license.example"),
        ("license.example:8443", "license.example"),
        ("license.example.:443", "license.example"),
        (" 127.0.0.1:8000 ", "127.0.0.1"),
        ("[2001:DB8::1]:8000", "[2001:db8::1]"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("", ""),
    ],
)
def test_a_host_is_known_without_its_port_in_any_case(said, plain):
    assert plain_host(said) == plain
