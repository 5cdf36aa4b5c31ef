"""Mail comes in by three doors, is kept before anybody says yes, and is kept once."""

import smtplib
import subprocess
import sys

import pytest
from django.db import OperationalError, connection

from abaca.dispatch.queries import present
from abaca.inbox import actions, queries
from abaca.inbox.actions import receive
from abaca.inbox.gateways.smtp_in import RunningDoor
from abaca.inbox.jobs import door, keep_from
from abaca.inbox.models import Incoming, Source
from abaca.inbox.queries import mails_of_customers
from abaca.operations import program
from abaca.operations.commands import mail_pipe
from tests.conftest import NOON
from tests.inbox.conftest import let_in
from tests.makers.filed_mails import make_mail
from tests.makers.mail import SUPPORT, written


def rows() -> list[tuple[str, str, str]]:
    return list(Incoming.objects.values_list("source", "envelope_from", "envelope_to"))


def hand_in(port: int, raw: bytes, *recipients: str, sender: str = "alice@example.com"):
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        return server.sendmail(sender, recipients or [SUPPORT], raw)


# --- the port --------------------------------------------------------------------------------------------------------


def test_a_mail_is_kept_byte_by_byte_once_for_each_recipient(smtp_in):
    raw = written("Grüezi\n.a line with a dot\n", at=NOON)
    assert hand_in(smtp_in.port, raw, SUPPORT, "shop@musa.example", SUPPORT) == {}
    assert rows() == [("smtp", "alice@example.com", SUPPORT), ("smtp", "alice@example.com", "shop@musa.example")]
    mail = Incoming.objects.first()
    assert bytes(mail.raw) == raw
    assert (mail.state, mail.peer, mail.received_at) == ("received", "127.0.0.1", present())


def test_the_same_mail_is_kept_once_however_often_it_comes(smtp_in):
    for _time in range(3):
        hand_in(smtp_in.port, written(at=NOON))
    hand_in(smtp_in.port, written(at=NOON, message_id="<second@example.com>"))
    assert len(rows()) == 2


def test_whatever_the_bytes_are_they_are_kept(smtp_in):
    every_byte = bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"")
    raw = b"From: x\r\n\r\n" + every_byte + b"\x00\r\n" + b"a" * 50_000 + b"\r\n"
    hand_in(smtp_in.port, raw)
    assert bytes(Incoming.objects.get().raw) == raw


def test_who_wants_no_answer_is_remembered(smtp_in):
    hand_in(smtp_in.port, written(at=NOON), "bounces+letter_x-1@musa.example", sender="")
    assert rows() == [("smtp", "<>", "bounces+letter_x-1@musa.example")]


def test_unknown_recipients_are_refused_and_the_others_get_theirs(smtp_in):
    refused = hand_in(smtp_in.port, written(at=NOON), "nobody@musa.example", SUPPORT, "x@evil.example")
    assert {address: code for address, (code, _words) in refused.items()} == {
        "nobody@musa.example": 550,
        "x@evil.example": 550,
    }
    assert len(rows()) == 1
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        hand_in(smtp_in.port, written(at=NOON), "nobody@musa.example")


def test_a_mail_that_is_too_large_is_refused(smtp_in, settings):
    settings.MAIL_IN_PORT, settings.MAIL_IN_LARGEST = 0, 1000
    running = RunningDoor(door(), keep_from(Source.SMTP))
    with pytest.raises(smtplib.SMTPSenderRefused, match="552"):  # as its sender says beforehand
        hand_in(running.port, written("x" * 2000, at=NOON))
    with smtplib.SMTP("127.0.0.1", running.port) as server:
        server.ehlo()
        server.mail("alice@example.com")
        server.rcpt(SUPPORT)
        assert server.data(written("x\n" * 1000, at=NOON))[0] == 552
    running.stop()
    assert rows() == []


def test_while_the_database_is_away_the_sender_is_asked_to_come_again(smtp_in, settings):
    settings.MAIL_IN_PORT = 0

    def keep(_deliveries):
        raise OperationalError("the server has gone away")

    running = RunningDoor(door(), keep)
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        hand_in(running.port, written(at=NOON))
    running.stop()
    assert refusal.value.smtp_code == 451


def test_one_mail_that_cannot_be_kept_holds_back_no_other(settings):
    settings.MAIL_IN_PORT = 0
    kept = []

    def keep(deliveries):
        if any(b"poison" in delivery.raw for delivery in deliveries):
            raise ValueError
        kept.extend(deliveries)

    running = RunningDoor(door(), keep)
    with smtplib.SMTP("127.0.0.1", running.port) as one, smtplib.SMTP("127.0.0.1", running.port) as two:
        with pytest.raises(smtplib.SMTPDataError):
            one.sendmail("a@example.com", [SUPPORT], b"poison")
        two.sendmail("a@example.com", [SUPPORT], b"good")
    running.stop()
    assert [delivery.raw.strip() for delivery in kept] == [b"good"]


def test_strangers_are_slowed_down_and_trusted_servers_are_not(settings):
    settings.MAIL_IN_PORT, settings.MAIL_IN_PER_MINUTE = 0, 2
    running = RunningDoor(door(), lambda _deliveries: None)
    with smtplib.SMTP("127.0.0.1", running.port) as server:
        codes = [_mail(server) for _time in range(3)]
    running.stop()
    assert codes == [250, 250, 451]

    settings.MAIL_IN_TRUSTED_PEERS = ("127.0.0.0/8",)
    running = RunningDoor(door(), lambda _deliveries: None)
    with smtplib.SMTP("127.0.0.1", running.port) as server:
        codes = [_mail(server) for _time in range(3)]
    running.stop()
    assert codes == [250, 250, 250]


def _mail(server: smtplib.SMTP) -> int:
    server.ehlo_or_helo_if_needed()
    code = server.mail("alice@example.com")[0]
    server.rset()
    return code


def test_too_many_connections_are_sent_away_and_may_come_back(settings):
    settings.MAIL_IN_PORT, settings.MAIL_IN_CONNECTIONS = 0, 2
    running = RunningDoor(door(), lambda _deliveries: None)
    one, two = (smtplib.SMTP("127.0.0.1", running.port) for _time in range(2))
    with pytest.raises(smtplib.SMTPConnectError, match="421"):
        smtplib.SMTP("127.0.0.1", running.port)
    one.quit()
    with let_in(running.port) as three:
        assert three.noop()[0] == 250
    two.quit()
    running.stop()


def test_many_senders_at_once_lose_nothing(smtp_in):
    def send(number: int) -> None:
        for mail in range(5):
            hand_in(smtp_in.port, written(at=NOON, message_id=f"<{number}.{mail}@example.com>"))

    in_threads(send, 8)
    assert len(rows()) == 40


def in_threads(work, count: int) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, range(count)))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_is_kept_with_one_statement(count, django_assert_num_queries):
    deliveries = [actions.Delivery(b"%d" % n, "a@example.com", SUPPORT) for n in range(count)]
    with django_assert_num_queries(1):
        actions.receive_all(deliveries, source=Source.SMTP, at=NOON)


@pytest.mark.django_db
def test_halves_of_characters_in_an_envelope_are_kept_as_marks():
    mail = receive(b"x", source=Source.PIPE, at=NOON, envelope_from="a\x00\ud800@example.com", envelope_to="\udcff")
    assert (mail.envelope_from, mail.envelope_to) == ("a ?@example.com", "?")


# --- the pipe --------------------------------------------------------------------------------------------------------


@pytest.fixture
def piped(db, monkeypatch):
    """Hand bytes to the command as a mail server does, and return its exit code."""

    def pipe(raw: bytes, *words: str) -> int:
        from argparse import ArgumentParser  # noqa: PLC0415
        from io import BytesIO, TextIOWrapper  # noqa: PLC0415

        parser = ArgumentParser()
        mail_pipe.describe(parser)
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(raw)))
        return mail_pipe.run(parser.parse_args(words))

    return pipe


def test_a_mail_server_may_hand_a_mail_to_the_command(piped):
    raw = written(at=NOON).replace(b"\r\n", b"\n")
    assert piped(raw, "--sender", "alice@example.com", "--recipient", SUPPORT) == 0
    assert piped(raw, "--sender", "alice@example.com", "--recipient", SUPPORT) == 0
    assert piped(b"Return-Path: <>\nDelivered-To: bounces+x-1@musa.example\n" + raw) == 0
    assert rows() == [("pipe", "alice@example.com", SUPPORT), ("pipe", "<>", "bounces+x-1@musa.example")]


def test_the_command_says_why_it_took_nothing(piped, settings, monkeypatch):
    assert piped(b"") == 65
    settings.MAIL_IN_LARGEST = 100
    assert piped(written("x" * 200, at=NOON)) == 65
    settings.MAIL_IN_LARGEST = 10_000

    def away(*_words, **_facts):
        raise OperationalError

    monkeypatch.setattr(mail_pipe, "take_in", away)
    assert piped(written(at=NOON)) == 75
    assert rows() == []


def test_the_command_answers_that_the_mail_comes_again_where_no_server_can_be_started(tmp_path):
    broken = {"ABACA_DATA": "/proc/nowhere", "ABACA_REHEARSAL": "1", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "abaca.operations.program", "mail-pipe"]
    ended = subprocess.run(command, input=written(at=NOON), env=broken, capture_output=True, check=False)
    assert ended.returncode == 75, ended.stderr


def ended(code: object) -> int:
    """Return with which code the program ends, whose command ends so."""

    def run(_words: list[str]) -> int:
        if isinstance(code, BaseException):
            raise code
        return int(code)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "_run", run)
        return program.main(["mail-pipe"])


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (0, 0),
        (65, 65),
        (75, 75),
        (1, 75),  # no database
        (130, 75),
        (SystemExit(2), 75),  # words that it does not understand
        (SystemExit(0), 75),  # asked to end in the middle
        (SystemExit("sentence"), 75),
        (KeyboardInterrupt(), 75),
        (ValueError("a wrong setting"), 75),
    ],
)
def test_a_mail_server_hears_kept_or_never_or_come_again_and_nothing_else(code, told):
    assert ended(code) == told


@pytest.mark.parametrize(
    ("words", "sender"),
    [
        (["--sender=-a@b.example", f"--recipient={SUPPORT}"], "-a@b.example"),
        (["--sender", "-a@b.example", "--recipient", SUPPORT], "-a@b.example"),
        (["--sender", "--recipient=x@b.example", "--recipient", SUPPORT], "--recipient=x@b.example"),
        (["--sender=MAILER-DAEMON", f"--recipient={SUPPORT}"], "<>"),  # as Postfix calls nobody
        (["--sender", "", "--recipient", SUPPORT], ""),
    ],
)
def test_senders_that_look_like_options_are_senders(piped, words, sender):
    assert piped(written(at=NOON), *program._joined(words)) == 0
    assert rows() == [("pipe", sender, SUPPORT)]


def test_the_house_is_read_from_the_settings(settings):
    settings.MAIL_IN_RECIPIENTS = ["Hilfe@Musa.ch"]
    house = queries.house()
    assert house.addresses == {"shop@musa.example", SUPPORT, "hilfe@musa.ch"}
    assert house.domain == "musa.example"
    settings.NEWSLETTER_FROM = "Musa News <news@news.musa.example>"
    assert queries.house().addresses - house.addresses == {"news@news.musa.example"}


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (mails_of_customers(["cus_1", "cus_2"]), "inbox_customer"),
        (Incoming.objects.filter(disposition__has_key="needed", forgotten_at=None), "inbox_needed"),
    ],
)
def test_an_index_leads_to_the_mails_of_a_customer_and_to_those_that_need_somebody(db, rows, index):
    Incoming.objects.bulk_create(
        Incoming(ref=f"mail_{n}", digest=f"{n}", source=Source.SMTP, received_at=NOON, raw=b"x") for n in range(200)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inbox_incoming")  # an empty table has no reason to prefer one index to another
        cursor.execute("SET LOCAL enable_seqscan = off")  # and a small one would be read as a whole
    assert index in rows.order_by().values("ref").explain()


def test_the_mails_of_a_customer_are_those_that_the_store_has_said_are_about_him(db):
    his, hers = (make_mail(disposition={"customer": ref, "done": True}) for ref in ("cus_1", "cus_2"))
    make_mail(disposition={"customer": "", "done": False})
    assert list(mails_of_customers(["cus_1", ""])) == [his]
    assert list(mails_of_customers(["cus_1", "cus_2"]).order_by("id")) == [his, hers]
