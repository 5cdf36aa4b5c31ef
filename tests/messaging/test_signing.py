"""DKIM: a letter that leaves can be checked by whoever knows our record, and by nobody after it was changed."""

import dkim
import pytest

from abaca.messaging.actions import enqueue
from abaca.messaging.envelopes import compose
from abaca.messaging.gateways import mailbox
from abaca.messaging.jobs import send
from abaca.messaging.signing import Seal, public_record, signed
from abaca.operations.commands.dkim import write_key
from tests.messaging.drafts import make_draft
from tests.messaging.test_envelopes import HEADERS, NOON


@pytest.fixture(scope="module")
def key(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    write_key(path)
    assert path.stat().st_mode & 0o077 == 0
    return path.read_bytes()


def verified(content: bytes, key: bytes) -> bool:
    record = public_record(key).encode()

    def rehearsed_dns(name: bytes, timeout: int = 5) -> bytes | None:
        return record if name == b"s1._domainkey.musa.example." and timeout else None

    return bool(dkim.verify(content, dnsfunc=rehearsed_dns))


def letter() -> bytes:
    return compose(HEADERS, text="Hi\n", html="<p>Hi</p>", at=NOON).content


def test_a_signed_letter_is_believed(key):
    content = signed(letter(), Seal("musa.example", "s1", key))
    assert content.startswith(b"DKIM-Signature:")
    assert verified(content, key)


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        (b"<p>Hi</p>", b"<p>Ho</p>"),
        (b"Subject: ", b"Subject: Re: "),
        (b"To: Alice", b"To: Malice"),
        (b"From: Musa", b"From: Evil <evil@musa.example>\r\nFrom: Musa"),
    ],
)
def test_a_letter_that_was_changed_on_the_way_is_not(key, what, instead):
    content = signed(letter(), Seal("musa.example", "s1", key))
    assert what in content
    assert not verified(content.replace(what, instead, 1), key)


def test_without_a_key_a_letter_leaves_as_it_is():
    assert signed(letter(), None) == letter()


@pytest.mark.django_db
def test_letters_leave_with_the_signature_of_the_settings(catcher, settings, key):
    settings.DKIM_SELECTOR, settings.DKIM_KEY = "s1", key.decode()
    [row] = enqueue([make_draft()], at=NOON)
    send([row.pk], at=NOON)
    [mail] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    whole = next(settings.REHEARSAL_MAILBOX.glob("*.eml")).read_bytes().partition(b"\r\n")[2]
    assert "d=musa.example" in dict(mail.headers)["DKIM-Signature"]
    assert verified(whole, key)
