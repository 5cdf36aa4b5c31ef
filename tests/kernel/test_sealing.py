import pytest

from abaca.kernel.sealing import CannotOpen, digest, open_sealed, same, seal, subkey

MASTER = bytes(range(32))
KEY = subkey(MASTER, "product-key/cipher")


def test_every_purpose_has_a_key_of_its_own():
    labels = ["product-key/lookup", "product-key/cipher", "keyring", "token", "sign-in-code", "rate"]
    keys = {subkey(MASTER, label) for label in labels}

    assert len(keys) == 6
    assert {len(key) for key in keys} == {32}
    assert subkey(MASTER, "keyring") == subkey(MASTER, "keyring")
    assert subkey(bytes(32), "keyring") not in keys


def test_the_digest_is_the_standard_one():
    known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"  # RFC 4231, case 2

    assert digest(b"Jefe", "what do ya want for nothing?").hex() == known


def test_what_was_sealed_opens_in_its_place():
    sealed = seal(KEY, b"secret", bound_to=b"row 7")

    assert open_sealed(KEY, sealed, bound_to=b"row 7") == b"secret"
    assert len(sealed) == 12 + 6 + 16
    assert sealed != seal(KEY, b"secret", bound_to=b"row 7")


@pytest.mark.parametrize(
    ("key", "place", "spoil"),
    [
        (KEY, b"row 8", bytes),
        (subkey(MASTER, "keyring"), b"row 7", bytes),
        (KEY, b"row 7", lambda sealed: sealed[:-1]),
        (KEY, b"row 7", lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (KEY, b"row 7", lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:]),
        (KEY, b"row 7", lambda sealed: sealed[:12]),
        (KEY, b"row 7", lambda sealed: sealed[:5]),
        (KEY, b"row 7", lambda _sealed: b""),
    ],
    ids=["other place", "other key", "short", "changed", "other nonce", "only a nonce", "half a nonce", "nothing"],
)
def test_what_is_wrong_does_not_open(key, place, spoil):
    sealed = seal(KEY, b"secret", bound_to=b"row 7")

    with pytest.raises(CannotOpen):
        open_sealed(key, spoil(sealed), bound_to=place)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("abc", "abc", True), ("abc", "abd", False), ("é", "é", True), (b"abc", "abc", True), ("abc", "ab", False)],
)
def test_secrets_are_compared(one, other, alike):
    assert same(one, other) is alike
