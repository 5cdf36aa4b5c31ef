"""Mail comes in by three doors, is kept before anybody says yes, and is kept once."""

import smtplib
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from abaca.dispatch.jobs import drain, drain_all
from abaca.dispatch.queries import present
from abaca.inbox import actions, queries
from abaca.inbox.actions import READING_NAME, receive
from abaca.inbox.gateways.rehearsal import World
from abaca.inbox.gateways.smtp_in import RunningDoor
from abaca.inbox.jobs import MAILBOX_NAME, door, keep_from
from abaca.inbox.models import Incoming, Mailbox, Source
from abaca.inbox.queries import mails_of_customers
from abaca.inbox.signatures import Unreachable
from abaca.messaging.models import Letter
from abaca.operations import findings, program
from abaca.operations.commands import mail_pipe
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.inbox import imap_server
from tests.makers.filed_mails import make_mail
from tests.makers.mail import SUPPORT, signed, written
from tests.makers.staff import at_the_desk


def rows() -> list[tuple[str, str, str]]:
    return list(Incoming.objects.values_list("source", "envelope_from", "envelope_to"))


def hand_in(port: int, raw: bytes, *recipients: str, sender: str = "alice@example.com"):
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
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
    with smtplib.SMTP("127.0.0.1", running.port) as three:
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


# --- a mailbox elsewhere ---------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(db, settings):
    server = imap_server.Server()
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", server.port, "none"
    settings.IMAP_USER, settings.IMAP_PASSWORD = imap_server.USER, imap_server.PASSWORD
    yield server
    server.shutdown()
    server.server_close()


def look(minutes: int = 0) -> int:
    return drain(MAILBOX_NAME, at=NOON + timedelta(minutes=minutes))


def test_a_mailbox_elsewhere_is_fetched_and_nothing_twice(elsewhere):
    elsewhere.put(b"Return-Path: <alice@example.com>\r\n" + written(at=NOON))
    elsewhere.put(written(at=NOON, to="unsubscribe+x@musa.example"))
    assert look() == 1
    assert rows() == [("imap", "alice@example.com", SUPPORT), ("imap", "", "unsubscribe+x@musa.example")]
    assert [stored.flags for stored in elsewhere.folders["INBOX"]] == [{"\\Seen"}] * 2

    assert look() == 0  # a minute has not passed
    assert look(1) == 1
    elsewhere.put(written(at=NOON, message_id="<third@example.com>"))
    look(2)
    assert len(rows()) == 3
    assert (Mailbox.objects.get().uid, Mailbox.objects.get().trouble) == (3, "")


def test_what_was_fetched_may_be_moved_aside(elsewhere, settings):
    settings.IMAP_DONE_FOLDER = "Done"
    elsewhere.put(written(at=NOON))
    look()
    assert [len(box) for box in elsewhere.folders.values()] == [0, 1]
    assert len(rows()) == 1


def test_numbers_that_begin_anew_bring_no_mail_twice(elsewhere):
    elsewhere.put(written(at=NOON))
    elsewhere.put(written(at=NOON, message_id="<second@example.com>"))
    look()
    elsewhere.validity = 8
    elsewhere.folders["INBOX"] = []
    elsewhere.next_uid = 1
    elsewhere.put(written(at=NOON, message_id="<second@example.com>"))
    elsewhere.put(written(at=NOON, message_id="<third@example.com>"))
    look(1)
    assert len(rows()) == 3
    assert (Mailbox.objects.get().validity, Mailbox.objects.get().uid) == (8, 2)


def test_a_line_that_breaks_in_the_middle_loses_nothing(elsewhere):
    for number in range(4):
        elsewhere.put(written(at=NOON, message_id=f"<{number}@example.com>"))
    elsewhere.breaks_after = 2
    look()
    assert len(rows()) == 2
    assert Mailbox.objects.get().trouble
    look(1)
    assert len(rows()) == 4
    assert Mailbox.objects.get().trouble == ""


def test_of_a_mail_that_is_too_large_the_head_is_told_and_the_mail_stays_where_it_is(elsewhere, settings):
    settings.MAIL_IN_LARGEST = 1000
    elsewhere.put(written("x" * 2000, at=NOON, subject="Please cancel"))
    elsewhere.put(written(at=NOON))
    look()
    assert [stored.flags for stored in elsewhere.folders["INBOX"]] == [set(), {"\\Seen"}]
    drain(READING_NAME, at=NOON)
    large, other = Incoming.objects.order_by("id")
    assert (large.state, large.subject, large.said, large.authenticated) == ("read", "Please cancel", "", False)
    assert large.trouble.startswith("The mail is larger than we take.")
    assert (other.said, other.trouble) == ("Please cancel my renewal.", "")
    look(1)
    assert len(rows()) == 2


def test_a_mail_came_when_the_mailbox_got_it(elsewhere):
    """We may have looked later; whoever wrote in time does not pay for that."""
    elsewhere.put(signed(written(at=NOON - timedelta(days=2))), came_at=NOON - timedelta(days=2))
    elsewhere.put(written(at=NOON, message_id="<second@example.com>"), came_at=NOON + timedelta(hours=3))
    look()
    drain(READING_NAME, at=NOON)
    early, late = Incoming.objects.order_by("id")
    assert (early.received_at, early.fetched_at, early.authenticated) == (NOON - timedelta(days=2), NOON, True)
    assert late.received_at == NOON  # the clock over there is wrong


def test_a_mail_that_lay_elsewhere_for_long_waits_all_the_same_for_its_senders_domain(elsewhere, monkeypatch):
    def silent(_world, name: str) -> list[str]:
        raise Unreachable(name)

    elsewhere.put(signed(written(at=NOON)), came_at=NOON - timedelta(hours=5))
    look()
    with monkeypatch.context() as away:
        away.setattr(World, "texts", silent)
        drain(READING_NAME, at=NOON)
        assert Incoming.objects.get().state == "received"
    drain(READING_NAME, at=NOON + timedelta(minutes=1))
    assert Incoming.objects.get().authenticated


def test_what_lay_in_the_mailbox_long_before_we_first_looked_is_left_alone(elsewhere):
    def put(days: int) -> None:
        at = NOON + timedelta(days=days)
        elsewhere.put(written(at=at, message_id=f"<{days}@example.com>"), came_at=at)

    put(-400)
    put(-6)
    put(-30)  # somebody has put it back among the others
    look()
    assert len(rows()) == 1
    elsewhere.validity = 8  # numbers begin anew
    look(1)
    assert len(rows()) == 1
    put(-1)
    assert look(30 * 24 * 60) == 1
    assert len(rows()) == 2  # what came since is fetched, however long nobody could look


@pytest.mark.parametrize(("name", "value"), [("IMAP_PASSWORD", "wrong"), ("IMAP_PORT", 1), ("IMAP_FOLDER", "Nowhere")])
def test_a_mailbox_that_cannot_be_opened_is_told(elsewhere, settings, name, value):
    setattr(settings, name, value)
    assert look() == 1
    assert Mailbox.objects.get().trouble
    assert look() == 0


def troubles_told_by_the_doctor() -> list[str]:
    return [finding.sentence for finding in findings.mail_in() if finding.well is False]


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "STATUS", "UID_SEARCH", "UID_FETCH"])
def test_a_mailbox_that_says_no_for_now_is_visited_again_and_loses_nothing(elsewhere, command):
    elsewhere.put(written(at=NOON))
    elsewhere.put(written(at=NOON, message_id="<second@example.com>"))
    elsewhere.refuses.add(command)
    for minutes in (0, 1):
        assert look(minutes) == 1
        assert rows() == []
        assert Mailbox.objects.get().uid == 0
        assert [stored.flags for stored in elsewhere.folders["INBOX"]] == [set(), set()]
        [told] = troubles_told_by_the_doctor()
        assert f"{imap_server.USER}@127.0.0.1/INBOX cannot be read" in told
        assert "try again later" in told
    assert not Letter.objects.exists()  # and nobody is told that his mail was lost

    elsewhere.refuses.clear()
    assert look(2) == 1
    assert len(rows()) == 2
    assert troubles_told_by_the_doctor() == []


def three_in_a_mailbox(server: imap_server.Server) -> None:
    for number in (1, 2, 3):
        server.put(written(f"This is number {number}.", at=NOON, message_id=f"<{number}@example.com>"))


def refused() -> dict[str, str]:
    return Mailbox.objects.get().refused


@pytest.mark.parametrize("number", [1, 2])
def test_a_mail_that_is_not_handed_out_holds_up_no_other_and_comes_when_it_is(elsewhere, number):
    three_in_a_mailbox(elsewhere)
    elsewhere.withholds[number] = {"SIZE"}
    look()
    assert len(rows()) == 2
    assert refused() == {f"{number}": NOON.isoformat()}
    assert "1 not handed out: NO" in troubles_told_by_the_doctor()[0]

    look(1)
    assert (len(rows()), refused()) == (2, {f"{number}": NOON.isoformat()})

    elsewhere.withholds.clear()
    look(2)
    assert (len(rows()), refused(), Mailbox.objects.get().uid) == (3, {}, 3)
    assert troubles_told_by_the_doctor() == []


@pytest.mark.parametrize(
    ("handed_out", "raw"), [({"SIZE"}, b"This stands for mail number 1 (of 7)"), ({"SIZE", "HEADER"}, b"From: Alice")]
)
def test_of_a_mail_that_is_not_handed_out_for_an_hour_stands_in_a_ticket_where_it_lies(elsewhere, handed_out, raw):
    three_in_a_mailbox(elsewhere)
    elsewhere.withholds[1] = handed_out
    for minutes in (0, 59):
        look(minutes)
        assert len(rows()) == 2
    look(60)
    mail = Incoming.objects.latest("id")
    assert bytes(mail.raw).startswith(raw)
    assert "does not hand this mail out" in mail.trouble
    assert (refused(), Mailbox.objects.get().trouble) == ({}, "")
    assert elsewhere.folders["INBOX"][0].flags == set()  # it lies there, unseen

    look(61)
    assert len(rows()) == 3
    drain_all(at=NOON + timedelta(minutes=61))
    assert Ticket.objects.filter(entries__incoming=mail.ref, state="new").exists()


def test_a_server_that_hands_out_nothing_is_waited_for_a_day_and_no_longer(elsewhere):
    elsewhere.put(written(at=NOON))
    elsewhere.withholds[1] = {"SIZE"}
    for minutes in (0, 60, 23 * 60 + 59):
        look(minutes)
        assert rows() == []
        assert Mailbox.objects.get().uid == 0
    look(24 * 60)
    assert (len(rows()), Mailbox.objects.get().uid, refused()) == (1, 1, {})


def test_what_was_refused_means_nothing_once_numbers_begin_anew(elsewhere):
    three_in_a_mailbox(elsewhere)
    elsewhere.withholds[1] = {"SIZE"}
    look()
    elsewhere.validity = 8
    look(61)
    assert (refused(), len(rows())) == ({"1": (NOON + timedelta(minutes=61)).isoformat()}, 2)


def test_the_first_page_tells_of_a_mailbox_that_was_not_read_for_a_while(elsewhere):
    console = at_the_desk()
    elsewhere.refuses.add("LOGIN")
    look(-9)
    look()
    assert "INBOX" not in console.get("/console/").content.decode()
    Mailbox.objects.update(troubled_since=NOON - timedelta(minutes=10))
    page = console.get("/console/").content.decode()
    assert f"{imap_server.USER}@127.0.0.1/INBOX" in page
    assert "1 thing needs somebody" in page


@pytest.mark.parametrize("command", ["UID_STORE", "UID_MOVE"])
def test_a_mailbox_in_which_nothing_can_be_put_aside_is_read_all_the_same(elsewhere, settings, command):
    settings.IMAP_DONE_FOLDER = "Done"
    for number in range(3):
        elsewhere.put(written(at=NOON, message_id=f"<{number}@example.com>"))
    elsewhere.refuses.add(command)
    look()
    assert len(rows()) == 3
    assert "cannot be put aside" in troubles_told_by_the_doctor()[0]
    elsewhere.refuses.clear()
    elsewhere.put(written(at=NOON, message_id="<3@example.com>"))
    look(1)
    assert len(rows()) == 4
    assert troubles_told_by_the_doctor() == []
    assert len(elsewhere.folders["Done"]) == 1


@pytest.mark.django_db
def test_without_a_mailbox_nothing_is_due():
    assert look() == 0
    assert not Mailbox.objects.exists()


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
