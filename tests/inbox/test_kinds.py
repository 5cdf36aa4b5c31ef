"""Machines are told from people: absences, loops, letters that come back, readers who complain."""

from datetime import UTC, datetime

import pytest

from abaca.inbox.deliveries import Throttle, envelope_of, is_among
from abaca.inbox.kinds import MOST_AN_HOUR, Sorted, sort
from abaca.inbox.ourselves import House
from abaca.inbox.reading import read
from abaca.inbox.reports import Bounce, Complaint
from abaca.inbox.states import IncomingKind
from abaca.kernel.refs import new_ref
from tests.makers.mail import SUPPORT, multipart, part, written

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUSE = House("shop@musa.example", SUPPORT, others=frozenset({"hilfe@musa.ch"}))
LETTER = f"<{new_ref('letter', NOON)}@musa.example>"
BOUNCES = "bounces+letter_01jx2k-abc@musa.example"


def sorted_as(
    raw: bytes, *, sender: str = "alice@example.com", to: str = SUPPORT, in_last_hour: int = 1
) -> Sorted:  # the same defaults as a person's mail has
    return sort(read(raw), house=HOUSE, envelope_from=sender, envelope_to=to, in_last_hour=in_last_hour)


def kind_of(raw: bytes, **facts) -> IncomingKind:
    return sorted_as(raw, **facts).kind


def test_a_person_writes_letters():
    assert sorted_as(written(at=NOON)) == Sorted(IncomingKind.LETTER)
    assert kind_of(written(at=NOON, more=["Precedence: list", "List-Id: <support.musa.example>"])) == "letter"
    assert kind_of(written(at=NOON, more=["Auto-Submitted: no"])) == "letter"
    assert kind_of(written(at=NOON), sender="") == "letter"  # a mailbox elsewhere does not know the envelope


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: auto-replied",
        "auto-submitted: AUTO-REPLIED (vacation)",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "X-Autorespond: vacation",
        "X-Mail-Autoreply: 1",
        "X-MS-Exchange-Inbox-Rules-Loop: Alice@example.com",
    ],
)
def test_fields_that_betray_an_answer_of_a_machine(line):
    assert kind_of(written(at=NOON, more=[line])) == "auto_reply"


@pytest.mark.parametrize(
    "line",
    [
        "X-MS-Exchange-Inbox-Rules-Loop: support@musa.example",  # a rule of our own redirects what people write
        "X-MS-Exchange-Inbox-Rules-Loop: ",
        "X-Autoreply: no",
        "X-Autoreply: False",
        "X-Autorespond: 0",
        "X-Vacation: none",
    ],
)
def test_fields_that_say_that_a_person_wrote_or_that_our_own_server_led_it_on(line):
    assert kind_of(written(at=NOON, more=[line])) == "letter"


@pytest.mark.parametrize(
    "line",
    [
        "Auto-Submitted: auto-generated; owner-email=x",
        "Auto-Submitted: auto-notified",
        "Precedence: bulk",
        "Precedence: Junk",
    ],
)
def test_fields_that_betray_what_a_program_wrote_by_itself(line):
    assert kind_of(written(at=NOON, more=[line])) == "machine"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Your renewal",
        "Auto-Reply: Your renewal",
        "Out of Office: back on Monday",
        "Out of the office",
        "Automatische Antwort: Ihre Verlängerung",
        "Abwesenheitsnotiz: Ihre Verlängerung",
        "Réponse automatique : votre renouvellement",
        "Absence du bureau",
        "Risposta automatica: il Suo rinnovo",
        "Fuori sede",
        "Respuesta automática: su renovación",
        "Fuera de la oficina",
        "Resposta automática: a sua renovação",
        "Ausência temporária",
        "Automatisch antwoord: uw verlenging",
        "Afwezig: uw verlenging",
        "=?utf-8?q?R=C3=A9ponse_automatique?=",
    ],
)
def test_subjects_that_betray_a_machine(subject):
    assert kind_of(written(at=NOON, subject=subject)) == "auto_reply"


@pytest.mark.parametrize(
    "subject", ["Re: Automatic reply: x", "Why an automatic reply?", "Autoplay", "Reply", "AW: Abwesend"]
)
def test_people_who_speak_of_machines_are_none(subject):
    assert kind_of(written(at=NOON, subject=subject)) == "letter"


def test_who_wants_no_answer_gets_none():
    assert kind_of(written(at=NOON), sender="<>") == "auto_reply"
    assert kind_of(written(at=NOON, sender="no-reply@example.com")) == "machine"
    assert kind_of(written(at=NOON, sender="noreply+77@example.com")) == "machine"
    assert kind_of(written(at=NOON, sender="no-reply@example.com", more=["X-Autoreply: yes"])) == "auto_reply"
    assert kind_of(written(at=NOON, sender="Mail <MAILER-DAEMON@example.com>")) == "auto_reply"


def test_loops():
    assert kind_of(written(at=NOON, more=["X-Abaca-Kind: renewal_notice"])) == "loop"
    assert kind_of(written(at=NOON, message_id=LETTER)) == "loop"
    assert kind_of(written(at=NOON, message_id="<anything@musa.example>")) == "letter"  # a colleague's mail program
    assert kind_of(written(at=NOON), in_last_hour=MOST_AN_HOUR) == "letter"


def test_more_than_a_person_writes_is_a_flood_whoever_writes_it():
    assert kind_of(written(at=NOON), in_last_hour=MOST_AN_HOUR + 1) == "flood"
    assert kind_of(written(at=NOON, sender="no-reply@example.com"), in_last_hour=MOST_AN_HOUR + 1) == "flood"
    assert kind_of(written(at=NOON, subject="Out of office"), in_last_hour=MOST_AN_HOUR + 1) == "auto_reply"


def test_unsubscriptions_bear_their_token():
    to = "unsubscribe+Tok-en_1.x@MUSA.example"
    assert sorted_as(written(at=NOON, subject="unsubscribe"), to=to) == Sorted(
        IncomingKind.UNSUBSCRIBE, token="Tok-en_1.x"
    )
    assert kind_of(written(at=NOON), to=to, sender="<>") == "unsubscribe"  # by a mail server for its reader
    assert (
        kind_of(written(at=NOON, more=["Auto-Submitted: auto-generated"]), to=to) == "unsubscribe"
    )  # by a mail program


def report(
    *blocks: str, original: str = f"Message-ID: {LETTER}\nSubject: Your renewal", kind: str = "delivery-status"
) -> bytes:
    status = "\r\n\r\n".join(block.replace("\n", "\r\n") for block in ("Reporting-MTA: dns; mx.example.com", *blocks))
    return multipart(
        f'report; report-type="{kind}"',
        part("Your mail could not be delivered.", "Content-Type: text/plain"),
        part(status, f"Content-Type: message/{kind}"),
        part(original.replace("\n", "\r\n") + "\r\n\r\nx", "Content-Type: message/rfc822"),
        head=["From: MAILER-DAEMON@mx.example.com", "To: " + BOUNCES, "Subject: Undelivered"],
    )


GONE = (
    "Final-Recipient: rfc822; alice@example.com\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 There is nobody\n of this name"
)
LATE = "Final-Recipient: RFC822;bob@example.com\nAction: Delayed\nStatus: 4.4.1"
THERE = "Final-Recipient: rfc822; charlie@example.com\nAction: delivered\nStatus: 2.0.0"
RENAMED = (
    "Original-Recipient: rfc822;dora@example.com\nFinal-Recipient: rfc822;d@other.example\n"
    "Action: failed\nStatus: 5.2.2"
)


def test_letters_that_come_back():
    found = sorted_as(report(GONE, LATE, THERE, RENAMED), sender="<>", to=BOUNCES)
    assert found.kind == IncomingKind.BOUNCE
    assert found.token == BOUNCES
    assert found.bounces == (
        Bounce("alice@example.com", True, "550 5.1.1 There is nobody of this name", LETTER),
        Bounce("bob@example.com", False, "4.4.1", LETTER),
        Bounce("dora@example.com", True, "5.2.2", LETTER),
    )


def test_a_report_of_success_is_no_bounce():
    assert sorted_as(report(THERE), sender="<>") == Sorted(IncomingKind.AUTO_REPLY)
    read_it = report("Final-Recipient: rfc822; a@example.com\nDisposition: displayed", kind="disposition-notification")
    assert kind_of(read_it) == "auto_reply"


def test_the_letter_may_come_back_as_its_head_alone():
    raw = report(GONE).replace(b"message/rfc822", b"text/rfc822-headers")
    assert sorted_as(raw, sender="<>").bounces[0].message_id == LETTER
    assert sorted_as(raw, sender="<>").token == ""  # it did not come to the address for bounces


def test_a_server_that_gives_up_over_passing_trouble_says_so():
    late = "Final-Recipient: rfc822; alice@example.com\nAction: failed\nStatus: 4.4.7"
    assert [b.passing for b in sorted_as(report(late, GONE, LATE), sender="<>").bounces] == [True, False, False]
    text = (
        "Hi. This is the qmail-send program at mx.example.com.\n\n<alice@example.com>:\nI wasn't able to connect. "
        "(#4.4.1)\nI'm not going to try again.\n\n<bob@example.com>:\nSorry, no mailbox here. (#5.1.1)\n"
    )
    raw = part(text, "From: MAILER-DAEMON@mx.example.com", "Subject: failure notice")
    assert [(b.permanent, b.passing) for b in sorted_as(raw, sender="<>").bounces] == [(True, True), (True, False)]


def test_bounces_of_qmail():
    text = (
        "Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to "
        "the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<alice@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n<bob@example.com>:\nmailbox is full\n\n"
        f"--- Below this line is a copy of the message.\n\nReturn-Path: <x>\nMessage-ID: {LETTER}\nSubject: x\n"
    )
    found = sorted_as(written(text, at=NOON, sender="MAILER-DAEMON@mx.example.com"), sender="<>", to=BOUNCES)
    assert found.bounces == (
        Bounce("alice@example.com", True, "Sorry, no mailbox here by that name. (#5.1.1)", LETTER),
        Bounce("bob@example.com", True, "mailbox is full", LETTER),
    )


def test_bounces_of_exim():
    raw = written("A message could not be delivered.", at=NOON, more=["X-Failed-Recipients: alice@example.com"])
    assert sorted_as(raw, sender="<>").bounces == (
        Bounce("alice@example.com", True, "A message could not be delivered.", ""),
    )


def test_what_a_server_writes_to_the_address_for_bounces_is_one_though_nobody_can_tell_why():
    raw = written("Irgendetwas", at=NOON, sender="postmaster@example.com", subject="Unzustellbar")
    assert sorted_as(raw, sender="<>", to=BOUNCES).bounces == (Bounce("", False, "Unzustellbar", ""),)
    away = written("Bin weg", at=NOON, subject="Abwesenheitsnotiz")
    assert kind_of(away, sender="<>", to=BOUNCES) == "auto_reply"
    assert kind_of(written(at=NOON), to=BOUNCES) == "letter"  # a person who answers to whatever address he sees


@pytest.mark.parametrize(
    "block", ["", "Action: failed", "Final-Recipient: rfc822; x\nAction: failed", "\x00\xff", "a" * 5000]
)
def test_broken_reports_report_nothing(block):
    assert sorted_as(report(block), sender="<>").bounces == ()


def test_complaints():
    def complaint(kind: str, *more: str) -> bytes:
        fields = "\r\n".join([f"Feedback-Type: {kind}", "User-Agent: Yahoo/1", "Version: 1", *more])
        return multipart(
            "report; report-type=feedback-report",
            part("This is a complaint."),
            part(fields, "Content-Type: message/feedback-report"),
            part(f"Message-ID: {LETTER}\r\n\r\nx", "Content-Type: message/rfc822"),
            head=["From: fbl@yahoo.example", "To: abuse@musa.example", "Subject: x"],
        )

    found = sorted_as(complaint("abuse", "Original-Rcpt-To: <alice@example.com>"), to="abuse@musa.example")
    assert found == Sorted(IncomingKind.COMPLAINT, complaint=Complaint("alice@example.com", "abuse: Yahoo/1", LETTER))
    assert sorted_as(complaint("fraud")).complaint == Complaint("", "fraud: Yahoo/1", LETTER)
    assert kind_of(complaint("not-spam")) == "letter"
    hidden = complaint("abuse", "Original-Rcpt-To: redacted-1@example.com", "Original-Mail-From: <b+l-1@musa.example>")
    assert sorted_as(hidden).complaint == Complaint(
        "", "abuse: Yahoo/1", LETTER, copy_to="", return_path="b+l-1@musa.example"
    )


@pytest.mark.parametrize(
    ("address", "accepted"),
    [
        ("support@musa.example", True),
        ("SUPPORT@Musa.Example", True),
        ("support+ticket@musa.example", True),
        ("shop@musa.example", True),
        ("hilfe@musa.ch", True),
        ("postmaster@musa.example", True),
        ("abuse@musa.example", True),
        ("bounces+abc@musa.example", True),
        ("unsubscribe+abc@musa.example", True),
        ("bounces@musa.example", False),
        ("bounces+@musa.example", False),
        ("unsubscribe+a b@musa.example", False),
        ("unsubscribe+abc@musa.ch", False),
        ("postmaster@musa.ch", False),
        ("sam@musa.example", False),
        ("support@evil.example", False),
        ("support@musa.example.evil.example", False),
        ("", False),
        ("support", False),
    ],
)
def test_the_addresses_that_are_ours(address, accepted):
    assert HOUSE.accepts(address) is accepted


def test_letters_may_come_back_to_an_address_of_their_own():
    house = House("shop@musa.example", SUPPORT, bounces="b@return.musa.example")
    assert house.token("b+letter_1-f@return.musa.example") == ("bounces", "letter_1-f")
    assert house.token("bounces+letter_1-f@musa.example") == ("", "")


@pytest.mark.parametrize(
    ("head", "envelope"),
    [
        (["Return-Path: <alice@example.com>"], ("alice@example.com", SUPPORT)),
        (["Return-Path: <>"], ("<>", SUPPORT)),
        ([], ("", SUPPORT)),
        (["Delivered-To: unsubscribe+x@musa.example", "To: list@example.com"], ("", "unsubscribe+x@musa.example")),
        (["To: Shop <shop@musa.example>, x@example.com"], ("", "shop@musa.example")),
        (["To: x@example.com", "Cc: hilfe@musa.ch"], ("", "hilfe@musa.ch")),
        (["Delivered-To: sam@musa.example", "To: shop@musa.example"], ("", "shop@musa.example")),
        (["To: undisclosed-recipients:;"], ("", SUPPORT)),
    ],
)
def test_envelopes_that_are_gone_are_read_from_the_mail(head, envelope):
    assert envelope_of(part("x", *head, "From: a@example.com"), HOUSE) == envelope


def test_a_stranger_may_bring_so_many_mails_a_minute():
    throttle = Throttle(2)
    assert [throttle.lets_in("192.0.2.1", seconds) for seconds in (0, 1, 2, 59, 60.5, 61.5)] == [
        True,
        True,
        False,
        False,
        True,
        True,
    ]
    assert throttle.lets_in("192.0.2.2", 61.5)
    throttle.lets_in("192.0.2.3", 500)
    assert set(throttle.seen) == {"192.0.2.3"}  # the others are forgotten


def test_a_network_of_ipv6_counts_as_one():
    throttle = Throttle(2)
    peers = ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3", "2001:db8:0:1::1", "::ffff:192.0.2.1", "?", "?", "?"]
    assert [throttle.lets_in(peer, 1) for peer in peers] == [True, True, False, True, True, True, True, False]


def test_networks():
    assert is_among("192.0.2.7", ("198.51.100.1", "192.0.2.0/24"))
    assert is_among("2001:db8::1", ("2001:db8::/32",))
    assert not is_among("192.0.3.7", ("192.0.2.0/24",))
    assert not is_among("", ("0.0.0.0/0",))


def test_who_asks_for_no_automatic_answers_is_a_person_all_the_same():
    assert kind_of(written(at=NOON, more=["X-Auto-Response-Suppress: OOF"])) == "letter"
