"""DKIM: a letter that leaves can be checked by whoever knows our records, and by nobody after it was changed."""

from argparse import ArgumentParser
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from dkim.canonicalization import Relaxed, Simple
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from abaca.inbox.verifying import fits
from abaca.messaging.actions import enqueue
from abaca.messaging.canonical import relaxed_body, without_last_lines
from abaca.messaging.envelopes import File, compose
from abaca.messaging.gateways import mailbox
from abaca.messaging.jobs import send
from abaca.messaging.signing import PRIVATE_KEY, NoKey, Seal, seals_of, signed
from abaca.operations.commands import dkim as command
from tests.messaging.drafts import make_draft
from tests.messaging.test_envelopes import HEADERS, NOON


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("dkim") / "keys.pem"
    command.write_keys(path)
    assert path.stat().st_mode & 0o077 == 0
    return path.read_bytes()


@pytest.fixture(scope="module")
def rsa(keys) -> bytes:
    return next(PRIVATE_KEY.finditer(keys))[0]


def believed(content: bytes, keys: bytes) -> list[bool]:
    """Return for each signature, from above, whether who receives the letter believes it: we, and dkimpy if it can."""
    found = []
    for number, seal in enumerate(seals_of("musa.example", "s1", keys)):
        tags = dict(pair.split(b"=", 1) for pair in seal.record.encode().split(b"; "))
        try:
            found.append(fits(content, number, tags))
        except ValueError:
            found.append(False)
        if seal.algorithm == "rsa-sha256":
            try:
                theirs = dkim.DKIM(content).verify(number, dnsfunc=published(seal))
            except dkim.ValidationError:
                theirs = False
            assert theirs == found[-1]
    return found


def published(seal: Seal):
    """Answer as the DNS would where the record of this key stands, and nothing else."""

    def rehearsed_dns(name: bytes, timeout: int = 5) -> bytes | None:
        return seal.record.encode() if name == f"{seal.place}.".encode() and timeout else None

    return rehearsed_dns


def letter() -> bytes:
    return compose(HEADERS, text="Hi\n", html="<p>Hi</p>", at=NOON).content


def test_a_signed_letter_is_believed_by_both_keys(keys):
    content = signed(letter(), seals_of("musa.example", "s1", keys))
    assert content.count(b"DKIM-Signature:") == 2
    assert content.index(b"a=rsa-sha256") < content.index(b"a=ed25519-sha256")  # who looks at one only knows this one
    assert content.endswith(letter())
    assert believed(content, keys) == [True, True]


def test_a_letter_to_an_address_in_letters_of_its_own_language_is_believed(keys):
    written = compose(replace(HEADERS, to_address="jürgen@example.org"), text="Hi\n", html="<p>Hi</p>", at=NOON)
    assert believed(signed(written.content, seals_of("musa.example", "s1", keys)), keys) == [True, True]


def test_a_file_with_an_rsa_key_alone_signs_once(rsa):
    content = signed(letter(), seals_of("musa.example", "s1", rsa))
    assert content.count(b"DKIM-Signature:") == 1
    assert believed(content, rsa) == [True]


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        (b"<p>Hi</p>", b"<p>Ho</p>"),
        (b"Subject: ", b"Subject: Re: "),
        (b"To: Alice", b"To: Malice"),
        (b"From: Musa", b"From: Evil <evil@musa.example>\r\nFrom: Musa"),
        (b"h=from: from: ", b"h=from: "),
        (b"d=musa.example", b"d=musa.example.org"),
    ],
)
def test_a_letter_that_was_changed_on_the_way_is_not(keys, what, instead):
    content = signed(letter(), seals_of("musa.example", "s1", keys))
    assert what in content
    assert believed(content.replace(what, instead), keys) == [False, False]


def test_blanks_and_the_empty_lines_at_the_end_may_change_on_the_way(keys):
    content = signed(letter(), seals_of("musa.example", "s1", keys))
    bent = content.replace(b"To: Alice ", b"to:\tAlice\r\n ").replace(b"<p>Hi</p>", b"<p>Hi</p> \t") + b"\r\n\r\n"
    assert believed(bent, keys) == [True, True]


@examples(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=60),
    subject=st.text(max_size=200),
    text=st.text(max_size=400),
    html=st.text(alphabet="<p class=x> äß€\n\t.", max_size=400),
    message_ids=st.lists(st.text(alphabet="abc", min_size=1, max_size=60), max_size=6),
    file=st.binary(max_size=200),
)
def test_whatever_stands_in_a_letter_its_signatures_fit(keys, name, subject, text, html, message_ids, file):
    headers = replace(
        HEADERS,
        to_name=name,
        subject=subject,
        references=[f"<{each}@example.com>" for each in message_ids],
        in_reply_to="<a@example.com>" if message_ids else "",
        unsubscribe_url=f"https://musa.example/newsletter/{'x' * len(subject)}",
        unsubscribe_address="unsubscribe+x@musa.example",
    )
    files = [File("paper.pdf", "application/pdf", file)] if file else []
    content = compose(headers, text=text, html=html, at=NOON, files=files).content
    assert b"\n" not in content.replace(b"\r\n", b"")
    whole = signed(content, seals_of("musa.example", "s1", keys))
    assert believed(whole, keys) == [True, True]
    assert signed(content, seals_of("musa.example", "s1", keys)) == whole  # the same letter, the same bytes
    assert max(map(len, whole[: -len(content)].splitlines())) <= 78


@given(st.lists(st.sampled_from([b" ", b"\t", b"\r", b"\n", b"\r\n", b"a"]), max_size=12).map(b"".join))
def test_the_canonical_forms_are_those_of_dkimpy(body):
    assert relaxed_body(body) == Relaxed.canonicalize_body(body)
    assert without_last_lines(body) == Simple.canonicalize_body(body)


def test_without_a_key_a_letter_leaves_as_it_is():
    assert signed(letter(), ()) == letter()


@pytest.mark.django_db
def test_letters_leave_with_the_signatures_of_the_settings(catcher, settings, keys):
    settings.DKIM_SELECTOR, settings.DKIM_KEY = "s1", keys.decode()
    [row] = enqueue([make_draft()], at=NOON)
    send([row.pk], at=NOON)
    [mail] = mailbox.letters_for(settings.REHEARSAL_MAILBOX, "alice@example.org")
    whole = next(settings.REHEARSAL_MAILBOX.glob("*.eml")).read_bytes().partition(b"\r\n")[2]
    assert "d=musa.example" in dict(mail.headers)["DKIM-Signature"]
    assert believed(whole, keys) == [True, True]


def test_the_keys_of_a_process_are_read_once(keys):
    assert seals_of("musa.example", "s1", keys) is seals_of("musa.example", "s1", keys)


# --- the files of keys, and the command that makes them --------------------------------------------------------------


def another_kind() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def only_ed25519(keys: bytes) -> bytes:
    return list(PRIVATE_KEY.finditer(keys))[1][0]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (lambda _keys: b"", "no RSA key"),
        (lambda _keys: b"nonsense", "no RSA key"),
        (only_ed25519, "no RSA key"),
        (lambda keys: keys + only_ed25519(keys), "two keys for ed25519-sha256"),
        (lambda _keys: another_kind(), "neither RSA nor Ed25519"),
        (lambda _keys: b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be read"),
    ],
)
def test_a_file_without_the_keys_that_are_needed_is_refused_with_its_reason(keys, file, reason):
    with pytest.raises(NoKey, match=reason):
        seals_of("musa.example", "s1", file(keys))


def run(*words: str) -> int:
    parser = ArgumentParser()
    command.describe(parser)
    return command.run(parser.parse_args(words))


def test_the_command_makes_both_keys_and_prints_both_records(tmp_path, capsys, settings):
    path = tmp_path / "keys.pem"
    assert run("make", str(path), "--selector", "s7") == 0
    told = capsys.readouterr().out
    for seal in seals_of("musa.example", "s7", path.read_bytes()):
        assert f'{seal.place}. TXT "{seal.record}"' in told
    assert 's7._domainkey.musa.example. TXT "v=DKIM1; k=rsa; p=' in told
    assert 's7-ed25519._domainkey.musa.example. TXT "v=DKIM1; k=ed25519; p=' in told
    assert "PRIVATE KEY" not in told

    assert "ABACA_DKIM_SELECTOR=s7" in told

    assert run("show", str(path), "--selector", "s7") == 0
    assert capsys.readouterr().out == told
    settings.NEWSLETTER_FROM = "Musa News <news@news.musa.example>"
    assert run("show", str(path), "--newsletters") == 0
    told = capsys.readouterr().out
    assert "abaca._domainkey.news.musa.example. TXT" in told
    assert "ABACA_NEWSLETTER_DKIM_SELECTOR=abaca" in told
    assert run("make", str(path)) == 1
    assert "there already" in capsys.readouterr().out
    assert run("show", str(tmp_path / "nothing")) == 1
    (tmp_path / "other").write_bytes(another_kind())
    assert run("show", str(tmp_path / "other")) == 1
    assert "neither RSA nor Ed25519" in capsys.readouterr().out
