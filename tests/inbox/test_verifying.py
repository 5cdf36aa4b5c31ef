"""Which signatures fit: RSA and Ed25519, with keys that are long enough, in a time that no sender can stretch."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from abaca.inbox.authenticating import Code
from abaca.inbox.signatures import Fit
from abaca.inbox.verifying import TextChanged, UnusableKey, fits
from abaca.messaging.signing import Seal, signed
from tests.conftest import NOON
from tests.inbox.test_authenticating import replaced, verdict_on
from tests.makers import mail
from tests.makers.mail import world, written

# the example of RFC 8463, appendix A
LETTER = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
""".replace(b"\n", b"\r\n")
ED25519 = {b"k": b"ed25519", b"p": b"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="}
RSA = {
    b"k": b"rsa",
    b"p": b"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzC"
    b"Nb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
}


def test_the_example_of_the_standard_fits():
    assert fits(LETTER, 0, ED25519)
    assert fits(LETTER, 1, RSA)
    assert fits(LETTER.replace(b"\r\n", b"\n"), 0, ED25519)  # as pipes hand it over
    assert not fits(LETTER, 2, RSA)  # there is no third one


def test_the_example_of_the_standard_does_not_fit_once_it_was_changed():
    for number, key in enumerate((ED25519, RSA)):
        assert not fits(LETTER.replace(b"dinner", b"lunch"), number, key)
        assert not fits(b"From: eve@football.example.com\r\n" + LETTER, number, key)
        with pytest.raises(TextChanged):
            fits(LETTER.replace(b"lost", b"won"), number, key)


@pytest.mark.parametrize("number", [0, 1])
def test_a_key_of_another_kind_checks_nothing(number):
    with pytest.raises(UnusableKey):
        fits(LETTER, number, (RSA, ED25519)[number])


def rsa_key(bits: int) -> dict[bytes, bytes]:
    """Return the record of a key that has so many bits, and that nobody made."""
    key = RSAPublicNumbers(65537, (1 << bits) - 1).public_key()
    return {b"p": b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))}


@pytest.mark.parametrize("bits", [1016, 1023, 8200])
def test_keys_that_are_too_short_or_absurdly_long_check_nothing(bits):
    with pytest.raises(UnusableKey):
        fits(LETTER, 1, rsa_key(bits))


@pytest.mark.parametrize("bits", [1024, 2048, 4096])
def test_keys_of_all_other_lengths_are_tried(bits):
    assert not fits(LETTER, 1, rsa_key(bits))


@pytest.mark.parametrize("published", [b"", b"AAAA", ED25519[b"p"][:-4], ED25519[b"p"] + b"AAAA"])
def test_what_is_no_key_of_ed25519_checks_nothing(published):
    with pytest.raises(UnusableKey):
        fits(LETTER, 0, ED25519 | {b"p": published})


# --- the verdict on a sender whose provider signs so -----------------------------------------------------------------

SEAL = Seal("example.com", "young", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def texts(name: str) -> list[str]:
    return [SEAL.record] if name == SEAL.place else world().texts(name)


def test_a_sender_is_authenticated_by_ed25519_alone():
    verdict = verdict_on(signed(written(at=NOON), [SEAL]), lookup=texts)
    assert (verdict.authenticated, verdict.code) == (True, Code.SIGNED)


@pytest.mark.parametrize(
    ("old", "new", "fit"),
    [
        (b"Please cancel", b"Please resume", Fit.TEXT_CHANGED),
        (b"My subscription", b"Cancel it all", Fit.HEAD_CHANGED),
        (b"a=ed25519-sha256", b"a=rsa-sha256", Fit.UNKNOWN_KIND),
        (b"c=relaxed/relaxed", b"c=nonsense", Fit.BROKEN),
        (b"s=young", b"s=old", Fit.NO_KEY),
    ],
)
def test_a_changed_mail_is_not_believed_with_ed25519_either(old, new, fit):
    verdict = verdict_on(replaced(signed(written(at=NOON), [SEAL]), old, new), lookup=texts)
    assert (verdict.authenticated, verdict.facts["fit"]) == (False, fit)


def test_two_signatures_of_which_one_fits_are_enough():
    both = signed(mail.signed(written(at=NOON)), [SEAL])
    assert verdict_on(both, lookup=texts).authenticated
    assert verdict_on(both, lookup=world().texts).authenticated  # a reader to whom the young key is unknown


# each would take minutes where a form of the text is made in the square of its length
@pytest.mark.parametrize("filler", [b" " * 1_000_000 + b"x", b"\t \r\n" * 250_000 + b"x", b"\r\n" * 500_000 + b"x"])
def test_nobody_stops_the_reader_with_blanks(filler):
    body = written("Please cancel. {}", at=NOON).replace(b"{}", filler)
    assert verdict_on(signed(body, [SEAL]), lookup=texts).authenticated
