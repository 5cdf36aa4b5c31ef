import socket
import textwrap

import pytest
from dns import resolver
from tests.inbox.test_dns import TEXTS, rehearsed_resolver

from abaca.inbox.models import Mailbox
from abaca.messaging.jobs import seals
from abaca.operations import findings
from abaca.operations.commands import doctor
from abaca.operations.commands.dkim import write_keys

GOOD = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("secret", "well", "word"),
    [("", False, "missing"), ("short", False, "only 5 characters"), (GOOD, True, "long enough")],
)
def test_a_master_key_must_be_there_and_long(monkeypatch, secret, well, word):
    monkeypatch.setattr(findings, "SECRETS", {"ABACA_STORE_MASTER_KEY": secret})
    [finding] = findings.secrets()
    assert finding.well == well
    assert word in finding.sentence
    assert well or "ABACA_STORE_MASTER_KEY_FILE" in finding.advice


def test_two_wings_with_one_secret_are_found(monkeypatch):
    monkeypatch.setattr(findings, "SECRETS", {"ABACA_STORE_MASTER_KEY": GOOD, "ABACA_LICENSING_MASTER_KEY": GOOD})
    assert [finding.well for finding in findings.secrets()] == [False, False]


@pytest.mark.django_db
def test_the_database_of_the_tests_is_well():
    assert [finding.well for finding in findings.database() if finding.well is False] == []


@pytest.mark.django_db
def test_the_clock_agrees_with_the_databases():
    assert findings.clock()[-1].well
    assert "02 March 2026" in findings.clock()[-1].sentence


def test_mail_is_asked_for(letters, settings):
    assert [finding.well for finding in findings.mail()] == [True]
    settings.SMTP_PORT = 9
    [finding] = findings.mail()
    assert not finding.well
    assert "127.0.0.1:9 takes no letters" in finding.sentence


@pytest.mark.parametrize(
    ("name", "key", "secret", "sentences"),
    [
        ("postmrk", "key", "a:b", ["'postmrk' is no mail provider; known are brevo"]),
        ("postmark", "", "a:b", ["postmark takes no letters: there is no key"]),
        ("postmark", "key", "", ["postmark takes no letters: ConnectionRefused", "Nobody hears postmark tell"]),
        ("mailgun", "key", "a:b", ["mailgun takes no letters: ConnectionRefused", "Nobody hears mailgun tell"]),
    ],
)
def test_where_a_provider_takes_the_letters_it_is_the_one_that_is_asked(settings, name, key, secret, sentences):
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY, settings.MAIL_PROVIDER_SECRET = name, key, secret
    settings.MAIL_PROVIDER_URL = "http://127.0.0.1:9"
    found = findings.mail()
    assert len(found) == len(sentences)
    assert all(finding.sentence.startswith(told) for finding, told in zip(found, sentences, strict=True))
    assert [finding.well for finding in found] == [False, None][: len(found)]


def test_a_provider_that_answers_and_is_heard_is_well(settings):
    settings.MAIL_PROVIDER, settings.MAIL_PROVIDER_KEY, settings.MAIL_PROVIDER_SECRET = "postmark", "key", "a:b"
    with socket.create_server(("127.0.0.1", 0)) as answering:
        settings.MAIL_PROVIDER_URL = f"http://127.0.0.1:{answering.getsockname()[1]}"
        [finding] = findings.mail()
    assert (finding.well, finding.sentence) == (True, "postmark takes letters.")


def test_the_server_of_newsletters_is_asked_too(letters, settings):
    settings.NEWSLETTER_SMTP_HOST, settings.NEWSLETTER_SMTP_PORT = "127.0.0.1", 9
    assert [finding.well for finding in findings.mail()] == [True, False]


def test_doors_for_mail_are_tried_and_a_mailbox_in_trouble_is_told(db, settings):
    settings.MAIL_IN_PORT = 9
    [finding] = findings.mail_in()
    assert finding.well is None
    assert "127.0.0.1:9" in finding.sentence
    settings.IMAP_HOST, settings.IMAP_USER = "imap.musa.example", "support"
    Mailbox.objects.create(name="support@imap.musa.example/INBOX", trouble="the password is refused")
    assert [finding.well for finding in findings.mail_in()] == [False, None]


def test_unsigned_letters_are_told_where_the_shop_is_in_earnest(settings):
    assert findings.signature() == []
    settings.REHEARSAL = False
    assert [(finding.well, finding.sentence) for finding in findings.signature()] == [(None, "Letters leave unsigned.")]


def test_keys_that_are_no_keys_are_told(settings):
    settings.DKIM_SELECTOR, settings.DKIM_KEY = "s1", "nonsense"
    [finding] = findings.signature()
    assert not finding.well
    assert "holds no RSA key" in finding.sentence


def test_the_dns_is_asked_for_the_record_of_each_key(settings, tmp_path, monkeypatch):
    write_keys(tmp_path / "keys.pem")
    settings.DKIM_SELECTOR, settings.DKIM_KEY = "s1", (tmp_path / "keys.pem").read_text()
    rsa, ed25519 = seals()
    with rehearsed_resolver() as asked:
        monkeypatch.setattr(resolver, "default_resolver", asked)
        assert [finding.well for finding in findings.signature()] == [False, False]
        monkeypatch.setitem(TEXTS, f"{rsa.place}.", [" ".join(f'"{each}"' for each in pieces(rsa.record))])
        monkeypatch.setitem(TEXTS, f"{ed25519.place}.", ['"v=DKIM1; k=ed25519; p=AAAA"'])
        good, bad = findings.signature()
    assert (good.well, bad.well) == (True, False)
    assert bad.sentence == "s1-ed25519._domainkey.musa.example holds another key than the one that signs."


def pieces(record: str) -> list[str]:
    """Return a record as the DNS keeps it: no text in it is longer than 255 bytes."""
    return textwrap.wrap(record, 200, drop_whitespace=False)


def test_the_folder_of_generators_is_looked_at_where_there_is_one(settings, tmp_path, monkeypatch):
    assert findings.generators() == []
    settings.GENERATORS_FOLDER = str(tmp_path / "missing")
    assert [finding.well for finding in findings.generators()] == [False]
    settings.GENERATORS_FOLDER = str(tmp_path)
    for user, well in ((0, [True]), (1000, [True, None])):
        monkeypatch.setattr(findings.os, "geteuid", lambda user=user: user)
        assert [finding.well for finding in findings.generators()] == well


def test_the_doctors_exit_code_says_whether_something_is_wrong(monkeypatch, capsys):
    bad = findings.Finding(well=False, subject="mail", sentence="Silent.", advice="Speak up.")
    monkeypatch.setattr(doctor, "CHECKS", [lambda: [bad]])
    assert doctor.run(None) == 1
    assert "Speak up." in capsys.readouterr().out
    monkeypatch.setattr(doctor, "CHECKS", [list])
    assert doctor.run(None) == 0
